/// Weight clipping against Arjovsky et al. 2017, algorithm 1.
#include <gan/regularizer/weight_clipping.hpp>

#include <gan/backend/cpu/backend.hpp>
#include <gan/nn/flat.hpp>

#include "../catch.hpp"

using namespace gan;

TEMPLATE_TEST_CASE("after clipping every parameter is in [-c, c] exactly, and those inside are as before", "", float, double) {
  Context<Cpu> c{Seed{1}};
  for (float limit : {.01f, .5f}) {
    FlatTensors<TestType, Cpu> const parameters(c, {{"weight", {1003}, Normal{1}}}, random::key(Seed{1}, Stream::check));
    auto const before = to_host(parameters.values());
    WeightClipping{limit}.after_discriminator_update(parameters);
    auto const after = to_host(parameters.values());
    auto const bound = static_cast<TestType>(limit);
    for (std::size_t i = 0; i < after.size(); ++i) CHECK(after[i] == std::clamp(before[i], -bound, bound));
    CHECK(*std::max_element(after.begin(), after.end()) == bound);
  }
}

TEST_CASE("clipping does not hide a value that is not a number") {
  Context<Cpu> c;
  FlatTensors<float, Cpu> const parameters(c, {{"weight", {3}, Zeros{}}}, random::Key{});
  copy_from_host(c, std::vector<float>{NAN, INFINITY, -INFINITY}.data(), parameters.values().data(), 3);
  WeightClipping{}.after_discriminator_update(parameters);
  auto const after = to_host(parameters.values());
  CHECK(std::isnan(after[0]));
  CHECK(after[1] == .01f);
  CHECK(after[2] == -.01f);
}

/// Limits on gradients and on the columns of weights.
#include <gan/nn/flat.hpp>
#include <gan/regularizer/max_norm.hpp>

#include "known_step.hpp"

using namespace gan;
using namespace test;

TEMPLATE_TEST_CASE("gradient-norm clipping scales a longer gradient to the limit and leaves a shorter one as it is", "", float,
                   double) {
  Context<Cpu> c{Seed{1}};
  auto clipped = [&](std::vector<TestType> const& g, float limit) {
    auto const gradients = from_host(c, {static_cast<std::int64_t>(g.size())}, g);
    GradientNormClipping{limit}.before_update(gradients);
    return to_host(gradients);
  };
  CHECK(clipped({6, -8}, 5) == std::vector<TestType>{3, -4});
  CHECK(clipped({3, -4}, 5) == std::vector<TestType>{3, -4});
  CHECK(clipped({3, -4}, 5.5f) == std::vector<TestType>{3, -4});
  CHECK(clipped({0, 0}, 5) == std::vector<TestType>{0, 0});
  CHECK(clipped({}, 5).empty());
  auto const g = to_host(randn<TestType>(c, {1003}));
  for (float limit : {.01f, 1.f, 1000.f}) {
    auto const out = clipped(g, limit);
    double before = 0, after = 0, along = 0;
    for (std::size_t i = 0; i < g.size(); ++i) {
      double const p = static_cast<double>(g[i]), q = static_cast<double>(out[i]);
      before += p * p, after += q * q, along += p * q;
    }
    CHECK(std::sqrt(after) == Approx(std::min(std::sqrt(before), static_cast<double>(limit))).epsilon(1e-5));
    CHECK(along / std::sqrt(before * after) == Approx(1).epsilon(1e-6));
    if (limit > 100) CHECK(out == g);
  }
}

TEST_CASE("gradient-norm clipping hides neither a value that is not finite nor a norm that overflows") {
  Context<Cpu> c;
  for (float bad : {NAN, INFINITY, 1e30f}) {
    auto const gradients = from_host<float>(c, {2}, {bad, 1});
    GradientNormClipping{}.before_update(gradients);
    auto const out = to_host(gradients);
    CHECK(!(std::isfinite(out[0]) && std::isfinite(out[1])));
  }
}

TEST_CASE("gradient clipping limits each element") {
  Context<Cpu> c;
  auto const gradients = from_host<float>(c, {5}, {-3, -.5f, 0, .25f, 7});
  GradientClipping{.5f}.before_update(gradients);
  CHECK(to_host(gradients) == std::vector<float>{-.5f, -.5f, 0, .25f, .5f});
}

TEST_CASE("max-norm scales the longer columns of weights and touches nothing else") {
  Context<Cpu> c;
  FlatTensors<double, Cpu> const parameters(c,
                                            {{"weight", {2, 3}, Zeros{}},
                                             {"bias", {3}, Fill{9}},
                                             {"1.weight", {1, 2}, Fill{9}},
                                             {"2.weight", {1, 1, 2, 2}, Fill{9}},
                                             {"overweight", {1, 2}, Fill{9}}},
                                            random::Key{});
  copy_from_host(c, std::vector<double>{3, .6, 0, -4, .8, 0}.data(), parameters.view(0).data(), 6);  // columns of norm 5, 1, 0
  MaxNorm{2}.after_discriminator_update(parameters);
  check_near(constant(parameters.view(0)), {1.2, .6, 0, -1.6, .8, 0}, 1e-15);
  CHECK(to_host(parameters.view(0))[1] == .6);
  CHECK(to_host(parameters.view(1)) == std::vector<double>(3, 9));
  CHECK(to_host(parameters.view(2)) == std::vector<double>(2, 2));
  CHECK(to_host(parameters.view(3)) == std::vector<double>(4, 9));
  CHECK(to_host(parameters.view(4)) == std::vector<double>(2, 9));
}

TEST_CASE("after max-norm no column is longer than the limit") {
  Context<Cpu> c{Seed{3}};
  FlatTensors<float, Cpu> const parameters(c, {{"weight", {37, 53}, Normal{.32f}}}, random::key(Seed{1}, Stream::check));
  auto const before = to_host(parameters.view(0));
  MaxNorm{}.after_discriminator_update(parameters);
  auto const after = to_host(parameters.view(0));
  int longer = 0;
  for (std::size_t j = 0; j < 53; ++j) {
    double p = 0, q = 0;
    for (std::size_t i = j; i < after.size(); i += 53) p += std::pow(before[i], 2), q += std::pow(after[i], 2);
    longer += std::sqrt(p) > 1.9365;
    CHECK(std::sqrt(q) == Approx(std::min(std::sqrt(p), 1.9365)).epsilon(1e-5));
  }
  CHECK(longer > 5);
  CHECK(longer < 53);
}

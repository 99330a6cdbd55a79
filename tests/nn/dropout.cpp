#include <gan/nn/dropout.hpp>

#include "layer_check.hpp"

using namespace gan;
using namespace test;

namespace {
PassMode training(std::uint64_t step, std::int64_t first = 0) {
  return {.training = true, .key = random::key(Seed{4}, Stream::dropout, step), .first_sample = first};
}
std::vector<float> run(Context<Cpu>& c, Dropout layer, Tensor<float, Cpu> const& x, PassMode mode) {
  Flat<float> state;
  Pass<float, Cpu, 2> pass(c, {}, state, mode);
  return to_host(evaluate(layer(constant(x), pass)).value());
}
}  // namespace

TEST_CASE("inverted dropout keeps the mean: every number is 0 or 1/keep, in the right proportion") {
  Context<Cpu> c;
  auto ones = full<float>(c, {200, 500}, 1);
  for (float keep : {0.8f, 0.5f, 1.f}) {
    auto y = run(c, {keep}, ones, training(1));
    double kept = 0;
    for (float v : y) {
      REQUIRE((v == 0 || v == Approx(1 / keep)));
      kept += v != 0;
    }
    double const n = 1e5, deviation = std::sqrt(n * keep * (1 - keep));
    CHECK(std::abs(kept - n * keep) <= 4 * deviation);
  }
}

TEST_CASE("dropout changes nothing in evaluation, with the same type of result") {
  Context<Cpu> c;
  auto x = randn<float>(c, {3, 7});
  CHECK(run(c, {0.3f}, x, {}) == to_host(x));
}

TEST_CASE("a dropout mask depends on step, sample and layer, and on no thread count or batch split") {
  auto ones = [](Context<Cpu>& c, std::int64_t n) { return full<float>(c, {n, 300}, 1); };
  Context<Cpu> one, three(Cpu{.threads = 3}, Seed{});
  auto y = run(one, {}, ones(one, 64), training(1));
  CHECK(run(three, {}, ones(three, 64), training(1)) == y);
  CHECK(run(one, {}, ones(one, 64), training(2)) != y);
  auto first = run(one, {}, ones(one, 40), training(1)), rest = run(one, {}, ones(one, 24), training(1, 40));
  first.insert(first.end(), rest.begin(), rest.end());
  CHECK(first == y);
  Flat<float> state;
  Pass<float, Cpu, 2> pass(one, {}, state, training(1));
  auto x = constant(ones(one, 64));
  auto a = to_host(evaluate(Dropout{}(x, pass)).value()), b = to_host(evaluate(Dropout{}(x, pass)).value());
  CHECK(a == y);
  CHECK(a != b);
}

TEST_CASE("dropout: gradients to second order with the mask held") {
  Context<Cpu> c;
  check_gradients<0>(c, Dropout{0.7f}, randn<double>(c, {4, 5}), training(3));
  check_gradients<0>(c, Dropout{0.7f}, randn<double>(c, {4, 5}), {});
}

TEST_CASE("dropout refuses a keep of 0 or less, or above 1") {
  Declaration d;
  CHECK_THROWS_AS(Dropout{0}.declare(d), OptionError);
  CHECK_THROWS_AS(Dropout{1.1f}.declare(d), OptionError);
  CHECK_NOTHROW(Dropout{1}.declare(d));
}

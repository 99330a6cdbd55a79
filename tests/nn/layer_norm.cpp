#include <gan/nn/activations.hpp>
#include <gan/nn/layer_norm.hpp>

#include "layer_check.hpp"

using namespace gan;
using namespace test;

TEST_CASE("layer norm normalises every sample by itself, then scales and shifts per channel") {
  Context<Cpu> c;
  LayerNorm layer{2};
  auto x = from_host<double>(c, {2, 2, 1, 2}, std::vector<double>{1, 3, 2, 6, 10, 30, 20, 60});
  auto run = [&](Tensor<double, Cpu> const& input) {
    std::vector<Var<double, Cpu>> p{constant(from_host<double>(c, {2}, std::vector<double>{2, -1})),
                                    constant(from_host<double>(c, {2}, std::vector<double>{.5, 0}))};
    Flat<double> state;
    Pass<double, Cpu, 2> pass(c, p, state, {.training = true});
    return to_host(evaluate(layer(constant(input), pass)).value());
  };
  double const s = std::sqrt(3.5 + 1e-5), t = std::sqrt(350 + 1e-5);  // mean 3 and 30, biased variances 3.5 and 350
  auto y = run(x);
  require_near(y, {-4 / s + .5, 0, -2 / s + .5, -3 / s, -40 / t + .5, 0, -20 / t + .5, -30 / t}, 1e-9);
  auto second = run(x.slice(1, 2));
  require_near(second, {y.begin() + 4, y.end()}, 1e-14);
}

TEST_CASE("layer norm: gradients to second order in input, gain and bias") {
  Context<Cpu> c;
  check_gradients<2>(c, LayerNorm{3}, randn<double>(c, {2, 2, 2, 3}), {.training = true});
  check_gradients<2>(c, Sequential{LayerNorm{4}, LeakyRelu{}}, randn<double>(c, {3, 4}), {});
}

TEST_CASE("layer norm treats samples independently and refuses options out of range") {
  STATIC_REQUIRE_FALSE(layer_mixes_samples<LayerNorm>);
  Declaration d;
  CHECK_THROWS_AS((LayerNorm{0}.declare(d)), OptionError);
  CHECK_THROWS_AS((LayerNorm{3, -1.f}.declare(d)), OptionError);
}

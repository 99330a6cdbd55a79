#include <gan/nn/activations.hpp>
#include <gan/nn/batch_norm.hpp>

#include "layer_check.hpp"

using namespace gan;
using namespace test;

namespace {
constexpr PassMode train{.training = true, .updates_state = true}, train_only{.training = true}, evaluation{};

template <class Layer> struct Bench {
  Context<Cpu> context;
  Layer layer;
  Flat<double> parameters, state;
  explicit Bench(Layer l)
      : layer(l), parameters(parameters_of<double>(context, layer)), state(state_of<double>(context, layer)) {}
  std::vector<Var<double, Cpu>> variables() const {
    std::vector<Var<double, Cpu>> out;
    for (std::size_t i = 0; i < parameters.size(); ++i) out.push_back(variable(parameters.view(i)));
    return out;
  }
  auto run(Var<double, Cpu> const& x, std::vector<Var<double, Cpu>> const& p, PassMode mode) {
    Pass<double, Cpu, 2> pass(context, p, state, mode);
    return evaluate(layer(x, pass));
  }
};
}  // namespace

TEST_CASE("batch norm gives the bias as mean and gain^2 var / (var + epsilon) as variance, also far from zero") {
  Bench b(BatchNorm{.channels = 3, .epsilon = 1e-3f, .gain = Normal{0.02f, 1}});
  auto& c = b.context;
  copy_from_host(c, std::vector<double>{.25, -1, 2}.data(), b.parameters.view(1).data(), 3);
  auto gain = to_host(b.parameters.view(0));
  auto draws = normal<double>(c, {50, 2, 2, 3}, random::key(Seed{1}, Stream::check), 1e6, 3);
  auto x = variable(draws);
  auto y = b.run(x, b.variables(), train_only);
  auto in = to_host(draws), out = to_host(y.value());
  for (std::size_t k = 0; k < 3; ++k) {
    double mean[2] = {}, square[2] = {};
    for (std::size_t i = k; i < in.size(); i += 3) mean[0] += in[i] / 200, mean[1] += out[i] / 200;
    for (std::size_t i = k; i < in.size(); i += 3)
      square[0] += (in[i] - mean[0]) * (in[i] - mean[0]) / 200, square[1] += (out[i] - mean[1]) * (out[i] - mean[1]) / 200;
    CHECK(mean[1] == Approx(to_host(b.parameters.view(1))[k]).margin(1e-9));
    CHECK(square[1] == Approx(gain[k] * gain[k] * square[0] / (square[0] + 1e-3f)).epsilon(1e-8));
  }
  for (double g : to_host(grad(sum(y), x).value())) CHECK(std::abs(g) < 1e-9);
}

TEST_CASE("batch norm keeps its digits in float where the mean is a thousand deviations") {
  Context<Cpu> c;
  BatchNorm layer{2};
  auto parameters = parameters_of<float>(c, layer), state = state_of<float>(c, layer);
  auto x = normal<float>(c, {4000, 2}, random::key(Seed{2}, Stream::check), 1000, 1);
  std::vector<Var<float, Cpu>> p{constant(parameters.view(0)), constant(parameters.view(1))};
  Pass<float, Cpu, 2> pass(c, p, state, train_only);
  auto y = to_host(evaluate(layer(constant(x), pass)).value());
  auto in = to_host(x);
  for (std::size_t k = 0; k < 2; ++k) {
    double mean = 0, square = 0;
    for (std::size_t i = k; i < in.size(); i += 2) mean += in[i] / 4000.0;
    for (std::size_t i = k; i < in.size(); i += 2) square += (in[i] - mean) * (in[i] - mean) / 4000;
    for (std::size_t i = k; i < in.size(); i += 2) REQUIRE(std::abs(y[i] - (in[i] - mean) / std::sqrt(square + 1e-5)) < 2e-5);
  }
}

TEST_CASE("batch norm of equal numbers gives the bias and finite gradients") {
  Bench b(BatchNorm{2});
  auto x = variable(full<double>(b.context, {6, 2}, 7.25));
  auto y = b.run(x, b.variables(), train);
  for (double v : to_host(y.value())) CHECK(v == 0);
  for (double v : to_host(grad(sum(square(y + x)), x).value())) CHECK(std::isfinite(v));
  for (double v : to_host(b.state.view(1))) CHECK(v == Approx(0.9));
}

TEST_CASE("batch norm in evaluation uses running statistics - only a pass that updates the state changes them") {
  Bench b(BatchNorm{2});
  auto& c = b.context;
  auto x = constant(from_host<double>(c, {3, 2}, std::vector<double>{1, 2, 4, -1, 1, 5}));
  auto p = b.variables();
  b.run(x, p, train_only);
  b.run(x, p, evaluation);
  b.run(x, p, {.training = false, .updates_state = true});
  CHECK(to_host(b.state.view(0)) == std::vector<double>{0, 0});
  CHECK(to_host(b.state.view(1)) == std::vector<double>{1, 1});
  require_near(to_host(b.run(x, p, evaluation).value()), {1, 2, 4, -1, 1, 5}, 3e-5);
  b.run(x, p, train);  // means 2 and 2, unbiased variances 3 and 9
  require_near(to_host(b.state.view(0)), {.2, .2}, 1e-8);
  require_near(to_host(b.state.view(1)), {.9 + .3, .9 + .9}, 1e-6);
  double const r = 1 / std::sqrt(1.2 + 1e-5), s = 1 / std::sqrt(1.8 + 1e-5);
  require_near(to_host(b.run(x, p, evaluation).value()), {.8 * r, 1.8 * s, 3.8 * r, -1.2 * s, .8 * r, 4.8 * s}, 1e-6);
}

TEST_CASE("batch norm: gradients to second order in input, gain and bias, alone and fused with an activation") {
  Context<Cpu> c;
  auto x = randn<double>(c, {2, 2, 2, 3});
  check_gradients<2>(c, BatchNorm{3}, x, train_only);
  check_gradients<2>(c, BatchNorm{3}, x, evaluation);
  check_gradients<0>(c, BatchNormNoAffine{3}, x, train_only);
  check_gradients<0>(c, BatchNormNoAffine{3}, x, evaluation);
  check_gradients<2>(c, Sequential{BatchNorm{2}, LeakyRelu{}}, randn<double>(c, {5, 2}), train_only);
}

TEST_CASE("batch norm mixes samples, and says so of the network it is in - options out of range are refused") {
  STATIC_REQUIRE(layer_mixes_samples<BatchNorm>);
  STATIC_REQUIRE(Sequential<Relu, BatchNorm>::mixes_samples);
  STATIC_REQUIRE_FALSE(Sequential<Relu, Relu>::mixes_samples);
  Declaration d;
  CHECK_THROWS_AS((BatchNorm{0}.declare(d)), OptionError);
  CHECK_THROWS_AS((BatchNorm{4, 0}.declare(d)), OptionError);
  CHECK_THROWS_AS((BatchNorm{4, 1e-5f, 1.5f}.declare(d)), OptionError);
  Bench b(BatchNorm{3});
  CHECK_THROWS_AS(b.run(constant(zeros<double>(b.context, {2, 2})), b.variables(), train), ShapeError);
}

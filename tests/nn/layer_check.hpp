#pragma once
/// What the tests of layers share: numbers near others, a layer run through a pass, and a layer checked to second order.
#include <gan/autodiff/gradcheck.hpp>
#include <gan/backend/cpu/backend.hpp>
#include <gan/nn/pass.hpp>
#include <gan/nn/sequential.hpp>

#include "../catch.hpp"

namespace test {
using namespace gan;

template <class T> using Flat = FlatTensors<T, Cpu>;

inline void require_near(std::vector<double> const& got, std::vector<double> const& expected, double tolerance) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    INFO("element " << i << ": " << got[i] << ", expected " << expected[i]);
    CHECK(std::abs(got[i] - expected[i]) <= tolerance);
  }
}

template <class T, class Layer> Flat<T> parameters_of(Context<Cpu>& context, Layer const& layer, Seed seed = {3}) {
  Declaration d;
  layer.declare(d);
  return {context, d.parameters(), random::key(seed, Stream::initial_parameters)};
}
template <class T, class Layer> Flat<T> state_of(Context<Cpu>& context, Layer const& layer) {
  Declaration d;
  layer.declare(d);
  return {context, d.state(), random::key(Seed{}, Stream::initial_parameters)};
}

/// The layer as a function of its input and its parameters, for the gradient checks.
template <class Layer> struct AsFunction {
  Layer const& layer;
  Context<Cpu>& context;
  Flat<double> const& state;
  PassMode mode;
  template <class X, class... Parameters> auto operator()(X const& x, Parameters const&... parameters) const {
    std::array<X, sizeof...(Parameters)> const list{parameters...};
    Pass<double, Cpu, X::order> pass(context, std::span<X const>(list.data(), list.size()), state, mode);
    return evaluate(layer(x, pass));
  }
};

/// First and second order of a layer with N parameters against central differences, in x and in every parameter.
template <std::size_t N, class Layer>
void check_gradients(Context<Cpu>& context, Layer const& layer, Tensor<double, Cpu> const& x, PassMode mode) {
  auto const state = state_of<double>(context, layer);
  AsFunction<Layer> const f{layer, context, state, mode};
  auto draw = [&](std::size_t i, Shape const& shape) {
    return normal<double>(context, shape, random::key(Seed{5}, Stream::check, i), 0.1, 0.7);
  };
  auto const parameters = parameters_of<double>(context, layer);
  REQUIRE(parameters.size() == N);
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    gradcheck(f, x, draw(I, parameters.entries()[I].shape)...);
    gradgradcheck(f, x, draw(I, parameters.entries()[I].shape)...);
  }
  (std::make_index_sequence<N>{});
}

/// A tensor of doubles off the kinks of piecewise linear functions.
inline Tensor<double, Cpu> off_kinks(Context<Cpu>& context, Shape const& shape) {
  auto values = to_host(randn<double>(context, shape));
  for (auto& v : values) v += v < 0 ? -0.05 : 0.05;
  return from_host(context, shape, values);
}
}  // namespace test

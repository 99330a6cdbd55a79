#pragma once
#include <gan/autodiff/expression.hpp>

namespace gan {

struct CreateGraph {};
/// Asks for gradients that can be differentiated themselves.
inline constexpr CreateGraph create_graph;

namespace detail {
template <class Y, class X, std::size_t N> std::array<X, N> gradients(Y const& y_or_expression, X const (&x)[N], bool graph) {
  using T = typename X::value_type;
  using Device = typename X::device_type;
  auto y = evaluate(y_or_expression);
  require<GradientError>(y.value().count() == 1, "a gradient needs a single value to differentiate, not a tensor of shape ",
                         y.shape(), "; take its sum or mean first");
  for (auto const& one : x)
    require<GradientError>(one.needs_gradient(),
                           "a gradient with respect to a constant was asked for; make it with variable()");
  auto& context = y.context();
  Recording<Device> recording(context, graph);
  Sweep<T, Device> sweep(context, graph, false);
  sweep.start(y);
  sweep.run(x, N);
  std::array<X, N> out;
  for (std::size_t i = 0; i < N; ++i) {
    auto result = sweep.result(x[i]);
    out[i] = result ? X(result) : constant<X::order>(zeros<T>(context, x[i].shape()));
  }
  return out;
}
}  // namespace detail

/// The gradient of the single value y with respect to x; zero where y does not depend on x.
template <Operand Y, class T, class Device, int Order> Var<T, Device, Order> grad(Y const& y, Var<T, Device, Order> const& x) {
  Var<T, Device, Order> const list[] = {x};
  return detail::gradients(y, list, false)[0];
}
template <Operand Y, class T, class Device, int Order>
Var<T, Device, Order> grad(Y const& y, Var<T, Device, Order> const& x, CreateGraph) {
  Var<T, Device, Order> const list[] = {x};
  return detail::gradients(y, list, true)[0];
}

/// The gradients with respect to several variables, in one sweep: `auto [gw, gb] = grad(y, {w, b});`
template <Operand Y, class X, std::size_t N> std::array<X, N> grad(Y const& y, X const (&x)[N]) {
  return detail::gradients(y, x, false);
}
template <Operand Y, class X, std::size_t N> std::array<X, N> grad(Y const& y, X const (&x)[N], CreateGraph) {
  return detail::gradients(y, x, true);
}

}  // namespace gan

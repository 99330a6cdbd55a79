#pragma once
/// Sums and means of expressions. The expression and its reduction are one pass: what is summed is never stored.
#include <cmath>

#include <gan/autodiff/expression.hpp>

namespace gan {

/// Sum of all elements; a scalar.
template <Operand X> auto sum(X const& x) { return evaluate(detail::as_expression(x), Shape{}); }

/// Mean of all elements; a scalar.
template <Operand X> auto mean(X const& x) { return sum(x * (1.0 / static_cast<double>(x.shape().count()))); }

namespace detail {
inline Shape per_sample(Shape shape) {
  for (int i = 1; i < shape.rank(); ++i) shape[i] = 1;
  return shape;
}
inline Shape per_channel(Shape const& shape) { return {shape.back()}; }
}  // namespace detail

/// Sum over all dimensions but the first: {n, 1, ...}.
template <Operand X> auto sum_per_sample(X const& x) {
  return evaluate(detail::as_expression(x), detail::per_sample(x.shape()));
}
/// Mean over all dimensions but the first: {n, 1, ...}.
template <Operand X> auto mean_per_sample(X const& x) {
  Shape shape = x.shape();
  return sum_per_sample(x * (static_cast<double>(shape[0]) / static_cast<double>(shape.count())));
}

/// Sum over all dimensions but the last: {channels}.
template <Operand X> auto sum_per_channel(X const& x) {
  return evaluate(detail::as_expression(x), detail::per_channel(x.shape()));
}
/// Mean over all dimensions but the last: {channels}.
template <Operand X> auto mean_per_channel(X const& x) {
  return sum_per_channel(x * (1.0 / static_cast<double>(x.shape().rows())));
}

/// Euclidean norm of all elements, as a number on the host.
template <Operand X> auto norm(X const& x) { return std::sqrt(sum(square(x)).item()); }

}  // namespace gan

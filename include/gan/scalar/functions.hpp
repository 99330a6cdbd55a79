#pragma once
/// The scalar functions of element-wise expressions, on packs and on duals. Each dual overload states its derivative; since the
/// derivative is written in the same functions, derivatives of any order follow.
#include <gan/scalar/dual.hpp>

namespace gan {

template <class S>
concept Scalar = AnyPack<S> || AnyDual<S>;

// exp' = exp
template <AnyDual S> GAN_HD auto exp(S const& x) {
  auto y = exp(x.value);
  return detail::chain(y, y, x);
}
// log' = 1/x
template <AnyDual S> GAN_HD auto log(S const& x) { return detail::chain(log(x.value), 1 / x.value, x); }
// log1p' = 1/(1+x)
template <AnyDual S> GAN_HD auto log1p(S const& x) { return detail::chain(log1p(x.value), 1 / (1 + x.value), x); }
// expm1' = exp
template <AnyDual S> GAN_HD auto expm1(S const& x) {
  auto y = expm1(x.value);
  return detail::chain(y, y + 1, x);
}
// tanh' = 1 - tanh^2
template <AnyDual S> GAN_HD auto tanh(S const& x) {
  auto y = tanh(x.value);
  return detail::chain(y, 1 - y * y, x);
}
// sqrt' = 1/(2 sqrt)
template <AnyDual S> GAN_HD auto sqrt(S const& x) {
  auto y = sqrt(x.value);
  return detail::chain(y, 0.5f / y, x);
}
template <AnyDual S> GAN_HD auto sin(S const& x) { return detail::chain(sin(x.value), cos(x.value), x); }
template <AnyDual S> GAN_HD auto cos(S const& x) { return detail::chain(cos(x.value), -sin(x.value), x); }

/// |x|; derivative sign(x), 1 at 0.
template <AnyDual S> GAN_HD auto abs(S const& x) { return select(x >= 0, x, -x); }

namespace detail {
/// `first` as it is, but `b` where that is NaN; a number is never NaN.
template <class First, class B> GAN_HD auto or_nan(First const& first, B const& b) {
  if constexpr (Scalar<B>) return select(b == b, first, b);
  else return first;
}
}  // namespace detail

/// The larger of the two, NaN where one of them is; at equality the derivative goes to `a`.
template <class A, class B>
requires(Scalar<A> || Scalar<B>) GAN_HD auto max(A const& a, B const& b) { return detail::or_nan(select(a < b, b, a), b); }
/// The smaller of the two, NaN where one of them is; at equality the derivative goes to `a`.
template <class A, class B>
requires(Scalar<A> || Scalar<B>) GAN_HD auto min(A const& a, B const& b) { return detail::or_nan(select(a > b, b, a), b); }

template <Scalar S> GAN_HD auto square(S const& x) { return x * x; }

namespace detail {
/// What follows from e = exp(-|x|) without overflow at any x. Inlined, so that what is not used is not computed.
template <AnyPack S> struct Logistic {
  S softplus, sigmoid, slope;  // slope: sigmoid(x) sigmoid(-x), which does not cancel
};
template <AnyPack S> GAN_INLINE GAN_HD Logistic<S> logistic(S const& x) {
  S const e = exp(-abs(x)), larger = 1 / (1 + e), smaller = e * larger;
  return {max(x, 0) + log1p_of_unit(e), select(x >= 0, larger, smaller), larger * smaller};
}
}  // namespace detail

/// 1 / (1 + exp(-x)); derivative s (1 - s).
template <AnyPack S> GAN_INLINE GAN_HD auto sigmoid(S const& x) { return detail::logistic(x).sigmoid; }
template <AnyDual S> GAN_INLINE GAN_HD auto sigmoid(S const& x) {
  if constexpr (AnyPack<decltype(x.value)>) {
    auto const y = detail::logistic(x.value);
    return detail::chain(y.sigmoid, y.slope, x);
  } else {
    auto y = sigmoid(x.value);
    return detail::chain(y, y * sigmoid(-x.value), x);
  }
}

/// log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|)); derivative sigmoid(x).
template <AnyPack S> GAN_INLINE GAN_HD auto softplus(S const& x) { return detail::logistic(x).softplus; }
template <AnyDual S> GAN_INLINE GAN_HD auto softplus(S const& x) {
  if constexpr (AnyPack<decltype(x.value)>) {
    auto const y = detail::logistic(x.value);
    return detail::chain(y.softplus, y.sigmoid, x);
  } else {
    return detail::chain(softplus(x.value), sigmoid(x.value), x);
  }
}

/// log(sigmoid(x)) = -softplus(-x).
template <Scalar S> GAN_HD auto log_sigmoid(S const& x) { return -softplus(-x); }

/// max(x, 0); derivative 0 at 0.
template <Scalar S> GAN_HD auto relu(S const& x) { return select(x <= 0, Zero{}, x); }

/// x where x >= 0, slope * x elsewhere; derivative 1 at 0.
template <Scalar S, class C> GAN_HD auto leaky_relu(S const& x, C slope) { return select(x >= 0, x, slope * x); }

/// x where x >= 0, exp(x) - 1 elsewhere; derivative 1 at 0. The exponential sees only what it is used for, so it never overflows.
template <Scalar S> GAN_HD auto elu(S const& x) { return select(x >= 0, x, expm1(min(x, 0))); }

namespace detail {
template <class A> GAN_HD auto innermost(A const& a) {
  if constexpr (AnyDual<A>) return innermost(a.value);
  else return a;
}
/// The pack at the bottom of whichever of the two is no plain number.
template <class A, class B> GAN_HD auto base_value(A const& a, B const& b) {
  if constexpr (Scalar<A>) return innermost(a);
  else return innermost(b);
}
}  // namespace detail

/// Logarithm s of Lambert's W(e^y): e^s + s = y, by Newton's method from log y or y; derivative 1 / (e^s + 1).
template <AnyPack S> GAN_HD auto log_lambert(S const& y) {
  S s = select(y > 1, log(max(y, 1)), y);
  for (int i = 0; i < 6; ++i) {
    auto e = exp(s);
    s = s - (e + s - y) / (e + 1);
  }
  return s;
}
template <AnyDual S> GAN_HD auto log_lambert(S const& y) {
  auto s = log_lambert(y.value);
  return detail::chain(s, 1 / (exp(s) + 1), y);
}

/// `a` where the condition holds, else `b`; for conditions that are the same for all elements, where the two have different types.
template <class A, class B>
requires(Scalar<A> || Scalar<B>) GAN_HD auto either(bool condition, A const& a, B const& b) {
  auto const base = detail::base_value(a, b);
  using P = std::decay_t<decltype(base)>;
  return select(P(typename P::value_type(condition)) > 0, a, b);
}

}  // namespace gan

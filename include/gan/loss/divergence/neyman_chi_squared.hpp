#pragma once
#include <gan/loss/f_divergence.hpp>

namespace gan {

/// int (p - q)^2 / p: f(u) = (1 - u)^2 / u, f*(t) = 2 - 2 sqrt(1 - t) for t <= 1.
struct NeymanChiSquared {
  template <class S> GAN_HD auto g(S v) const { return -expm1(-v); }
  template <class S> GAN_HD auto h(S v) const { return -2 * expm1(-0.5f * v); }
  template <class S> GAN_HD auto f(S u) const { return square(1 - u) / u; }
  template <class S> GAN_HD auto slope(S u) const { return 1 - 1 / (u * u); }
  template <class S> GAN_HD auto conjugate(S t) const { return 2 - 2 * sqrt(1 - t); }
  template <class S> GAN_HD auto ratio(S v) const { return exp(0.5f * v); }
};

}  // namespace gan

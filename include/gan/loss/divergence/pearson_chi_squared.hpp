#pragma once
#include <gan/loss/f_divergence.hpp>

namespace gan {

/// int (p - q)^2 / q: f(u) = (u - 1)^2, f*(t) = t^2/4 + t for t >= -2 and -1 below, where the supremum is at u = 0.
struct PearsonChiSquared {
  template <class S> GAN_HD auto g(S v) const { return v; }
  template <class S> GAN_HD auto h(S v) const { return square(max(1 + 0.5f * v, 0)) - 1; }
  template <class S> GAN_HD auto f(S u) const { return square(u - 1); }
  template <class S> GAN_HD auto slope(S u) const { return 2 * (u - 1); }
  template <class S> GAN_HD auto conjugate(S t) const { return square(max(1 + 0.5f * t, 0)) - 1; }
  template <class S> GAN_HD auto ratio(S v) const { return max(1 + 0.5f * v, 0); }
};

}  // namespace gan

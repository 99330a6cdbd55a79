#pragma once
#include <gan/loss/f_divergence.hpp>

namespace gan {

/// int |p - q| / 2: f(u) = |u - 1| / 2, f*(t) = t on [-1/2, 1/2]. Its derivative jumps at u = 1, so a score implies no ratio.
struct TotalVariation {
  template <class S> GAN_HD auto g(S v) const { return 0.5f * tanh(v); }
  template <class S> GAN_HD auto h(S v) const { return 0.5f * tanh(v); }
  template <class S> GAN_HD auto f(S u) const { return 0.5f * abs(u - 1); }
  template <class S> GAN_HD auto slope(S u) const { return select(u > 1, 0.5f, select(u < 1, -0.5f, 0.0f)); }
  template <class S> GAN_HD auto conjugate(S t) const { return t; }
  template <class S> GAN_HD auto ratio(S v) const { return 1 + 0 * v; }
};

}  // namespace gan

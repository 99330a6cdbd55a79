#pragma once
#include <gan/loss/f_divergence.hpp>

namespace gan {

/// int (sqrt p - sqrt q)^2: f(u) = (sqrt u - 1)^2, f*(t) = t / (1 - t) for t < 1.
struct SquaredHellinger {
  template <class S> GAN_HD auto g(S v) const { return -expm1(-v); }
  template <class S> GAN_HD auto h(S v) const { return expm1(v); }
  template <class S> GAN_HD auto f(S u) const { return square(sqrt(u) - 1); }
  template <class S> GAN_HD auto slope(S u) const { return 1 - 1 / sqrt(u); }
  template <class S> GAN_HD auto conjugate(S t) const { return t / (1 - t); }
  template <class S> GAN_HD auto ratio(S v) const { return exp(2 * v); }
};

}  // namespace gan

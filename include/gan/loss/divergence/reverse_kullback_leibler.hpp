#pragma once
#include <gan/loss/f_divergence.hpp>

namespace gan {

/// KL(Q||P) = int q log(q/p): f(u) = -log u, f*(t) = -1 - log(-t) for t < 0. Seeks a mode. exp(-v) overflows float below v = -88.
struct ReverseKullbackLeibler {
  template <class S> GAN_HD auto g(S v) const { return -exp(-v); }
  template <class S> GAN_HD auto h(S v) const { return v - 1; }
  template <class S> GAN_HD auto f(S u) const { return -log(u); }
  template <class S> GAN_HD auto slope(S u) const { return -1 / u; }
  template <class S> GAN_HD auto conjugate(S t) const { return -1 - log(-t); }
  template <class S> GAN_HD auto ratio(S v) const { return exp(v); }
};

}  // namespace gan

#pragma once
#include <gan/loss/f_divergence.hpp>

namespace gan {

/// KL(P||Q) = int p log(p/q): f(u) = u log u, f*(t) = exp(t - 1). Covers modes. exp(v - 1) overflows float above v = 89.
struct KullbackLeibler {
  template <class S> GAN_HD auto g(S v) const { return v; }
  template <class S> GAN_HD auto h(S v) const { return exp(v - 1); }
  template <class S> GAN_HD auto f(S u) const { return u * log(u); }
  template <class S> GAN_HD auto slope(S u) const { return 1 + log(u); }
  template <class S> GAN_HD auto conjugate(S t) const { return exp(t - 1); }
  template <class S> GAN_HD auto ratio(S v) const { return exp(v - 1); }
};

}  // namespace gan

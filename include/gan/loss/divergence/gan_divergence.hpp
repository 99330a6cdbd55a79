#pragma once
#include <gan/loss/f_divergence.hpp>

namespace gan {

/// The divergence behind the original game, 2 JSD(P, Q) - log 4: f(u) = u log u - (u + 1) log(u + 1), f*(t) = -log(1 - e^t) for t < 0.
/// Its loss is Minimax; it is the one divergence here with f(1) = -log 4 and not 0.
struct GanDivergence {
  static constexpr double f_at_1 = -1.38629436111989061883;
  template <class S> GAN_HD auto g(S v) const { return -softplus(-v); }
  template <class S> GAN_HD auto h(S v) const { return softplus(v); }
  template <class S> GAN_HD auto f(S u) const { return u * log(u) - (u + 1) * log(u + 1); }
  template <class S> GAN_HD auto slope(S u) const { return log(u / (1 + u)); }
  template <class S> GAN_HD auto conjugate(S t) const { return -log(-expm1(t)); }
  template <class S> GAN_HD auto ratio(S v) const { return exp(v); }
};

}  // namespace gan

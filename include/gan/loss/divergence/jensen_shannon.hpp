#pragma once
#include <gan/loss/f_divergence.hpp>

namespace gan {

/// KL(P||M) + KL(Q||M) with M = (P + Q) / 2, twice the Jensen-Shannon divergence: f(u) = u log u - (u + 1) log((u + 1) / 2),
/// f*(t) = -log(2 - e^t) for t < log 2. As the minimax game on logits, up to a constant. log 2 = 0.693...: a card has no static members.
struct JensenShannon {
  template <class S> GAN_HD auto g(S v) const { return 0.69314718055994530942 - softplus(-v); }
  template <class S> GAN_HD auto h(S v) const { return softplus(v) - 0.69314718055994530942; }
  template <class S> GAN_HD auto f(S u) const { return u * log(u) - (u + 1) * log(0.5 * (u + 1)); }
  template <class S> GAN_HD auto slope(S u) const { return log(2 * u / (1 + u)); }
  template <class S> GAN_HD auto conjugate(S t) const { return -log(2 - exp(t)); }
  template <class S> GAN_HD auto ratio(S v) const { return exp(v); }
};

}  // namespace gan

#pragma once
#include <cmath>

#include <gan/loss/f_divergence.hpp>

namespace gan {

/// pi KL(P||M) + (1 - pi) KL(Q||M) with M = pi P + (1 - pi) Q and 0 < pi < 1:
/// f(u) = pi u log u - (1 - pi + pi u) log(1 - pi + pi u), f*(t) = (1 - pi) log((1 - pi) / (1 - pi e^(t/pi))) for t < -pi log pi.
/// The activation is the natural one, -pi log pi - pi softplus(-v), with which h is a softplus.
struct WeightedJensenShannon {
  double pi = 0.3;
  double entropy = -pi * std::log(pi);  ///< -pi log pi
  double constant = (1 - pi) * std::log(1 - pi);
  template <class S> GAN_HD auto g(S v) const { return entropy - pi * softplus(-v); }
  template <class S> GAN_HD auto h(S v) const { return constant + (1 - pi) * softplus(v); }
  template <class S> GAN_HD auto f(S u) const { return pi * u * log(u) - (1 - pi + pi * u) * log(1 - pi + pi * u); }
  template <class S> GAN_HD auto slope(S u) const { return pi * log(u / (1 - pi + pi * u)); }
  template <class S> GAN_HD auto conjugate(S t) const { return constant - (1 - pi) * log(1 - pi * exp(t / pi)); }
  template <class S> GAN_HD auto ratio(S v) const { return exp(v) * ((1 - pi) / pi); }
};

}  // namespace gan

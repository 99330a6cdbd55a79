#pragma once
#include <cmath>

#include <gan/loss/f_divergence.hpp>

namespace gan {

/// The alpha family (int p^a q^(1-a) - 1) / (a (a - 1)) for any a but 0 and 1, where it tends to the reverse KL and the KL
/// divergence: f(u) = (u^a - 1 - a (u - 1)) / (a (a - 1)), f*(t) = ((1 + (a - 1) t)^(a/(a-1)) - 1) / a. For a < 1 the domain of f* ends
/// at 1/(1 - a); for a > 1 the base is cut at 0. a = 2 is half of Pearson's, a = -1 half of Neyman's, a = 1/2 twice the squared
/// Hellinger divergence.
struct Alpha {
  double a = 0.5;

  template <class S> GAN_HD auto g(S v) const { return either(a < 1, 1 / (1 - a) - softplus(-v), v); }
  template <AnyPack S> GAN_HD auto h(S const& v) const { return (exp(a / (a - 1) * log_base(v)) - 1) / a; }
  /// For a < 1 the derivative is ratio g' in one exponential: their product would be infinity times 0 far out.
  template <AnyDual S> GAN_HD auto h(S const& v) const {
    auto const u = v.value;
    return either(a < 1, detail::chain(h(u), exp(log_base(u) / (a - 1) - softplus(u)), v),
                  (exp(a / (a - 1) * log(max(1 + (a - 1) * v, smallest()))) - 1) / a);
  }
  template <class S> GAN_HD auto f(S u) const { return (power(u, a) - 1 - a * (u - 1)) / (a * (a - 1)); }
  template <class S> GAN_HD auto slope(S u) const { return (power(u, a - 1) - 1) / (a - 1); }
  template <class S> GAN_HD auto conjugate(S t) const { return (power(max(1 + (a - 1) * t, smallest()), a / (a - 1)) - 1) / a; }
  template <class S> GAN_HD auto ratio(S v) const { return exp(log_base(v) / (a - 1)); }

 private:
  GAN_HD static constexpr double smallest() { return 1e-30; }  // a power of 0 by its logarithm; a card has no static members
  /// The logarithm of 1 + (a - 1) g(v), which for a < 1 is (1 - a) softplus(-v) and so never cancels.
  template <class S> GAN_HD auto log_base(S v) const {
    return either(a < 1, std::log(a < 1 ? 1 - a : 1) + log_softplus(-v), log(max(1 + (a - 1) * v, smallest())));
  }
  /// log softplus(x); far below 0, where softplus underflows and would take its derivatives with it, the first terms of its series.
  template <class S> GAN_HD static auto log_softplus(S x) {
    return select(x < -20, x - 0.5 * exp(x), log(softplus(max(x, -20))));
  }
  template <class S> GAN_HD static auto power(S x, double exponent) { return exp(exponent * log(x)); }
};

}  // namespace gan

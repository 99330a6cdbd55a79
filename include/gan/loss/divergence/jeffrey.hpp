#pragma once
#include <gan/loss/f_divergence.hpp>

namespace gan {

/// int (p - q) log(p/q) = KL(P||Q) + KL(Q||P): f(u) = (u - 1) log u, f*(t) = w + 1/w + t - 2 with Lambert's w e^w = e^(1 - t). The
/// logarithm s of w is solved for, e^s + s = 1 - t, so that e^(1 - t) is never formed.
struct Jeffrey {
  template <class S> GAN_HD auto g(S v) const { return v; }
  template <class S> GAN_HD auto h(S v) const { return conjugate(v); }
  template <class S> GAN_HD auto f(S u) const { return (u - 1) * log(u); }
  template <class S> GAN_HD auto slope(S u) const { return log(u) + 1 - 1 / u; }
  template <AnyPack S> GAN_HD auto conjugate(S const& t) const {
    auto s = log_lambert(1 - t);
    return exp(s) + exp(-s) + t - 2;
  }
  /// (f*)' is the ratio; differentiated term by term, 1/w overflows against a w that underflows.
  template <AnyDual S> GAN_HD auto conjugate(S const& t) const { return detail::chain(conjugate(t.value), ratio(t.value), t); }
  template <class S> GAN_HD auto ratio(S v) const { return exp(-log_lambert(1 - v)); }
};

}  // namespace gan

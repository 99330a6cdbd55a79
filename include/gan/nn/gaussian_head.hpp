#pragma once
#include <gan/nn/linear.hpp>

namespace gan {

/// What an encoder says of a batch: the code of a sample is N(mean, e^log_variance), both {n, latent}. An encoder whose codes are
/// points leaves the variance empty.
template <class V> struct Encoded {
  V mean;
  V log_variance{};
};

/// Two linear layers from features {n, features} to the mean and the log variance of a code. The log variance is held in [-10, 10],
/// where its exponential is harmless in float; outside, its derivative is 0.
struct GaussianHead {
  int features = 0, latent = 0;
  Init init = Glorot{};

  void declare(Declaration& d) const {
    d.part("mean", Linear{features, latent, init});
    d.part("log_variance", Linear{features, latent, init});
  }
  template <class X, class P> auto operator()(X const& x, P& pass) const {
    using V = Var<typename P::value_type, typename P::device_type, std::max(P::order, X::order)>;
    V const seen(evaluate(x));
    Linear const layer{features, latent, init};
    V const mean(layer(seen, pass));
    return Encoded<V>{mean, V(max(min(layer(seen, pass), 10.f), -10.f))};
  }
};

}  // namespace gan

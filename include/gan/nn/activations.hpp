#pragma once
#include <gan/autodiff/expression.hpp>

namespace gan {

/// max(x, 0).
struct Relu {
  template <class X, class P> auto operator()(X const& x, P&) const { return relu(x); }
};
/// x where x >= 0, slope x elsewhere; .2 in DCGAN, EBGAN and WGAN.
struct LeakyRelu {
  float slope = 0.2f;
  template <class X, class P> auto operator()(X const& x, P&) const { return leaky_relu(x, slope); }
};
/// x where x >= 0, exp(x) - 1 elsewhere.
struct Elu {
  template <class X, class P> auto operator()(X const& x, P&) const { return elu(x); }
};
struct Tanh {
  template <class X, class P> auto operator()(X const& x, P&) const { return tanh(x); }
};
/// 1 / (1 + exp(-x)).
struct Sigmoid {
  template <class X, class P> auto operator()(X const& x, P&) const { return sigmoid(x); }
};
/// 2 sigmoid(x) - 1, for recipes whose generator ends in a sigmoid: images inside the library are in [-1, 1].
struct SigmoidImage {
  template <class X, class P> auto operator()(X const& x, P&) const { return 2 * sigmoid(x) - 1; }
};
/// scale x + shift, with numbers that are not trained.
struct Affine {
  float scale = 1, shift = 0;
  template <class X, class P> auto operator()(X const& x, P&) const { return scale * x + shift; }
};
/// x itself, where a recipe may have an activation or none.
struct NoActivation {
  template <class X, class P> X operator()(X const& x, P&) const { return x; }
};
/// log(1 + exp(x)).
struct Softplus {
  template <class X, class P> auto operator()(X const& x, P&) const { return softplus(x); }
};

}  // namespace gan

#pragma once
#include <gan/autodiff/matmul.hpp>
#include <gan/autodiff/reduce.hpp>
#include <gan/nn/conv.hpp>
#include <gan/nn/linear.hpp>

namespace gan {

namespace detail {
/// x / |x|.
template <Operand X> auto unit(X const& x) {
  auto y = evaluate(x);
  return evaluate(y / evaluate(sqrt(max(sum(square(y)), 1e-24f))));
}
}  // namespace detail

/// A layer whose weight W is divided by an estimate of its largest singular value (Miyato et al. 2018, algorithm 1). Its first
/// parameter is W, seen as a matrix {rows, columns} with the last dimension as columns; the weight of a transposed convolution is that
/// of the convolution back, which has the same norm as a linear map. State is a direction u {columns, 1}; it takes one power iteration
/// per optimiser step and none in evaluation:
///   u <- unit(W^T unit(W u)),   sigma = |W u| = v^T W u with v = unit(W u)
/// The paper takes v from before the update of u, half an iteration less; the limit and the gradient are the same.
/// The gradient holds u fixed: dW = (G - <G, W / sigma> v u^T) / sigma, where G is that of W / sigma.
template <class Layer> struct Spectral {
  static constexpr bool mixes_samples = layer_mixes_samples<Layer>;
  Layer layer;

  void declare(Declaration& d) const {
    Declaration own;
    layer.declare(own);
    require<OptionError>(!own.parameters().empty(), "a spectral norm needs a layer with a weight as its first parameter");
    d.state("u", {own.parameters()[0].shape.back(), 1}, Normal{1});
    layer.declare(d);
  }
  template <class X, class P> auto operator()(X const& x, P& pass) const {
    using V = typename P::Variable;
    V const weight = pass.parameter();
    V const sigma = sqrt(max(sum(square(matmul(weight, direction(weight, pass)))), 1e-24f));
    pass.put_back(weight / sigma);
    return layer(x, pass);
  }

 private:
  template <class V, class P> static V direction(V const& weight, P& pass) {
    NoRecording off(pass.context());
    auto const state = pass.state();
    V const u = detail::unit(constant<P::order>(state));
    if (!pass.advances()) return u;
    V const next = detail::unit(matmul_transposed_a(weight, detail::unit(matmul(weight, u))));
    copy(pass.context(), next.value().data(), state.data(), state.count());
    return next;
  }
};

/// Their fields are those of the layer inside: SpectralLinear{64, 1}.
using SpectralLinear = Spectral<Linear>;
using SpectralConv2d = Spectral<Conv2d>;
using SpectralConvTransposed2d = Spectral<ConvTransposed2d>;

}  // namespace gan

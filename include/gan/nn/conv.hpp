#pragma once
#include <gan/autodiff/conv.hpp>
#include <gan/nn/pass.hpp>

namespace gan {

namespace detail {
inline void require_convolution(char const* what, int in, int out, int kernel, int stride, int padding) {
  require<OptionError>(in > 0 && out > 0, what, " needs channel counts of at least 1, not ", in, " and ", out);
  require<OptionError>(kernel > 0 && stride > 0 && padding >= 0, what,
                       " needs a kernel and a stride of at least 1 and a padding of at ", "least 0, not ", kernel, ", ", stride,
                       " and ", padding);
}
}  // namespace detail

/// Cross-correlation of images {n, height, width, in} with a weight {kernel, kernel, in, out}. Kernel 5, stride 2, padding 2 and
/// kernel 4, stride 2, padding 1 halve a side; kernel 3, padding 1 keeps it. Gives an expression: the bias fuses with what follows.
template <bool WithBias> struct BasicConv2d {
  int in = 0, out = 0, kernel = 3, stride = 1, padding = 0;
  Init init = He{};

  void declare(Declaration& d) const {
    detail::require_convolution("a convolution", in, out, kernel, stride, padding);
    double const area = static_cast<double>(kernel) * kernel;
    d.parameter("weight", {kernel, kernel, in, out}, init, area * in, area * out);
    if constexpr (WithBias) d.parameter("bias", {out}, Zeros{});
  }
  template <class X, class P> auto operator()(X const& x, P& pass) const {
    auto y = conv2d(x, pass.parameter(), stride, padding);
    if constexpr (WithBias) return y + pass.parameter();
    else return y;
  }
};
using Conv2d = BasicConv2d<true>;
using Conv2dNoBias = BasicConv2d<false>;

/// The adjoint of a convolution, as a layer that enlarges maps {n, height, width, in}: a side becomes (side - 1) stride - 2 padding +
/// kernel + output_padding. Kernel 5, stride 2, padding 2, output_padding 1 and kernel 4, stride 2, padding 1 double it. The weight
/// {kernel, kernel, out, in} is that of the convolution back.
template <bool WithBias> struct BasicConvTransposed2d {
  int in = 0, out = 0, kernel = 4, stride = 2, padding = 1, output_padding = 0;
  Init init = He{};

  void declare(Declaration& d) const {
    detail::require_convolution("a transposed convolution", in, out, kernel, stride, padding);
    require<OptionError>(output_padding >= 0 && output_padding < stride,
                         "output padding must be at least 0 and below the stride ", stride, ", not ", output_padding);
    // An output pixel collects kernel / stride pixels of the input along a side.
    double const area = static_cast<double>(kernel) * kernel;
    d.parameter("weight", {kernel, kernel, out, in}, init, area * in / (static_cast<double>(stride) * stride), area * out);
    if constexpr (WithBias) d.parameter("bias", {out}, Zeros{});
  }
  template <class X, class P> auto operator()(X const& x, P& pass) const {
    auto y = conv2d_transposed(x, pass.parameter(), stride, padding, output_padding);
    if constexpr (WithBias) return y + pass.parameter();
    else return y;
  }
};
using ConvTransposed2d = BasicConvTransposed2d<true>;
using ConvTransposed2dNoBias = BasicConvTransposed2d<false>;

}  // namespace gan

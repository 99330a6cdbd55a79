#pragma once
#include <gan/autodiff/matmul.hpp>
#include <gan/nn/pass.hpp>

namespace gan {

/// y = x W + b for x of shape {n, in}; W is {in, out}. Gives an expression, so the bias fuses with the activation behind it.
template <bool WithBias> struct BasicLinear {
  int in = 0, out = 0;
  Init init = He{};

  void declare(Declaration& d) const {
    require<OptionError>(in > 0 && out > 0, "a linear layer needs sizes of at least 1, not ", in, " and ", out);
    d.parameter("weight", {in, out}, init, in, out);
    if constexpr (WithBias) d.parameter("bias", {out}, Zeros{});
  }
  template <class X, class P> auto operator()(X const& x, P& pass) const {
    auto product = matmul(x, pass.parameter());
    if constexpr (WithBias) return product + pass.parameter();
    else return product;
  }
};
using Linear = BasicLinear<true>;
using LinearNoBias = BasicLinear<false>;

}  // namespace gan

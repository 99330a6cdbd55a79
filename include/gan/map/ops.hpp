#pragma once
/// The element-wise operations of expressions as small value types; each calls the scalar function of the same name.
#include <gan/scalar/functions.hpp>

namespace gan::ops {

#define GAN_OP_1(Name, call)                                                     \
  struct Name {                                                                  \
    template <class S> GAN_HD auto operator()(S const& x) const { return call; } \
  };
#define GAN_OP_2(Name, call)                                                                          \
  struct Name {                                                                                       \
    template <class S, class R> GAN_HD auto operator()(S const& x, R const& y) const { return call; } \
  };

GAN_OP_2(Add, x + y)
GAN_OP_2(Subtract, x - y)
GAN_OP_2(Multiply, x* y)
GAN_OP_2(Divide, x / y)
GAN_OP_2(Max, max(x, y))
GAN_OP_2(Min, min(x, y))
GAN_OP_2(LeakyRelu, leaky_relu(x, y))
GAN_OP_1(Negate, -x)
GAN_OP_1(Exp, exp(x))
GAN_OP_1(Log, log(x))
GAN_OP_1(Log1p, log1p(x))
GAN_OP_1(Expm1, expm1(x))
GAN_OP_1(Tanh, tanh(x))
GAN_OP_1(Sqrt, sqrt(x))
GAN_OP_1(Sin, sin(x))
GAN_OP_1(Cos, cos(x))
GAN_OP_1(Abs, abs(x))
GAN_OP_1(Square, square(x))
GAN_OP_1(Sigmoid, sigmoid(x))
GAN_OP_1(Softplus, softplus(x))
GAN_OP_1(LogSigmoid, log_sigmoid(x))
GAN_OP_1(Relu, relu(x))
GAN_OP_1(Elu, elu(x))

#undef GAN_OP_1
#undef GAN_OP_2

}  // namespace gan::ops

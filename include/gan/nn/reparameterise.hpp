#pragma once
#include <gan/autodiff/expression.hpp>

namespace gan {

/// z = mean + exp(log_variance / 2) noise: a draw from N(mean, e^log_variance) as a function of its parameters, so that gradients pass
/// (Kingma and Welling 2014, section 2.4): dz/dmean = 1, dz/dlog_variance = noise exp(log_variance / 2) / 2. All of one shape, else
/// ShapeError. Gives an expression.
template <Operand M, Operand V, Operand E> auto reparameterise(M const& mean, V const& log_variance, E const& noise) {
  require<ShapeError>(mean.shape() == log_variance.shape() && mean.shape() == noise.shape(),
                      "a reparameterised draw needs means, log variances and noise of one shape, not ", mean.shape(), ", ",
                      log_variance.shape(), " and ", noise.shape());
  return mean + exp(0.5f * log_variance) * noise;
}

}  // namespace gan

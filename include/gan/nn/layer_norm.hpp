#pragma once
#include <gan/nn/moments.hpp>
#include <gan/nn/pass.hpp>

namespace gan {

/// (x - mean) / sqrt(variance + epsilon) over all of a sample, times a gain and plus a bias per channel (Ba et al. 2016): the
/// normalisation of WGAN-GP critics, whose penalty wants every sample for itself. Gives an expression.
struct LayerNorm {
  int channels = 0;
  float epsilon = 1e-5f;
  Init gain = Fill{1};

  void declare(Declaration& d) const {
    require<OptionError>(channels > 0, "a layer norm needs at least 1 channel, not ", channels);
    require<OptionError>(epsilon > 0, "a layer norm needs an epsilon above 0, not ", epsilon);
    d.parameter("gain", {channels}, gain);
    d.parameter("bias", {channels}, Zeros{});
  }
  template <class X, class P> auto operator()(X const& input, P& pass) const {
    using V = typename P::Variable;
    V const x = evaluate(input);
    require<ShapeError>(x.shape().rank() > 1 && x.shape().back() == channels, "a layer norm of ", channels,
                        " channels got an input of shape ", x.shape());
    auto const m = sample_moments(x);
    V const mean = m.shift + m.distance, inverse = 1 / sqrt(m.variance + epsilon);
    V const& scale = pass.parameter();
    V const& bias = pass.parameter();
    return (x - mean) * inverse * scale + bias;
  }
};

}  // namespace gan

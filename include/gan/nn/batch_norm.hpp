#pragma once
#include <gan/autodiff/update.hpp>
#include <gan/nn/moments.hpp>
#include <gan/nn/pass.hpp>

namespace gan {

namespace detail {
/// Running statistics, the variance unbiased, move towards those of a batch of n numbers per channel.
template <class V, class Tensor>
void update_running(Moments<V> const& m, Tensor const& mean, Tensor const& variance, std::int64_t n, float rate) {
  NoRecording quiet(m.shift.context());
  V const batch_mean = m.shift + m.distance;
  V const unbiased = m.variance * (static_cast<double>(n) / static_cast<double>(n > 1 ? n - 1 : 1));
  move_towards(mean, batch_mean.value(), rate);
  move_towards(variance, unbiased.value(), rate);
}
/// Of the joint batch where ranks share it and their statistics are joint.
template <class V> std::int64_t numbers_per_channel(V const& x) {
  auto const* ranks = joint_ranks(x.context(), &Coupling::statistics);
  return x.shape().rows() * (ranks ? ranks->size() : 1);
}
}  // namespace detail

/// gain (x - mean) / sqrt(variance + epsilon) + bias per channel, the last dimension (Ioffe and Szegedy 2015). In training the
/// statistics are the batch's, with the biased variance, and running statistics (unbiased variance) are kept; evaluation uses those.
/// Of ranks that share a batch it is the joint batch, or each rank's own with Coupling{.statistics = Reach::local}.
/// Gives an expression: the normalisation is one pass together with the activation behind it.
template <bool WithAffine> struct BasicBatchNorm {
  static constexpr bool mixes_samples = true;
  int channels = 0;
  float epsilon = 1e-5f;
  float rate = 0.1f;  ///< running = (1 - rate) running + rate * batch; what some call momentum is 1 - rate
  Init gain = Fill{1};

  void declare(Declaration& d) const {
    require<OptionError>(channels > 0, "a batch norm needs at least 1 channel, not ", channels);
    require<OptionError>(epsilon > 0, "a batch norm needs an epsilon above 0, not ", epsilon);
    require<OptionError>(rate > 0 && rate <= 1, "a batch norm needs a rate of its running statistics in (0, 1], not ", rate);
    if constexpr (WithAffine) {
      d.parameter("gain", {channels}, gain);
      d.parameter("bias", {channels}, Zeros{});
    }
    d.state("running_mean", {channels}, Zeros{});
    d.state("running_variance", {channels}, Fill{1});
  }

  template <class X, class P> auto operator()(X const& input, P& pass) const {
    typename P::Variable const x = evaluate(input);
    auto const c = coefficients(x, pass);
    return (x - c.shift) * c.scale + c.offset;
  }

  /// y = (x - shift) scale + offset: the numbers of each channel are worked out first, so that the pass over x has few operands.
  template <class V> struct Coefficients { V shift, scale, offset; };
  template <class V, class P> Coefficients<V> coefficients(V const& x, P& pass) const {
    require<ShapeError>(x.shape().back() == channels, "a batch norm of ", channels, " channels got an input of shape ",
                        x.shape());
    auto const mean = pass.state(), variance = pass.state();
    Moments<V> m;
    if (pass.training()) {
      m = batch_moments(x);
      if (pass.updates_state()) detail::update_running(m, mean, variance, detail::numbers_per_channel(x), rate);
    } else {
      m.shift = constant<P::order>(mean);
      m.variance = constant<P::order>(variance);
    }
    V scale = 1 / sqrt(m.variance + epsilon), offset;
    if constexpr (WithAffine) {
      scale = scale * pass.parameter();
      offset = pass.parameter();
      if (m.distance) offset = offset - m.distance * scale;
    } else {
      offset = m.distance ? V(-(m.distance * scale))
                          : constant<P::order>(zeros<typename P::value_type>(pass.context(), mean.shape()));
    }
    return {m.shift, scale, offset};
  }
};
using BatchNorm = BasicBatchNorm<true>;
using BatchNormNoAffine = BasicBatchNorm<false>;

}  // namespace gan

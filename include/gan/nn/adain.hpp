#pragma once
#include <gan/autodiff/shape_ops.hpp>
#include <gan/nn/batch_norm.hpp>

namespace gan {

/// What an AdaIN takes from a sample's style as the mean and the deviation of each of C channels.
enum class StyleStatistics {
  map,     ///< those of the k numbers that each channel has in a style {n, k C}, a map of k pixels with its channels last
  vector,  ///< those of all numbers of a style {n, C}: one pair for all channels
  affine   ///< the style itself {n, 2 C}: first the means, then the deviations
};

/// Adaptive instance normalisation (Huang and Belongie 2017, eq. 8) in the form of P2GAN (Zhang et al. 2021): the content x
/// {n, ..., channels} is normalised per channel over the batch, as by a batch norm without gain and bias, and gets the statistics of its
/// sample's style s:
///   y = deviation(s) (x - mean) / sqrt(variance + epsilon) + mean(s),   deviation(s) = sqrt(biased variance of s + epsilon)
/// Running statistics of the content are kept, and used in evaluation. Gives an expression; throws ShapeError for a style of another
/// size.
struct AdaIN {
  static constexpr bool mixes_samples = true;
  int channels = 0;
  StyleStatistics statistics = StyleStatistics::map;
  float epsilon = 1e-5f;
  float rate = 0.1f;  ///< of the running statistics, see BatchNorm

  void declare(Declaration& d) const { content_norm().declare(d); }

  template <class X, class S, class P> auto operator()(X const& content, S const& style, P& pass) const {
    using V = typename P::Variable;
    V const x = evaluate(content), s = evaluate(style);
    std::int64_t const n = x.shape()[0];
    require<ShapeError>(s.shape().rank() == 2 && s.shape()[0] == n && takes(s.shape()[1]), "an AdaIN of ", channels,
                        " channels got a style of shape ", s.shape(), " for a content of shape ", x.shape(), "; it takes ",
                        statistics == StyleStatistics::map      ? "as many numbers for each channel, at least 2"
                        : statistics == StyleStatistics::vector ? "one number for each channel"
                                                                : "two numbers for each channel");
    auto const normal = content_norm().coefficients(x, pass);
    auto const [mean, deviation] = style_statistics(s, n);
    // Per sample and channel (x - shift) scale + offset, so that the pass over x has few operands.
    Shape shape = x.shape();
    for (int i = 1; i + 1 < shape.rank(); ++i) shape[i] = 1;
    Shape per_style = shape;
    per_style[shape.rank() - 1] = mean.value().count() / n;
    V const m = reshape(mean, per_style), d = reshape(deviation, per_style);
    V const scale = normal.scale * d, offset = normal.offset * d + m;
    return (x - normal.shift) * scale + offset;
  }

 private:
  BatchNormNoAffine content_norm() const { return {.channels = channels, .epsilon = epsilon, .rate = rate}; }
  bool takes(std::int64_t size) const {
    if (statistics == StyleStatistics::map) return size % channels == 0 && size >= 2 * channels;
    return size == (statistics == StyleStatistics::vector ? 1 : 2) * channels;
  }
  /// Mean and deviation: {n, channels}, or {n, 1} of a vector.
  template <class V> std::pair<V, V> style_statistics(V const& s, std::int64_t n) const {
    if (statistics == StyleStatistics::affine) return {slice(s, 1, 0, channels), slice(s, 1, channels, 2 * channels)};
    bool const of_map = statistics == StyleStatistics::map;
    V const groups = reshape(s, Shape{n, of_map ? s.shape()[1] / channels : channels, of_map ? channels : 1});
    auto const m = detail::moments(groups, slice(groups, 1, 0, 1).value());
    return {V(m.shift + m.distance), V(sqrt(m.variance + epsilon))};
  }
};

}  // namespace gan

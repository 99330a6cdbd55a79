#pragma once
#include <cmath>

#include <gan/data/dataset.hpp>
#include <gan/tensor/tensor.hpp>

namespace gan::metric {

/// How samples fall onto the modes of a mixture.
struct ModeCoverage {
  int modes = 0;                        ///< with at least one high-quality sample
  double high_quality = 0;              ///< part of the samples within three deviations of their nearest mode
  std::vector<std::int64_t> histogram;  ///< high-quality samples of each mode
  /// KL divergence in nats of the high-quality histogram from the uniform distribution over modes; infinity without such samples.
  double kl_to_uniform = 0;
};

/// Assigns each sample {n, D} to the nearest mode by |x - centre| / sigma; it is of high quality where that is below 3 (the protocol
/// of Srivastava et al. 2017, VEEGAN). A perfect mixture in two dimensions has 1 - exp(-4.5) = .9889 of them. Samples that are not
/// finite are of no quality.
template <class T, class Device, data::WithModes Data>
ModeCoverage mode_coverage(Tensor<T, Device> const& samples, Data const& data) {
  constexpr int dimensions = Data::sample::size;
  require<ShapeError>(samples.shape().rank() == 2 && samples.shape()[0] > 0 && samples.shape()[1] == dimensions,
                      "mode coverage needs samples {n, ", dimensions, "}, not ", samples.shape());
  auto const points = to_host(samples);
  auto const& modes = data.modes();
  ModeCoverage out;
  out.histogram.assign(modes.size(), 0);
  std::int64_t good = 0;
  for (std::size_t i = 0; i < points.size(); i += dimensions) {
    double nearest = INFINITY;
    std::size_t which = 0;
    for (std::size_t k = 0; k < modes.size(); ++k) {
      double square = 0;
      for (std::size_t d = 0; d < dimensions; ++d) {
        double const away = static_cast<double>(points[i + d]) - static_cast<double>(modes[k].center[d]);
        square += away * away;
      }
      double const distance = std::sqrt(square) / static_cast<double>(modes[k].sigma);
      if (distance < nearest) nearest = distance, which = k;
    }
    if (!(nearest < 3)) continue;
    ++good;
    ++out.histogram[which];
  }
  out.high_quality = static_cast<double>(good) / static_cast<double>(samples.shape()[0]);
  out.kl_to_uniform = good ? 0 : INFINITY;
  for (std::int64_t count : out.histogram) {
    if (count == 0) continue;
    ++out.modes;
    double const p = static_cast<double>(count) / static_cast<double>(good);
    out.kl_to_uniform += p * std::log(p * static_cast<double>(modes.size()));
  }
  return out;
}

}  // namespace gan::metric

#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include <gan/core/error.hpp>

namespace gan::metric {

/// Mean of at least one value.
inline double mean_of(std::vector<double> const& values) {
  require<ShapeError>(!values.empty(), "a mean needs at least 1 value");
  double sum = 0;
  for (double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

/// Standard deviation of the values themselves: sqrt(mean (v - mean)^2), divided by their number.
inline double deviation_of(std::vector<double> const& values) {
  double const mean = mean_of(values);
  double sum = 0;
  for (double v : values) sum += (v - mean) * (v - mean);
  return std::sqrt(sum / static_cast<double>(values.size()));
}

/// The value that a part `p` of the values lies below, linear between neighbours of the sorted values (as numpy's default);
/// p = .5 is the median.
inline double quantile_of(std::vector<double> values, double p) {
  require<ShapeError>(!values.empty(), "a quantile needs at least 1 value");
  require<OptionError>(0 <= p && p <= 1, "a quantile is asked for at a part in [0, 1], not at ", p);
  double const place = p * static_cast<double>(values.size() - 1);
  auto const below = static_cast<std::size_t>(place);
  auto const at = values.begin() + static_cast<std::ptrdiff_t>(below);
  std::nth_element(values.begin(), at, values.end());
  double const low = *at, part = place - static_cast<double>(below);
  if (part == 0) return low;
  return low + part * (*std::min_element(at + 1, values.end()) - low);
}

}  // namespace gan::metric

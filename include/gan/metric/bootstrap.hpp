#pragma once
#include <concepts>

#include <gan/metric/draws.hpp>
#include <gan/metric/features.hpp>
#include <gan/metric/statistics.hpp>

namespace gan::metric {

struct BootstrapOptions {
  std::int64_t resamples = 1000;
  double level = .95;  ///< part of the resampled values inside the interval
  Seed seed{};
};

/// A value with a percentile interval.
struct Interval {
  double value = 0;      ///< of the samples as they are
  double low = 0;        ///< the (1 - level)/2 quantile of the resampled values
  double high = 0;       ///< the (1 + level)/2 quantile
  std::string features;  ///< the extractor; empty for a statistic of plain numbers
};

namespace detail {

inline void require_bootstrap(BootstrapOptions const& options) {
  require<OptionError>(options.resamples >= 1 && 0 < options.level && options.level < 1,
                       "a bootstrap needs at least 1 resample and a level in (0, 1), not ", options.resamples, " and ",
                       options.level);
}

/// n draws with repetition from 0 ... n - 1, for resample r of sample set `which`.
inline std::vector<std::int64_t> resample(Seed seed, std::int64_t which, std::int64_t r, std::int64_t n) {
  auto const key = draw_key(seed, Draw::resample, static_cast<std::uint64_t>(which));
  std::vector<std::int64_t> out(static_cast<std::size_t>(n));
  for (std::int64_t i = 0; i < n; ++i) out[static_cast<std::size_t>(i)] = index_draw(key, r, i, n);
  return out;
}

template <class Value>
Interval percentile_interval(double value, BootstrapOptions const& options, std::string name, Value resampled) {
  std::vector<double> values;
  for (std::int64_t r = 0; r < options.resamples; ++r) values.push_back(resampled(r));
  return {value, quantile_of(values, (1 - options.level) / 2), quantile_of(values, (1 + options.level) / 2), std::move(name)};
}

}  // namespace detail

/// The percentile interval of a statistic of n samples (Efron 1979): `statistic` takes a list of n sample numbers and gives a
/// number; it is called with 0 ... n - 1 and with lists drawn with repetition. A statistic that repeated samples bias, such as
/// a Frechet distance or anything with nearest neighbours, has a biased interval that may not hold its value.
template <class Statistic>
requires std::invocable < Statistic&, std::vector<std::int64_t>
const& > Interval bootstrap(std::int64_t n, Statistic statistic, BootstrapOptions const& options = {}) {
  detail::require_bootstrap(options);
  require<ShapeError>(n >= 1, "a bootstrap needs at least 1 sample, not ", n);
  std::vector<std::int64_t> all(static_cast<std::size_t>(n));
  for (std::int64_t i = 0; i < n; ++i) all[static_cast<std::size_t>(i)] = i;
  return detail::percentile_interval(statistic(all), options, {},
                                     [&](std::int64_t r) { return statistic(detail::resample(options.seed, 0, r, n)); });
}

/// The interval of the mean of numbers.
inline Interval bootstrap_mean(std::vector<double> const& values, BootstrapOptions const& options = {}) {
  detail::require_features("a bootstrap", Features{"numbers", 1, values}, 1);
  return bootstrap(
      static_cast<std::int64_t>(values.size()),
      [&](std::vector<std::int64_t> const& samples) {
        double sum = 0;
        for (std::int64_t i : samples) sum += values[static_cast<std::size_t>(i)];
        return sum / static_cast<double>(samples.size());
      },
      options);
}

/// The interval of a statistic of two sets of features, which are resampled independently: `statistic(a, b)` gives a number.
template <class Statistic>
requires std::invocable<Statistic&, Features const&, Features const&> Interval bootstrap(Features const& a, Features const& b,
                                                                                         Statistic statistic,
                                                                                         BootstrapOptions const& options = {}) {
  detail::require_bootstrap(options);
  detail::require_comparable("a bootstrap", a, b, 1);
  return detail::percentile_interval(statistic(a, b), options, a.name, [&](std::int64_t r) {
    return statistic(a.select(detail::resample(options.seed, 0, r, a.count())),
                     b.select(detail::resample(options.seed, 1, r, b.count())));
  });
}

}  // namespace gan::metric

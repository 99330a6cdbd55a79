#pragma once
/// Sets of features for the tests of metrics.
#include <gan/backend/cpu/backend.hpp>
#include <gan/metric/features.hpp>

#include "../io/files.hpp"

inline gan::metric::Features points(std::int64_t size, std::vector<double> values, std::string name = "points") {
  return {std::move(name), size, std::move(values)};
}

/// n draws from N(mean, deviation^2 I); another `draw` gives other ones.
inline gan::metric::Features normal_points(std::int64_t n, std::int64_t size, std::uint64_t draw, double mean = 0,
                                           double deviation = 1) {
  auto const key = gan::random::key(gan::Seed{7}, gan::Stream::check, draw);
  gan::metric::Features out{"points", size, {}};
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t p = 0; p < size; ++p)
      out.values.push_back(
          mean + deviation * gan::random::normal<double>(key, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(p)));
  return out;
}

/// The same samples from the last to the first.
inline gan::metric::Features reversed(gan::metric::Features const& set) {
  std::vector<std::int64_t> order;
  for (std::int64_t i = set.count(); i-- > 0;) order.push_back(i);
  return set.select(order);
}

/// Point (i, j) is ((i a + j b + (i j mod 5)) mod m) / m * (1 + j) + shift: numbers that a few lines of any language repeat.
inline gan::metric::Features made_points(std::int64_t n, std::int64_t size, int a, int b, int m, double shift = 0) {
  gan::metric::Features out{"points", size, {}};
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < size; ++j)
      out.values.push_back(static_cast<double>((i * a + j * b + i * j % 5) % m) / m * static_cast<double>(1 + j) + shift);
  return out;
}

inline double squared_distance(gan::metric::Features const& a, std::int64_t i, gan::metric::Features const& b, std::int64_t j) {
  double sum = 0;
  for (std::int64_t p = 0; p < a.size; ++p) sum += (a.row(i)[p] - b.row(j)[p]) * (a.row(i)[p] - b.row(j)[p]);
  return sum;
}

/// What every metric of two sets must refuse, each in one sentence.
template <class Metric> void check_two_sets(Metric metric) {
  using namespace gan;
  auto const good = normal_points(12, 3, 1);
  auto other = good;
  other.name = "others";
  check_refusal<OptionError>([&] { metric(good, other); }, {"points", "others", "one extractor"});
  check_refusal<ShapeError>([&] { metric(good, normal_points(12, 2, 1)); }, {"3", "2", "one size"});
  check_refusal<ShapeError>([&] { metric(good, points(3, {})); }, {"sample", "0"});
  check_refusal<ShapeError>([&] { metric(points(3, {1, 2}), good); }, {"2 values", "3"});
  auto bad = good;
  bad.values[4] = NAN;
  check_refusal<NumericalError>([&] { metric(good, bad); }, {"number 1 of sample 1", "nan"});
  bad.values[4] = INFINITY;
  check_refusal<NumericalError>([&] { metric(bad, good); }, {"number 1 of sample 1", "inf"});
}

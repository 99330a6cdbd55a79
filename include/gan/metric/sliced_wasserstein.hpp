#pragma once
#include <gan/metric/distances.hpp>
#include <gan/metric/draws.hpp>
#include <gan/metric/statistics.hpp>

namespace gan::metric {

struct SlicedWassersteinOptions {
  std::int64_t directions = 128;  ///< random ones in each repeat
  std::int64_t repeats = 4;
  int order = 1;  ///< 1: mean of W1 over the directions (Karras et al. 2018); 2: root of the mean of W2^2
  Seed seed{};    ///< of the directions
};

struct SlicedWasserstein {
  double value = 0;      ///< mean of the repeats, >= 0
  double deviation = 0;  ///< of the repeats (divided by their number)
  std::string features;  ///< the extractor
};

namespace detail {

/// W_order^order of two sorted lists: the mean of |F^-1(u) - G^-1(u)|^order over u in (0, 1), exact also where their lengths
/// differ (then the quantile functions step at multiples of 1/n and of 1/m).
inline double sorted_wasserstein(double const* a, std::int64_t n, double const* b, std::int64_t m, int order) {
  auto power = [order](double away) { return order == 1 ? std::abs(away) : away * away; };
  double sum = 0;
  if (n == m) {
    for (std::int64_t i = 0; i < n; ++i) sum += power(a[i] - b[i]);
    return sum / static_cast<double>(n);
  }
  for (std::int64_t i = 0, j = 0, at = 0; i < n && j < m;) {  // u = at / (n m)
    std::int64_t const next = std::min((i + 1) * m, (j + 1) * n);
    sum += power(a[i] - b[j]) * static_cast<double>(next - at);
    at = next;
    if (at == (i + 1) * m) ++i;
    if (at == (j + 1) * n) ++j;
  }
  return sum / (static_cast<double>(n) * static_cast<double>(m));
}

template <class Device> constexpr bool has_sort_rows() {
  return requires(Context<Device> & context, double* values) { sort_rows(context, values, std::int64_t{}, std::int64_t{}); };
}

inline void require_order(int order) {
  require<OptionError>(order == 1 || order == 2, "a Wasserstein distance is of order 1 or 2 here, not ", order);
}

}  // namespace detail

/// The Wasserstein distance of order 1 or 2 of two sets of numbers, by sorting; the sets may differ in size.
inline double wasserstein_of_numbers(std::vector<double> a, std::vector<double> b, int order = 1) {
  detail::require_order(order);
  Features const x{"numbers", 1, std::move(a)}, y{"numbers", 1, std::move(b)};
  detail::require_comparable("the Wasserstein distance of numbers", x, y, 1);
  auto sorted = [](std::vector<double> v) { return std::sort(v.begin(), v.end()), v; };
  auto const u = sorted(x.values), v = sorted(y.values);
  double const power = detail::sorted_wasserstein(u.data(), x.count(), v.data(), y.count(), order);
  return order == 1 ? power : std::sqrt(power);
}

/// W_order^order of both sets projected on each row of `directions` {count, size}.
template <class Device>
std::vector<double> projected_wasserstein(Context<Device>& context, Features const& a, Features const& b,
                                          std::vector<double> const& directions, int order = 1) {
  static_assert(detail::has_sort_rows<Device>(),
                "the sliced Wasserstein distance sorts where it projects: include <gan/metrics.hpp>");
  detail::require_order(order);
  detail::require_comparable("the sliced Wasserstein distance", a, b, 1);
  auto const size = static_cast<std::size_t>(a.size);
  require<ShapeError>(!directions.empty() && directions.size() % size == 0, "directions for features of ", size,
                      " numbers cannot be made of ", directions.size(), " numbers");
  std::int64_t const count = static_cast<std::int64_t>(directions.size() / size), block = 16;
  auto const x = from_host(context, {a.count(), a.size}, a.values), y = from_host(context, {b.count(), b.size}, b.values);
  std::vector<double> out(static_cast<std::size_t>(count));
  for (std::int64_t begin = 0; begin < count; begin += block) {
    std::int64_t const some = std::min(block, count - begin);
    auto const on =
        from_host(context, {some, a.size},
                  std::span(directions).subspan(static_cast<std::size_t>(begin) * size, static_cast<std::size_t>(some) * size));
    auto project = [&](auto const& points) {
      Tensor<double, Device> along(context, {some, points.shape()[0]});
      gemm(context, false, true, some, points.shape()[0], a.size, on.data(), points.data(), along.data(), false);
      sort_rows(context, along.data(), some, points.shape()[0]);
      return to_host(along);
    };
    auto const u = project(x), v = project(y);
    detail::host_parallel(context, some, [&](std::int64_t i) {
      double const *const first = u.data() + i * a.count(), *const second = v.data() + i * b.count();
      out[static_cast<std::size_t>(begin + i)] = detail::sorted_wasserstein(first, a.count(), second, b.count(), order);
    });
  }
  return out;
}

/// The sliced Wasserstein distance: of the sets projected on random directions, uniform on the sphere. Two sets that differ by
/// a shift have at order 1 the expected distance |shift| Gamma(d/2) / (sqrt(pi) Gamma((d + 1)/2)), at order 2 |shift| /
/// sqrt(d). Directions follow from the seed, so equal sets are at distance 0. Throws where the sets do not fit one another.
template <class Device>
SlicedWasserstein sliced_wasserstein(Context<Device>& context, Features const& a, Features const& b,
                                     SlicedWassersteinOptions const& options = {}) {
  require<OptionError>(options.directions >= 1 && options.repeats >= 1,
                       "the sliced Wasserstein distance needs at least 1 direction and 1 repeat, not ", options.directions,
                       " and ", options.repeats);
  detail::require_comparable("the sliced Wasserstein distance", a, b, 1);
  std::vector<double> values;
  for (std::int64_t repeat = 0; repeat < options.repeats; ++repeat) {
    auto const key = detail::draw_key(options.seed, detail::Draw::direction, static_cast<std::uint64_t>(repeat));
    std::vector<double> directions;
    for (std::int64_t i = 0; i < options.directions; ++i) {
      double square = 0;
      for (std::int64_t p = 0; p < a.size; ++p) {
        directions.push_back(random::normal<double>(key, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(p)));
        square += directions.back() * directions.back();
      }
      for (auto at = directions.end() - a.size; at != directions.end(); ++at) *at /= std::sqrt(square);
    }
    double const mean = mean_of(projected_wasserstein(context, a, b, directions, options.order));
    values.push_back(options.order == 1 ? mean : std::sqrt(mean));
  }
  return {mean_of(values), deviation_of(values), a.name};
}

}  // namespace gan::metric

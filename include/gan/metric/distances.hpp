#pragma once
/// All distances from one set to another, row by row: what the metrics that look at neighbours have in common.
#include <functional>
#include <limits>

#include <gan/metric/features.hpp>

namespace gan::metric {

/// Called from the calling thread while a long metric runs: `done` of `total` rows of distances. The metrics print nothing
/// themselves; `[&](auto done, auto total) { bar.report(done); }` shows an io::TextProgress.
using Progress = std::function<void(std::int64_t done, std::int64_t total)>;

namespace detail {

/// The threads that a context lends to work on the host.
template <class Device> int host_threads(Context<Device>& context) {
  if constexpr (requires { context.workers(); }) return context.workers().threads();
  else return 1;
}
/// body(i) for i = 0 ... n - 1 in any order; it must not throw.
template <class Device, class Body> void host_parallel(Context<Device>& context, std::int64_t n, Body const& body) {
  if constexpr (requires { context.workers(); }) context.workers().parallel(n, body);
  else
    for (std::int64_t i = 0; i < n; ++i) body(i);
}

/// Counts rows over several passes for a `Progress`.
class RowCount {
 public:
  RowCount(Progress progress, std::int64_t total) : progress_(std::move(progress)), total_(total) {}
  void add(std::int64_t rows) {
    done_ += rows;
    if (progress_) progress_(done_, total_);
  }

 private:
  Progress progress_;
  std::int64_t done_ = 0, total_;
};

/// Distances are made for 4 rows and a panel of 16 columns at once, coordinate by coordinate, 512 of them at a time.
/// Differences are squared, not expanded into products: equal points are at distance 0, and d(x, y) has the bits of d(y, x).
inline constexpr std::int64_t panel = 16, group = 4, depth = 512;

/// Points in panels: coordinate p of 16 points side by side, then coordinate p + 1; filled up with zeros.
inline std::vector<double> panels_of(Features const& set) {
  std::int64_t const count = (set.count() + panel - 1) / panel;
  std::vector<double> out(static_cast<std::size_t>(count * panel * set.size));
  for (std::int64_t i = 0; i < set.count(); ++i)
    for (std::int64_t p = 0; p < set.size; ++p)
      out[static_cast<std::size_t>((i / panel * set.size + p) * panel + i % panel)] = set.row(i)[p];
  return out;
}

/// Adds the squares of `size` differences. One array per row and all rows in the inner loop: so compilers keep the sums in
/// registers.
inline void add_panel_squares(std::int64_t size, double const* const (&rows)[group], double const* columns,
                              double* const (&out)[group]) {
  double const *x0 = rows[0], *x1 = rows[1], *x2 = rows[2], *x3 = rows[3];
  double sum0[panel], sum1[panel], sum2[panel], sum3[panel];
  std::copy_n(out[0], panel, sum0);
  std::copy_n(out[1], panel, sum1);
  std::copy_n(out[2], panel, sum2);
  std::copy_n(out[3], panel, sum3);
  for (std::int64_t p = 0; p < size; ++p, columns += panel)
    for (int j = 0; j < panel; ++j) {
      double const y = columns[j], d0 = x0[p] - y, d1 = x1[p] - y, d2 = x2[p] - y, d3 = x3[p] - y;
      sum0[j] += d0 * d0;
      sum1[j] += d1 * d1;
      sum2[j] += d2 * d2;
      sum3[j] += d3 * d3;
    }
  std::copy_n(sum0, panel, out[0]);
  std::copy_n(sum1, panel, out[1]);
  std::copy_n(sum2, panel, out[2]);
  std::copy_n(sum3, panel, out[3]);
}

/// Calls visit(i, squares) for every sample i of `from`, in any order and from several threads: squares[j] is the squared
/// distance to sample j of `to`, in memory that the visitor may reorder. The visitor must not throw. Works in O(count) memory,
/// in blocks that stay in the cache.
template <class Device, class Visit>
void visit_distances(Context<Device>& context, Features const& from, Features const& to, RowCount& rows, Visit const& visit) {
  auto const columns = panels_of(to);
  std::int64_t const width = (to.count() + panel - 1) / panel * panel, n = from.count();
  std::int64_t const block = std::clamp<std::int64_t>((std::int64_t{1} << 22) / width, group, 64) / group * group;
  std::int64_t const threads = host_threads(context);
  std::vector<double> memory(static_cast<std::size_t>(threads * block * width));
  for (std::int64_t begin = 0; begin < n; begin += threads * block) {
    host_parallel(context, threads, [&](std::int64_t slot) {
      std::int64_t const first = begin + slot * block, last = std::min(first + block, n);
      double* const own = memory.data() + slot * block * width;
      std::fill_n(own, block * width, 0.);
      for (std::int64_t p = 0; p < to.size; p += depth)
        for (std::int64_t at = 0; at < width; at += panel)
          for (std::int64_t i = first; i < last; i += group) {
            double const* x[group];
            double* out[group];
            for (std::int64_t r = 0; r < group; ++r)  // behind the end the last row once more, into rows that nobody reads
              x[r] = from.row(std::min(i + r, last - 1)) + p, out[r] = own + (i - first + r) * width + at;
            add_panel_squares(std::min(depth, to.size - p), x, columns.data() + at * to.size + p * panel, out);
          }
      for (std::int64_t i = first; i < last; ++i) visit(i, own + (i - first) * width);
    });
    rows.add(std::min(begin + threads * block, n) - begin);
  }
}

/// Squared distance of every sample to its k-th nearest other one; samples at the same place count.
template <class Device>
std::vector<double> neighbour_squares(Context<Device>& context, Features const& set, std::int64_t k, RowCount& rows) {
  std::vector<double> out(static_cast<std::size_t>(set.count()));
  visit_distances(context, set, set, rows, [&](std::int64_t i, double* squares) {
    squares[i] = std::numeric_limits<double>::infinity();
    std::nth_element(squares, squares + k - 1, squares + set.count());
    out[static_cast<std::size_t>(i)] = squares[k - 1];
  });
  return out;
}

/// For every point: in how many balls around the centres it lies, of squared radii `squares`, their surface included.
template <class Device>
std::vector<std::int64_t> balls_around(Context<Device>& context, Features const& points, Features const& centres,
                                       std::vector<double> const& radii, RowCount& rows) {
  std::vector<std::int64_t> out(static_cast<std::size_t>(points.count()));
  visit_distances(context, points, centres, rows, [&](std::int64_t i, double* squares) {
    std::int64_t inside = 0;
    for (std::size_t j = 0; j < radii.size(); ++j) inside += squares[j] <= radii[j];
    out[static_cast<std::size_t>(i)] = inside;
  });
  return out;
}

/// Squared distance of every point to the nearest of `others`.
template <class Device>
std::vector<double> nearest_squares(Context<Device>& context, Features const& points, Features const& others, RowCount& rows) {
  std::vector<double> out(static_cast<std::size_t>(points.count()));
  visit_distances(context, points, others, rows, [&](std::int64_t i, double* squares) {
    out[static_cast<std::size_t>(i)] = *std::min_element(squares, squares + others.count());
  });
  return out;
}

/// Throws unless k neighbours can be had in both sets.
inline void require_neighbours(char const* what, Features const& a, Features const& b, std::int64_t k) {
  require<OptionError>(k >= 1, what, " needs k of at least 1, not ", k);
  require_comparable(what, a, b, 1);
  std::int64_t const fewer = std::min(a.count(), b.count());
  require<ShapeError>(fewer >= k + 1, what, " with k = ", k, " needs at least ", k + 1, " samples in each set, not ", fewer);
}

}  // namespace detail
}  // namespace gan::metric

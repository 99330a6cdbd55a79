#pragma once
#include <gan/backend/cpu/map_run.hpp>
#include <gan/map/row_energy.hpp>

namespace gan {

namespace detail {

/// Four packets of sums, so that their additions need not wait for each other.
template <class T> T squared_distance(T const* a, T const* b, std::int64_t n) {
  using P = WidePack<T>;
  P even(T(0)), odd(T(0));
  std::int64_t at = 0;
  for (; at + 2 * P::size <= n; at += 2 * P::size) {
    P const x = P::load(a + at) - P::load(b + at), y = P::load(a + at + P::size) - P::load(b + at + P::size);
    even = even + x * x;
    odd = odd + y * y;
  }
  P const both = even + odd;
  T sum = Eigen::internal::predux(Eigen::internal::padd(both.lo, both.hi));
  for (; at < n; ++at) sum += (a[at] - b[at]) * (a[at] - b[at]);
  return sum;
}

/// out = scale (a - b).
template <class T> void scaled_difference(T const* a, T const* b, std::int64_t n, T scale, T* out) {
  using P = WidePack<T>;
  P const scales(scale);
  std::int64_t at = 0;
  for (; at + P::size <= n; at += P::size) ((P::load(a + at) - P::load(b + at)) * scales).store(out + at);
  for (; at < n; ++at) out[at] = (a[at] - b[at]) * scale;
}

}  // namespace detail

/// The mean cost of the rows' energies and its gradient: the second look at a row finds it in the nearest cache. The shapes alone say
/// which rows a worker takes at a time and in which order costs are summed.
template <class Op, class T> void energy_rows(Context<Cpu>& context, Op const& op, EnergyRows<T> const& e) {
  std::int64_t const size = e.size, each = std::max({std::int64_t{1}, detail::chunk_elements / std::max<std::int64_t>(1, size),
                                                     (e.rows + detail::max_chunks - 1) / detail::max_chunks});
  std::int64_t const chunks = (e.rows + each - 1) / each;
  double sums[detail::max_chunks] = {};
  context.workers().parallel(chunks, [&](std::int64_t chunk) {
    double sum = 0;
    for (std::int64_t row = chunk * each, end = std::min(e.rows, row + each); row < end; ++row) {
      T const *a = e.reconstruction + row * size, *b = e.target + row * size;
      auto const cost = detail::row_cost(op, e, detail::squared_distance(a, b, size));
      sum += static_cast<double>(cost.value);
      if (e.gradient[0]) detail::scaled_difference(a, b, size, cost.slope, e.gradient[0] + row * size);
      if (e.gradient[1]) detail::scaled_difference(a, b, size, -cost.slope, e.gradient[1] + row * size);
    }
    sums[chunk] = sum;
  });
  *e.value = static_cast<T>(std::accumulate(sums, sums + chunks, 0.0));
}

}  // namespace gan

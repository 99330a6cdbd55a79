#pragma once
#include <gan/tensor/tensor.hpp>

namespace gan {

namespace detail {
/// Calls body(view of a run, number of its first sample) for every run of rows.
template <class T, class Device, class Body> void for_runs(Tensor<T, Device> const& x, Rows const& rows, Body const& body) {
  if (rows.part <= 0) return body(x, rows.first);
  std::int64_t const n = x.shape().rank() ? x.shape()[0] : 0;
  if (n == 0 || n % rows.part != 0) return body(x, std::int64_t{0});
  for (std::int64_t run = 0; run * rows.part < n; ++run)
    body(x.slice(run * rows.part, (run + 1) * rows.part), run * rows.joint + rows.first);
}
}  // namespace detail

/// As uniform and normal of tensor.hpp, for rows that are these samples.
template <class T, class Device>
Tensor<T, Device> uniform(Context<Device>& context, Shape shape, random::Key key, T low, T high, Rows const& rows) {
  Tensor<T, Device> out(context, shape);
  detail::for_runs(out, rows, [&](Tensor<T, Device> const& run, std::int64_t first) {
    std::int64_t const n = run.shape().rank() ? run.shape()[0] : 1;
    fill_uniform(context, key, first, n, n ? run.count() / n : 0, low, high, run.data());
  });
  return out;
}
template <class T, class Device>
Tensor<T, Device> normal(Context<Device>& context, Shape shape, random::Key key, T mean, T deviation, Rows const& rows) {
  Tensor<T, Device> out(context, shape);
  detail::for_runs(out, rows, [&](Tensor<T, Device> const& run, std::int64_t first) {
    std::int64_t const n = run.shape().rank() ? run.shape()[0] : 1;
    fill_normal(context, key, first, n, n ? run.count() / n : 0, mean, deviation, run.data());
  });
  return out;
}

}  // namespace gan

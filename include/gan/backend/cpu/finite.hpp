#pragma once
#include <atomic>
#include <cmath>

#include <gan/backend/cpu/context.hpp>
#include <gan/backend/cpu/pack.hpp>

namespace gan {

namespace detail {
/// 0 x is 0 where x is finite and NaN elsewhere, and so is the sum of many.
template <class T> bool all_finite(T const* x, std::int64_t n) {
  using P = WidePack<T>;
  P sum(T(0));
  std::int64_t at = 0;
  for (; at + P::size <= n; at += P::size) sum = sum + P::load(x + at) * T(0);
  T lanes[P::size], rest = 0;
  sum.store(lanes);
  for (T lane : lanes) rest += lane;
  for (; at < n; ++at) rest += x[at] * T(0);
  return rest == T(0);
}
}  // namespace detail

/// Whether every one of n values is finite.
template <class T> bool all_finite(Context<Cpu>& context, T const* x, std::int64_t n) {
  constexpr std::int64_t chunk = 1 << 16;
  std::atomic<bool> finite = true;
  context.workers().parallel((n + chunk - 1) / chunk, [&](std::int64_t i) {
    if (!detail::all_finite(x + i * chunk, std::min(chunk, n - i * chunk))) finite.store(false, std::memory_order_relaxed);
  });
  return finite;
}

/// Sets *flag to 1 where a value is not finite, and leaves it as it is where all are.
template <class T, class Flag> void mark_non_finite(Context<Cpu>& context, T const* x, std::int64_t n, Flag* flag) {
  if (!all_finite(context, x, n)) *flag = 1;
}

}  // namespace gan

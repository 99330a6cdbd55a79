#pragma once
#include <gan/backend/cuda/memory.cuh>

namespace gan {

namespace detail {
/// 0 x is 0 where x is finite and NaN elsewhere. All who write the flag write the same.
template <class T, class Flag> __global__ void non_finite_kernel(T const* x, std::int64_t n, Flag* flag) {
  T sum = 0;
  for (std::int64_t i = first_of_thread(); i < n; i += all_threads()) sum += x[i] * T(0);
  if (!(sum == T(0))) *flag = 1;
}
}  // namespace detail

/// Sets *flag, which is device memory, to 1 where a value is not finite, and leaves it as it is where all are.
template <class T, class Flag> void mark_non_finite(Context<Cuda>& context, T const* x, std::int64_t n, Flag* flag) {
  if (n <= 0) return;
  detail::launch(context.stream(), context.blocks(n), "look for values that are not finite", detail::non_finite_kernel<T, Flag>,
                 x, n, flag);
}

/// Whether every one of n values is finite; waits for the answer.
template <class T> bool all_finite(Context<Cuda>& context, T const* x, std::int64_t n) {
  Storage<Cuda> memory(context.arena(), sizeof(std::uint32_t));
  auto* flag = static_cast<std::uint32_t*>(memory.data());
  fill(context, flag, 1, std::uint32_t{0});
  mark_non_finite(context, x, n, flag);
  std::uint32_t found = 0;
  context.count_wait();
  copy_to_host(context.device(), flag, &found, 1);
  return found == 0;
}

}  // namespace gan

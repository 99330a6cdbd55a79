#pragma once
#include <gan/backend/cuda/map_kernel.cuh>
#include <gan/backend/cuda/memory.cuh>
#include <gan/map/row_energy.hpp>

namespace gan {

namespace detail {

/// The sum over a block's threads, in all of them and always in one order; `scratch` holds a number for each warp.
template <class T> __device__ T block_sum(T x, T* scratch) {
  x = warp_sum(x);
  __syncthreads();  // the numbers of the sum before have been read
  if (threadIdx.x % 32 == 0) scratch[threadIdx.x / 32] = x;
  __syncthreads();
  T sum = 0;
  for (int warp = 0; warp < Context<Cuda>::block / 32; ++warp) sum += scratch[warp];
  return sum;
}

/// A block for each row, which it reads twice: the second time from a cache.
template <class Op, class T>
__global__ void __launch_bounds__(Context<Cuda>::block) energy_kernel(Op const op, EnergyRows<T> const e, T* costs) {
  __shared__ T scratch[Context<Cuda>::block / 32];
  for (std::int64_t row = blockIdx.x; row < e.rows; row += gridDim.x) {
    T const *a = e.reconstruction + row * e.size, *b = e.target + row * e.size;
    T squares = 0;
    for (std::int64_t i = threadIdx.x; i < e.size; i += blockDim.x) squares += (a[i] - b[i]) * (a[i] - b[i]);
    auto const cost = row_cost(op, e, block_sum(squares, scratch));
    if (threadIdx.x == 0) costs[row] = cost.value;
    if (!e.gradient[0] && !e.gradient[1]) continue;
    for (std::int64_t i = threadIdx.x; i < e.size; i += blockDim.x) {
      T const slope = cost.slope * (a[i] - b[i]);
      if (e.gradient[0]) e.gradient[0][row * e.size + i] = slope;
      if (e.gradient[1]) e.gradient[1][row * e.size + i] = -slope;
    }
  }
}

/// The sum of n numbers by a single block.
template <class T>
__global__ void __launch_bounds__(Context<Cuda>::block) sum_costs_kernel(T const* costs, std::int64_t n, T* to) {
  __shared__ T scratch[Context<Cuda>::block / 32];
  T sum = 0;
  for (std::int64_t i = threadIdx.x; i < n; i += blockDim.x) sum += costs[i];
  sum = block_sum(sum, scratch);
  if (threadIdx.x == 0) *to = sum;
}

}  // namespace detail

/// The mean cost of the rows' energies and its gradient.
template <class Op, class T> void energy_rows(Context<Cuda>& context, Op const& op, EnergyRows<T> const& e) {
  if (e.rows == 0) return fill(context, e.value, 1, T(0));
  Storage<Cuda> costs(context.arena(), static_cast<std::size_t>(e.rows) * sizeof(T));
  auto* const cost = static_cast<T*>(costs.data());
  detail::launch(context.stream(), context.blocks(e.rows * Context<Cuda>::block), "compute energies",
                 detail::energy_kernel<Op, T>, op, e, cost);
  detail::launch(context.stream(), 1, "add up the costs of energies", detail::sum_costs_kernel<T>, static_cast<T const*>(cost),
                 e.rows, e.value);
}

}  // namespace gan

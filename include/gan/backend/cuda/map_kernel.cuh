#pragma once
#include <cstring>

#include <gan/backend/cuda/context.cuh>
#include <gan/map/thread.hpp>

namespace gan {

/// Launches a functor's kernel: a vector of elements for each thread and step, or one where vectors do not fit. These two kernels
/// are all that is instantiated per functor.
template <class T> struct MapKernelOf<T, Cuda> {
  using type = void (*)(void const* functor, MapLaunch const& launch, T* const* data, unsigned accumulate, unsigned blocks,
                        cudaStream_t stream);
};

/// How many neighbouring values a thread loads at once: 16 bytes.
template <class T> inline constexpr int lanes = 16 / sizeof(T);

namespace detail {
/// The sum over the 32 threads of a warp, in all of them.
template <class T> __device__ T warp_sum(T x) {
  for (int distance = 16; distance > 0; distance /= 2) x += __shfl_xor_sync(0xffffffffu, x, distance);
  return x;
}

template <class F, class T, int Width>
__global__ void __launch_bounds__(Context<Cuda>::block)
    map_threads(F const f, typename MapThread<F, T, Width>::Arguments const a) {
  std::uint32_t const all = gridDim.x * blockDim.x;
  for (std::uint32_t number = blockIdx.x * blockDim.x + threadIdx.x; number < a.threads; number += all) {
    MapThread<F, T, Width> const thread(f, a, number);
    if (!a.summed) continue;
#pragma unroll
    for (int j = 0; j < F::outputs; ++j) {
      if (!thread.sums(j)) continue;
      if (a.chunk_is_fast) thread.put(j, a.fold > 1 ? warp_sum(thread.sum(j)) : thread.sum(j));
      else thread.put(j);
    }
  }
}

template <class F, class T, int Width>
void launch_map(F const& f, MapLaunch const& plan, T* const* data, unsigned accumulate, unsigned blocks, cudaStream_t stream) {
  using Arguments = typename MapThread<F, T, Width>::Arguments;
  static_assert(
      std::is_trivially_copyable_v<F> && std::is_trivially_copyable_v<Arguments> && sizeof(F) + sizeof(Arguments) <= 4096,
      "what a kernel is given is copied byte by byte and takes at most 4 KB");
  Arguments a;
  static_cast<MapLoop&>(a) = plan.loop;
  a.accumulate = accumulate;
  std::copy_n(data, F::inputs + F::outputs, a.data);
  for (int d = 0; d < plan.loop.rank; ++d) std::copy_n(plan.stride[d], F::inputs + F::outputs, a.stride[d]);
  launch(stream, blocks, "run an element-wise kernel", map_threads<F, T, Width>, f, a);
}
}  // namespace detail

template <class F, class T> constexpr MapKernel<T, Cuda> map_kernel(Cuda) {
  return [](void const* functor, MapLaunch const& launch, T* const* data, unsigned accumulate, unsigned blocks,
            cudaStream_t stream) {
    F const& f = *static_cast<F const*>(functor);
    if (launch.width > 1) detail::launch_map<F, T, lanes<T>>(f, launch, data, accumulate, blocks, stream);
    else detail::launch_map<F, T, 1>(f, launch, data, accumulate, blocks, stream);
  };
}

}  // namespace gan

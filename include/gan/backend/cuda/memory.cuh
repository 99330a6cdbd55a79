#pragma once
#include <gan/backend/cuda/context.cuh>

namespace gan {

namespace detail {
template <class T> __global__ void fill_kernel(T* out, std::int64_t n, T value) {
  for (std::int64_t i = first_of_thread(); i < n; i += all_threads()) out[i] = value;
}
}  // namespace detail

template <class T> void fill(Context<Cuda>& context, T* out, std::int64_t n, T value) {
  if (n <= 0) return;
  detail::fill_kernel<<<context.blocks(n), Context<Cuda>::block, 0, context.stream()>>>(out, n, value);
  detail::check_launch("fill memory");
}

template <class T> void copy(Context<Cuda>& context, T const* from, T* to, std::int64_t n) {
  if (n <= 0) return;
  std::size_t const bytes = static_cast<std::size_t>(n) * sizeof(T);
  detail::check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, context.stream()), "copy memory");
}

/// The host's values may change as soon as this returns: CUDA stages what is pageable, and for what is not we wait.
template <class T> void copy_from_host(Context<Cuda>& context, T const* from, T* to, std::int64_t n) {
  if (n <= 0) return;
  std::size_t const bytes = static_cast<std::size_t>(n) * sizeof(T);
  detail::check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyHostToDevice, context.stream()), "copy from the host");
  cudaPointerAttributes where{};
  detail::check(cudaPointerGetAttributes(&where, from), "tell where memory lies");
  if (where.type != cudaMemoryTypeUnregistered) context.synchronize();
}
/// Through the legacy stream, which runs after everything that was launched before on any context of the card.
template <class T> void copy_to_host(Cuda, T const* from, T* to, std::int64_t n) {
  if (n <= 0) return;
  std::size_t const bytes = static_cast<std::size_t>(n) * sizeof(T);
  detail::check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToHost, cudaStreamLegacy), "copy to the host");
  detail::check(cudaStreamSynchronize(cudaStreamLegacy), "copy to the host");
}

/// Copies `rows` runs of `run` elements between places whose runs start `from_stride` and `to_stride` elements apart.
template <class T>
void copy_runs(Context<Cuda>& context, T const* from, std::int64_t from_stride, T* to, std::int64_t to_stride,
               std::int64_t rows, std::int64_t run) {
  if (rows <= 0 || run <= 0) return;
  if (rows == 1) return copy(context, from, to, run);
  auto bytes = [](std::int64_t n) { return static_cast<std::size_t>(n) * sizeof(T); };
  detail::check(cudaMemcpy2DAsync(to, bytes(to_stride), from, bytes(from_stride), bytes(run), static_cast<std::size_t>(rows),
                                  cudaMemcpyDeviceToDevice, context.stream()),
                "copy runs of memory");
}

}  // namespace gan

#pragma once
#include <algorithm>

#include <gan/backend/cuda/context.cuh>

namespace gan {

namespace detail {
template <class T> __global__ void fill_kernel(T* out, std::int64_t n, T value) {
  for (std::int64_t i = first_of_thread(); i < n; i += all_threads()) out[i] = value;
}
}  // namespace detail

template <class T> void fill(Context<Cuda>& context, T* out, std::int64_t n, T value) {
  if (n <= 0) return;
  detail::launch(context.stream(), context.blocks(n), "fill memory", detail::fill_kernel<T>, out, n, value);
}

template <class T> void copy(Context<Cuda>& context, T const* from, T* to, std::int64_t n) {
  if (n <= 0) return;
  std::size_t const bytes = static_cast<std::size_t>(n) * sizeof(T);
  detail::check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, context.stream()), "copy memory");
}

namespace detail {
/// As many values as travel with one launch.
template <class T> struct FewValues {
  static constexpr int most = 1024 / sizeof(T);
  T value[most];
};
template <class T> __global__ void write_kernel(FewValues<T> const values, int n, T* out) {
  for (int i = static_cast<int>(threadIdx.x); i < n; i += static_cast<int>(blockDim.x)) out[i] = values.value[i];
}
}  // namespace detail

/// The same as copy_from_host for a few values: they travel as arguments of launches, so nobody waits, and a graph that has
/// captured it writes them in every replay.
template <class T> void write_values(Context<Cuda>& context, T const* from, T* to, std::int64_t n) {
  using Few = detail::FewValues<T>;
  for (std::int64_t begin = 0; begin < n; begin += Few::most) {
    int const count = static_cast<int>(std::min<std::int64_t>(Few::most, n - begin));
    Few values{};
    std::copy_n(from + begin, count, values.value);
    detail::launch(context.stream(), 1, "write values", detail::write_kernel<T>, values, count, to + begin);
  }
}

/// The host's values may change as soon as this returns: a few are arguments of a launch, CUDA stages what is pageable (and may
/// wait for the stream), and for what is not we wait.
template <class T> void copy_from_host(Context<Cuda>& context, T const* from, T* to, std::int64_t n) {
  if (n <= 0) return;
  context.depends_on_host("a step brings numbers from the host");
  if (n <= 4 * detail::FewValues<T>::most) return write_values(context, from, to, n);
  context.count_wait();
  std::size_t const bytes = static_cast<std::size_t>(n) * sizeof(T);
  detail::check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyHostToDevice, context.stream()), "copy from the host");
  cudaPointerAttributes where{};
  detail::check(cudaPointerGetAttributes(&where, from), "tell where memory lies");
  if (where.type != cudaMemoryTypeUnregistered) detail::check(cudaStreamSynchronize(context.stream()), "copy from the host");
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

/// Bytes of the card's memory that nobody has taken.
inline std::size_t free_memory(Context<Cuda>&) {
  std::size_t free = 0, all = 0;
  detail::check(cudaMemGetInfo(&free, &all), "tell how much memory is free");
  return free;
}

namespace detail {
template <class T>
__global__ void gather_rows_kernel(T const* table, std::int64_t size, std::uint32_t const* index, std::int64_t rows, T* out) {
  for (std::int64_t i = first_of_thread(); i < rows * size; i += all_threads())
    out[i] = table[index[i / size] * size + i % size];
}
}  // namespace detail

/// out[i] = table[index[i]], rows of `size` numbers.
template <class T>
void gather_rows(Context<Cuda>& context, T const* table, std::int64_t size, std::uint32_t const* index, std::int64_t rows,
                 T* out) {
  if (rows * size <= 0) return;
  detail::launch(context.stream(), context.blocks(rows * size), "gather rows", detail::gather_rows_kernel<T>, table, size,
                 index, rows, out);
}

}  // namespace gan

#pragma once
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <new>

#include <gan/core/device.hpp>

namespace gan {

inline void* device_allocate(Cpu, std::size_t bytes) { return ::operator new (bytes, std::align_val_t{64}); }
inline void device_release(Cpu, void* memory) { ::operator delete (memory, std::align_val_t{64}); }

template <class T> void fill(Context<Cpu>&, T* out, std::int64_t n, T value) { std::fill_n(out, n, value); }

template <class T> void copy(Context<Cpu>&, T const* from, T* to, std::int64_t n) {
  if (n > 0) std::memcpy(to, from, static_cast<std::size_t>(n) * sizeof(T));
}
template <class T> void copy_from_host(Context<Cpu>& context, T const* from, T* to, std::int64_t n) {
  copy(context, from, to, n);
}
/// The same for a few values.
template <class T> void write_values(Context<Cpu>& context, T const* from, T* to, std::int64_t n) {
  copy(context, from, to, n);
}
template <class T> void copy_to_host(Cpu, T const* from, T* to, std::int64_t n) {
  if (n > 0) std::memcpy(to, from, static_cast<std::size_t>(n) * sizeof(T));
}

/// Copies `rows` runs of `run` elements between places whose runs start `from_stride` and `to_stride` elements apart.
template <class T>
void copy_runs(Context<Cpu>&, T const* from, std::int64_t from_stride, T* to, std::int64_t to_stride, std::int64_t rows,
               std::int64_t run) {
  for (std::int64_t r = 0; r < rows; ++r) std::copy_n(from + r * from_stride, run, to + r * to_stride);
}

/// out[i] = table[index[i]], rows of `size` numbers.
template <class T>
void gather_rows(Context<Cpu>&, T const* table, std::int64_t size, std::uint32_t const* index, std::int64_t rows, T* out) {
  for (std::int64_t i = 0; i < rows; ++i) std::copy_n(table + index[i] * size, size, out + i * size);
}

}  // namespace gan

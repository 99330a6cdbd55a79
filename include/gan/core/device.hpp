#pragma once

namespace gan {

/// The host's processor. `threads` changes the speed, never a result.
struct Cpu {
  int threads = 1;
};

/// How a card multiplies matrices of float, in products and convolutions; they add up in float, all else stays float, and double is
/// never shortened. Relative to the sizes of the factors a product errs by about
enum class Precision {
  full,  ///< 2^-24: float
  tf32,  ///< 2^-11: tensor cores that read 10 of the 23 bits behind the point
  bf16   ///< 2^-9: tensor cores on factors that are rounded to 7 bits; parameters and their updates stay float
};

/// An NVIDIA card; usable in files that nvcc compiles.
struct Cuda {
  int device = 0;
  Precision precision = Precision::full;
};

template <class Device> inline constexpr bool is_cpu = false;
template <> inline constexpr bool is_cpu<Cpu> = true;
template <class Device> inline constexpr bool is_cuda = false;
template <> inline constexpr bool is_cuda<Cuda> = true;

/// Whether this translation unit has the backend of a device; each backend says so for its own.
template <class Device> inline constexpr bool has_backend = false;

/// Everything a computation needs from its device: memory, threads or a stream, random counters. Each backend specialises it.
template <class Device> class Context {
  static_assert(!is_cuda<Device>, "Cuda needs nvcc: compile this file as .cu");
  static_assert(!is_cpu<Device>, "Cpu needs a host compiler: put this in a .cpp");
};

}  // namespace gan

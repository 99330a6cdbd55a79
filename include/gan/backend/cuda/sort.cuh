#pragma once
/// Sorting, running sums and permutations by Thrust. Not part of backend.cuh: few need them, and Thrust takes long to compile.
#include <thrust/execution_policy.h>
#include <thrust/scan.h>
#include <thrust/sort.h>
#include <thrust/tabulate.h>

#include <type_traits>
#include <vector>

#include <gan/backend/cuda/context.cuh>

namespace gan {

namespace detail {

/// Gives Thrust its memory from the arena. All of it is used on the context's stream, so it may be handed on while that still runs.
class ThrustMemory {
 public:
  using value_type = char;
  explicit ThrustMemory(Context<Cuda>& context) : context_(&context) {}

  char* allocate(std::ptrdiff_t bytes) {
    held_.emplace_back(context_->arena(), static_cast<std::size_t>(std::max<std::ptrdiff_t>(bytes, 1)));
    return static_cast<char*>(held_.back().data());
  }
  void deallocate(char* memory, std::size_t) {
    for (auto& one : held_)
      if (one.data() == memory) {
        std::swap(one, held_.back());
        held_.pop_back();
        return;
      }
  }

 private:
  Context<Cuda>* context_;
  std::vector<Storage<Cuda>> held_;
};

struct PermutedIndex {
  random::Permutation permutation;
  template <class I> __host__ __device__ std::uint32_t operator()(I i) const {
    return static_cast<std::uint32_t>(permutation.at(static_cast<std::uint64_t>(i)));
  }
};

}  // namespace detail

/// Sorts each of `rows` rows of n numbers, ascending.
template <class T> void sort_rows(Context<Cuda>& context, T* values, std::int64_t rows, std::int64_t n) {
  if (rows <= 0 || n <= 1) return;
  detail::ThrustMemory memory(context);
  for (std::int64_t row = 0; row < rows; ++row)
    thrust::sort(thrust::cuda::par(memory).on(context.stream()), values + row * n, values + (row + 1) * n);
}

/// out[i] = in[0] + ... + in[i]. Of integers, whose sums have the same bits in any order.
template <class I> void running_sums(Context<Cuda>& context, I const* in, I* out, std::int64_t n) {
  static_assert(std::is_integral_v<I>, "running sums are of integers");
  if (n <= 0) return;
  detail::ThrustMemory memory(context);
  thrust::inclusive_scan(thrust::cuda::par(memory).on(context.stream()), in, in + n, out);
}

/// out[i] = random::Permutation(key, n)(i), for 0 < n <= 2^32.
inline void fill_permutation(Context<Cuda>& context, random::Key key, std::int64_t n, std::uint32_t* out) {
  require<OptionError>(n <= std::int64_t{1} << 32, "a permutation of ", n, " elements does not fit into numbers of 32 bits");
  detail::PermutedIndex const index{random::Permutation(key, static_cast<std::uint64_t>(n))};
  detail::ThrustMemory memory(context);
  thrust::tabulate(thrust::cuda::par(memory).on(context.stream()), out, out + n, index);
}

}  // namespace gan

#pragma once
/// Sorting, running sums and permutations. Not part of backend.hpp: few need them.
#include <algorithm>
#include <numeric>
#include <type_traits>

#include <gan/backend/cpu/context.hpp>

namespace gan {

/// Sorts each of `rows` rows of n numbers, ascending.
template <class T> void sort_rows(Context<Cpu>& context, T* values, std::int64_t rows, std::int64_t n) {
  if (rows <= 0 || n <= 1) return;
  context.workers().parallel(rows, [&](std::int64_t row) { std::sort(values + row * n, values + (row + 1) * n); });
}

/// out[i] = in[0] + ... + in[i]. Of integers, whose sums have the same bits in any order.
template <class I> void running_sums(Context<Cpu>&, I const* in, I* out, std::int64_t n) {
  static_assert(std::is_integral_v<I>, "running sums are of integers");
  std::partial_sum(in, in + std::max<std::int64_t>(n, 0), out);
}

/// out[i] = random::Permutation(key, n)(i), for 0 < n <= 2^32.
inline void fill_permutation(Context<Cpu>&, random::Key key, std::int64_t n, std::uint32_t* out) {
  require<OptionError>(n <= std::int64_t{1} << 32, "a permutation of ", n, " elements does not fit into numbers of 32 bits");
  random::Permutation const permutation(key, static_cast<std::uint64_t>(n));
  for (std::int64_t i = 0; i < n; ++i) out[i] = static_cast<std::uint32_t>(permutation.at(static_cast<std::uint64_t>(i)));
}

}  // namespace gan

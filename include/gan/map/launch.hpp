#pragma once
/// A map as many independent threads. The dimensions of the plan are parted into the kept ones, in which some summed output varies,
/// and the summed ones: thread (k, c) runs through the positions c, c + chunks, c + 2 chunks ... of the summed dimensions at position
/// k of the kept ones. It writes the outputs that vary with every element as it goes, and keeps one running sum for each of the
/// others, which ends in a buffer [chunk][k] and is summed over what is left by later passes. Without summed outputs all dimensions
/// are kept. How the loop is cut depends on the shapes alone and no sum on a race, so the bits are the same in every run.
#include <algorithm>
#include <bit>

#include <gan/map/plan.hpp>

namespace gan {

/// Division of numbers below 2^31 by one that is known before: a multiplication and a shift.
struct Divisor {
  std::uint32_t value = 1, multiplier = 1, shift = 0;
  Divisor() = default;
  explicit Divisor(std::int64_t d)
      : value(static_cast<std::uint32_t>(d)), shift(static_cast<std::uint32_t>(std::bit_width(value - 1))) {
    multiplier = static_cast<std::uint32_t>((((std::uint64_t{1} << shift) - value) << 32) / value + 1);
  }
  GAN_HD std::uint32_t quotient(std::uint32_t n) const {
    return (static_cast<std::uint32_t>((std::uint64_t{n} * multiplier) >> 32) + n) >> shift;
  }
};

/// What the threads of a map share. Dimensions stand in the order kept, summed; the innermost one is counted in vectors.
struct MapLoop {
  int rank = 0, kept_rank = 0;
  Divisor size[Shape::max_rank];
  std::uint32_t threads = 0, summed_size = 1, chunks = 1;
  Divisor fast;                ///< of the faster of the two indices that make the number of a thread
  bool chunk_is_fast = false;  ///< neighbouring threads differ in the chunk: the innermost dimension is a summed one
  std::uint32_t fold = 1;      ///< so many neighbouring threads add up their sums, and the first one writes
  std::int32_t chunk_stride = 0;
  unsigned along_vector = 0;            ///< bit k: operand k varies along the innermost dimension
  unsigned summed = 0, accumulate = 0;  ///< bit j: of output j
};

/// The loop and its operands, inputs first; strides in elements.
template <class T, int Operands> struct MapArguments : MapLoop {
  T* data[Operands] = {};
  std::int32_t stride[Shape::max_rank][Operands] = {};
};

/// The sum over the middle one of three dimensions, in `groups` runs: {outer, middle, inner} -> {outer, groups, inner}.
struct SumPass {
  std::int64_t outer = 1, middle = 1, inner = 1, groups = 1;
  GAN_HD std::int64_t group_length() const { return (middle + groups - 1) / groups; }
};

/// The passes that take the sums of one output from [chunk][kept dimensions] to the output's own shape; none where they are written
/// straight into the output.
struct SumPasses {
  int count = 0;
  SumPass pass[Shape::max_rank + 2];
};

/// How a map is launched: the loop with all strides, for vectors of `width` elements, and what happens to the sums.
struct MapLaunch {
  int width = 1;
  MapLoop loop;
  std::int32_t stride[Shape::max_rank][max_map_operands] = {};
  std::int64_t partial_elements = 0;  ///< of the sums of one output before the passes
  SumPasses sums[max_map_outputs];

  /// More than this many elements are launched in parts, so that indices fit 32 bits.
  static constexpr std::int64_t most_elements = std::int64_t{1} << 30;
  /// Sums are shared by threads of at least `short_sum` steps; where there is work for more than `few_threads`, of `long_sum`.
  static constexpr std::int64_t short_sum = 4, few_threads = 1 << 15, long_sum = 16, most_threads = 1 << 18;
  static constexpr std::int64_t fold = 32;
};

/// Whether vectors of `width` elements fit: the innermost size and the strides are multiples of it, and the data are aligned.
template <class T> bool vectors_fit(MapPlan const& plan, T* const* data, int width) {
  if (plan.rank == 0 || plan.size[plan.rank - 1] % width) return false;
  for (int k = 0; k < plan.operands; ++k) {
    if (!data[k] || plan.stride[k][plan.rank - 1] == 0) continue;
    if (reinterpret_cast<std::uintptr_t>(data[k]) % (static_cast<std::size_t>(width) * sizeof(T))) return false;
    for (int d = 0; d + 1 < plan.rank; ++d)
      if (plan.stride[k][d] % width) return false;
  }
  return true;
}

namespace detail {
/// The passes over the dimensions `size`, of which those in `kept` stay.
inline SumPasses plan_sums(std::int64_t const* size, bool const* kept, int rank) {
  constexpr std::int64_t longest = 2048, groups = 64;
  SumPasses passes;
  std::int64_t outer = 1, total = 1;
  for (int d = 0; d < rank; ++d) total *= size[d];
  for (int d = 0; d < rank;) {
    std::int64_t run = 1;
    int end = d;
    for (; end < rank && kept[end] == kept[d]; ++end) run *= size[end];
    total /= run;  // what stands behind
    if (kept[d]) outer *= run;
    else if (run > 1) {
      if (run > longest) passes.pass[passes.count++] = {outer, run, total, groups};
      passes.pass[passes.count++] = {outer, run > longest ? groups : run, total, 1};
    }
    d = end;
  }
  return passes;
}

inline std::int64_t ceil_to(std::int64_t n, std::int64_t multiple) { return (n + multiple - 1) / multiple * multiple; }
}  // namespace detail

/// The launch of a plan without empty dimensions, at most MapLaunch::most_elements in all. Bit j of `wanted`: output j is written.
inline MapLaunch plan_launch(MapPlan const& plan, int inputs, unsigned wanted, int width) {
  MapLaunch launch;
  MapLoop& loop = launch.loop;
  launch.width = width;
  loop.rank = plan.rank;
  int const inner = plan.rank - 1, outputs = plan.operands - inputs;

  bool kept[Shape::max_rank] = {};
  for (int j = 0; j < outputs; ++j) {
    bool sums = false;
    for (int d = 0; d < plan.rank; ++d) sums = sums || plan.stride[inputs + j][d] == 0;
    if (!sums || !(wanted >> j & 1)) continue;
    loop.summed |= 1u << j;
    for (int d = 0; d < plan.rank; ++d) kept[d] = kept[d] || plan.stride[inputs + j][d] != 0;
  }
  if (!loop.summed) std::fill_n(kept, plan.rank, true);

  int order[Shape::max_rank], at = 0;
  for (bool side : {true, false}) {
    for (int d = 0; d < plan.rank; ++d)
      if (kept[d] == side) order[at++] = d;
    if (side) loop.kept_rank = at;
  }
  std::int64_t kept_vectors = 1, summed_size = 1;
  for (int i = 0; i < plan.rank; ++i) {
    std::int64_t size = order[i] == inner ? plan.size[inner] / width : plan.size[order[i]];
    (i < loop.kept_rank ? kept_vectors : summed_size) *= size;
    loop.size[i] = Divisor(size);
    for (int k = 0; k < plan.operands; ++k)
      launch.stride[i][k] = static_cast<std::int32_t>(plan.stride[k][order[i]] * (order[i] == inner ? width : 1));
  }
  for (int k = 0; k < plan.operands && inner >= 0; ++k)
    if (plan.stride[k][inner]) loop.along_vector |= 1u << k;

  std::int64_t chunks = 1;
  loop.chunk_is_fast = loop.summed && !kept[inner];
  if (loop.summed && !(loop.chunk_is_fast && summed_size <= MapLaunch::fold / 2)) {
    std::int64_t least = loop.chunk_is_fast ? MapLaunch::fold : 1;
    loop.fold = static_cast<std::uint32_t>(least);
    chunks = std::max(summed_size / MapLaunch::long_sum,
                      std::min(summed_size / MapLaunch::short_sum, MapLaunch::few_threads / kept_vectors));
    chunks = detail::ceil_to(std::clamp(chunks, least, std::max(least, MapLaunch::most_threads / kept_vectors)), least);
  }
  loop.summed_size = static_cast<std::uint32_t>(summed_size);
  loop.chunks = static_cast<std::uint32_t>(chunks);
  loop.threads = static_cast<std::uint32_t>(kept_vectors * chunks);
  loop.fast = Divisor(loop.chunk_is_fast ? chunks : kept_vectors);

  // Sums: where there is a single one for each kept position, and the output has all kept dimensions, it needs no further pass.
  std::int64_t const vector = loop.summed && kept[inner] ? width : 1, written = chunks / loop.fold;
  loop.chunk_stride = static_cast<std::int32_t>(kept_vectors * vector);
  launch.partial_elements = written * kept_vectors * vector;
  for (int j = 0; j < outputs; ++j) {
    if (!(loop.summed >> j & 1)) continue;
    std::int64_t sizes[Shape::max_rank + 1] = {written}, stride = 1;
    bool stays[Shape::max_rank + 1] = {};
    for (int i = 0; i < loop.kept_rank; ++i) {
      sizes[i + 1] = plan.size[order[i]];
      stays[i + 1] = plan.stride[inputs + j][order[i]] != 0;
    }
    launch.sums[j] = detail::plan_sums(sizes, stays, loop.kept_rank + 1);
    if (launch.sums[j].count == 0) continue;
    for (int i = loop.kept_rank - 1; i >= 0; stride *= sizes[i-- + 1])
      launch.stride[i][inputs + j] = static_cast<std::int32_t>(stride * (order[i] == inner ? width : 1));
  }
  return launch;
}

/// Calls run(plan, data, accumulate, width) for the parts in which a plan without empty dimensions is launched: at most `most`
/// elements each, and a long row that vectors of `width` do not fill by its vectors and its rest. `data` holds all operands, bit j of
/// `accumulate` says that output j adds to what is there.
template <class T, class Run>
void for_map_parts(MapPlan const& plan, T* const* data, int inputs, unsigned accumulate, int width, Run const& run,
                   std::int64_t most = MapLaunch::most_elements) {
  constexpr std::int64_t long_row = 1 << 16, piece = 64;
  auto part = [&](std::int64_t begin, std::int64_t size) {
    MapPlan one = plan;
    T* from[max_map_operands];
    unsigned adds = accumulate;
    one.size[0] = size;
    for (int k = 0; k < plan.operands; ++k) {
      from[k] = data[k] ? data[k] + begin * plan.stride[k][0] : nullptr;
      if (k >= inputs && begin > 0 && plan.stride[k][0] == 0) adds |= 1u << (k - inputs);
    }
    if (size == 1) {
      --one.rank;
      std::copy(one.size + 1, one.size + one.rank + 1, one.size);
      for (auto& stride : one.stride) std::copy(stride + 1, stride + one.rank + 1, stride);
    }
    for_map_parts(one, from, inputs, adds, width, run, most);
  };
  auto cut = [&](std::int64_t at) {
    part(0, at);
    part(at, plan.size[0] - at);
  };
  if (plan.count() > most) return cut(plan.size[0] > 2 * piece ? detail::ceil_to(plan.size[0] / 2, piece) : plan.size[0] / 2);
  if (plan.rank == 1 && plan.size[0] >= long_row && plan.size[0] % width) {
    MapPlan vectors = plan;
    vectors.size[0] -= plan.size[0] % width;
    if (vectors_fit(vectors, data, width)) return cut(vectors.size[0]);
  }
  run(plan, data, accumulate, vectors_fit(plan, data, width) ? width : 1);
}

}  // namespace gan

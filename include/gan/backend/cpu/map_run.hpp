#pragma once
/// Runs a map over its plan: the innermost two dimensions as tiles that stay in the first-level cache, the others as outer loops.
/// A tile holds whole rows, or a part of one row. Operands that vary with every element are read and written in place; the others
/// are spread into tiles, and outputs that sum over elements are collected from tiles. How the loop is cut depends on
/// the shapes alone, so sums have the same bits at any number of threads.
#include <numeric>

#include <gan/backend/cpu/context.hpp>
#include <gan/backend/cpu/map_kernel.hpp>
#include <gan/map/plan.hpp>
#include <gan/tensor/arena.hpp>

namespace gan {

namespace detail {

/// How an operand varies over a block of rows and columns.
enum class Along { element, column, row, nothing };

inline constexpr std::int64_t tile_elements = 512, chunk_elements = 32768, max_chunks = 32;

template <class T> struct MapBlock {
  MapOp<T, Cpu> const* op;
  void const* functor;
  std::int64_t rows, columns, tile_rows, tile_columns, chunk_rows, chunks;
  std::int64_t sum_rows;  // sums over rows are collected in so many, so that their loops are long enough
  T const* in[max_map_inputs];
  MapOutput<T> out[max_map_outputs];
  Along in_along[max_map_inputs], out_along[max_map_outputs];
  T* partial[max_map_outputs];  // sums of each chunk, where there is more than one
};

template <class T> T tree_sum(T const* x, std::int64_t n) {
  if (n <= 16) return std::accumulate(x, x + n, T(0));
  return tree_sum(x, n / 2) + tree_sum(x + n / 2, n - n / 2);
}
/// In an order that, unlike that of Eigen's sum, does not depend on the address.
template <class T> T row_sum(T const* x, std::int64_t n) {
  using P = WidePack<T>;
  if (n < 2 * P::size) return tree_sum(x, n);
  P even = P::load(x), odd = P::load(x + P::size);
  std::int64_t at = 2 * P::size;
  for (; at + 2 * P::size <= n; at += 2 * P::size) {
    even = even + P::load(x + at);
    odd = odd + P::load(x + at + P::size);
  }
  P const both = even + odd;
  return Eigen::internal::predux(Eigen::internal::padd(both.lo, both.hi)) + tree_sum(x + at, n - at);
}
template <class T> void add_to(T* to, T const* from, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) to[i] += from[i];
}
/// to += the sum of n values taken as rows of `width` (n need not be a multiple of it).
template <class T> void add_rows_to(T* to, T const* from, std::int64_t n, std::int64_t width) {
  std::int64_t at = 0;
  for (; at + 2 * width <= n; at += 2 * width)
    for (std::int64_t i = 0; i < width; ++i) to[i] += from[at + i] + from[at + width + i];
  for (; at < n; at += width) add_to(to, from + at, std::min(width, n - at));
}
/// Fills `to` with repetitions of n values.
template <class T> void repeat(T const* from, std::int64_t n, T* to, std::int64_t times) {
  std::copy_n(from, n, to);
  for (std::int64_t have = 1; have < times; have *= 2) std::copy_n(to, std::min(have, times - have) * n, to + have * n);
}

/// Everything one thread needs to run one chunk of rows.
template <class T> class MapChunk {
 public:
  MapChunk(MapBlock<T> const& block, std::int64_t chunk) : b_(block), chunk_(chunk) {
    std::int64_t begin = chunk * b_.chunk_rows, end = std::min(b_.rows, begin + b_.chunk_rows);
    std::int64_t n = b_.tile_rows * b_.tile_columns;
    // A tile and one pack of room to run over its end, for every operand that is not walked in place; each on lines of its own.
    constexpr std::int64_t line = 64 / sizeof(T);
    std::int64_t const room = (n + wide<T> + line - 1) / line * line;
    std::size_t const needed = static_cast<std::size_t>((b_.op->inputs + 2 * b_.op->outputs) * room + line);
    thread_local std::vector<T> memory;
    if (memory.size() < needed) memory.resize(needed);
    T* next = memory.data() + (64 - reinterpret_cast<std::uintptr_t>(memory.data()) % 64) / sizeof(T);
    for (int i = 0; i < b_.op->inputs; ++i, next += room) in_tile_[i] = next;
    for (int j = 0; j < b_.op->outputs; ++j, next += room) out_tile_[j] = next;
    for (int j = 0; j < b_.op->outputs; ++j, next += room) {
      sum_tile_[j] = next;
      total_[j] = 0;
      if (summed_in_tile(j)) std::fill_n(next, b_.sum_rows * b_.columns, T(0));
      if (summed_by_kernel(j)) std::fill_n(next, wide<T>, T(0));
    }
    for (int i = 0; i < b_.op->inputs; ++i)
      if (b_.in_along[i] == Along::nothing) std::fill_n(in_tile_[i], room, b_.in[i] ? *b_.in[i] : T(0));
    if (b_.tile_columns == b_.columns) whole_rows(begin, end);
    else parts_of_rows(begin, end);
    for (int j = 0; j < b_.op->outputs; ++j)
      if (b_.out[j].data && summed_by_kernel(j)) {
        total_[j] = tree_sum(sum_tile_[j], std::int64_t{wide<T>});
        finish_total(j);
      } else if (b_.out[j].data && b_.out_along[j] == Along::nothing) finish_total(j);
      else if (b_.out[j].data && summed_in_tile(j)) finish_columns(j);
  }

 private:
  bool summed_by_kernel(int j) const { return b_.op->sum_mask >> j & 1; }
  bool summed_in_tile(int j) const { return b_.out_along[j] == Along::column && b_.tile_columns == b_.columns; }

  void whole_rows(std::int64_t begin, std::int64_t end) {
    std::int64_t const columns = b_.columns;
    for (int i = 0; i < b_.op->inputs; ++i)  // the pattern of a column operand is the same in every tile
      if (b_.in_along[i] == Along::column) repeat(b_.in[i], columns, in_tile_[i], b_.tile_rows);
    for (std::int64_t row = begin; row < end; row += b_.tile_rows) {
      std::int64_t rows = std::min(b_.tile_rows, end - row);
      for (int i = 0; i < b_.op->inputs; ++i)
        if (b_.in_along[i] == Along::row)
          for (std::int64_t r = 0; r < rows; ++r) std::fill_n(in_tile_[i] + r * columns, columns, b_.in[i][row + r]);
      run_tile(row, 0, rows * columns);
      for (int j = 0; j < b_.op->outputs; ++j)
        if (b_.out[j].data && b_.out_along[j] == Along::row)
          for (std::int64_t r = 0; r < rows; ++r) put(j, row + r, row_sum(out_tile_[j] + r * columns, columns));
    }
  }

  void parts_of_rows(std::int64_t begin, std::int64_t end) {
    std::int64_t const columns = b_.columns;
    for (std::int64_t row = begin; row < end; ++row) {
      T sums[max_map_outputs] = {};
      for (int i = 0; i < b_.op->inputs; ++i)
        if (b_.in_along[i] == Along::row) std::fill_n(in_tile_[i], b_.tile_columns + wide<T>, b_.in[i][row]);
      for (std::int64_t column = 0; column < columns; column += b_.tile_columns) {
        std::int64_t n = std::min(b_.tile_columns, columns - column);
        run_tile(row, column, n);
        for (int j = 0; j < b_.op->outputs; ++j) {
          if (!b_.out[j].data) continue;
          if (b_.out_along[j] == Along::row) sums[j] += row_sum(out_tile_[j], n);
          if (b_.out_along[j] == Along::column) {
            T* to = column_target(j) + column;
            if (row == begin && !adds_to_target(j)) std::copy_n(out_tile_[j], n, to);
            else add_to(to, out_tile_[j], n);
          }
        }
      }
      for (int j = 0; j < b_.op->outputs; ++j)
        if (b_.out[j].data && b_.out_along[j] == Along::row) put(j, row, sums[j]);
    }
  }

  /// Runs the functor on n elements from (row, column); outputs that vary with every element are then complete.
  void run_tile(std::int64_t row, std::int64_t column, std::int64_t n) {
    std::int64_t const at = row * b_.columns + column, whole = n / wide<T> * wide<T>, rest = n - whole;
    T const* in[max_map_inputs];
    T* out[max_map_outputs];
    for (int i = 0; i < b_.op->inputs; ++i) {
      bool part = b_.in_along[i] == Along::column && b_.tile_columns != b_.columns;
      in[i] = b_.in_along[i] == Along::element ? b_.in[i] + at : part ? b_.in[i] + column : in_tile_[i];
    }
    for (int j = 0; j < b_.op->outputs; ++j) out[j] = in_place(j) ? b_.out[j].data + at : out_tile_[j];
    if (whole) {
      b_.op->kernel(b_.functor, in, out, whole);
      for (int j = 0; j < b_.op->outputs; ++j)
        if (summed_by_kernel(j)) add_to(sum_tile_[j], out[j], wide<T>);
    }
    if (rest) run_rest(in, out, whole, rest);
    for (int j = 0; j < b_.op->outputs; ++j) {
      if (!b_.out[j].data || summed_by_kernel(j)) continue;
      if (b_.out_along[j] == Along::element && b_.out[j].accumulate) add_to(b_.out[j].data + at, out_tile_[j], n);
      else if (b_.out_along[j] == Along::nothing) total_[j] += row_sum(out_tile_[j], n);
      else if (summed_in_tile(j)) add_rows_to(sum_tile_[j], out_tile_[j], n, b_.sum_rows * b_.columns);
    }
  }

  /// The last elements, fewer than a pack: through padded copies, because in place they would touch what lies behind.
  void run_rest(T const* const* in, T* const* out, std::int64_t from, std::int64_t n) {
    T padded_in[max_map_inputs][wide<T>], padded_out[max_map_outputs][wide<T>];
    T const* in_rest[max_map_inputs];
    T* out_rest[max_map_outputs];
    for (int i = 0; i < b_.op->inputs; ++i) {
      std::copy_n(in[i] + from, n, padded_in[i]);
      std::fill(padded_in[i] + n, padded_in[i] + wide<T>, padded_in[i][n - 1]);
      in_rest[i] = padded_in[i];
    }
    for (int j = 0; j < b_.op->outputs; ++j) out_rest[j] = padded_out[j];
    b_.op->kernel(b_.functor, in_rest, out_rest, wide<T>);
    for (int j = 0; j < b_.op->outputs; ++j)
      if (summed_by_kernel(j)) add_to(sum_tile_[j], padded_out[j], n);  // a lane for each element
      else if (!(b_.op->zero_mask >> j & 1)) std::copy_n(padded_out[j], n, out[j] + from);
  }

  bool in_place(int j) const { return b_.out[j].data && b_.out_along[j] == Along::element && !b_.out[j].accumulate; }
  bool adds_to_target(int j) const { return b_.chunks == 1 && b_.out[j].accumulate; }
  T* column_target(int j) const { return b_.chunks == 1 ? b_.out[j].data : b_.partial[j] + chunk_ * b_.columns; }

  void put(int j, std::int64_t row, T value) {
    T& to = b_.out[j].data[row];
    to = b_.out[j].accumulate ? to + value : value;
  }

  void finish_total(int j) {
    if (b_.chunks > 1) b_.partial[j][chunk_] = total_[j];
    else put(j, 0, total_[j]);
  }

  void finish_columns(int j) {
    std::int64_t const columns = b_.columns;
    for (std::int64_t rows = b_.sum_rows; rows > 1;) {  // fold the rows pairwise
      std::int64_t half = rows / 2;
      add_to(sum_tile_[j], sum_tile_[j] + (rows - half) * columns, half * columns);
      rows -= half;
    }
    if (adds_to_target(j)) add_to(column_target(j), sum_tile_[j], columns);
    else std::copy_n(sum_tile_[j], columns, column_target(j));
  }

  MapBlock<T> const& b_;
  std::int64_t chunk_;
  T* in_tile_[max_map_inputs];
  T* out_tile_[max_map_outputs];
  T* sum_tile_[max_map_outputs];
  T total_[max_map_outputs];
};

/// Chooses tiles and chunks of a block and runs it.
template <class T> void run_block(Context<Cpu>& context, MapBlock<T>& b) {
  // Whole rows in a tile, and as many as make the tile a multiple of the pack, if that stays small. Tiles without a rest may be larger.
  std::int64_t unit = wide<T> / std::gcd(b.columns, std::int64_t{wide<T>});
  if (unit * b.columns > 4 * tile_elements) unit = 1;
  if (unit > 1 || b.columns <= 2 * tile_elements) {
    b.tile_columns = b.columns;
    b.tile_rows = std::max(unit, tile_elements / (unit * b.columns) * unit);
  } else {
    b.tile_columns = tile_elements;
    b.tile_rows = 1;
  }
  std::int64_t rows_per_chunk = std::max<std::int64_t>({1, chunk_elements / b.columns, (b.rows + max_chunks - 1) / max_chunks});
  b.chunk_rows = (rows_per_chunk + b.tile_rows - 1) / b.tile_rows * b.tile_rows;
  b.tile_rows = std::min(b.tile_rows, b.rows);
  b.sum_rows = std::min(b.tile_rows, (255 + b.columns) / b.columns);
  b.chunks = (b.rows + b.chunk_rows - 1) / b.chunk_rows;

  Storage<Cpu> partials[max_map_outputs];
  if (b.chunks > 1)
    for (int j = 0; j < b.op->outputs; ++j) {
      bool over_rows = b.out_along[j] == Along::column || b.out_along[j] == Along::nothing;
      if (!b.out[j].data || !over_rows) continue;
      std::int64_t each = b.out_along[j] == Along::column ? b.columns : 1;
      partials[j] = Storage<Cpu>(context.arena(), static_cast<std::size_t>(b.chunks * each) * sizeof(T));
      b.partial[j] = static_cast<T*>(partials[j].data());
    }
  context.workers().parallel(b.chunks, [&](std::int64_t chunk) { MapChunk<T>(b, chunk); });
  if (b.chunks > 1)
    for (int j = 0; j < b.op->outputs; ++j) {
      if (!partials[j]) continue;
      std::int64_t each = b.out_along[j] == Along::column ? b.columns : 1;
      if (!b.out[j].accumulate) std::fill_n(b.out[j].data, each, T(0));
      if (each == 1) *b.out[j].data += tree_sum(b.partial[j], b.chunks);
      else
        for (std::int64_t chunk = 0; chunk < b.chunks; ++chunk) add_to(b.out[j].data, b.partial[j] + chunk * each, each);
    }
}

inline Along along(std::int64_t row_stride, std::int64_t column_stride) {
  if (row_stride) return column_stride ? Along::element : Along::row;
  return column_stride ? Along::column : Along::nothing;
}

}  // namespace detail

/// Evaluates the functor of `op` over the plan, which is not empty. Unwanted outputs have no data. Inputs without data are zero.
template <class T>
void run_map(Context<Cpu>& context, MapOp<T, Cpu> const& op, void const* functor, MapPlan const& plan, T const* const* inputs,
             MapOutput<T> const* outputs) {
  detail::MapBlock<T> block;
  block.op = &op;
  block.functor = functor;
  // A single dimension is a column of single-element rows, so that it is cut into tiles and chunks like any other.
  int outer = std::max(0, plan.rank - 2), row = plan.rank - 2, column = plan.rank - 1;
  if (plan.rank == 1) row = 0, column = -1;
  block.rows = row >= 0 ? plan.size[row] : 1;
  block.columns = column >= 0 ? plan.size[column] : 1;
  auto varies = [&](int k) {
    std::int64_t row_stride = row >= 0 ? plan.stride[k][row] : 0, column_stride = column >= 0 ? plan.stride[k][column] : 0;
    return plan.rank == 1 ? (row_stride ? detail::Along::element : detail::Along::nothing)
                          : detail::along(row_stride, column_stride);
  };
  for (int i = 0; i < op.inputs; ++i) block.in_along[i] = varies(i);
  for (int j = 0; j < op.outputs; ++j)
    block.out_along[j] = op.zero_mask >> j & 1 ? detail::Along::element : varies(op.inputs + j);

  std::int64_t index[Shape::max_rank] = {};
  for (;;) {
    for (int i = 0; i < op.inputs; ++i) {
      block.in[i] = inputs[i];
      for (int d = 0; inputs[i] && d < outer; ++d) block.in[i] += index[d] * plan.stride[i][d];
    }
    for (int j = 0; j < op.outputs; ++j) {
      block.out[j] = op.zero_mask >> j & 1 ? MapOutput<T>{} : outputs[j];
      if (!block.out[j].data) continue;
      bool revisited = false;  // an output that does not vary with an outer dimension collects over it
      for (int d = 0; d < outer; ++d) {
        block.out[j].data += index[d] * plan.stride[op.inputs + j][d];
        revisited = revisited || (plan.stride[op.inputs + j][d] == 0 && index[d] > 0);
      }
      block.out[j].accumulate = block.out[j].accumulate || revisited;
    }
    detail::run_block(context, block);
    int d = outer - 1;
    while (d >= 0 && ++index[d] == plan.size[d]) index[d--] = 0;
    if (d < 0) return;
  }
}

}  // namespace gan

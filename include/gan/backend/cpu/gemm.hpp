#pragma once
#include <utility>

#include <gan/backend/cpu/context.hpp>
#include <gan/backend/cpu/gemm_kernel.hpp>

namespace gan {

/// c = op(a) op(b), or c += with `accumulate`; row-major, op(a) is m x k, op(b) is k x n.
/// Threads cut the longer side of c into equal pieces; that changes no bit of it.
template <class T>
void gemm(Context<Cpu>& context, bool transpose_a, bool transpose_b, std::int64_t m, std::int64_t n, std::int64_t k, T const* a,
          T const* b, T* c, bool accumulate) {
  if (m == 0 || n == 0) return;
  if (k == 0 && !accumulate) std::fill_n(c, m * n, T(0));
  if (k == 0) return;
  detail::Strided<T const> left{a, transpose_a ? 1 : k, transpose_a ? m : 1},
      right{b, transpose_b ? 1 : n, transpose_b ? k : 1};
  detail::Strided<T> out{c, n, 1};
  bool const few = std::min(m, n) <= detail::few_rows;
  if (few && n < m) {  // the rows of the transposed product
    std::swap(m, n);
    left = std::exchange(right, left.transposed()).transposed();
    out = out.transposed();
  }
  bool const along_columns = few || n > m;
  std::int64_t const threads = m * n * k > 100'000 ? context.workers().threads() : 1, length = along_columns ? n : m;
  std::int64_t const step = few ? detail::few_rows_step<T> : along_columns ? detail::packet_size<T> : detail::tile_rows;
  std::int64_t const piece = detail::rounded_up((length + threads - 1) / threads, step);
  detail::Blocks<T> const blocks(along_columns ? m : piece, along_columns ? piece : n, k);
  std::int64_t const pieces = (length + piece - 1) / piece, elements = few ? detail::rounded_up(k, 16) : blocks.memory();
  Storage<Cpu> memory(context.arena(), static_cast<std::size_t>(pieces * elements) * sizeof(T));
  context.workers().parallel(pieces, [&](std::int64_t i) {
    std::int64_t const begin = i * piece, size = std::min(piece, length - begin);
    std::int64_t const row = along_columns ? 0 : begin, rows = along_columns ? m : size;
    std::int64_t const column = along_columns ? begin : 0, columns = along_columns ? size : n;
    T* own = static_cast<T*>(memory.data()) + i * elements;
    if (few) detail::multiply_rows(rows, columns, k, left, right.at(0, column), out.at(0, column), accumulate, own);
    else detail::multiply(rows, columns, k, left.at(row, 0), right.at(0, column), out.at(row, column), accumulate, blocks, own);
  });
}

}  // namespace gan

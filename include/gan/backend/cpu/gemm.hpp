#pragma once
#include <Eigen/Core>

#include <gan/backend/cpu/context.hpp>

namespace gan {

namespace detail {
template <class T> using RowMajor = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <class T> using MatrixIn = Eigen::Map<RowMajor<T> const, 0, Eigen::OuterStride<>>;
template <class T> using MatrixOut = Eigen::Map<RowMajor<T>, 0, Eigen::OuterStride<>>;

/// c += op(a) op(b) for a block of c; one thread.
template <class T>
void gemm_block(bool transpose_a, bool transpose_b, MatrixIn<T> const& a, MatrixIn<T> const& b, MatrixOut<T> c) {
  if (transpose_a) c.noalias() += a.transpose() * b;
  else if (transpose_b) c.noalias() += a * b.transpose();
  else c.noalias() += a * b;
}
}  // namespace detail

/// c = op(a) op(b), or c += with `accumulate`; row-major, op(a) is m x k, op(b) is k x n; at most one operand is transposed.
/// Threads share the product in pieces that begin at multiples of Eigen's register block (the last piece takes what is left, so that
/// none is a lone vector, for which Eigen has other loops): that changes no bit of it.
template <class T>
void gemm(Context<Cpu>& context, bool transpose_a, bool transpose_b, std::int64_t m, std::int64_t n, std::int64_t k, T const* a,
          T const* b, T* c, bool accumulate) {
  if (m == 0 || n == 0) return;
  bool const along_columns = n >= m;
  std::int64_t const length = along_columns ? n : m, block = along_columns ? Eigen::internal::gebp_traits<T, T>::mr : 16;
  std::int64_t const threads = m * n * k > 100'000 ? context.workers().threads() : 1;
  std::int64_t const pieces = std::clamp<std::int64_t>(length / block, 1, threads);
  auto cut = [&](std::int64_t piece) { return piece == pieces ? length : length * piece / pieces / block * block; };
  context.workers().parallel(pieces, [&](std::int64_t piece) {
    std::int64_t begin = cut(piece), size = cut(piece + 1) - begin;
    std::int64_t row = along_columns ? 0 : begin, rows = along_columns ? m : size;
    std::int64_t column = along_columns ? begin : 0, columns = along_columns ? size : n;
    detail::MatrixIn<T> lhs(transpose_a ? a + row : a + row * k, transpose_a ? k : rows, transpose_a ? rows : k,
                            Eigen::OuterStride<>(transpose_a ? m : k));
    detail::MatrixIn<T> rhs(transpose_b ? b + column * k : b + column, transpose_b ? columns : k, transpose_b ? k : columns,
                            Eigen::OuterStride<>(transpose_b ? k : n));
    detail::MatrixOut<T> out(c + row * n + column, rows, columns, Eigen::OuterStride<>(n));
    if (!accumulate) out.setZero();
    if (k > 0) detail::gemm_block<T>(transpose_a, transpose_b, lhs, rhs, out);
  });
}

}  // namespace gan

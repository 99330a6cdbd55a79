#pragma once
#include <vector>

#include <Eigen/Core>

#include <gan/backend/cpu/context.hpp>

namespace gan {

namespace detail {
template <class T> using RowMajor = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <class T> using MatrixIn = Eigen::Map<RowMajor<T> const, 0, Eigen::OuterStride<>>;
template <class T> using MatrixOut = Eigen::Map<RowMajor<T>, 0, Eigen::OuterStride<>>;

/// Eigen's blocking, with packing buffers that the thread keeps; Eigen itself would ask the system for them in every large product.
template <class T>
class Blocking : public Eigen::internal::gemm_blocking_space<Eigen::RowMajor, T, T, Eigen::Dynamic, Eigen::Dynamic, Eigen::Dynamic, 1, false> {
 public:
  Blocking(std::int64_t rows, std::int64_t columns, std::int64_t depth) : Blocking::gemm_blocking_space(rows, columns, depth, 1, true) {
    thread_local std::vector<T, Eigen::aligned_allocator<T>> memory;
    auto const left = static_cast<std::size_t>((this->kc() * this->mc() + 63) / 64 * 64);
    auto const both = left + static_cast<std::size_t>(this->kc() * this->nc());
    if (memory.size() < both) memory.resize(both);
    this->m_blockA = memory.data();
    this->m_blockB = memory.data() + left;
  }
  Blocking(Blocking const&) = delete;
  ~Blocking() { this->m_blockA = this->m_blockB = nullptr; }  // Eigen's destructor frees what it finds here
};

/// c += a b for a block of c; one thread. Vectors and tiny products have loops of their own in Eigen.
template <class A, class B, class T> void add_product(A const& a, B const& b, MatrixOut<T>& c) {
  if (c.rows() == 1 || c.cols() == 1 || c.rows() + c.cols() + a.cols() < 20) {
    c.noalias() += a * b;
    return;
  }
  constexpr int order_a = A::IsRowMajor ? Eigen::RowMajor : Eigen::ColMajor, order_b = B::IsRowMajor ? Eigen::RowMajor : Eigen::ColMajor;
  Blocking<T> blocking(c.rows(), c.cols(), a.cols());
  Eigen::internal::general_matrix_matrix_product<Eigen::Index, T, order_a, false, T, order_b, false, Eigen::RowMajor, 1>::run(
      c.rows(), c.cols(), a.cols(), &a.coeffRef(0, 0), a.outerStride(), &b.coeffRef(0, 0), b.outerStride(), c.data(), 1, c.outerStride(), T(1),
      blocking);
}

/// c += op(a) op(b) for a block of c; one thread.
template <class T>
void gemm_block(bool transpose_a, bool transpose_b, MatrixIn<T> const& a, MatrixIn<T> const& b, MatrixOut<T> c) {
  if (transpose_a) add_product(a.transpose(), b, c);
  else if (transpose_b) add_product(a, b.transpose(), c);
  else add_product(a, b, c);
}
}  // namespace detail

/// c = op(a) op(b), or c += with `accumulate`; row-major, op(a) is m x k, op(b) is k x n; at most one operand is transposed.
/// Threads share the product in pieces that begin at multiples of Eigen's register block (the last piece takes what is left, so that
/// none is a lone vector, for which Eigen has other loops): that changes no bit of it.
template <class T>
void gemm(Context<Cpu>& context, bool transpose_a, bool transpose_b, std::int64_t m, std::int64_t n, std::int64_t k, T const* a,
          T const* b, T* c, bool accumulate) {
  if (m == 0 || n == 0) return;
  std::int64_t const threads = m * n * k > 100'000 ? context.workers().threads() : 1;
  std::int64_t const row_block = 16, column_block = Eigen::internal::gebp_traits<T, T>::mr;
  std::int64_t const by_rows = std::clamp<std::int64_t>(m / row_block, 1, threads);
  std::int64_t const by_columns = std::clamp<std::int64_t>(n / column_block, 1, threads);
  bool const along_columns = by_columns == by_rows ? n >= m : by_columns > by_rows;
  std::int64_t const length = along_columns ? n : m, block = along_columns ? column_block : row_block;
  std::int64_t const pieces = std::max(by_rows, by_columns);
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

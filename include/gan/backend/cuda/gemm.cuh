#pragma once
#include <gan/backend/cuda/memory.cuh>

namespace gan {

namespace detail {
inline cublasStatus_t gemm_by_columns(cublasHandle_t blas, cublasOperation_t a_form, cublasOperation_t b_form, std::int64_t m,
                                      std::int64_t n, std::int64_t k, float const* a, std::int64_t lda, float const* b,
                                      std::int64_t ldb, float beta, float* c, std::int64_t ldc) {
  float const one = 1;
  return cublasSgemm_64(blas, a_form, b_form, m, n, k, &one, a, lda, b, ldb, &beta, c, ldc);
}
inline cublasStatus_t gemm_by_columns(cublasHandle_t blas, cublasOperation_t a_form, cublasOperation_t b_form, std::int64_t m,
                                      std::int64_t n, std::int64_t k, double const* a, std::int64_t lda, double const* b,
                                      std::int64_t ldb, double beta, double* c, std::int64_t ldc) {
  double const one = 1;
  return cublasDgemm_64(blas, a_form, b_form, m, n, k, &one, a, lda, b, ldb, &beta, c, ldc);
}
}  // namespace detail

/// c = op(a) op(b), or c += with `accumulate`; row-major, op(a) is m x k, op(b) is k x n; at most one operand is transposed.
/// cuBLAS counts by columns, where our c is its transpose: c^T = op(b)^T op(a)^T. Full precision of T, no TF32.
template <class T>
void gemm(Context<Cuda>& context, bool transpose_a, bool transpose_b, std::int64_t m, std::int64_t n, std::int64_t k,
          T const* a, T const* b, T* c, bool accumulate) {
  if (m == 0 || n == 0) return;
  if (k == 0) {
    if (!accumulate) fill(context, c, m * n, T(0));
    return;
  }
  auto form = [](bool transpose) { return transpose ? CUBLAS_OP_T : CUBLAS_OP_N; };
  detail::check(detail::gemm_by_columns(context.blas(), form(transpose_b), form(transpose_a), n, m, k, b, transpose_b ? k : n,
                                        a, transpose_a ? m : k, T(accumulate ? 1 : 0), c, n),
                "multiply matrices");
}

}  // namespace gan

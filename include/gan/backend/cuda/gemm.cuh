#pragma once
#include <gan/backend/cuda/memory.cuh>
#include <gan/map/thread.hpp>
#include <gan/scalar/bfloat.hpp>

namespace gan {

namespace detail {

/// A product as cuBLAS counts it, by columns: c = op(a) op(b) + beta c, op(a) is m x k, op(b) is k x n.
struct ColumnProduct {
  cublasOperation_t a_form, b_form;
  std::int64_t m, n, k, lda, ldb, ldc;
};

inline cublasStatus_t gemm_by_columns(cublasHandle_t blas, ColumnProduct const& p, float const* a, float const* b, float beta,
                                      float* c) {
  float const one = 1;
  return cublasSgemm_64(blas, p.a_form, p.b_form, p.m, p.n, p.k, &one, a, p.lda, b, p.ldb, &beta, c, p.ldc);
}
inline cublasStatus_t gemm_by_columns(cublasHandle_t blas, ColumnProduct const& p, double const* a, double const* b,
                                      double beta, double* c) {
  double const one = 1;
  return cublasDgemm_64(blas, p.a_form, p.b_form, p.m, p.n, p.k, &one, a, p.lda, b, p.ldb, &beta, c, p.ldc);
}
/// Factors of another type or read in another way than float; sums and c are float.
inline cublasStatus_t gemm_by_columns(cublasHandle_t blas, ColumnProduct const& p, void const* a, void const* b,
                                      cudaDataType factors, cublasComputeType_t compute, float beta, float* c) {
  float const one = 1;
  return cublasGemmEx_64(blas, p.a_form, p.b_form, p.m, p.n, p.k, &one, a, factors, p.lda, b, factors, p.ldb, &beta, c,
                         CUDA_R_32F, p.ldc, compute, CUBLAS_GEMM_DEFAULT);
}

/// out = the nearest bfloat16 of n floats, `Width` neighbours at once.
template <int Width>
__global__ void __launch_bounds__(Context<Cuda>::block)
    shorten_kernel(Lanes<float, Width> const* in, Lanes<std::uint16_t, Width>* out, std::int64_t n) {
  for (std::int64_t i = first_of_thread(); i < n; i += all_threads()) {
    Lanes<float, Width> const x = in[i];
    Lanes<std::uint16_t, Width> y;
#pragma unroll
    for (int lane = 0; lane < Width; ++lane) y.value[lane] = nearest_bfloat(__float_as_uint(x.value[lane]));
    out[i] = y;
  }
}
template <int Width> void shorten_by(Context<Cuda>& context, float const* in, std::uint16_t* out, std::int64_t n) {
  launch(context.stream(), context.blocks(n / Width), "round numbers to bfloat16", shorten_kernel<Width>,
         reinterpret_cast<Lanes<float, Width> const*>(in), reinterpret_cast<Lanes<std::uint16_t, Width>*>(out), n / Width);
}
/// A copy of n > 0 floats as bfloat16.
inline Storage<Cuda> shortened(Context<Cuda>& context, float const* in, std::int64_t n) {
  Storage<Cuda> memory(context.arena(), static_cast<std::size_t>(n) * sizeof(std::uint16_t));
  auto* const out = static_cast<std::uint16_t*>(memory.data());
  if (n % 4 == 0 && reinterpret_cast<std::uintptr_t>(in) % 16 == 0) shorten_by<4>(context, in, out, n);
  else shorten_by<1>(context, in, out, n);
  return memory;
}

inline cublasStatus_t gemm_as_asked(Context<Cuda>& context, ColumnProduct const& p, float const* a, float const* b, float beta,
                                    float* c) {
  switch (context.device().precision) {
    case Precision::tf32:
      return gemm_by_columns(context.blas(), p, a, b, CUDA_R_32F, CUBLAS_COMPUTE_32F_FAST_TF32, beta, c);
    case Precision::bf16: {
      Storage<Cuda> const x = shortened(context, a, p.m * p.k), y = shortened(context, b, p.k * p.n);
      return gemm_by_columns(context.blas(), p, x.data(), y.data(), CUDA_R_16BF, CUBLAS_COMPUTE_32F, beta, c);
    }
    default:
      return gemm_by_columns(context.blas(), p, a, b, beta, c);
  }
}
inline cublasStatus_t gemm_as_asked(Context<Cuda>& context, ColumnProduct const& p, double const* a, double const* b,
                                    double beta, double* c) {
  return gemm_by_columns(context.blas(), p, a, b, beta, c);
}

}  // namespace detail

/// c = op(a) op(b), or c += with `accumulate`; row-major, op(a) is m x k, op(b) is k x n; at most one operand is transposed.
/// cuBLAS counts by columns, where our c is its transpose: c^T = op(b)^T op(a)^T. Factors of float are read as Cuda{.precision} says.
template <class T>
void gemm(Context<Cuda>& context, bool transpose_a, bool transpose_b, std::int64_t m, std::int64_t n, std::int64_t k,
          T const* a, T const* b, T* c, bool accumulate) {
  if (m == 0 || n == 0) return;
  if (k == 0) {
    if (!accumulate) fill(context, c, m * n, T(0));
    return;
  }
  auto form = [](bool transpose) { return transpose ? CUBLAS_OP_T : CUBLAS_OP_N; };
  detail::ColumnProduct const product{form(transpose_b),   form(transpose_a),   n, m, k,
                                      transpose_b ? k : n, transpose_a ? m : k, n};
  detail::check(detail::gemm_as_asked(context, product, b, a, T(accumulate ? 1 : 0), c), "multiply matrices");
}

}  // namespace gan

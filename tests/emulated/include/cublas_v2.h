#pragma once
/// The functions of cuBLAS that the backend calls, by plain loops. Matrices stand column by column.
#include <cuda_runtime.h>

#include <cmath>
#include <vector>

enum cublasStatus_t { CUBLAS_STATUS_SUCCESS = 0, CUBLAS_STATUS_NOT_SUPPORTED = 15, CUBLAS_STATUS_EXECUTION_FAILED = 13 };
enum cublasOperation_t { CUBLAS_OP_N, CUBLAS_OP_T };
enum cublasFillMode_t { CUBLAS_FILL_MODE_LOWER, CUBLAS_FILL_MODE_UPPER };
enum cublasMath_t { CUBLAS_DEFAULT_MATH };
enum cublasGemmAlgo_t { CUBLAS_GEMM_DEFAULT = -1 };
enum cublasComputeType_t { CUBLAS_COMPUTE_32F = 68, CUBLAS_COMPUTE_32F_FAST_TF32 = 77 };
struct cublasContext {
  cudaStream_t stream = nullptr;
};
using cublasHandle_t = cublasContext*;

inline char const* cublasGetStatusString(cublasStatus_t status) {
  return status == CUBLAS_STATUS_SUCCESS ? "success" : cudaGetErrorString(emulated::last_error);
}
inline cublasStatus_t cublasCreate(cublasHandle_t* handle) { return *handle = new cublasContext, CUBLAS_STATUS_SUCCESS; }
inline cublasStatus_t cublasDestroy(cublasHandle_t handle) { return delete handle, CUBLAS_STATUS_SUCCESS; }
inline cublasStatus_t cublasSetStream(cublasHandle_t handle, cudaStream_t stream) {
  return handle->stream = stream, CUBLAS_STATUS_SUCCESS;
}
inline cublasStatus_t cublasSetWorkspace(cublasHandle_t, void*, std::size_t) { return CUBLAS_STATUS_SUCCESS; }
inline cublasStatus_t cublasSetMathMode(cublasHandle_t, cublasMath_t) { return CUBLAS_STATUS_SUCCESS; }

namespace emulated {

/// The values of a `rows` x `columns` matrix, whose columns start `stride` elements apart; of its transpose where `form` says so.
template <class T, class From, class Read>
std::vector<T> read_matrix(cublasOperation_t form, std::int64_t rows, std::int64_t columns, From const* from,
                           std::int64_t stride, Read const& value) {
  std::vector<T> matrix;
  matrix.reserve(static_cast<std::size_t>(rows * columns));
  for (std::int64_t j = 0; j < columns; ++j)
    for (std::int64_t i = 0; i < rows; ++i)
      matrix.push_back(value(from[form == CUBLAS_OP_T ? j + i * stride : i + j * stride]));
  return matrix;
}

/// Whether a matrix is in the card's memory.
template <class T>
bool on_card(Card const& card, T const* matrix, std::int64_t rows, std::int64_t columns, std::int64_t stride) {
  return card.memory.holds(matrix, static_cast<std::size_t>((columns - 1) * stride + rows) * sizeof(T));
}

/// c = alpha op(a) op(b) + beta c, where the values of a and b are read by `value`. c is not read where beta is 0.
template <class T, class From, class Read>
cublasStatus_t multiply(cublasHandle_t handle, cublasOperation_t a_form, cublasOperation_t b_form, std::int64_t m,
                        std::int64_t n, std::int64_t k, T alpha, From const* a, std::int64_t lda, From const* b,
                        std::int64_t ldb, T beta, T* c, std::int64_t ldc, Read const& value) {
  bool const fit = lda >= (a_form == CUBLAS_OP_N ? m : k) && ldb >= (b_form == CUBLAS_OP_N ? k : n) && ldc >= m;
  if (!fit || m < 1 || n < 1 || k < 1) return CUBLAS_STATUS_EXECUTION_FAILED;
  auto const error = call([&](Card& card) {
    bool const a_turned = a_form == CUBLAS_OP_T, b_turned = b_form == CUBLAS_OP_T;
    if (!on_card(card, a, a_turned ? k : m, a_turned ? m : k, lda) ||
        !on_card(card, b, b_turned ? n : k, b_turned ? k : n, ldb) || !on_card(card, c, m, n, ldc))
      return cudaErrorInvalidValue;
    return card.put(handle->stream, [=]() -> char const* {
      auto const x = read_matrix<T>(a_form, m, k, a, lda, value), y = read_matrix<T>(b_form, k, n, b, ldb, value);
      std::vector<T> sums(static_cast<std::size_t>(m));
      for (std::int64_t j = 0; j < n; ++j) {
        std::fill(sums.begin(), sums.end(), T(0));
        for (std::int64_t p = 0; p < k; ++p)
          for (std::int64_t i = 0; i < m; ++i) sums.data()[i] += x.data()[i + p * m] * y.data()[p + j * k];
        for (std::int64_t i = 0; i < m; ++i) {
          T& to = c[i + j * ldc];
          to = alpha * sums.data()[i] + (beta == T(0) ? T(0) : beta * to);
        }
      }
      return nullptr;
    });
  });
  return error ? CUBLAS_STATUS_EXECUTION_FAILED : CUBLAS_STATUS_SUCCESS;
}

/// x with 10 of the 23 bits behind the point.
inline float tensor_float(float x) {
  auto const bits = std::bit_cast<std::uint32_t>(x);
  return std::isfinite(x) ? std::bit_cast<float>((bits + 0xfff + (bits >> 13 & 1)) & ~std::uint32_t{0x1fff}) : x;
}

/// c = the transpose of the n x m matrix a, + beta c.
template <class T>
cublasStatus_t transpose(cublasHandle_t handle, cublasOperation_t a_form, cublasOperation_t b_form, std::int64_t m,
                         std::int64_t n, T alpha, T const* a, std::int64_t lda, T beta, T const* b, std::int64_t ldb, T* c,
                         std::int64_t ldc) {
  bool const known = a_form == CUBLAS_OP_T && b_form == CUBLAS_OP_N && alpha == 1 && b == c && ldb == ldc;
  if (!known || lda < n || ldc < m) return CUBLAS_STATUS_NOT_SUPPORTED;
  auto const error = call([&](Card& card) {
    if (a == c || !on_card(card, a, n, m, lda) || !on_card(card, c, m, n, ldc)) return cudaErrorInvalidValue;
    return card.put(handle->stream, [=]() -> char const* {
      for (std::int64_t j = 0; j < n; ++j)
        for (std::int64_t i = 0; i < m; ++i) {
          T& to = c[i + j * ldc];
          to = a[j + i * lda] + (beta == T(0) ? T(0) : beta * to);
        }
      return nullptr;
    });
  });
  return error ? CUBLAS_STATUS_EXECUTION_FAILED : CUBLAS_STATUS_SUCCESS;
}

}  // namespace emulated

inline cublasStatus_t cublasSgemm_64(cublasHandle_t handle, cublasOperation_t a_form, cublasOperation_t b_form, std::int64_t m,
                                     std::int64_t n, std::int64_t k, float const* alpha, float const* a, std::int64_t lda,
                                     float const* b, std::int64_t ldb, float const* beta, float* c, std::int64_t ldc) {
  return emulated::multiply(handle, a_form, b_form, m, n, k, *alpha, a, lda, b, ldb, *beta, c, ldc, [](float x) { return x; });
}
inline cublasStatus_t cublasDgemm_64(cublasHandle_t handle, cublasOperation_t a_form, cublasOperation_t b_form, std::int64_t m,
                                     std::int64_t n, std::int64_t k, double const* alpha, double const* a, std::int64_t lda,
                                     double const* b, std::int64_t ldb, double const* beta, double* c, std::int64_t ldc) {
  return emulated::multiply(handle, a_form, b_form, m, n, k, *alpha, a, lda, b, ldb, *beta, c, ldc, [](double x) { return x; });
}
inline cublasStatus_t cublasGemmEx_64(cublasHandle_t handle, cublasOperation_t a_form, cublasOperation_t b_form, std::int64_t m,
                                      std::int64_t n, std::int64_t k, void const* alpha, void const* a, cudaDataType a_type,
                                      std::int64_t lda, void const* b, cudaDataType b_type, std::int64_t ldb, void const* beta,
                                      void* c, cudaDataType c_type, std::int64_t ldc, cublasComputeType_t compute,
                                      cublasGemmAlgo_t) {
  float const one = *static_cast<float const*>(alpha), add = *static_cast<float const*>(beta);
  auto* const out = static_cast<float*>(c);
  if (a_type != b_type || c_type != CUDA_R_32F) return CUBLAS_STATUS_NOT_SUPPORTED;
  if (a_type == CUDA_R_16BF && compute == CUBLAS_COMPUTE_32F)
    return emulated::multiply(handle, a_form, b_form, m, n, k, one, static_cast<std::uint16_t const*>(a), lda,
                              static_cast<std::uint16_t const*>(b), ldb, add, out, ldc,
                              [](std::uint16_t x) { return std::bit_cast<float>(std::uint32_t{x} << 16); });
  if (a_type == CUDA_R_32F && compute == CUBLAS_COMPUTE_32F_FAST_TF32)
    return emulated::multiply(handle, a_form, b_form, m, n, k, one, static_cast<float const*>(a), lda,
                              static_cast<float const*>(b), ldb, add, out, ldc,
                              [](float x) { return emulated::tensor_float(x); });
  return CUBLAS_STATUS_NOT_SUPPORTED;
}
inline cublasStatus_t cublasSgeam(cublasHandle_t handle, cublasOperation_t a_form, cublasOperation_t b_form, int m, int n,
                                  float const* alpha, float const* a, int lda, float const* beta, float const* b, int ldb,
                                  float* c, int ldc) {
  return emulated::transpose(handle, a_form, b_form, m, n, *alpha, a, lda, *beta, b, ldb, c, ldc);
}
inline cublasStatus_t cublasDgeam(cublasHandle_t handle, cublasOperation_t a_form, cublasOperation_t b_form, int m, int n,
                                  double const* alpha, double const* a, int lda, double const* beta, double const* b, int ldb,
                                  double* c, int ldc) {
  return emulated::transpose(handle, a_form, b_form, m, n, *alpha, a, lda, *beta, b, ldb, c, ldc);
}

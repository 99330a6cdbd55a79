#pragma once
/// Eigenvalues and eigenvectors of symmetric matrices by cuSOLVER. Not part of backend.cuh: only metrics need them, and a program that
/// uses them links gan::cuda_metrics.
#include <cusolverDn.h>

#include <cstddef>
#include <vector>

#include <gan/backend/cuda/finite.cuh>

namespace gan {

namespace detail {

inline void check(cusolverStatus_t status, char const* attempt) {
  require<Error>(status == CUSOLVER_STATUS_SUCCESS, "cuSOLVER could not ", attempt, ": status ", static_cast<int>(status));
}

/// A handle of cuSOLVER on a context's stream, with the options that its functions want.
class Solver {
 public:
  explicit Solver(Context<Cuda>& context) {
    cusolverDnHandle_t handle = nullptr;
    check(cusolverDnCreate(&handle), "start");
    handle_.reset(handle);
    check(cusolverDnSetStream(handle, context.stream()), "use the stream");
    cusolverDnParams_t params = nullptr;
    check(cusolverDnCreateParams(&params), "make its options");
    params_.reset(params);
  }
  cusolverDnHandle_t handle() const { return handle_.get(); }
  cusolverDnParams_t params() const { return params_.get(); }

 private:
  struct DestroyHandle {
    void operator()(cusolverDnHandle_t handle) const { cusolverDnDestroy(handle); }
  };
  struct DestroyParams {
    void operator()(cusolverDnParams_t params) const { cusolverDnDestroyParams(params); }
  };
  std::unique_ptr<std::remove_pointer_t<cusolverDnHandle_t>, DestroyHandle> handle_;
  std::unique_ptr<std::remove_pointer_t<cusolverDnParams_t>, DestroyParams> params_;
};

/// out = the transpose of the n x n matrix `in`, elsewhere in memory.
inline cublasStatus_t transpose_square(cublasHandle_t blas, int n, float const* in, float* out) {
  float const one = 1, zero = 0;
  return cublasSgeam(blas, CUBLAS_OP_T, CUBLAS_OP_N, n, n, &one, in, n, &zero, out, n, out, n);
}
inline cublasStatus_t transpose_square(cublasHandle_t blas, int n, double const* in, double* out) {
  double const one = 1, zero = 0;
  return cublasDgeam(blas, CUBLAS_OP_T, CUBLAS_OP_N, n, n, &one, in, n, &zero, out, n, out, n);
}

}  // namespace detail

/// The eigenvalues of the symmetric n x n matrix `a`, ascending, into `values`, and where `vectors` is not null the
/// eigenvectors of length 1 as the columns of that n x n matrix: a = V diag(values) V^T. Row-major, all in device memory; only the
/// lower triangle of `a` is read. Throws NumericalError where a value is not finite or the iteration does not converge.
template <class T> void eigen_symmetric(Context<Cuda>& context, std::int64_t n, T const* a, T* values, T* vectors) {
  if (n == 0) return;
  require<NumericalError>(all_finite(context, a, n * n), "a symmetric matrix of size ", n,
                          " has values that are not finite, so it has no eigenvalues");
  constexpr cudaDataType type = sizeof(T) == 4 ? CUDA_R_32F : CUDA_R_64F;
  detail::Solver const solver(context);
  // cuSOLVER counts by columns: our lower triangle is its upper one, and its columns, which replace the matrix, are our rows.
  auto const mode = vectors ? CUSOLVER_EIG_MODE_VECTOR : CUSOLVER_EIG_MODE_NOVECTOR;
  auto const triangle = CUBLAS_FILL_MODE_UPPER;
  auto bytes = [](std::int64_t count) { return static_cast<std::size_t>(count) * sizeof(T); };
  Storage<Cuda> matrix(context.arena(), bytes(n * n)), status(context.arena(), sizeof(int));
  auto* const work = static_cast<T*>(matrix.data());
  auto* const info = static_cast<int*>(status.data());
  copy(context, a, work, n * n);
  std::size_t device_bytes = 0, host_bytes = 0;
  detail::check(cusolverDnXsyevd_bufferSize(solver.handle(), solver.params(), mode, triangle, n, type, work, n, type, values,
                                            type, &device_bytes, &host_bytes),
                "size its memory");
  Storage<Cuda> memory(context.arena(), std::max<std::size_t>(device_bytes, 1));
  std::vector<std::max_align_t> host(host_bytes / sizeof(std::max_align_t) + 1);
  detail::check(cusolverDnXsyevd(solver.handle(), solver.params(), mode, triangle, n, type, work, n, type, values, type,
                                 memory.data(), device_bytes, host.data(), host_bytes, info),
                "find eigenvalues");
  int failures = 0;
  context.count_wait();
  copy_to_host(context.device(), info, &failures, 1);
  require<NumericalError>(failures == 0, "the eigenvalues of a symmetric matrix of size ", n, " did not converge");
  if (vectors)
    detail::check(detail::transpose_square(context.blas(), static_cast<int>(n), work, vectors), "transpose a matrix");
}

}  // namespace gan

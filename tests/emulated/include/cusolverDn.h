#pragma once
/// The function of cuSOLVER that the backend calls, by Eigen's solver.
#include <cublas_v2.h>

#include <Eigen/Eigenvalues>
#include <limits>

enum cusolverStatus_t { CUSOLVER_STATUS_SUCCESS = 0, CUSOLVER_STATUS_INVALID_VALUE = 3 };
enum cusolverEigMode_t { CUSOLVER_EIG_MODE_NOVECTOR, CUSOLVER_EIG_MODE_VECTOR };
struct cusolverDnContext {
  cudaStream_t stream = nullptr;
};
struct cusolverDnParams {};
using cusolverDnHandle_t = cusolverDnContext*;
using cusolverDnParams_t = cusolverDnParams*;

inline cusolverStatus_t cusolverDnCreate(cusolverDnHandle_t* handle) {
  return *handle = new cusolverDnContext, CUSOLVER_STATUS_SUCCESS;
}
inline cusolverStatus_t cusolverDnDestroy(cusolverDnHandle_t handle) { return delete handle, CUSOLVER_STATUS_SUCCESS; }
inline cusolverStatus_t cusolverDnSetStream(cusolverDnHandle_t handle, cudaStream_t stream) {
  return handle->stream = stream, CUSOLVER_STATUS_SUCCESS;
}
inline cusolverStatus_t cusolverDnCreateParams(cusolverDnParams_t* params) {
  return *params = new cusolverDnParams, CUSOLVER_STATUS_SUCCESS;
}
inline cusolverStatus_t cusolverDnDestroyParams(cusolverDnParams_t params) { return delete params, CUSOLVER_STATUS_SUCCESS; }

inline cusolverStatus_t cusolverDnXsyevd_bufferSize(cusolverDnHandle_t, cusolverDnParams_t, cusolverEigMode_t, cublasFillMode_t,
                                                    std::int64_t, cudaDataType, void const*, std::int64_t, cudaDataType,
                                                    void const*, cudaDataType, std::size_t* device_bytes,
                                                    std::size_t* host_bytes) {
  return *device_bytes = 256, *host_bytes = 0, CUSOLVER_STATUS_SUCCESS;
}

namespace emulated {

/// The columns of a become the eigenvectors, where they are asked for, and otherwise nothing that means something.
template <class T>
char const* eigen_symmetric(bool with_vectors, cublasFillMode_t triangle, std::int64_t n, T* a, std::int64_t stride, T* values,
                            int* info) {
  using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
  Eigen::Map<Matrix, 0, Eigen::OuterStride<>> matrix(a, n, n, Eigen::OuterStride<>(stride));
  Matrix const lower = triangle == CUBLAS_FILL_MODE_LOWER ? Matrix(matrix) : Matrix(matrix.transpose());
  Eigen::SelfAdjointEigenSolver<Matrix> const solver(lower);
  *info = solver.info() == Eigen::Success ? 0 : 1;
  Eigen::Map<Eigen::Matrix<T, Eigen::Dynamic, 1>>(values, n) = solver.eigenvalues();
  if (with_vectors) matrix = solver.eigenvectors();
  else matrix.setConstant(std::numeric_limits<T>::quiet_NaN());
  return nullptr;
}

}  // namespace emulated

inline cusolverStatus_t cusolverDnXsyevd(cusolverDnHandle_t handle, cusolverDnParams_t, cusolverEigMode_t mode,
                                         cublasFillMode_t triangle, std::int64_t n, cudaDataType type, void* a,
                                         std::int64_t stride, cudaDataType, void* values, cudaDataType, void* memory,
                                         std::size_t bytes, void*, std::size_t, int* info) {
  auto const error = emulated::call([&](auto& card) {
    if (bytes < 256 || !card.memory.holds(memory, bytes) || !card.memory.holds(info, sizeof(int))) return cudaErrorInvalidValue;
    bool const vectors = mode == CUSOLVER_EIG_MODE_VECTOR;
    return card.put(handle->stream, [=] {
      auto solve = [&]<class T>(T*) {
        return emulated::eigen_symmetric(vectors, triangle, n, static_cast<T*>(a), stride, static_cast<T*>(values), info);
      };
      return type == CUDA_R_32F ? solve(static_cast<float*>(nullptr)) : solve(static_cast<double*>(nullptr));
    });
  });
  return error ? CUSOLVER_STATUS_INVALID_VALUE : CUSOLVER_STATUS_SUCCESS;
}

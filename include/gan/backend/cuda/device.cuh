#pragma once
#include <cublas_v2.h>
#include <cuda_runtime.h>

#include <gan/core/device.hpp>
#include <gan/core/error.hpp>

namespace gan {

namespace detail {
/// Throws what CUDA or cuBLAS report, with what was attempted: "the graphics card could not <attempt>: <reason>".
inline void check(cudaError_t code, char const* attempt) {
  if (code != cudaSuccess) cudaGetLastError();  // so that a later launch does not report it again
  require<Error>(code == cudaSuccess, "the graphics card could not ", attempt, ": ", cudaGetErrorString(code));
}
inline void check(cublasStatus_t status, char const* attempt) {
  require<Error>(status == CUBLAS_STATUS_SUCCESS, "cuBLAS could not ", attempt, ": ", cublasGetStatusString(status));
}

/// The same card, made the one that this thread works with.
inline Cuda selected(Cuda cuda) {
  int count = 0;
  cudaError_t code = cudaGetDeviceCount(&count);
  if (code != cudaSuccess) cudaGetLastError();
  require<Error>(code == cudaSuccess && count > 0, "there is no graphics card to compute on: ",
                 code == cudaSuccess ? "CUDA finds none" : cudaGetErrorString(code));
  require<OptionError>(cuda.device >= 0 && cuda.device < count, "Cuda{.device} must be between 0 and ", count - 1, ", not ",
                       cuda.device);
  check(cudaSetDevice(cuda.device), "be selected");
  return cuda;
}
}  // namespace detail

inline void* device_allocate(Cuda cuda, std::size_t bytes) {
  void* memory = nullptr;
  detail::check(cudaSetDevice(cuda.device), "be selected");
  cudaError_t code = cudaMalloc(&memory, bytes);
  if (code != cudaSuccess) cudaGetLastError();
  require<Error>(code == cudaSuccess, "the graphics card could not give ", bytes,
                 " bytes of memory: ", cudaGetErrorString(code));
  return memory;
}
inline void device_release(Cuda, void* memory) { cudaFree(memory); }

}  // namespace gan

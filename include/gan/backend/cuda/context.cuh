#pragma once
#include <algorithm>
#include <map>
#include <memory>

#include <gan/backend/cuda/device.cuh>
#include <gan/tensor/context_base.hpp>

namespace gan {

template <> inline constexpr bool has_backend<Cuda> = true;

namespace detail {

using CudaStream = std::remove_pointer_t<cudaStream_t>;
struct DestroyStream {
  void operator()(cudaStream_t stream) const { cudaStreamDestroy(stream); }
};

/// The stream of all contexts that this thread makes on a card: what one has computed another may read. It blocks, so that copies to
/// the host, which know no context, wait for it.
inline std::shared_ptr<CudaStream> stream_of_thread(Cuda cuda) {
  thread_local std::map<int, std::weak_ptr<CudaStream>> streams;
  if (auto const stream = streams[cuda.device].lock()) return stream;
  cudaStream_t made = nullptr;
  check(cudaStreamCreate(&made), "make a stream");
  std::shared_ptr<CudaStream> const stream(made, DestroyStream{});
  streams[cuda.device] = stream;
  return stream;
}

}  // namespace detail

/// The context of a graphics card: memory, a stream, a cuBLAS handle, random counters. All work of a context goes through its
/// stream in order, so memory that is released is free for what is launched next. Contexts share the stream of the thread that
/// made them, so two threads that work at once need contexts that each has made.
template <> class Context<Cuda> : public ContextBase<Cuda> {
 public:
  explicit Context(Seed seed = {}) : Context(Cuda{}, seed) {}
  Context(Cuda cuda, Seed seed)
      : ContextBase<Cuda>(detail::selected(cuda), seed),
        workspace_(arena(), workspace_bytes),
        draw_offset_(arena(), sizeof(std::uint32_t)),
        stream_(detail::stream_of_thread(cuda)) {
    cublasHandle_t blas = nullptr;
    detail::check(cublasCreate(&blas), "start");
    blas_.reset(blas);
    detail::check(cublasSetStream(blas, stream()), "use the stream");
    detail::check(cublasSetWorkspace(blas, workspace_.data(), workspace_bytes), "use its workspace");
    detail::check(cublasSetMathMode(blas, CUBLAS_DEFAULT_MATH), "compute in full precision");
    detail::check(cudaDeviceGetAttribute(&processors_, cudaDevAttrMultiProcessorCount, cuda.device), "count its processors");
    detail::check(cudaMemsetAsync(draw_offset(), 0, sizeof(std::uint32_t), stream()), "clear a counter");
  }

  cudaStream_t stream() const { return stream_.get(); }
  cublasHandle_t blas() const { return blas_.get(); }
  /// Waits until everything is done that was launched.
  void synchronize() {
    count_wait();
    detail::check(cudaStreamSynchronize(stream()), "finish its work");
  }

  /// In device memory, what random draws of a captured graph add to the step of their key (see Graph<Cuda>).
  std::uint32_t* draw_offset() const { return static_cast<std::uint32_t*>(draw_offset_.data()); }

  /// What an optional library keeps from call to call: cuDNN's handle and plans. It goes before the stream does.
  std::shared_ptr<void>& attachment() { return attachment_; }

  /// Kernels have blocks of this many threads, and loop over what is more than the card runs at a time.
  static constexpr int block = 256;
  unsigned blocks(std::int64_t threads) const {
    return static_cast<unsigned>(
        std::clamp<std::int64_t>((threads + block - 1) / block, 1, std::int64_t{2048 / block} * processors_));
  }

 private:
  struct DestroyBlas {
    void operator()(cublasHandle_t blas) const { cublasDestroy(blas); }
  };
  static constexpr std::size_t workspace_bytes = std::size_t{32} << 20;  // what cuBLAS recommends for compute capability 9.0

  Storage<Cuda> workspace_, draw_offset_;
  std::shared_ptr<detail::CudaStream> stream_;
  std::unique_ptr<std::remove_pointer_t<cublasHandle_t>, DestroyBlas> blas_;
  int processors_ = 1;
  std::shared_ptr<void> attachment_;
};

namespace detail {
/// Launches kernel(arguments...) with so many blocks. Throws where the launch itself fails ("the graphics card could not <attempt>:
/// <reason>"); what fails while it runs is reported by a later call.
template <class... P, class... A>
void launch(cudaStream_t stream, unsigned blocks, char const* attempt, void (*kernel)(P...), A const&... arguments) {
  cudaLaunchConfig_t config{};
  config.gridDim = dim3(blocks);
  config.blockDim = dim3(Context<Cuda>::block);
  config.stream = stream;
  check(cudaLaunchKernelEx(&config, kernel, arguments...), attempt);
}

/// The first element of a thread and the distance to its next one, in a loop that all threads share.
inline __device__ std::int64_t first_of_thread() { return std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x; }
inline __device__ std::int64_t all_threads() { return std::int64_t{gridDim.x} * blockDim.x; }
}  // namespace detail

}  // namespace gan

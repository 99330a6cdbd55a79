#pragma once
/// Convolution of floats by cuDNN, channels last. Only algorithms that give the same bits every time; the products are as exact as
/// Cuda{.precision} says. What cuDNN has no such algorithm for, bf16 and double are left to products of patches.
#include <cudnn.h>

#include <array>
#include <map>

#include <gan/backend/cuda/conv_patches.cuh>

namespace gan::detail {

inline void check(cudnnStatus_t status, char const* attempt) {
  require<Error>(status == CUDNN_STATUS_SUCCESS, "cuDNN could not ", attempt, ": ", cudnnGetErrorString(status));
}

struct DestroyCudnn {
  void operator()(cudnnHandle_t p) const { cudnnDestroy(p); }
  void operator()(cudnnTensorDescriptor_t p) const { cudnnDestroyTensorDescriptor(p); }
  void operator()(cudnnFilterDescriptor_t p) const { cudnnDestroyFilterDescriptor(p); }
  void operator()(cudnnConvolutionDescriptor_t p) const { cudnnDestroyConvolutionDescriptor(p); }
};
template <class Handle> using CudnnOwner = std::unique_ptr<std::remove_pointer_t<Handle>, DestroyCudnn>;

/// The same sizes as cuDNN wants to know them, and the algorithm of a direction: the first that is deterministic, supported and
/// modest with memory; -1 where there is none.
struct CudnnPlan {
  CudnnOwner<cudnnTensorDescriptor_t> images, outputs;
  CudnnOwner<cudnnFilterDescriptor_t> weight;
  CudnnOwner<cudnnConvolutionDescriptor_t> convolution;
  int algorithm = -1;
  std::size_t workspace = 0;

  CudnnPlan(Convolution const& s, Precision precision) {
    auto number = [](std::int64_t n) { return static_cast<int>(n); };
    cudnnTensorDescriptor_t t = nullptr;
    check(cudnnCreateTensorDescriptor(&t), "describe images");
    images.reset(t);
    check(cudnnSetTensor4dDescriptor(t, CUDNN_TENSOR_NHWC, CUDNN_DATA_FLOAT, number(s.n), number(s.channels), number(s.height),
                                     number(s.width)),
          "describe images");
    check(cudnnCreateTensorDescriptor(&t), "describe outputs");
    outputs.reset(t);
    check(cudnnSetTensor4dDescriptor(t, CUDNN_TENSOR_NHWC, CUDNN_DATA_FLOAT, number(s.n), number(s.out_channels),
                                     number(s.out_height), number(s.out_width)),
          "describe outputs");
    cudnnFilterDescriptor_t f = nullptr;
    check(cudnnCreateFilterDescriptor(&f), "describe a weight");
    weight.reset(f);
    check(cudnnSetFilter4dDescriptor(f, CUDNN_DATA_FLOAT, CUDNN_TENSOR_NHWC, number(s.out_channels), number(s.channels),
                                     number(s.kernel), number(s.kernel)),
          "describe a weight");
    cudnnConvolutionDescriptor_t c = nullptr;
    check(cudnnCreateConvolutionDescriptor(&c), "describe a convolution");
    convolution.reset(c);
    int const padding = number(s.padding), stride = number(s.stride);
    check(cudnnSetConvolution2dDescriptor(c, padding, padding, stride, stride, 1, 1, CUDNN_CROSS_CORRELATION, CUDNN_DATA_FLOAT),
          "describe a convolution");
    check(cudnnSetConvolutionMathType(c, precision == Precision::full ? CUDNN_FMA_MATH : CUDNN_DEFAULT_MATH),
          "choose its precision");
  }

  /// `find(count, &found, results)` lists algorithms, the fastest first; `size(algorithm, &bytes)` says what one needs.
  template <class Result, class Find, class Size> void choose(Find const& find, Size const& size) {
    constexpr int most = 12;
    constexpr std::size_t modest = std::size_t{256} << 20;
    Result results[most];
    int found = 0;
    if (find(most, &found, results) != CUDNN_STATUS_SUCCESS) return;
    for (int i = 0; i < found && algorithm < 0; ++i)
      if (results[i].status == CUDNN_STATUS_SUCCESS && results[i].determinism == CUDNN_DETERMINISTIC &&
          size(results[i].algo, &workspace) == CUDNN_STATUS_SUCCESS && workspace <= modest)
        algorithm = static_cast<int>(results[i].algo);
  }
};

enum class CudnnDirection { forward, images, weight };

/// A context's handle of cuDNN and the plans that it has made so far.
class Cudnn {
 public:
  static Cudnn& of(Context<Cuda>& context) {
    if (!context.attachment()) context.attachment() = std::make_shared<Cudnn>(context);
    return *static_cast<Cudnn*>(context.attachment().get());
  }
  explicit Cudnn(Context<Cuda>& context) {
    cudnnHandle_t handle = nullptr;
    check(cudnnCreate(&handle), "start");
    handle_.reset(handle);
    check(cudnnSetStream(handle, context.stream()), "use the stream");
  }
  cudnnHandle_t handle() const { return handle_.get(); }

  CudnnPlan const& plan(CudnnDirection direction, Convolution const& s, Precision precision) {
    Key const key{static_cast<std::int64_t>(direction),
                  static_cast<std::int64_t>(precision),
                  s.n,
                  s.height,
                  s.width,
                  s.channels,
                  s.kernel,
                  s.stride,
                  s.padding,
                  s.out_height,
                  s.out_width,
                  s.out_channels};
    auto const known = plans_.find(key);
    if (known != plans_.end()) return known->second;
    CudnnPlan plan(s, precision);
    auto *const x = plan.images.get(), *const y = plan.outputs.get();
    auto* const w = plan.weight.get();
    auto* const c = plan.convolution.get();
    if (direction == CudnnDirection::forward)
      plan.choose<cudnnConvolutionFwdAlgoPerf_t>(
          [&](auto... list) { return cudnnGetConvolutionForwardAlgorithm_v7(handle(), x, w, c, y, list...); },
          [&](auto algorithm, auto* bytes) {
            return cudnnGetConvolutionForwardWorkspaceSize(handle(), x, w, c, y, algorithm, bytes);
          });
    else if (direction == CudnnDirection::images)
      plan.choose<cudnnConvolutionBwdDataAlgoPerf_t>(
          [&](auto... list) { return cudnnGetConvolutionBackwardDataAlgorithm_v7(handle(), w, y, c, x, list...); },
          [&](auto algorithm, auto* bytes) {
            return cudnnGetConvolutionBackwardDataWorkspaceSize(handle(), w, y, c, x, algorithm, bytes);
          });
    else
      plan.choose<cudnnConvolutionBwdFilterAlgoPerf_t>(
          [&](auto... list) { return cudnnGetConvolutionBackwardFilterAlgorithm_v7(handle(), x, y, c, w, list...); },
          [&](auto algorithm, auto* bytes) {
            return cudnnGetConvolutionBackwardFilterWorkspaceSize(handle(), x, y, c, w, algorithm, bytes);
          });
    return plans_.emplace(key, std::move(plan)).first->second;
  }

 private:
  using Key = std::array<std::int64_t, 12>;
  CudnnOwner<cudnnHandle_t> handle_;
  std::map<Key, CudnnPlan> plans_;
};

/// to {columns, rows} (+)= the transpose of from {rows, columns}, row-major. Our weights are {patch, out}, cuDNN's {out, patch}.
inline void transpose(Context<Cuda>& context, std::int64_t rows, std::int64_t columns, float const* from, float* to,
                      bool accumulate) {
  float const one = 1, beta = accumulate ? 1 : 0;
  int const m = static_cast<int>(rows), n = static_cast<int>(columns);
  check(cublasSgeam(context.blas(), CUBLAS_OP_T, CUBLAS_OP_N, m, n, &one, from, n, &beta, to, m, to, m), "transpose a weight");
}

/// Calls run(handle, plan, workspace) and says true, or says false where cuDNN is not to be used.
template <class Run> bool by_cudnn(Context<Cuda>& context, CudnnDirection direction, Convolution const& s, Run const& run) {
  if (s.n == 0 || s.patches_are_images() || context.device().precision == Precision::bf16) return false;
  Cudnn& cudnn = Cudnn::of(context);
  CudnnPlan const& plan = cudnn.plan(direction, s, context.device().precision);
  if (plan.algorithm < 0) return false;
  Storage<Cuda> const workspace(context.arena(), std::max<std::size_t>(plan.workspace, 1));
  check(run(cudnn.handle(), plan, workspace.data()), "compute a convolution");
  return true;
}

inline Storage<Cuda> memory_of_weight(Context<Cuda>& context, Convolution const& s) {
  return Storage<Cuda>(context.arena(), static_cast<std::size_t>(s.patch() * s.out_channels) * sizeof(float));
}

inline bool forward_by_cudnn(Context<Cuda>& context, Convolution const& s, float const* images, float const* weight,
                             float* outputs, bool accumulate) {
  return by_cudnn(context, CudnnDirection::forward, s, [&](cudnnHandle_t handle, CudnnPlan const& p, void* workspace) {
    float const one = 1, beta = accumulate ? 1 : 0;
    Storage<Cuda> const filter = memory_of_weight(context, s);
    transpose(context, s.patch(), s.out_channels, weight, static_cast<float*>(filter.data()), false);
    return cudnnConvolutionForward(handle, &one, p.images.get(), images, p.weight.get(), filter.data(), p.convolution.get(),
                                   static_cast<cudnnConvolutionFwdAlgo_t>(p.algorithm), workspace, p.workspace, &beta,
                                   p.outputs.get(), outputs);
  });
}
inline bool backward_images_by_cudnn(Context<Cuda>& context, Convolution const& s, float const* outputs, float const* weight,
                                     float* images, bool accumulate) {
  return by_cudnn(context, CudnnDirection::images, s, [&](cudnnHandle_t handle, CudnnPlan const& p, void* workspace) {
    float const one = 1, beta = accumulate ? 1 : 0;
    Storage<Cuda> const filter = memory_of_weight(context, s);
    transpose(context, s.patch(), s.out_channels, weight, static_cast<float*>(filter.data()), false);
    return cudnnConvolutionBackwardData(handle, &one, p.weight.get(), filter.data(), p.outputs.get(), outputs,
                                        p.convolution.get(), static_cast<cudnnConvolutionBwdDataAlgo_t>(p.algorithm), workspace,
                                        p.workspace, &beta, p.images.get(), images);
  });
}
inline bool backward_weight_by_cudnn(Context<Cuda>& context, Convolution const& s, float const* images, float const* outputs,
                                     float* weight, bool accumulate) {
  return by_cudnn(context, CudnnDirection::weight, s, [&](cudnnHandle_t handle, CudnnPlan const& p, void* workspace) {
    float const one = 1, zero = 0;
    Storage<Cuda> const filter = memory_of_weight(context, s);
    cudnnStatus_t const status =
        cudnnConvolutionBackwardFilter(handle, &one, p.images.get(), images, p.outputs.get(), outputs, p.convolution.get(),
                                       static_cast<cudnnConvolutionBwdFilterAlgo_t>(p.algorithm), workspace, p.workspace, &zero,
                                       p.weight.get(), filter.data());
    if (status != CUDNN_STATUS_SUCCESS) return status;
    transpose(context, s.out_channels, s.patch(), static_cast<float const*>(filter.data()), weight, accumulate);
    return status;
  });
}

// In double nothing is cuDNN's.
inline bool forward_by_cudnn(Context<Cuda>&, Convolution const&, double const*, double const*, double*, bool) { return false; }
inline bool backward_images_by_cudnn(Context<Cuda>&, Convolution const&, double const*, double const*, double*, bool) {
  return false;
}
inline bool backward_weight_by_cudnn(Context<Cuda>&, Convolution const&, double const*, double const*, double*, bool) {
  return false;
}

}  // namespace gan::detail

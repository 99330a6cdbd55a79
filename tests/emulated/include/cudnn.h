#pragma once
/// The functions of cuDNN that the backend calls: convolutions of floats, channels last, by plain loops. Of the algorithms that it lists,
/// the first gives other bits every time, the second wants too much memory, and the third is the one.
#include <cublas_v2.h>

enum cudnnStatus_t { CUDNN_STATUS_SUCCESS = 0, CUDNN_STATUS_BAD_PARAM = 2000, CUDNN_STATUS_EXECUTION_FAILED = 5000 };
enum cudnnTensorFormat_t { CUDNN_TENSOR_NHWC = 1 };
enum cudnnDataType_t { CUDNN_DATA_FLOAT = 0 };
enum cudnnConvolutionMode_t { CUDNN_CROSS_CORRELATION = 1 };
enum cudnnMathType_t { CUDNN_DEFAULT_MATH = 0, CUDNN_FMA_MATH = 3 };
enum cudnnDeterminism_t { CUDNN_NON_DETERMINISTIC = 0, CUDNN_DETERMINISTIC = 1 };
enum cudnnConvolutionFwdAlgo_t : int {};
enum cudnnConvolutionBwdDataAlgo_t : int {};
enum cudnnConvolutionBwdFilterAlgo_t : int {};

namespace emulated {

/// The sizes of images or outputs {n, height, width, channels}, or of a weight {outputs, height, width, channels}.
struct Sizes {
  std::int64_t n = 0, channels = 0, height = 0, width = 0;
  std::int64_t at(std::int64_t i, std::int64_t y, std::int64_t x, std::int64_t c) const {
    return ((i * height + y) * width + x) * channels + c;
  }
  std::size_t bytes() const { return static_cast<std::size_t>(n * channels * height * width) * sizeof(float); }
};
struct ConvolutionSizes {
  std::int64_t padding = 0, stride = 0;
  cudnnMathType_t math = CUDNN_DEFAULT_MATH;
};
template <class Algorithm> struct Performance {
  Algorithm algo;
  cudnnStatus_t status;
  cudnnDeterminism_t determinism;
};

}  // namespace emulated

using cudnnHandle_t = cublasContext*;
struct cudnnTensor : emulated::Sizes {};
struct cudnnFilter : emulated::Sizes {};
using cudnnTensorDescriptor_t = cudnnTensor*;
using cudnnFilterDescriptor_t = cudnnFilter*;
using cudnnConvolutionDescriptor_t = emulated::ConvolutionSizes*;
using cudnnConvolutionFwdAlgoPerf_t = emulated::Performance<cudnnConvolutionFwdAlgo_t>;
using cudnnConvolutionBwdDataAlgoPerf_t = emulated::Performance<cudnnConvolutionBwdDataAlgo_t>;
using cudnnConvolutionBwdFilterAlgoPerf_t = emulated::Performance<cudnnConvolutionBwdFilterAlgo_t>;

inline char const* cudnnGetErrorString(cudnnStatus_t status) {
  return status == CUDNN_STATUS_SUCCESS ? "success" : status == CUDNN_STATUS_BAD_PARAM ? "bad parameter" : "execution failed";
}
inline cudnnStatus_t cudnnCreate(cudnnHandle_t* handle) { return *handle = new cublasContext, CUDNN_STATUS_SUCCESS; }
inline cudnnStatus_t cudnnDestroy(cudnnHandle_t handle) { return delete handle, CUDNN_STATUS_SUCCESS; }
inline cudnnStatus_t cudnnSetStream(cudnnHandle_t handle, cudaStream_t stream) {
  return handle->stream = stream, CUDNN_STATUS_SUCCESS;
}
inline cudnnStatus_t cudnnCreateTensorDescriptor(cudnnTensorDescriptor_t* t) {
  return *t = new cudnnTensor, CUDNN_STATUS_SUCCESS;
}
inline cudnnStatus_t cudnnDestroyTensorDescriptor(cudnnTensorDescriptor_t t) { return delete t, CUDNN_STATUS_SUCCESS; }
inline cudnnStatus_t cudnnCreateFilterDescriptor(cudnnFilterDescriptor_t* f) {
  return *f = new cudnnFilter, CUDNN_STATUS_SUCCESS;
}
inline cudnnStatus_t cudnnDestroyFilterDescriptor(cudnnFilterDescriptor_t f) { return delete f, CUDNN_STATUS_SUCCESS; }
inline cudnnStatus_t cudnnCreateConvolutionDescriptor(cudnnConvolutionDescriptor_t* c) {
  return *c = new emulated::ConvolutionSizes, CUDNN_STATUS_SUCCESS;
}
inline cudnnStatus_t cudnnDestroyConvolutionDescriptor(cudnnConvolutionDescriptor_t c) {
  return delete c, CUDNN_STATUS_SUCCESS;
}
inline cudnnStatus_t cudnnSetTensor4dDescriptor(cudnnTensorDescriptor_t t, cudnnTensorFormat_t, cudnnDataType_t, int n,
                                                int channels, int height, int width) {
  static_cast<emulated::Sizes&>(*t) = {n, channels, height, width};
  return n > 0 && channels > 0 && height > 0 && width > 0 ? CUDNN_STATUS_SUCCESS : CUDNN_STATUS_BAD_PARAM;
}
inline cudnnStatus_t cudnnSetFilter4dDescriptor(cudnnFilterDescriptor_t f, cudnnDataType_t, cudnnTensorFormat_t, int outputs,
                                                int channels, int height, int width) {
  static_cast<emulated::Sizes&>(*f) = {outputs, channels, height, width};
  return outputs > 0 && channels > 0 && height > 0 && width > 0 ? CUDNN_STATUS_SUCCESS : CUDNN_STATUS_BAD_PARAM;
}
inline cudnnStatus_t cudnnSetConvolution2dDescriptor(cudnnConvolutionDescriptor_t c, int pad_height, int pad_width,
                                                     int stride_height, int stride_width, int dilation_height,
                                                     int dilation_width, cudnnConvolutionMode_t, cudnnDataType_t) {
  *c = {pad_height, stride_height, c->math};
  bool const square = pad_height == pad_width && stride_height == stride_width && dilation_height == 1 && dilation_width == 1;
  return square && pad_height >= 0 && stride_height > 0 ? CUDNN_STATUS_SUCCESS : CUDNN_STATUS_BAD_PARAM;
}
inline cudnnStatus_t cudnnSetConvolutionMathType(cudnnConvolutionDescriptor_t c, cudnnMathType_t math) {
  return c->math = math, CUDNN_STATUS_SUCCESS;
}

namespace emulated {

inline bool fit(Sizes const& images, Sizes const& weight, ConvolutionSizes const& c, Sizes const& outputs) {
  auto length = [&](std::int64_t in, std::int64_t kernel) { return 1 + (in + 2 * c.padding - kernel) / c.stride; };
  return images.n == outputs.n && images.channels == weight.channels && outputs.channels == weight.n &&
         outputs.height == length(images.height, weight.height) && outputs.width == length(images.width, weight.width);
}

template <class Algorithm> cudnnStatus_t list_algorithms(bool fitting, int most, int* found, Performance<Algorithm>* results) {
  if (!fitting || most < 3) return CUDNN_STATUS_BAD_PARAM;
  *found = 3;
  for (int i = 0; i < 3; ++i)
    results[i] = {static_cast<Algorithm>(i), CUDNN_STATUS_SUCCESS, i > 0 ? CUDNN_DETERMINISTIC : CUDNN_NON_DETERMINISTIC};
  return CUDNN_STATUS_SUCCESS;
}
inline cudnnStatus_t workspace_size(int algorithm, std::size_t* bytes) {
  return *bytes = algorithm == 1 ? std::size_t{8} << 30 : 4096, CUDNN_STATUS_SUCCESS;
}

/// result = sums + beta result. term(sums, y, x, w) adds to the sums, for the places of an output, a pixel and a weight that meet.
template <class Term>
cudnnStatus_t convolve(cudnnHandle_t handle, Sizes const& images, Sizes const& weight, ConvolutionSizes const& c,
                       Sizes const& outputs, std::initializer_list<std::pair<void const*, std::size_t>> read, float* result,
                       std::size_t result_bytes, int algorithm, void* workspace, std::size_t workspace_bytes, float alpha,
                       float beta, Term const& term) {
  if (!fit(images, weight, c, outputs) || algorithm != 2 || workspace_bytes < 4096 || alpha != 1) return CUDNN_STATUS_BAD_PARAM;
  auto const error = call([&](Card& card) {
    for (auto const& [memory, bytes] : read)
      if (!card.memory.holds(memory, bytes)) return cudaErrorInvalidValue;
    if (!card.memory.holds(result, result_bytes) || !card.memory.holds(workspace, workspace_bytes))
      return cudaErrorInvalidValue;
    return card.put(handle->stream, [=]() -> char const* {
      std::memset(workspace, 0xff, workspace_bytes);
      std::vector<float> sums(result_bytes / sizeof(float));
      for (std::int64_t n = 0; n < outputs.n; ++n)
        for (std::int64_t i = 0; i < outputs.height; ++i)
          for (std::int64_t j = 0; j < outputs.width; ++j)
            for (std::int64_t p = 0; p < weight.height; ++p)
              for (std::int64_t q = 0; q < weight.width; ++q) {
                std::int64_t const row = i * c.stride + p - c.padding, column = j * c.stride + q - c.padding;
                if (row < 0 || row >= images.height || column < 0 || column >= images.width) continue;
                for (std::int64_t o = 0; o < outputs.channels; ++o)
                  for (std::int64_t d = 0; d < images.channels; ++d)
                    term(sums.data(), outputs.at(n, i, j, o), images.at(n, row, column, d), weight.at(o, p, q, d));
              }
      for (std::size_t i = 0; i < sums.size(); ++i) result[i] = sums[i] + (beta == 0 ? 0 : beta * result[i]);
      return nullptr;
    });
  });
  return error ? CUDNN_STATUS_EXECUTION_FAILED : CUDNN_STATUS_SUCCESS;
}

inline float factor(ConvolutionSizes const& c, float x) { return c.math == CUDNN_FMA_MATH ? x : tensor_float(x); }

}  // namespace emulated

inline cudnnStatus_t cudnnGetConvolutionForwardAlgorithm_v7(cudnnHandle_t, cudnnTensorDescriptor_t x, cudnnFilterDescriptor_t w,
                                                            cudnnConvolutionDescriptor_t c, cudnnTensorDescriptor_t y, int most,
                                                            int* found, cudnnConvolutionFwdAlgoPerf_t* results) {
  return emulated::list_algorithms(emulated::fit(*x, *w, *c, *y), most, found, results);
}
inline cudnnStatus_t cudnnGetConvolutionBackwardDataAlgorithm_v7(cudnnHandle_t, cudnnFilterDescriptor_t w,
                                                                 cudnnTensorDescriptor_t y, cudnnConvolutionDescriptor_t c,
                                                                 cudnnTensorDescriptor_t x, int most, int* found,
                                                                 cudnnConvolutionBwdDataAlgoPerf_t* results) {
  return emulated::list_algorithms(emulated::fit(*x, *w, *c, *y), most, found, results);
}
inline cudnnStatus_t cudnnGetConvolutionBackwardFilterAlgorithm_v7(cudnnHandle_t, cudnnTensorDescriptor_t x,
                                                                   cudnnTensorDescriptor_t y, cudnnConvolutionDescriptor_t c,
                                                                   cudnnFilterDescriptor_t w, int most, int* found,
                                                                   cudnnConvolutionBwdFilterAlgoPerf_t* results) {
  return emulated::list_algorithms(emulated::fit(*x, *w, *c, *y), most, found, results);
}
inline cudnnStatus_t cudnnGetConvolutionForwardWorkspaceSize(cudnnHandle_t, cudnnTensorDescriptor_t, cudnnFilterDescriptor_t,
                                                             cudnnConvolutionDescriptor_t, cudnnTensorDescriptor_t,
                                                             cudnnConvolutionFwdAlgo_t algorithm, std::size_t* bytes) {
  return emulated::workspace_size(algorithm, bytes);
}
inline cudnnStatus_t cudnnGetConvolutionBackwardDataWorkspaceSize(cudnnHandle_t, cudnnFilterDescriptor_t,
                                                                  cudnnTensorDescriptor_t, cudnnConvolutionDescriptor_t,
                                                                  cudnnTensorDescriptor_t,
                                                                  cudnnConvolutionBwdDataAlgo_t algorithm, std::size_t* bytes) {
  return emulated::workspace_size(algorithm, bytes);
}
inline cudnnStatus_t cudnnGetConvolutionBackwardFilterWorkspaceSize(cudnnHandle_t, cudnnTensorDescriptor_t,
                                                                    cudnnTensorDescriptor_t, cudnnConvolutionDescriptor_t,
                                                                    cudnnFilterDescriptor_t,
                                                                    cudnnConvolutionBwdFilterAlgo_t algorithm,
                                                                    std::size_t* bytes) {
  return emulated::workspace_size(algorithm, bytes);
}

inline cudnnStatus_t cudnnConvolutionForward(cudnnHandle_t handle, void const* alpha, cudnnTensorDescriptor_t images,
                                             void const* x, cudnnFilterDescriptor_t weight, void const* w,
                                             cudnnConvolutionDescriptor_t c, cudnnConvolutionFwdAlgo_t algorithm,
                                             void* workspace, std::size_t bytes, void const* beta,
                                             cudnnTensorDescriptor_t outputs, void* y) {
  auto const *pixels = static_cast<float const*>(x), *weights = static_cast<float const*>(w);
  return emulated::convolve(handle, *images, *weight, *c, *outputs, {{x, images->bytes()}, {w, weight->bytes()}},
                            static_cast<float*>(y), outputs->bytes(), algorithm, workspace, bytes,
                            *static_cast<float const*>(alpha), *static_cast<float const*>(beta),
                            [=, c = *c](float* sums, auto output, auto pixel, auto at) {
                              sums[output] += emulated::factor(c, pixels[pixel]) * emulated::factor(c, weights[at]);
                            });
}
inline cudnnStatus_t cudnnConvolutionBackwardData(cudnnHandle_t handle, void const* alpha, cudnnFilterDescriptor_t weight,
                                                  void const* w, cudnnTensorDescriptor_t outputs, void const* y,
                                                  cudnnConvolutionDescriptor_t c, cudnnConvolutionBwdDataAlgo_t algorithm,
                                                  void* workspace, std::size_t bytes, void const* beta,
                                                  cudnnTensorDescriptor_t images, void* x) {
  auto const *slopes = static_cast<float const*>(y), *weights = static_cast<float const*>(w);
  return emulated::convolve(handle, *images, *weight, *c, *outputs, {{y, outputs->bytes()}, {w, weight->bytes()}},
                            static_cast<float*>(x), images->bytes(), algorithm, workspace, bytes,
                            *static_cast<float const*>(alpha), *static_cast<float const*>(beta),
                            [=, c = *c](float* sums, auto output, auto pixel, auto at) {
                              sums[pixel] += emulated::factor(c, slopes[output]) * emulated::factor(c, weights[at]);
                            });
}
inline cudnnStatus_t cudnnConvolutionBackwardFilter(cudnnHandle_t handle, void const* alpha, cudnnTensorDescriptor_t images,
                                                    void const* x, cudnnTensorDescriptor_t outputs, void const* y,
                                                    cudnnConvolutionDescriptor_t c, cudnnConvolutionBwdFilterAlgo_t algorithm,
                                                    void* workspace, std::size_t bytes, void const* beta,
                                                    cudnnFilterDescriptor_t weight, void* w) {
  auto const *pixels = static_cast<float const*>(x), *slopes = static_cast<float const*>(y);
  return emulated::convolve(handle, *images, *weight, *c, *outputs, {{x, images->bytes()}, {y, outputs->bytes()}},
                            static_cast<float*>(w), weight->bytes(), algorithm, workspace, bytes,
                            *static_cast<float const*>(alpha), *static_cast<float const*>(beta),
                            [=, c = *c](float* sums, auto output, auto pixel, auto at) {
                              sums[at] += emulated::factor(c, pixels[pixel]) * emulated::factor(c, slopes[output]);
                            });
}

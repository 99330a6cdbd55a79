#pragma once
#include <gan/core/shape.hpp>

namespace gan {

/// Sizes of a square convolution (cross-correlation): images {n, height, width, channels} and a weight {kernel, kernel, channels,
/// out_channels} give {n, out_height, out_width, out_channels} with out = floor((in + 2 padding - kernel) / stride) + 1.
/// The transposed convolution is its exact adjoint in the images, with the same weight.
struct Convolution {
  std::int64_t n = 0, height = 0, width = 0, channels = 0;
  std::int64_t kernel = 1, stride = 1, padding = 0;
  std::int64_t out_height = 0, out_width = 0, out_channels = 0;

  Shape images() const { return {n, height, width, channels}; }
  Shape outputs() const { return {n, out_height, out_width, out_channels}; }
  Shape weight() const { return {kernel, kernel, channels, out_channels}; }
  std::int64_t patch() const { return kernel * kernel * channels; }
  std::int64_t positions() const { return out_height * out_width; }
  /// Each image is its own single patch, or each pixel is: no patches need to be gathered.
  bool patches_are_images() const {
    bool whole = positions() == 1 && kernel == height && kernel == width;
    return padding == 0 && (whole || (kernel == 1 && stride == 1));
  }
};

inline std::int64_t convolved_size(std::int64_t in, std::int64_t kernel, std::int64_t stride, std::int64_t padding) {
  require<ShapeError>(kernel >= 1 && stride >= 1 && padding >= 0 && in + 2 * padding >= kernel, "a convolution with kernel ",
                      kernel, ", stride ", stride, " and padding ", padding, " does not fit a side of ", in, " pixels");
  return (in + 2 * padding - kernel) / stride + 1;
}

/// The convolution that takes `images` to its outputs.
inline Convolution convolution_of(Shape const& images, Shape const& weight, int stride, int padding) {
  require<ShapeError>(images.rank() == 4 && weight.rank() == 4 && weight[0] == weight[1] && weight[2] == images[3],
                      "a convolution needs images {n, height, width, channels} and a weight {k, k, channels, out}, not ",
                      images, " and ", weight);
  return {images[0],
          images[1],
          images[2],
          images[3],
          weight[0],
          stride,
          padding,
          convolved_size(images[1], weight[0], stride, padding),
          convolved_size(images[2], weight[0], stride, padding),
          weight[3]};
}

/// The convolution whose adjoint takes `outputs` to images of side (out - 1) stride - 2 padding + kernel + output_padding.
inline Convolution transposed_convolution_of(Shape const& outputs, Shape const& weight, int stride, int padding,
                                             int output_padding) {
  require<ShapeError>(
      outputs.rank() == 4 && weight.rank() == 4 && weight[0] == weight[1] && weight[3] == outputs[3],
      "a transposed convolution needs inputs {n, height, width, channels} and a weight {k, k, out, channels}, not ", outputs,
      " and ", weight);
  require<ShapeError>(output_padding >= 0 && output_padding < stride, "output padding must be at least 0 and below the stride ",
                      stride, ", not ", output_padding);
  auto side = [&](std::int64_t out) { return (out - 1) * stride - 2 * padding + weight[0] + output_padding; };
  require<ShapeError>(side(outputs[1]) > 0 && side(outputs[2]) > 0, "a transposed convolution with kernel ", weight[0],
                      ", stride ", stride, " and padding ", padding, " leaves nothing of an input of shape ", outputs);
  return {outputs[0], side(outputs[1]), side(outputs[2]), weight[2],  weight[0],
          stride,     padding,          outputs[1],       outputs[2], weight[3]};
}

}  // namespace gan

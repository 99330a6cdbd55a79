#pragma once
/// The convolutional networks of Goodfellow et al. 2014 for CIFAR-10.
#include <gan/network/noise.hpp>
#include <gan/network/trunk.hpp>
#include <gan/nn/activations.hpp>
#include <gan/nn/conv_maxout.hpp>
#include <gan/nn/dropout.hpp>
#include <gan/nn/linear.hpp>
#include <gan/nn/max_pool.hpp>
#include <gan/nn/maxout.hpp>
#include <gan/nn/reshape.hpp>

namespace gan {

/// Three maxout convolutions with max pooling, a maxout layer, one logit; dropout keeps .8 of the input and .5 before each later layer.
/// Published: 32, 32 and 192 maps of 2 pieces with kernels of 8, 8 and 5 pixels, and 500 units of 5 pieces.
struct ConvMaxoutD {
  using score = Logit;
  static constexpr bool mixes_samples = false, has_features = true;
  static constexpr bool needs_image = true;
  int width = 32;  ///< maps of the first two levels; the third has six times as many
  int units = 500;
  float input_keep = 0.8f, keep = 0.5f;
  Init init = Uniform{0.005f};

  template <class Sample> auto layers(Sample) const {
    static_assert(Sample::height >= 16 && Sample::width >= 16,
                  "this discriminator halves its image three times: 16 pixels at least");
    auto pooled = [](int side, int padding, int kernel, int window) {
      return (side + 2 * padding - kernel + 1 - window) / 2 + 1;
    };
    auto side = [&](int s) { return pooled(pooled(pooled(s, 4, 8, 4), 3, 8, 4), 3, 5, 2); };
    int const maps = 6 * width, size = side(Sample::height) * side(Sample::width) * maps;
    return TrunkAndHead{Sequential{Dropout{input_keep}, ConvMaxout{Sample::channels, width, 2, 8, 1, 4, init}, MaxPool{4},
                                   Dropout{keep}, ConvMaxout{width, width, 2, 8, 1, 3, init}, MaxPool{4}, Dropout{keep},
                                   ConvMaxout{width, maps, 2, 5, 1, 3, init}, MaxPool{2}, Flatten{}, Dropout{keep},
                                   Maxout{size, units, 5, init}},
                        units, Sequential{Dropout{keep}, Linear{units, 1, init}}};
  }
};

/// latent -> ReLU -> sigmoid -> maps of 10 x 10 -> one transposed convolution with a stride of 3 to 32 x 32, linear in the paper and
/// kept in [-1, 1] by tanh here, as all images of this library are.
struct ConvMaxoutGenerator {
  static constexpr bool needs_image = true;
  int latent = 100;
  int hidden = 8000, maps = 80;
  NoisePrior noise = unit_variance_uniform;
  Init init = Uniform{0.05f};

  template <class Sample> auto layers(Sample) const {
    static_assert(Sample::height % 3 == 2 && Sample::width % 3 == 2,
                  "this generator's images have sides of 3 n + 2 pixels, such as the published 32");
    constexpr int height = (Sample::height - 2) / 3, width = (Sample::width - 2) / 3;
    return Sequential{Linear{latent, hidden, init},
                      Relu{},
                      Linear{hidden, height * width * maps, init},
                      Sigmoid{},
                      ToMaps{height, width, maps},
                      ConvTransposed2d{maps, Sample::channels, 5, 3, 0, 0, init},
                      Tanh{}};
  }
};

}  // namespace gan

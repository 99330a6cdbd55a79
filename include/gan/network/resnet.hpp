#pragma once
/// The residual networks of WGAN-GP on CIFAR-10 (Gulrajani et al. 2017, appendix C), for images whose sides are divisible by 4. A side is
/// halved as by the DC networks: 32 -> 16 -> 8 -> 4.
#include <gan/network/dc.hpp>
#include <gan/nn/resample.hpp>
#include <gan/nn/residual.hpp>

namespace gan {

namespace detail {
inline Conv2d same_size(int in, int out, int kernel) { return {in, out, kernel, 1, kernel / 2, He{}}; }

/// batch norm, ReLU, doubled, convolution, batch norm, ReLU, convolution; beside it doubled and a convolution of single pixels.
inline auto residual_up(int maps) {
  return Residual{Sequential{UpsampleNearest{}, same_size(maps, maps, 1)},
                  Sequential{BatchNorm{maps}, Relu{}, UpsampleNearest{}, same_size(maps, maps, 3), BatchNorm{maps}, Relu{},
                             same_size(maps, maps, 3)}};
}
/// ReLU, convolution, ReLU, convolution, halved; beside it a convolution of single pixels, halved. The first one of a critic begins
/// with its convolution, and halves before the single pixels.
inline auto residual_first(int channels, int maps) {
  return Residual{Sequential{MeanPool{}, same_size(channels, maps, 1)},
                  Sequential{same_size(channels, maps, 3), Relu{}, same_size(maps, maps, 3), MeanPool{}}};
}
inline auto residual_down(int maps) {
  return Residual{Sequential{same_size(maps, maps, 1), MeanPool{}},
                  Sequential{Relu{}, same_size(maps, maps, 3), Relu{}, same_size(maps, maps, 3), MeanPool{}}};
}
inline auto residual_same(int maps) {
  return Residual{SameShape{}, Sequential{Relu{}, same_size(maps, maps, 3), Relu{}, same_size(maps, maps, 3)}};
}
template <class Block> Stack<Block> blocks(int count, Block const& block) {
  return {std::vector<Block>(static_cast<std::size_t>(count), block)};
}
}  // namespace detail

/// latent -> small map -> doubled block by block -> batch norm, ReLU, convolution, tanh.
struct ResNetGenerator {
  static constexpr bool needs_image = true;
  static constexpr int divides = 4;
  int latent = 128;
  int width = 128;  ///< maps of every block
  NoisePrior noise = NormalNoise{};

  template <class Sample> auto layers(Sample) const {
    require<OptionError>(width >= 1, "a residual network needs at least 1 map, not ", width);
    constexpr int levels = detail::halvings(Sample::height, Sample::width);
    int const height = Sample::height >> levels, side = Sample::width >> levels;
    return Sequential{Linear{latent, height * side * width},
                      ToMaps{height, side, width},
                      detail::blocks(levels, detail::residual_up(width)),
                      BatchNorm{width},
                      Relu{},
                      detail::same_size(width, Sample::channels, 3),
                      Tanh{}};
  }
};

/// image -> halved by all but one of the blocks that the generator doubles by -> two blocks -> ReLU, mean over each map -> one value.
/// Without normalisation, so that samples stay independent.
struct ResNetCritic {
  using score = Logit;
  static constexpr bool mixes_samples = false, has_features = true;
  static constexpr bool needs_image = true;
  static constexpr int divides = 4;
  int width = 128;  ///< maps of every block

  template <class Sample> auto layers(Sample) const {
    require<OptionError>(width >= 1, "a residual network needs at least 1 map, not ", width);
    constexpr int levels = detail::halvings(Sample::height, Sample::width);
    return TrunkAndHead{
        Sequential{detail::residual_first(Sample::channels, width), detail::blocks(levels - 2, detail::residual_down(width)),
                   detail::blocks(2, detail::residual_same(width)), Relu{}, GlobalMeanPool{}},
        width, Linear{width, 1}};
  }
};

}  // namespace gan

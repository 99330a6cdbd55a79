#pragma once
/// The residual networks of WGAN-GP on CIFAR-10 (Gulrajani et al. 2017, appendix C), for images whose sides are divisible by 4. A side is
/// halved as by the DC networks: 32 -> 16 -> 8 -> 4.
#include <gan/network/dc.hpp>
#include <gan/nn/resample.hpp>
#include <gan/nn/residual.hpp>

namespace gan {

namespace detail {
/// The blocks of a residual network for one image, and the sizes of its small map.
template <class Sample> struct ResidualBlocks {
  static constexpr int levels = halvings(Sample::height, Sample::width);
  static constexpr int height = Sample::height >> levels, width = Sample::width >> levels;
  int maps;  ///< of every block

  static ResidualBlocks of(int maps) {
    require<OptionError>(maps >= 1, "a residual network needs at least 1 map, not ", maps);
    return {maps};
  }
  static Conv2d same_size(int in, int out, int kernel) { return {in, out, kernel, 1, kernel / 2, He{}}; }

  /// batch norm, ReLU, doubled, convolution, batch norm, ReLU, convolution; beside it doubled and a convolution of single pixels.
  auto up(int count) const {
    return blocks(count, Residual{Sequential{UpsampleNearest{}, same_size(maps, maps, 1)},
                                  Sequential{BatchNorm{maps}, Relu{}, UpsampleNearest{}, same_size(maps, maps, 3),
                                             BatchNorm{maps}, Relu{}, same_size(maps, maps, 3)}});
  }
  /// ReLU, convolution, ReLU, convolution, halved; beside it a convolution of single pixels, halved. The first one of a critic begins
  /// with its convolution, and halves before the single pixels.
  auto first() const {
    return Residual{Sequential{MeanPool{}, same_size(Sample::channels, maps, 1)},
                    Sequential{same_size(Sample::channels, maps, 3), Relu{}, same_size(maps, maps, 3), MeanPool{}}};
  }
  auto down(int count) const {
    return blocks(count, Residual{Sequential{same_size(maps, maps, 1), MeanPool{}},
                                  Sequential{Relu{}, same_size(maps, maps, 3), Relu{}, same_size(maps, maps, 3), MeanPool{}}});
  }
  auto same(int count) const {
    return blocks(count, Residual{SameShape{}, Sequential{Relu{}, same_size(maps, maps, 3), Relu{}, same_size(maps, maps, 3)}});
  }

 private:
  template <class Block> static Stack<Block> blocks(int count, Block const& block) {
    return {std::vector<Block>(static_cast<std::size_t>(count), block)};
  }
};
}  // namespace detail

/// latent -> small map -> doubled block by block -> batch norm, ReLU, convolution, tanh.
struct ResNetGenerator {
  static constexpr bool needs_image = true;
  static constexpr int divides = 4;
  int latent = 128;
  int width = 128;  ///< maps of every block
  NoisePrior noise = NormalNoise{};

  template <class Sample> auto layers(Sample) const {
    auto const b = detail::ResidualBlocks<Sample>::of(width);
    return Sequential{Linear{latent, b.height * b.width * width},
                      ToMaps{b.height, b.width, width},
                      b.up(b.levels),
                      BatchNorm{width},
                      Relu{},
                      b.same_size(width, Sample::channels, 3),
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
    auto const b = detail::ResidualBlocks<Sample>::of(width);
    return TrunkAndHead{Sequential{b.first(), b.down(b.levels - 2), b.same(2), Relu{}, GlobalMeanPool{}}, width,
                        Linear{width, 1}};
  }
};

}  // namespace gan

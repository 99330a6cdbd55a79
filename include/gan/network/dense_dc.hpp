#pragma once
/// The DC networks with a dense layer between the latent vector and the small map: those of InfoGAN on MNIST (Chen et al. 2016, table 1).
#include <gan/network/dc.hpp>

namespace gan {

/// latent -> dense layer -> small map -> doubled level by level -> image in [-1, 1]; batch norm and ReLU everywhere but at the end.
struct DenseDCGenerator {
  static constexpr bool needs_image = true;
  static constexpr int divides = 4;
  int latent = 62;
  int hidden = 1024;  ///< units of the dense layer
  int width = 64;     ///< maps of the last hidden level; each level before it has twice as many
  int kernel = 4;
  NoisePrior noise = UniformNoise{};

  template <class Sample> auto layers(Sample) const {
    auto const s = detail::DcSizes<Sample>::of(width, kernel);
    int const maps = s.maps_at(s.levels - 1);
    return Sequential{LinearNoBias{latent, hidden, detail::dc_init},
                      BatchNorm{.channels = hidden, .gain = detail::dc_gain},
                      Relu{},
                      LinearNoBias{hidden, s.smallest(), detail::dc_init},
                      ToMaps{s.height, s.width, maps},
                      BatchNorm{.channels = maps, .gain = detail::dc_gain},
                      Relu{},
                      detail::normalised_levels_up(s, Relu{}),
                      detail::last_level(s),
                      Tanh{}};
  }
};

/// image -> halved level by level -> dense layer, whose units are the features -> one logit; leaky ReLU, batch norm in all layers but
/// the first and the last.
struct DenseDCDiscriminator {
  using score = Logit;
  static constexpr bool mixes_samples = true, has_features = true;
  static constexpr bool needs_image = true;
  static constexpr int divides = 4;
  int hidden = 1024;  ///< units of the dense layer
  int width = 64;     ///< maps of the first level; each level behind it has twice as many
  int kernel = 4;
  float slope = 0.1f;  ///< .01 in the authors' program

  template <class Sample> auto layers(Sample) const {
    auto const s = detail::DcSizes<Sample>::of(width, kernel);
    Stack<Sequential<Conv2dNoBias, BatchNorm, LeakyRelu>> levels;
    for (int level = 1; level < s.levels; ++level)
      levels.layers.push_back(
          Sequential{Conv2dNoBias{s.maps_at(level - 1), s.maps_at(level), s.kernel, 2, s.padding(), detail::dc_init},
                     BatchNorm{.channels = s.maps_at(level), .gain = detail::dc_gain}, LeakyRelu{slope}});
    return TrunkAndHead{Sequential{detail::first_level(s), LeakyRelu{slope}, levels, Flatten{},
                                   LinearNoBias{s.smallest(), hidden, detail::dc_init},
                                   BatchNorm{.channels = hidden, .gain = detail::dc_gain}, LeakyRelu{slope}},
                        hidden, Linear{hidden, 1, detail::dc_init}};
  }
};

}  // namespace gan

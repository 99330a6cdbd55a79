#pragma once
/// Convolutional networks of the DCGAN family (Radford et al. 2016): strided convolutions down, transposed ones up, no pooling. An
/// image is halved at least twice and then while its sides stay even and at least 4: 28 -> 14 -> 7, 32 -> 16 -> 8 -> 4.
#include <gan/network/noise.hpp>
#include <gan/network/trunk.hpp>
#include <gan/nn/activations.hpp>
#include <gan/nn/batch_norm.hpp>
#include <gan/nn/conv.hpp>
#include <gan/nn/linear.hpp>
#include <gan/nn/reshape.hpp>

namespace gan {

namespace detail {

/// How often a side is halved on the way to the small map.
constexpr int halvings(int height, int width) {
  int levels = 0;
  while (height % 2 == 0 && width % 2 == 0 && (levels < 2 || (height / 2 >= 4 && width / 2 >= 4))) {
    height /= 2;
    width /= 2;
    ++levels;
  }
  return levels;
}

/// The sizes of a network for one image; level i has maps * 2^i channels.
template <class Sample> struct DcSizes {
  static constexpr int levels = halvings(Sample::height, Sample::width), channels = Sample::channels;
  static constexpr int height = Sample::height >> levels, width = Sample::width >> levels;
  int maps, kernel;

  static DcSizes of(int maps, int kernel) {
    require<OptionError>(maps >= 1, "a DC network needs at least 1 map, not ", maps);
    require<OptionError>(kernel == 4 || kernel == 5, "a DC network has kernels of 4 or 5 pixels, not ", kernel);
    return {maps, kernel};
  }
  int maps_at(int level) const { return maps << level; }
  int smallest() const { return height * width * maps_at(levels - 1); }
  int padding() const { return kernel == 4 ? 1 : 2; }
  int output_padding() const { return kernel == 4 ? 0 : 1; }
};

inline constexpr Normal dc_init{.deviation = 0.02f};
inline constexpr Normal dc_gain{.deviation = 0.02f, .mean = 1};

/// Levels 1 ... of a discriminator: convolution, batch norm, leaky ReLU; each halves the image and doubles the maps.
template <class Sample> auto normalised_levels(DcSizes<Sample> const& s) {
  Stack<Sequential<Conv2dNoBias, BatchNorm, LeakyRelu>> stack;
  for (int level = 1; level < s.levels; ++level)
    stack.layers.push_back(Sequential{Conv2dNoBias{s.maps_at(level - 1), s.maps_at(level), s.kernel, 2, s.padding(), dc_init},
                                      BatchNorm{.channels = s.maps_at(level), .gain = dc_gain}, LeakyRelu{}});
  return stack;
}

/// Levels back up to 1 of a generator: transposed convolution, batch norm, activation.
template <class Sample, class Activation> auto normalised_levels_up(DcSizes<Sample> const& s, Activation activation) {
  Stack<Sequential<ConvTransposed2dNoBias, BatchNorm, Activation>> stack;
  for (int level = s.levels - 1; level > 0; --level)
    stack.layers.push_back(Sequential{
        ConvTransposed2dNoBias{s.maps_at(level), s.maps_at(level - 1), s.kernel, 2, s.padding(), s.output_padding(), dc_init},
        BatchNorm{.channels = s.maps_at(level - 1), .gain = dc_gain}, activation});
  return stack;
}
template <class Sample> Conv2d first_level(DcSizes<Sample> const& s) {
  return {s.channels, s.maps, s.kernel, 2, s.padding(), dc_init};
}
template <class Sample> ConvTransposed2d last_level(DcSizes<Sample> const& s) {
  return {s.maps, s.channels, s.kernel, 2, s.padding(), s.output_padding(), dc_init};
}

}  // namespace detail

/// latent -> small map -> doubled level by level -> image in [-1, 1]; batch norm and ReLU everywhere but at the end, where tanh is.
struct DCGenerator {
  static constexpr bool needs_image = true;
  static constexpr int divides = 4;
  int latent = 100;
  int width = 64;  ///< maps of the last hidden level; each level before it has twice as many
  int kernel = 4;  ///< 4, or 5 as in the paper
  NoisePrior noise = UniformNoise{};

  template <class Sample> auto layers(Sample) const { return ending_in<Sample>(Tanh{}); }
  /// The same with numbers without bound at the end, as the decoder of a BernoulliLikelihood.
  template <class Sample> auto logit_layers(Sample) const { return ending_in<Sample>(NoActivation{}); }

 private:
  template <class Sample, class Range> auto ending_in(Range range) const {
    auto const s = detail::DcSizes<Sample>::of(width, kernel);
    int const maps = s.maps_at(s.levels - 1);
    return Sequential{LinearNoBias{latent, s.smallest(), detail::dc_init},
                      ToMaps{s.height, s.width, maps},
                      BatchNorm{.channels = maps, .gain = detail::dc_gain},
                      Relu{},
                      detail::normalised_levels_up(s, Relu{}),
                      detail::last_level(s),
                      range};
  }
};

/// image -> halved level by level -> one logit; leaky ReLU .2, batch norm in all levels but the first.
struct DCDiscriminator {
  using score = Logit;
  static constexpr bool mixes_samples = true, has_features = true;
  static constexpr bool needs_image = true;
  static constexpr int divides = 4;
  int width = 64;  ///< maps of the first level; each level behind it has twice as many
  int kernel = 4;

  template <class Sample> auto layers(Sample) const {
    auto const s = detail::DcSizes<Sample>::of(width, kernel);
    return TrunkAndHead{Sequential{detail::first_level(s), LeakyRelu{}, detail::normalised_levels(s)}, s.smallest(),
                        Linear{s.smallest(), 1, detail::dc_init}};
  }
};

/// The discriminator without batch norm: samples stay independent, as a per-sample penalty needs (Gulrajani et al. 2017).
struct DCCritic {
  using score = Logit;
  static constexpr bool mixes_samples = false, has_features = true;
  static constexpr bool needs_image = true;
  static constexpr int divides = 4;
  int width = 64;
  int kernel = 5;

  template <class Sample> auto layers(Sample) const {
    auto const s = detail::DcSizes<Sample>::of(width, kernel);
    Stack<Sequential<Conv2d, LeakyRelu>> levels;
    for (int level = 0; level < s.levels; ++level)
      levels.layers.push_back(Sequential{
          Conv2d{level ? s.maps_at(level - 1) : s.channels, s.maps_at(level), s.kernel, 2, s.padding(), He{}}, LeakyRelu{}});
    return TrunkAndHead{levels, s.smallest(), Linear{s.smallest(), 1}};
  }
};

}  // namespace gan

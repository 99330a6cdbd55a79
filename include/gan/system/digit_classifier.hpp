#pragma once
#include <gan/model/classifier.hpp>
#include <gan/network/trunk.hpp>
#include <gan/nn/activations.hpp>
#include <gan/nn/conv.hpp>
#include <gan/nn/dropout.hpp>
#include <gan/nn/reshape.hpp>
#include <gan/system/recipe.hpp>

namespace gan::systems {

/// A small network for digits of 28 pixels: two convolutions of stride 2, dropout, and the units that its metrics call features.
struct DigitTrunk {
  using score = Logit;
  static constexpr bool mixes_samples = false, has_features = true;
  static constexpr bool needs_image = true;
  static constexpr int divides = 4;
  int width = 16, units = 128;
  float keep = 0.5f;

  template <class Sample> auto layers(Sample) const {
    int const size = Sample::height / 4 * (Sample::width / 4) * 2 * width;
    return TrunkAndHead{Sequential{Conv2d{Sample::channels, width, 5, 2, 2}, LeakyRelu{}, Conv2d{width, 2 * width, 5, 2, 2},
                                   LeakyRelu{}, Flatten{}, Dropout{keep}, Linear{size, units}, LeakyRelu{}},
                        units, Linear{units, 1}};
  }
};

/// The classifier whose features and probabilities the library's metrics of digits are measured with. Its weights are those of
/// assets/digit_classifier.safetensors:
///   Model reader{systems::digit_classifier().gan, Image<1, 28, 28>{}};
///   load(reader, "assets/digit_classifier.safetensors");
template <class = void> auto digit_classifier() {
  return Recipe{Classifier{DigitTrunk{}, Classes<10>{}},
                TrainingOptions{.batch = 64, .epochs = 10, .discriminator = Adam{.rate = 1e-3f}, .decay = LinearToZero{}}};
}

}  // namespace gan::systems

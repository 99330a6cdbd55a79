#pragma once
#include <gan/network/trunk.hpp>
#include <gan/nn/activations.hpp>
#include <gan/nn/dropout.hpp>
#include <gan/nn/linear.hpp>
#include <gan/nn/maxout.hpp>
#include <gan/nn/reshape.hpp>

namespace gan {

/// The discriminator of Goodfellow et al. 2014 on MNIST: two maxout layers with dropout before each layer, one logit. Dropout keeps
/// .8 of the input and .5 elsewhere. `unit_input` takes samples in [-1, 1] to [0, 1] first, which the paper's learning rate is
/// for: pixels of -1 in the place of 0 make the first layer's steps eight times as long.
struct MaxoutD {
  using score = Logit;
  static constexpr bool mixes_samples = false, has_features = true, dense = true;
  int units = 240, pieces = 5;
  float input_keep = 0.8f, keep = 0.5f;
  Init init = Uniform{0.005f};
  bool unit_input = false;

  template <class Sample> auto layers(Sample) const {
    return TrunkAndHead{
        Sequential{Flatten{}, Affine{unit_input ? 0.5f : 1.f, unit_input ? 0.5f : 0.f}, Dropout{input_keep},
                   Maxout{Sample::size, units, pieces, init}, Dropout{keep}, Maxout{units, units, pieces, init}},
        units, Sequential{Dropout{keep}, Linear{units, 1, init}}};
  }
};

}  // namespace gan

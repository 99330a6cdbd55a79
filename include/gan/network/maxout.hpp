#pragma once
#include <gan/network/trunk.hpp>
#include <gan/nn/dropout.hpp>
#include <gan/nn/linear.hpp>
#include <gan/nn/maxout.hpp>
#include <gan/nn/reshape.hpp>

namespace gan {

/// The discriminator of Goodfellow et al. 2014 on MNIST: two maxout layers with dropout before each layer, one logit. Dropout keeps
/// .8 of the input and .5 elsewhere.
struct MaxoutD {
  using score = Logit;
  static constexpr bool mixes_samples = false, has_features = true;
  int units = 240, pieces = 5;
  float input_keep = 0.8f, keep = 0.5f;
  Init init = Uniform{0.005f};

  template <class Sample> auto layers(Sample) const {
    return TrunkAndHead{
        Sequential{Flatten{}, Dropout{input_keep}, Maxout{Sample::size, units, pieces, init}, Dropout{keep},
                   Maxout{units, units, pieces, init}},
        units, Sequential{Dropout{keep}, Linear{units, 1, init}}};
  }
};

}  // namespace gan

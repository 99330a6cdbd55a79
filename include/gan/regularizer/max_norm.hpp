#pragma once
#include <gan/regularizer/gradient_clipping.hpp>

namespace gan {

/// After each update the weights into one unit of the discriminator have at most this norm: longer columns of a weight {in, units}
/// are scaled back to it (Hinton et al. 2012; 1.9365 in the code of Goodfellow et al. 2014). Biases and convolutions stay.
struct MaxNorm {
  static constexpr bool idempotent = true;
  float limit = 1.9365f;
  template <class Parameters> void after_discriminator_update(Parameters const& parameters) const {
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      auto const& entry = parameters.entries()[i];
      if (entry.shape.rank() != 2 || !(entry.name == "weight" || entry.name.ends_with(".weight"))) continue;
      auto const weight = parameters.view(i);
      NoRecording off(weight.context());
      update(ops::ShrinkTo{limit}, {weight, sum_per_channel(square(constant<1>(weight))).value()}, {weight});
    }
  }
};

}  // namespace gan

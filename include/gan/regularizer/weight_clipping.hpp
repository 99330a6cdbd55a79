#pragma once
#include <gan/autodiff/update.hpp>
#include <gan/regularizer/facts.hpp>

namespace gan {

namespace ops {
struct Clamp {
  static constexpr int inputs = 1, outputs = 1;
  float limit;
  template <class S> GAN_HD auto operator()(S const& x) const { return min(max(x, -limit), limit); }
};
}  // namespace ops

/// After each update every parameter of the discriminator, biases and gains included, is clipped to [-limit, limit]
/// (Arjovsky et al. 2017, algorithm 1). It limits values, not gradients.
struct WeightClipping {
  static constexpr bool idempotent = true;
  float limit = 0.01f;
  template <class Parameters> void after_discriminator_update(Parameters const& parameters) const {
    update(ops::Clamp{limit}, {parameters.values()}, {parameters.values()});
  }
};

}  // namespace gan

#pragma once
#include <gan/autodiff/reduce.hpp>
#include <gan/regularizer/weight_clipping.hpp>

namespace gan {

namespace ops {
/// x times min(1, limit / sqrt(squares)). Where the squares have overflowed the result is NaN, not a silent 0.
struct ShrinkTo {
  static constexpr int inputs = 2, outputs = 1;
  float limit;
  template <class S> GAN_HD auto operator()(S const& x, S const& squares) const {
    return x * min(limit / sqrt(squares), 1) + (squares - squares);
  }
};
}  // namespace ops

/// Before an update the gradient g of all parameters of a network becomes g min(1, limit / |g|) (Pascanu et al. 2013): its direction
/// stays. Both networks, each with its own norm; the norm stays on the device.
struct GradientNormClipping {
  static constexpr bool idempotent = true;
  float limit = 1;
  template <class Gradients> void before_update(Gradients const& gradients) const {
    NoRecording off(gradients.context());
    update(ops::ShrinkTo{limit}, {gradients, sum(square(constant<1>(gradients))).value()}, {gradients});
  }
};

/// Before an update every element of both networks' gradients is clipped to [-limit, limit].
struct GradientClipping {
  static constexpr bool idempotent = true;
  float limit = 1;
  template <class Gradients> void before_update(Gradients const& gradients) const {
    update(ops::Clamp{limit}, {gradients}, {gradients});
  }
};

}  // namespace gan

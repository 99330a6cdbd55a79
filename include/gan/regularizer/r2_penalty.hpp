#pragma once
#include <gan/regularizer/r1_penalty.hpp>

namespace gan {

/// As R1Penalty, but on generated samples (Mescheder et al. 2018, eq. 10):
///   weight / 2 * mean_i |grad_x D(fake_i)|^2
struct R2Penalty {
  using needs = NeedsOneScore;
  static constexpr bool second_order = true, per_sample = true;
  static constexpr char const* name = "R2 penalty";
  float weight = 10;
  template <class Step> auto discriminator_term(Step& step) const {
    return 0.5f * weight * detail::mean_squared_slope(step, step.fake());
  }
};

}  // namespace gan

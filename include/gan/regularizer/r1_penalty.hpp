#pragma once
#include <gan/autodiff/grad.hpp>
#include <gan/autodiff/reduce.hpp>
#include <gan/regularizer/facts.hpp>

namespace gan {

namespace detail {
/// mean_i |grad_x D(x_i)|^2 over a batch of samples, the norm over all of a sample's elements.
template <class Step, Operand X> auto mean_squared_slope(Step& step, X const& samples) {
  auto x = step.differentiable(samples);
  auto g = grad(sum(step.discriminator(x)), x, create_graph);
  return evaluate(sum(square(g)) * (1.0 / static_cast<double>(g.shape()[0])));
}
}  // namespace detail

/// Penalty on the discriminator's slope on data (Mescheder et al. 2018, eq. 9):
///   weight / 2 * mean_i |grad_x D(real_i)|^2
/// It pulls the slope to 0, where the equilibrium has it, not to 1; the published weight is 10.
struct R1Penalty {
  using needs = NeedsOneScore;
  static constexpr bool second_order = true, per_sample = true;
  static constexpr char const* name = "R1 penalty";
  float weight = 10;
  template <class Step> auto discriminator_term(Step& step) const {
    return 0.5f * weight * detail::mean_squared_slope(step, step.real());
  }
};

}  // namespace gan

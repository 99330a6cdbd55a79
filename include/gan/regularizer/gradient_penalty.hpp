#pragma once
#include <gan/autodiff/grad.hpp>
#include <gan/autodiff/reduce.hpp>
#include <gan/regularizer/facts.hpp>

namespace gan {

/// Penalty on the critic's slope between real and generated samples (Gulrajani et al. 2017, algorithm 1):
///   weight * mean_i ( |grad_x D(x_i)| - target )^2,   x_i = e_i real_i + (1 - e_i) fake_i,   e_i ~ U[0, 1), one number per sample,
/// the norm over all of a sample's elements. One-sided: only slopes above the target cost.
struct GradientPenalty {
  using needs = NeedsOneScore;
  static constexpr bool second_order = true, per_sample = true;
  static constexpr char const* name = "gradient penalty";
  float weight = 10;
  float target = 1;
  bool one_sided = false;

  template <class Step> auto discriminator_term(Step& step) const {
    auto e = step.uniform_per_sample();
    auto x = step.differentiable(e * step.real() + (1 - e) * step.fake());
    return weight * penalty(step.discriminator(x), x);
  }

  /// The unweighted penalty of scores {n, 1} at the variable x they were computed from.
  template <class V> auto penalty(V const& scores, V const& x) const {
    auto g = grad(sum(scores), x, create_graph);
    // Below 1e-12 the direction of the gradient is noise: the norm counts as constant there.
    auto excess = evaluate(sqrt(max(sum_per_sample(square(g)), 1e-24f)) - target);
    return one_sided ? mean(square(relu(excess))) : mean(square(excess));
  }
};

}  // namespace gan

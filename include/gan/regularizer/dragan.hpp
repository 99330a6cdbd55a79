#pragma once
#include <gan/autodiff/collective.hpp>
#include <gan/regularizer/gradient_penalty.hpp>

namespace gan {

/// Penalty on the discriminator's slope around data (Kodali et al. 2017, section 2.3, with the noise of the authors' code):
///   weight * mean_i ( |grad_x D(x_i)| - target )^2,   x_i = real_i + spread std(real) u_i
/// u_i ~ U[0, 1) for each element; std(real) is one number, over all elements of the batch: of the joint batch where ranks
/// share one, or of the rank's own with Coupling{.terms = Reach::local}.
struct Dragan {
  using needs = NeedsOneScore;
  static constexpr bool second_order = true, per_sample = true;
  static constexpr char const* name = "DRAGAN penalty";
  float weight = 10;
  float spread = 0.5f;
  float target = 1;

  template <class Step> auto discriminator_term(Step& step) const {
    auto const& real = step.real();
    auto over_batch = [](auto const& own) { return rank_average(own, &Coupling::terms); };
    auto reach = evaluate(spread * sqrt(over_batch(mean(square(real - over_batch(mean(real)))))));
    auto x = step.differentiable(real + reach * step.uniform_draws(real.shape()));
    return weight * GradientPenalty{.target = target}.penalty(step.discriminator(x), x);
  }
};

}  // namespace gan

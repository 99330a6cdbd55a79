#pragma once
#include <gan/loss/posterior.hpp>

namespace gan::detail {

/// What posteriors cost: by one draw of each, new in every term, where the loss samples.
template <PosteriorLoss L, class V, class Step, class Cost>
V posterior_cost(L const& loss, V const& mean, V const& deviation, Step& step, Cost const& cost) {
  if constexpr (requires { loss.samples(); })
    if (loss.samples()) return cost(loss, mean, deviation, step.normal_draws(mean.shape()));
  return cost(loss, mean, deviation);
}

/// The terms of a loss on what the discriminator gives for the batches of a step.
template <class L, class Step> auto real_term_of(L const& loss, Step& step) {
  if constexpr (PosteriorLoss<L>)
    return posterior_cost(loss, step.real_score(), step.real_deviation(), step,
                          [](auto const&... x) { return real_term(x...); });
  else return real_term(loss, step.real_score());
}
template <class L, class Step> auto fake_term_of(L const& loss, Step& step) {
  if constexpr (PosteriorLoss<L>)
    return posterior_cost(loss, step.fake_score(), step.fake_deviation(), step,
                          [](auto const&... x) { return fake_term(x...); });
  else return fake_term(loss, step.fake_score());
}
template <class L, class Step> auto generator_term_of(L const& loss, Step& step) {
  if constexpr (PosteriorLoss<L>)
    return posterior_cost(loss, step.fake_score(), step.fake_deviation(), step,
                          [](auto const&... x) { return generator_term(x...); });
  else return generator_term(loss, step.fake_score());
}

}  // namespace gan::detail

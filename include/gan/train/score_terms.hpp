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

/// A term on one score per sample: of energies that are not evaluated, with their gradient.
template <class L, class Op, class Output, class Score>
auto score_term(Op const& op, Output const& output, Score const& score) {
  if constexpr (std::is_same_v<typename L::score, Energy>)
    if (!output.score && output.reconstruction) return energy_term(op, output.reconstruction, output.target, output.norm);
  return one_pass_mean(apply(op, score()));
}

/// The terms of a loss on what the discriminator gives for the batches of a step.
template <class L, class Step> auto real_term_of(L const& loss, Step& step) {
  if constexpr (PosteriorLoss<L>)
    return posterior_cost(loss, step.real_score(), step.real_deviation(), step,
                          [](auto const&... x) { return real_term(x...); });
  else return score_term<L>(RealOp<L>{loss}, step.real_output(), [&] { return step.real_score(); });
}
template <class L, class Step> auto fake_term_of(L const& loss, Step& step) {
  if constexpr (PosteriorLoss<L>)
    return posterior_cost(loss, step.fake_score(), step.fake_deviation(), step,
                          [](auto const&... x) { return fake_term(x...); });
  else return score_term<L>(FakeOp<L>{loss}, step.fake_output(), [&] { return step.fake_score(); });
}
template <class L, class Step> auto generator_term_of(L const& loss, Step& step) {
  if constexpr (PosteriorLoss<L>)
    return posterior_cost(loss, step.fake_score(), step.fake_deviation(), step,
                          [](auto const&... x) { return generator_term(x...); });
  else return score_term<L>(GeneratorOp<L>{loss}, step.fake_output(), [&] { return step.fake_score(); });
}

}  // namespace gan::detail

#pragma once
#include <gan/autodiff/collective.hpp>
#include <gan/loss/minimax.hpp>

namespace gan {

/// Relativistic average (Jolicoeur-Martineau 2018, section 3.5): how much more real a real sample is than the average generated one,
/// and the other way round. With the terms of `Loss` on scores r and f,
///   L_D = mean real(r - mean f) + mean fake(f - mean r),   L_G = mean real(f - mean r) + mean fake(r - mean f).
/// RelativisticAverage{} is the paper's RaSGAN; RelativisticAverage{LeastSquares{-1, 1}} its RaLSGAN, RelativisticAverage{Hinge{}} its
/// RaHingeGAN. The generator's own term of `Loss` has no part in it. Where ranks share a batch, mean r and mean f are those of the
/// joint batch, or of the rank's own with Coupling{.terms = Reach::local}.
template <ScoreLoss Loss = Minimax> struct RelativisticAverage {
  using score = Logit;
  static constexpr bool shift_invariant = true;
  static_assert(std::is_same_v<typename Loss::score, Logit>,
                "a relativistic average compares logits: give it a loss on Logit scores");
  Loss loss = {};

  template <Operand S> auto discriminator_loss(S const& real, S const& fake) const {
    auto average = [](S const& scores) { return rank_average(mean(scores), &Coupling::terms); };
    return evaluate(real_term(loss, real - average(fake)) + fake_term(loss, fake - average(real)));
  }
  template <Operand S> auto generator_loss(S const& real, S const& fake) const { return discriminator_loss(fake, real); }
};
RelativisticAverage()->RelativisticAverage<Minimax>;
template <class Loss> RelativisticAverage(Loss) -> RelativisticAverage<Loss>;

}  // namespace gan

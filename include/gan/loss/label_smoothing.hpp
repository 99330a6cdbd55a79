#pragma once
#include <gan/loss/score.hpp>

namespace gan {

/// A loss on logits with one-sided label smoothing (Salimans et al. 2016, section 3.4): real scores aim at 1 - amount instead of 1,
///   real(s) -> (1 - amount) real(s) + amount fake(s);
/// fake scores and the generator's term stay. LabelSmoothing{NonSaturating{}, 0.1f} has the paper's target of .9.
template <ScoreLoss Loss> struct LabelSmoothing {
  using score = Logit;
  static_assert(std::is_same_v<typename Loss::score, Logit>,
                "label smoothing moves the label of a logit: give it a loss on Logit scores");
  Loss loss = {};
  float amount = 0.1f;
  template <class S> GAN_HD auto real(S s) const { return (1 - amount) * loss.real(s) + amount * loss.fake(s); }
  template <class S> GAN_HD auto fake(S s) const { return loss.fake(s); }
  template <class S> GAN_HD auto generator(S s) const { return loss.generator(s); }
};
template <class Loss> LabelSmoothing(Loss) -> LabelSmoothing<Loss>;
template <class Loss> LabelSmoothing(Loss, float) -> LabelSmoothing<Loss>;

}  // namespace gan

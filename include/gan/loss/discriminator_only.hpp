#pragma once
#include <gan/loss/score.hpp>

namespace gan {

/// The discriminator's half of a loss: the generator's term is 0, so that its objective is that of the regularizers alone, such as
/// feature matching in Salimans et al. 2016: Gan{g, d, DiscriminatorOnly{NonSaturating{}}, FeatureMatching{}}.
template <ScoreLoss Loss> struct DiscriminatorOnly {
  using score = typename Loss::score;
  Loss loss = {};
  template <class S> GAN_HD auto real(S s) const { return loss.real(s); }
  template <class S> GAN_HD auto fake(S s) const { return loss.fake(s); }
  template <class S> GAN_HD auto generator(S) const { return 0.0f; }
};
template <class Loss> DiscriminatorOnly(Loss) -> DiscriminatorOnly<Loss>;

}  // namespace gan

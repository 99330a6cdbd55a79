#pragma once
#include <gan/loss/score.hpp>

namespace gan {

/// As Minimax for the discriminator; the generator minimises -log D(G(z)) (Goodfellow et al. 2014, section 3): the same fixed point
/// with a gradient that stays strong where the discriminator is sure.
struct NonSaturating {
  using score = Logit;
  template <class S> GAN_HD auto real(S s) const { return softplus(-s); }
  template <class S> GAN_HD auto fake(S s) const { return softplus(s); }
  template <class S> GAN_HD auto generator(S s) const { return softplus(-s); }
};

}  // namespace gan

#pragma once
#include <gan/loss/score.hpp>

namespace gan {

/// The minimax game of Goodfellow et al. 2014, eq. 1, on logits: the discriminator minimises -log D(x) - log(1 - D(G(z))), the
/// generator log(1 - D(G(z))). The generator's gradient vanishes where the discriminator is sure.
struct Minimax {
  using score = Logit;
  template <class S> GAN_HD auto real(S s) const { return softplus(-s); }
  template <class S> GAN_HD auto fake(S s) const { return softplus(s); }
  template <class S> GAN_HD auto generator(S s) const { return -softplus(s); }
};

}  // namespace gan

#pragma once
#include <gan/loss/score.hpp>

namespace gan {

/// As Minimax for the discriminator; the generator minimises the blend of the code of Goodfellow et al. 2014,
///   ( non_saturating * -log D(G(z)) + minimax * log(1 - D(G(z))) ) / (non_saturating + minimax),
/// that is (c_ns L_ns - c_mm L_D) / (c_ns + c_mm) without the real part of L_D, which does not depend on the generator.
struct BlendedGenerator {
  using score = Logit;
  float non_saturating = 1, minimax = 1;
  template <class S> GAN_HD auto real(S s) const { return softplus(-s); }
  template <class S> GAN_HD auto fake(S s) const { return softplus(s); }
  template <class S> GAN_HD auto generator(S s) const {
    float const sum = non_saturating + minimax;
    return (non_saturating / sum) * softplus(-s) - (minimax / sum) * softplus(s);
  }
};

}  // namespace gan

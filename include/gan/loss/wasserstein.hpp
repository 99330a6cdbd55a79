#pragma once
#include <gan/loss/score.hpp>

namespace gan {

/// The critic's estimate of the earth mover's distance (Arjovsky et al. 2017): f(fake) - f(real) for the critic, -f(fake) for the
/// generator. The critic must be held near 1-Lipschitz by WeightClipping or GradientPenalty.
struct Wasserstein {
  using score = Logit;
  static constexpr bool shift_invariant = true;
  template <class S> GAN_HD auto real(S s) const { return -s; }
  template <class S> GAN_HD auto fake(S s) const { return s; }
  template <class S> GAN_HD auto generator(S s) const { return -s; }
};

}  // namespace gan

#pragma once
#include <gan/loss/score.hpp>

namespace gan {

/// The hinge loss (Lim and Ye 2017; Miyato et al. 2018, eq. 16 and 17): max(0, 1 - s) on real, max(0, 1 + s) on fake scores, -s for
/// the generator. Its derivative is 0 at equality.
struct Hinge {
  using score = Logit;
  template <class S> GAN_HD auto real(S s) const { return relu(1 - s); }
  template <class S> GAN_HD auto fake(S s) const { return relu(1 + s); }
  template <class S> GAN_HD auto generator(S s) const { return -s; }
};

}  // namespace gan

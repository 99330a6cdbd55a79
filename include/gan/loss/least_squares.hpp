#pragma once
#include <gan/loss/score.hpp>

namespace gan {

/// Least squares (Mao et al. 2017, eq. 2): (s - b)^2 / 2 on real, (s - a)^2 / 2 on fake scores, (s - c)^2 / 2 for the generator.
/// (a, b, c) = (0, 1, 1) is the paper's choice in its experiments; (-1, 1, 0) minimises the Pearson chi-squared divergence.
struct LeastSquares {
  using score = Logit;
  float a = 0, b = 1, c = 1;
  template <class S> GAN_HD auto real(S s) const { return 0.5f * square(s - b); }
  template <class S> GAN_HD auto fake(S s) const { return 0.5f * square(s - a); }
  template <class S> GAN_HD auto generator(S s) const { return 0.5f * square(s - c); }
};

}  // namespace gan

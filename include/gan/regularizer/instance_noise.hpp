#pragma once
#include <gan/autodiff/expression.hpp>
#include <gan/optim/annealing.hpp>
#include <gan/regularizer/facts.hpp>

namespace gan {

/// Every input of the discriminator, real and generated, in its own steps and in the generator's, becomes x + sigma_t n with
/// n ~ N(0, I), new in every call: real and generated samples then have overlapping supports (Sonderby et al. 2017, section 3.3;
/// Arjovsky and Bottou 2017). The gradient passes unchanged to x.
struct InstanceNoise {
  float sigma = 0.1f;
  Annealing annealing = LinearAnnealing{};

  double sigma_at(std::int64_t iteration, double progress) const { return sigma * annealed(annealing, iteration, progress); }
  template <class X, class Step> auto discriminator_input(X const& x, Step& step) const {
    double now = sigma;
    if (anneals(annealing)) now = sigma_at(step.iteration(), step.progress());
    return x + now * step.normal_draws(x.shape());
  }
};

}  // namespace gan

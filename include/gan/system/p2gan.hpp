#pragma once
#include <gan/loss/distribution_least_squares.hpp>
#include <gan/network/posterior.hpp>
#include <gan/network/posterior_promoted.hpp>
#include <gan/regularizer/latent_code.hpp>
#include <gan/system/recipe.hpp>

namespace gan::systems {

/// P2GAN (Zhang et al. 2021): the discriminator gives a posterior for each sample and is drawn to one of two priors; the generator gets a
/// sample of the posterior of a real sample at every level. The paper does not state the priors, the rate and the length of the
/// discriminator's training alone: they are choices of this library.
template <class = void> auto p2gan(int width = 64, int dimensions = 128) {
  Adam const adam{.rate = 2e-4f, .beta1 = 0};
  return Recipe{
      Gan{PosteriorPromotedGenerator{.dimensions = dimensions, .width = width},
          PosteriorD{.width = width, .dimensions = dimensions}, DistributionLeastSquares{}, LatentCode{.weight = 10}},
      TrainingOptions{.batch = 32, .epochs = 100, .discriminator_warm_up = 500, .generator = adam, .discriminator = adam}};
}

}  // namespace gan::systems

#pragma once
#include <gan/loss/distribution_least_squares.hpp>
#include <gan/network/posterior.hpp>
#include <gan/network/posterior_promoted.hpp>
#include <gan/regularizer/latent_code.hpp>
#include <gan/system/recipe.hpp>

namespace gan::systems {

/// P2GAN (Zhang et al. 2021): the discriminator gives a posterior for each sample and is drawn to one of two priors; the generator gets a
/// sample of the posterior of a real sample at every level. The paper does not state the priors, the rates and the length of the
/// discriminator's training alone: they are choices of this library. Narrow priors leave in z what a posterior says of its sample, and a
/// slow discriminator keeps that in its posteriors, whose dimensions all have the same targets and so become one in the end.
template <class = void> auto p2gan(int width = 64, int dimensions = 128) {
  constexpr GaussianPrior fake{-1, 0.02f}, real{1, 0.02f}, middle{0, 0.02f};
  return Recipe{Gan{PosteriorPromotedGenerator{.dimensions = dimensions, .width = width, .prior = middle},
                    PosteriorD{.width = width, .dimensions = dimensions},
                    DistributionLeastSquares{.fake_prior = fake, .real_prior = real}, LatentCode{.weight = 10}},
                TrainingOptions{.batch = 32,
                                .epochs = 100,
                                .discriminator_warm_up = 100,
                                .generator = Adam{.rate = 1e-3f, .beta1 = 0},
                                .discriminator = Adam{.rate = 1e-5f, .beta1 = 0}}};
}

}  // namespace gan::systems

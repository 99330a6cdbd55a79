#pragma once
#include <gan/loss/least_squares.hpp>
#include <gan/network/dc.hpp>
#include <gan/system/recipe.hpp>

namespace gan::systems {

/// LSGAN (Mao et al. 2017): the networks of DCGAN, least squares with the labels 0, 1, 1. LeastSquares{-1, 1, 0} is the choice that
/// minimises a Pearson divergence.
template <class = void> auto lsgan(LeastSquares loss = {}) {
  Adam const adam{.rate = 1e-3f, .beta1 = 0.5f};
  return Recipe{Gan{DCGenerator{.latent = 1024, .width = 64, .kernel = 5}, DCDiscriminator{.width = 64, .kernel = 5}, loss},
                TrainingOptions{.batch = 64, .epochs = 25, .generator = adam, .discriminator = adam}};
}

}  // namespace gan::systems

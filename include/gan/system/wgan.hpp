#pragma once
#include <gan/loss/wasserstein.hpp>
#include <gan/network/dc.hpp>
#include <gan/regularizer/weight_clipping.hpp>
#include <gan/system/recipe.hpp>

namespace gan::systems {

/// WGAN (Arjovsky et al. 2017, algorithm 1): the networks of DCGAN, five critic steps for each of the generator, RMSProp, and every
/// parameter of the critic clipped to [-.01, .01]. The critic's loss with its sign turned is the progress measure.
template <class = void> auto wgan() {
  RmsProp const rmsprop{.rate = 5e-5f};
  return Recipe{
      Gan{DCGenerator{.latent = 100, .width = 64, .noise = NormalNoise{}}, DCDiscriminator{.width = 64}, Wasserstein{},
          WeightClipping{.limit = 0.01f}},
      TrainingOptions{.batch = 64, .epochs = 25, .discriminator_steps = 5, .generator = rmsprop, .discriminator = rmsprop}};
}

}  // namespace gan::systems

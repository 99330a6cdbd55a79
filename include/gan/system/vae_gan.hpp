#pragma once
#include <gan/loss/non_saturating.hpp>
#include <gan/model/vae_gan.hpp>
#include <gan/network/dc.hpp>
#include <gan/system/recipe.hpp>

namespace gan::systems {

/// VAE-GAN (Larsen et al. 2016): kernels of 5 pixels, codes of 128 numbers, RMSProp for all three networks. The features are what the
/// discriminator's last layer sees; the paper takes a layer before it.
template <class = void> auto vae_gan(int width = 64, int latent = 128) {
  RmsProp const rmsprop{.rate = 3e-4f};
  return Recipe{VaeGan{DCEncoder{.latent = latent, .width = width, .kernel = 5},
                       DCGenerator{.latent = latent, .width = width, .kernel = 5, .noise = NormalNoise{}},
                       DCDiscriminator{.width = width, .kernel = 5}, NonSaturating{}, LearnedSimilarity{.weight = 1e-3f}},
                TrainingOptions{.batch = 64, .epochs = 25, .generator = rmsprop, .discriminator = rmsprop}};
}

}  // namespace gan::systems

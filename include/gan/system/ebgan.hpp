#pragma once
#include <gan/loss/margin.hpp>
#include <gan/network/mlp_autoencoder_energy.hpp>
#include <gan/regularizer/pulling_away.hpp>
#include <gan/system/recipe.hpp>

namespace gan::systems {

/// EBGAN (Zhao et al. 2017) with the convolutional networks of its larger images: margins of 80 on LSUN and 20 on CelebA at 64 pixels,
/// 10 on MNIST.
template <class = void> auto ebgan(float margin = 10) {
  Adam const adam{.rate = 2e-4f, .beta1 = 0.5f};
  return Recipe{Gan{DCGenerator{.latent = 100}, AutoencoderEnergyD{}, MarginLoss{.margin = margin}},
                TrainingOptions{.batch = 128, .epochs = 25, .generator = adam, .discriminator = adam}};
}

/// EBGAN-PT: the same with the pulling-away term on the codes of generated samples.
template <class = void> auto ebgan_pt(float margin = 10, float weight = 0.1f) {
  Adam const adam{.rate = 2e-4f, .beta1 = 0.5f};
  return Recipe{
      Gan{DCGenerator{.latent = 100}, AutoencoderEnergyD{}, MarginLoss{.margin = margin}, PullingAway{.weight = weight}},
      TrainingOptions{.batch = 128, .epochs = 25, .generator = adam, .discriminator = adam}};
}

/// The fully connected EBGAN-PT that did best in the paper's search on MNIST: a generator of five layers, an auto-encoder of two.
template <class = void> auto ebgan_mlp(float margin = 10, float weight = 0.1f) {
  Adam const adam{.rate = 1e-3f};
  return Recipe{Gan{NormalisedMlpGenerator{.latent = 100, .hidden = {800, 800, 800, 800}}, MlpAutoencoderEnergyD{.code = 1024},
                    MarginLoss{.margin = margin}, PullingAway{.weight = weight}},
                TrainingOptions{.batch = 128, .epochs = 100, .generator = adam, .discriminator = adam}};
}

}  // namespace gan::systems

#pragma once
#include <gan/loss/wasserstein.hpp>
#include <gan/network/dc.hpp>
#include <gan/network/resnet.hpp>
#include <gan/regularizer/gradient_penalty.hpp>
#include <gan/system/recipe.hpp>

namespace gan::systems {

/// WGAN-GP (Gulrajani et al. 2017, algorithm 1) for images: a critic without batch statistics, five critic steps for each of the
/// generator, a penalty of 10.
template <class = void> auto wgan_gp() {
  Adam const adam{.rate = 1e-4f, .beta1 = 0.5f, .beta2 = 0.9f};
  return Recipe{
      Gan{DCGenerator{.latent = 128, .width = 64, .kernel = 5, .noise = NormalNoise{}}, DCCritic{.width = 64, .kernel = 5},
          Wasserstein{}, GradientPenalty{.weight = 10}},
      TrainingOptions{.batch = 50, .epochs = 500, .discriminator_steps = 5, .generator = adam, .discriminator = adam}};
}

/// The same with the residual networks of its CIFAR-10 results, the rate falling linearly to 0 over 100,000 generator steps.
template <class = void> auto wgan_gp_resnet(int width = 128) {
  Adam const adam{.rate = 2e-4f, .beta1 = 0, .beta2 = 0.9f};
  return Recipe{Gan{ResNetGenerator{.latent = 128, .width = width}, ResNetCritic{.width = width}, Wasserstein{},
                    GradientPenalty{.weight = 10}},
                TrainingOptions{.batch = 64,
                                .steps = 100'000,
                                .discriminator_steps = 5,
                                .generator = adam,
                                .discriminator = adam,
                                .decay = LinearToZero{}}};
}

}  // namespace gan::systems

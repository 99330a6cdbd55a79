#pragma once
#include <gan/loss/non_saturating.hpp>
#include <gan/network/conditional.hpp>
#include <gan/network/dc.hpp>
#include <gan/network/maxout.hpp>
#include <gan/network/mlp.hpp>
#include <gan/system/recipe.hpp>

namespace gan::systems {

/// A conditional DCGAN (Goodfellow et al. 2014, section 7; Radford et al. 2016 on MNIST): the class stands beside the generator's noise
/// and as further maps beside the discriminator's image. The published networks give it to every layer; here it is in the input alone.
template <int Count = 10> auto conditional_gan(int width = 64) {
  Adam const adam{.rate = 2e-4f, .beta1 = 0.5f};
  return Recipe{Gan{ConditionalGenerator{DCGenerator{.latent = 100, .width = width, .kernel = 5}, Classes<Count>{}},
                    ConditionalD{DCDiscriminator{.width = width, .kernel = 5}, Classes<Count>{}}, NonSaturating{}},
                TrainingOptions{
                    .batch = 128, .epochs = 200, .generator = adam, .discriminator = adam, .decay = LinearToZero{.from = 0.5}}};
}

/// The dense conditional GAN (Mirza and Osindero 2014): the fully connected generator and the maxout discriminator with the class.
/// The rate is ours: with the .1 of the original GAN it ends in numbers that are not finite, for its pixels are in [-1, 1] and the class
/// stands beside each of them.
template <int Count = 10> auto conditional_gan_mlp() {
  Sgd const sgd{.rate = 0.01f, .momentum = 0.5f, .final_momentum = 0.7f, .momentum_steps = 250 * 500};
  return Recipe{
      Gan{ConditionalGenerator{
              MlpGenerator{.latent = 100, .hidden = {1200, 1200}, .noise = unit_variance_uniform, .init = Uniform{0.05f}},
              Classes<Count>{}},
          ConditionalD{MaxoutD{}, Classes<Count>{}}, NonSaturating{}},
      TrainingOptions{.batch = 100,
                      .epochs = 250,
                      .generator = sgd,
                      .discriminator = sgd,
                      .decay = ExponentialDecay{.factor = 1 / 1.000004, .floor = 1e-5}}};
}

}  // namespace gan::systems

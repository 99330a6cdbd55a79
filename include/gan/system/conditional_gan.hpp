#pragma once
#include <gan/loss/non_saturating.hpp>
#include <gan/network/conditional.hpp>
#include <gan/network/dc.hpp>
#include <gan/regularizer/max_norm.hpp>
#include <gan/system/original_gan.hpp>

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

/// The dense conditional GAN (Mirza and Osindero 2014): the original GAN, whose networks get the class behind their input. The published
/// ones bring the class to a layer of its own first; here numbers larger than 1 give it weight among a hundred of noise and 784 pixels.
/// The rate, and the limit on the norm of the discriminator's weights, are those of the original GAN on faces: with .1 a discriminator
/// with classes ran away.
template <int Count = 10> auto conditional_gan_mlp() {
  auto const original = original_gan(NonSaturating{}, 0.05f);
  return Recipe{Gan{ConditionalGenerator{original.gan.generator, Classes<Count>{}, 4},
                    ConditionalD{original.gan.discriminator, Classes<Count>{}, 2}, NonSaturating{}, MaxNorm{}},
                original.training};
}

}  // namespace gan::systems

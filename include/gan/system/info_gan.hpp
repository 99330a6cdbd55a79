#pragma once
#include <gan/loss/non_saturating.hpp>
#include <gan/network/code_head.hpp>
#include <gan/network/coded.hpp>
#include <gan/network/dense_dc.hpp>
#include <gan/regularizer/mutual_information.hpp>
#include <gan/system/recipe.hpp>

namespace gan::systems {

/// InfoGAN (Chen et al. 2016) on MNIST: 62 numbers of noise, a code of ten values and two continuous ones, and a head on the
/// discriminator's trunk that recovers them. `width` scales all layers; 64 is the published one.
template <class = void> auto info_gan(int width = 64) {
  Codes const codes{.categorical = {10}, .continuous = 2};
  return Recipe{
      Gan{Coded{DenseDCGenerator{.latent = 62, .hidden = 16 * width, .width = width}, codes},
          CodeHead{DenseDCDiscriminator{.hidden = 16 * width, .width = width}, codes}, NonSaturating{}, MutualInformation{}},
      TrainingOptions{.batch = 128,
                      .steps = 50 * 100,
                      .generator = Adam{.rate = 1e-3f, .beta1 = 0.5f},
                      .discriminator = Adam{.rate = 2e-4f, .beta1 = 0.5f}}};
}

}  // namespace gan::systems

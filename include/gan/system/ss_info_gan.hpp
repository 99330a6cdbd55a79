#pragma once
#include <gan/loss/non_saturating.hpp>
#include <gan/network/coded.hpp>
#include <gan/network/dense_dc.hpp>
#include <gan/network/labelled_code_head.hpp>
#include <gan/regularizer/mutual_information.hpp>
#include <gan/regularizer/semi_supervised_information.hpp>
#include <gan/system/recipe.hpp>

namespace gan::systems {

/// ss-InfoGAN (Spurr et al. 2017) on MNIST: InfoGAN whose code of ten values is tied to the digits by a few labels. Train it on
/// data::partly_labelled(digits, {.labelled = 132, .samples_per_epoch = 12'800}): .22 % of the digits, and the schedule,
/// weights and rates of the authors' code.
template <class = void> auto ss_info_gan(int width = 64) {
  Codes const codes{.categorical = {10}, .continuous = 2};
  DenseDCDiscriminator const discriminator{.hidden = 16 * width, .width = width, .slope = 0.01f};
  return Recipe{
      Gan{Coded{DenseDCGenerator{.latent = 62, .hidden = 16 * width, .width = width, .noise = NormalNoise{}}, codes},
          LabelledCodeHead{discriminator, codes, CodeRouting::trunk_and_head, CodeDeviation{FixedDeviation{}}, 128, 0.01f},
          NonSaturating{}, SemiSupervisedInformation{.weight = 2},
          MutualInformation{.categorical_weight = 0.8f, .continuous_weight = 0.8f}},
      TrainingOptions{.batch = 128,
                      .steps = 50 * 100,
                      .generator = Adam{.rate = 1e-3f, .beta1 = 0.5f},
                      .discriminator = Adam{.rate = 1e-4f, .beta1 = 0.5f}}};
}

}  // namespace gan::systems

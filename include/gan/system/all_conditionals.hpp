#pragma once
#include <gan/loss/non_saturating.hpp>
#include <gan/network/masked.hpp>
#include <gan/system/recipe.hpp>

namespace gan::systems {

/// All conditionals p(x_S | x_notS) of images by one convolutional network (Goodfellow et al. 2014, section 7), with the
/// options of DCGAN; the paper names the idea alone. The authors' code has one mask, the left half of CIFAR-10's images:
///   systems::all_conditionals<Image<3, 32, 32>>(LeftHalf{})
template <class Sample = Image<1, 28, 28>, class Mask = RandomPixels> auto all_conditionals(Mask mask = {}, int width = 64) {
  Adam const adam{.rate = 2e-4f, .beta1 = 0.5f};
  return Recipe{Gan{MaskedGenerator{Sample{}, DCCompleter{.width = width}, mask}, MaskedD{DCDiscriminator{.width = width}},
                    NonSaturating{}},
                TrainingOptions{.batch = 128, .epochs = 25, .generator = adam, .discriminator = adam}};
}

}  // namespace gan::systems

#pragma once
#include <gan/loss/non_saturating.hpp>
#include <gan/network/dc.hpp>
#include <gan/system/recipe.hpp>

namespace gan::systems {

/// DCGAN (Radford et al. 2016) for images of 28, 32 and 64 pixels a side: kernels of 5 and 128 maps at the last level as in the paper.
/// `kernel = 4, width = 64` is the other published flavour, trained with batches of 64.
template <class = void> auto dcgan(int width = 128, int kernel = 5) {
  Adam const adam{.rate = 2e-4f, .beta1 = 0.5f};
  return Recipe{Gan{DCGenerator{.latent = 100, .width = width, .kernel = kernel},
                    DCDiscriminator{.width = width, .kernel = kernel}, NonSaturating{}},
                TrainingOptions{.batch = kernel == 4 ? 64 : 128, .epochs = 25, .generator = adam, .discriminator = adam}};
}

}  // namespace gan::systems

#pragma once
#include <gan/loss/minimax.hpp>
#include <gan/loss/non_saturating.hpp>
#include <gan/network/conv_maxout.hpp>
#include <gan/network/maxout.hpp>
#include <gan/network/mlp.hpp>
#include <gan/system/recipe.hpp>

namespace gan::systems {

/// Generative adversarial nets (Goodfellow et al. 2014) on MNIST: a fully connected generator, a maxout discriminator with dropout,
/// momentum that rises from .5 to .7. As in the authors' program both networks move at once; `simultaneous = false` is algorithm 1, and
/// Minimax{} its saturating loss. The sigmoid at the generator's end is 2 sigmoid(x) - 1 = tanh(x / 2) here.
template <class Loss = NonSaturating> auto original_gan(Loss loss = {}, float rate = 0.1f) {
  Sgd const sgd{.rate = rate, .momentum = 0.5f, .final_momentum = 0.7f, .momentum_steps = 250 * 500};
  return Recipe{Gan{MlpGenerator{.latent = 100, .hidden = {1200, 1200}, .noise = unit_variance_uniform, .init = Uniform{0.05f}},
                    MaxoutD{.unit_input = true}, loss},
                TrainingOptions{.batch = 100,
                                .epochs = 250,
                                .simultaneous = true,
                                .generator = sgd,
                                .discriminator = sgd,
                                .decay = ExponentialDecay{.factor = 1 / 1.000004, .floor = 1e-5}}};
}

/// The same for CIFAR-10, with convolutional networks.
template <class Loss = NonSaturating> auto original_gan_cifar10(Loss loss = {}) {
  Sgd const sgd{.rate = 0.004f, .momentum = 0.5f, .final_momentum = 0.7f, .momentum_steps = 250 * 390};
  return Recipe{Gan{ConvMaxoutGenerator{}, ConvMaxoutD{}, loss},
                TrainingOptions{.batch = 128,
                                .epochs = 250,
                                .simultaneous = true,
                                .generator = sgd,
                                .discriminator = sgd,
                                .decay = ExponentialDecay{.factor = 1 / 1.000004, .floor = 1e-5}}};
}

}  // namespace gan::systems

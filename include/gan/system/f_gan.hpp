#pragma once
#include <gan/loss/divergences.hpp>
#include <gan/network/mlp.hpp>
#include <gan/regularizer/gradient_clipping.hpp>
#include <gan/system/recipe.hpp>

namespace gan::systems {

/// f-GAN (Nowozin et al. 2016) on MNIST with any divergence: the single-step method (algorithm 1), in which one batch gives both
/// gradients. `simultaneous = false` with `discriminator_steps` is the double loop. Divergences whose slopes grow without bound need
/// their gradients clipped.
template <class Divergence = KullbackLeibler, GeneratorObjective Objective = GeneratorObjective::minimax>
auto f_gan(Divergence divergence = {}) {
  Adam const adam{.rate = 2e-4f, .beta1 = 0.5f};
  return Recipe{
      Gan{NormalisedMlpGenerator{.latent = 100, .hidden = {1200, 1200}, .noise = UniformNoise{}, .init = Normal{0.05f}},
          EluDiscriminator{.hidden = {240, 240}, .init = Normal{0.05f}}, FDivergence<Divergence, Objective>{divergence},
          GradientClipping{.limit = 5}},
      TrainingOptions{.batch = 4096, .epochs = 500, .simultaneous = true, .generator = adam, .discriminator = adam}};
}

}  // namespace gan::systems

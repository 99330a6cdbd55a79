#pragma once
#include <gan/model/vae.hpp>
#include <gan/system/recipe.hpp>

namespace gan::systems {

/// The variational auto-encoder of Kingma and Welling 2014 on MNIST (section 5): one hidden layer of 500 tanh units on each
/// side, coins as pixels, one draw per sample, Adagrad, batches of 100. The initialisation is Glorot's.
template <class = void> auto vae(int latent = 20) {
  return Recipe{Vae{MlpEncoder{.latent = latent}, MlpDecoder{.latent = latent}, BernoulliLikelihood{}},
                TrainingOptions{.batch = 100, .epochs = 100, .generator = Adagrad{.rate = 0.01f}}};
}

}  // namespace gan::systems

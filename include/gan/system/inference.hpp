#pragma once
#include <gan/model/inference.hpp>
#include <gan/network/encoder.hpp>
#include <gan/system/recipe.hpp>

namespace gan::systems {

/// The inference network of a generator (Goodfellow et al. 2014, section 7), fully connected like the original GAN; sizes and options are
/// ours, the paper names the idea alone. After it `take_generator(model, game)`.
template <class G> auto inference(G const& generator) {
  return Recipe{
      InferenceNetwork{
          generator, MlpEncoder{.latent = latent_size(generator), .hidden = {1200, 1200}, .units = Hidden::Relu, .init = He{}}},
      TrainingOptions{.batch = 100, .epochs = 25, .generator = Adam{.rate = 1e-3f}, .decay = LinearToZero{.from = 0.5}}};
}

}  // namespace gan::systems

#pragma once
#include <gan/loss/non_saturating.hpp>
#include <gan/network/mlp.hpp>
#include <gan/system/all_conditionals.hpp>
#include <gan/system/conditional_gan.hpp>
#include <gan/system/inference.hpp>

#include "systems.hpp"

namespace agreement {

template <class Device> Records conditional_systems(Device device, double nudge) {
  Records records;
  keep_system<Digit>(records, device, nudge, "conditional GAN", systems::conditional_gan(4));
  keep_system<Digit>(records, device, nudge, "all conditionals", systems::all_conditionals(RandomPixels{}, 4));
  MlpGenerator const generator{.latent = 5, .hidden = {8}};
  Model const game{Gan{generator, MlpDiscriminator{.hidden = {4}}, NonSaturating{}}, Digit{}, device, Seed{9}, double{}};
  auto inference = systems::inference(generator);
  inference.gan.encoder.hidden = {8};
  keep_system<Digit>(records, device, nudge, "inference network", inference, [&](auto& model) { take_generator(model, game); });
  return records;
}

}  // namespace agreement

#pragma once
#include <gan/system/conditional_gan.hpp>
#include <gan/system/ebgan.hpp>
#include <gan/system/ebgan_ladder.hpp>
#include <gan/system/f_gan.hpp>
#include <gan/system/original_gan.hpp>

#include "systems.hpp"

namespace agreement {

template <class Device> Records dense_systems(Device device, double nudge) {
  Records records;
  auto original = systems::original_gan(Minimax{});
  original.gan.generator.hidden = {16};
  original.gan.discriminator.units = 8;
  keep_system<Digit>(records, device, nudge, "original GAN", original);
  auto conditional = systems::conditional_gan_mlp();
  conditional.gan.generator.generator.hidden = {16};
  conditional.gan.discriminator.discriminator.units = 8;
  keep_system<Digit>(records, device, nudge, "dense conditional GAN", conditional);
  auto f = systems::f_gan<PearsonChiSquared>();
  f.gan.generator.hidden = {12, 12};
  f.gan.discriminator.hidden = {8};
  keep_system<Digit>(records, device, nudge, "f-GAN", f);
  auto energy = systems::ebgan_mlp();
  energy.gan.generator.hidden = {12, 12};
  energy.gan.discriminator.hidden = {16, 12};
  energy.gan.discriminator.code = 10;
  keep_system<Digit>(records, device, nudge, "dense EBGAN", energy);
  auto ladder = systems::ebgan_ladder();
  ladder.gan.generator.hidden = {12};
  ladder.gan.discriminator.hidden = {16, 12};
  keep_system<Digit>(records, device, nudge, "EBGAN with a ladder", ladder);
  return records;
}

}  // namespace agreement

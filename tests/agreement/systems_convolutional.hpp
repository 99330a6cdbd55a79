#pragma once
#include <gan/system/dcgan.hpp>
#include <gan/system/ebgan.hpp>
#include <gan/system/lsgan.hpp>
#include <gan/system/original_gan.hpp>

#include "systems.hpp"

namespace agreement {

template <class Device> Records convolutional_systems(Device device, double nudge) {
  Records records;
  auto original = systems::original_gan_cifar10();
  original.gan.generator.hidden = 12;
  original.gan.generator.maps = 2;
  original.gan.discriminator.width = 2;
  original.gan.discriminator.units = 4;
  keep_system<Image<3, 32, 32>>(records, device, nudge, "convolutional original GAN", original);
  keep_system<Digit>(records, device, nudge, "DCGAN", systems::dcgan(4, 5));
  auto ls = systems::lsgan();
  ls.gan.generator.latent = 8;
  ls.gan.generator.width = ls.gan.discriminator.width = 4;
  keep_system<Digit>(records, device, nudge, "LSGAN", ls);
  auto plain = systems::ebgan();
  plain.gan.generator.width = plain.gan.discriminator.width = 4;
  keep_system<Digit>(records, device, nudge, "EBGAN", plain);
  auto pt = systems::ebgan_pt();
  pt.gan.generator.width = pt.gan.discriminator.width = 4;
  keep_system<Digit>(records, device, nudge, "EBGAN with pulling-away", pt);
  return records;
}

}  // namespace agreement

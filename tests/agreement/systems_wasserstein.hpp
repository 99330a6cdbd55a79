#pragma once
#include <gan/system/wgan.hpp>
#include <gan/system/wgan_gp.hpp>

#include "systems.hpp"

namespace agreement {

template <class Device> Records wasserstein_systems(Device device, double nudge) {
  Records records;
  auto w = systems::wgan();
  w.gan.generator.width = w.gan.discriminator.width = 4;
  keep_system<Digit>(records, device, nudge, "WGAN", w);
  auto gp = systems::wgan_gp();
  gp.gan.generator.width = gp.gan.discriminator.width = 4;
  keep_system<Digit>(records, device, nudge, "WGAN-GP", gp);
  keep_system<Small>(records, device, nudge, "WGAN-GP with residual networks", systems::wgan_gp_resnet(4));
  return records;
}

}  // namespace agreement

#pragma once
#include <gan/system/digit_classifier.hpp>
#include <gan/system/vae.hpp>
#include <gan/system/vae_gan.hpp>

#include "systems.hpp"

namespace agreement {

template <class Device> Records encoding_systems(Device device, double nudge) {
  Records records;
  auto vae = systems::vae(3);
  vae.gan.encoder.hidden = vae.gan.decoder.hidden = {9};
  keep_system<Digit>(records, device, nudge, "VAE", vae);
  keep_system<Digit>(records, device, nudge, "VAE-GAN", systems::vae_gan(4, 5));
  auto classifier = systems::digit_classifier();
  keep_system<Digit>(records, device, nudge, "classifier of digits", classifier);
  return records;
}

}  // namespace agreement

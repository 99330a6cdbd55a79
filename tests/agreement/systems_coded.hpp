#pragma once
#include <gan/system/info_gan.hpp>
#include <gan/system/p2gan.hpp>
#include <gan/system/ss_info_gan.hpp>

#include "systems.hpp"

namespace agreement {

template <class Device> Records coded_systems(Device device, double nudge) {
  Records records;
  keep_system<Digit>(records, device, nudge, "InfoGAN", systems::info_gan(2));
  keep_system<Digit>(records, device, nudge, "semi-supervised InfoGAN", systems::ss_info_gan(2));
  keep_system<Digit>(records, device, nudge, "P2GAN", systems::p2gan(2, 4));
  return records;
}

}  // namespace agreement

#pragma once
#include "run.hpp"

/// The compositions that are compiled for digits only.
template <class Data>
bool train_on_digits_only(Command const& command, Data const& data, gan::DCGenerator const& generator, gan::Adam const& slow,
                          int width) {
  using namespace gan;
  std::string const& system = command.system;
  if (system == "ebgan") {
    run(command, Gan{generator, AutoencoderEnergyD{.width = width}, MarginLoss{.margin = 10}}, data,
        {.batch = 64, .generator = Adam{.rate = 1e-3f, .beta1 = 0.5f}, .discriminator = Adam{.rate = 1e-3f, .beta1 = 0.5f}});
  } else if (system == "lsgan") {
    run(command, Gan{generator, DCDiscriminator{.width = width}, LeastSquares{}}, data,
        {.batch = 64, .generator = slow, .discriminator = slow});
  } else if (system == "wgan") {
    run(command, Gan{generator, DCDiscriminator{.width = width}, Wasserstein{}, WeightClipping{}}, data,
        {.batch = 64, .discriminator_steps = 5, .generator = RmsProp{}, .discriminator = RmsProp{}});
  } else if (system == "gan") {
    Sgd const momentum{.rate = 0.1f, .momentum = 0.5f};
    run(command,
        Gan{MlpGenerator{.hidden = {1200, 1200}, .noise = unit_variance_uniform, .init = Uniform{0.05f}}, MaxoutD{},
            NonSaturating{}},
        data,
        {.batch = 100, .simultaneous = true, .generator = momentum, .discriminator = momentum, .decay = ExponentialDecay{}});
  } else {
    return false;
  }
  return true;
}

/// The compositions for images, by name. `width` scales the convolutional networks. Each one is compiled for each data set, so those
/// that show nothing new in colour are for digits only.
template <class Data> bool train_on_images(Command const& command, Data const& data) {
  using namespace gan;
  std::string const& system = command.system;
  int const width = command.width ? command.width : 32;
  DCGenerator const generator{.width = width};
  Adam const slow{.rate = 2e-4f, .beta1 = 0.5f};

  if (system == "ebgan-pt") {
    run(command, Gan{generator, AutoencoderEnergyD{.width = width}, MarginLoss{.margin = 10}, PullingAway{.weight = 0.1f}},
        data,
        {.batch = 64, .generator = Adam{.rate = 1e-3f, .beta1 = 0.5f}, .discriminator = Adam{.rate = 1e-3f, .beta1 = 0.5f}});
  } else if (system == "dcgan") {
    run(command, Gan{generator, DCDiscriminator{.width = width}, NonSaturating{}}, data,
        {.batch = 64, .generator = slow, .discriminator = slow});
  } else if (system == "wgan-gp") {
    Adam const adam{.rate = 1e-4f, .beta1 = 0.5f, .beta2 = 0.9f};
    run(command, Gan{generator, DCCritic{.width = width}, Wasserstein{}, GradientPenalty{}}, data,
        {.batch = 64, .discriminator_steps = 5, .generator = adam, .discriminator = adam});
  } else if constexpr (Data::sample::channels == 1) {
    return train_on_digits_only(command, data, generator, slow, width);
  } else {
    return false;
  }
  return true;
}

#include "run.hpp"

bool train_on_ring(Command const& command) {
  using namespace gan;
  auto const ring = data::gaussian_ring({.modes = 8, .radius = 2, .sigma = 0.02f});
  MlpGenerator const generator{.latent = 2, .hidden = {128, 128}};
  MlpDiscriminator const discriminator{.hidden = {128, 128}};
  Adam const adam{.rate = 1e-3f, .beta1 = 0.5f, .beta2 = 0.9f};
  TrainingOptions const recipe{.batch = 256, .generator = adam, .discriminator = adam, .decay = LinearToZero{}};

  std::string const& system = command.system;
  if (system == "gan") run(command, Gan{generator, discriminator, NonSaturating{}}, ring, recipe);
  else if (system == "lsgan") run(command, Gan{generator, discriminator, LeastSquares{}}, ring, recipe);
  else if (system == "ebgan") run(command, Gan{generator, AutoencoderEnergyD{}, MarginLoss{.margin = 1}}, ring, recipe);
  else if (system == "wgan-gp") {
    TrainingOptions critic_first = recipe;
    critic_first.discriminator_steps = 5;
    run(command, Gan{generator, discriminator, Wasserstein{}, GradientPenalty{.weight = 0.1f}}, ring, critic_first);
  } else {
    return false;
  }
  return true;
}

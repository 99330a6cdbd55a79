// On a GPU: WGAN-GP on eight Gaussians on a circle: how many of them does the generator find, and how many of its samples lie on one?
// The argument is the number of steps.
// ctest: 50
#include <iostream>
#include <gan/gan.hpp>

int main(int, char** arguments) try {
  using namespace gan;
  auto ring = data::gaussian_ring({.modes = 8, .radius = 2, .sigma = 0.02f});
  Gan wgan_gp{MlpGenerator{.latent = 2, .hidden = {128, 128}}, MlpDiscriminator{.hidden = {128, 128}}, Wasserstein{},
              GradientPenalty{.weight = 0.1f}};
  Model model{wgan_gp, Vector<2>{}, Cuda{}, Seed{1}};

  Adam const adam{.rate = 1e-3f, .beta1 = 0.5f, .beta2 = 0.9f};
  train(model, ring,
        {.batch = 256,
         .steps = arguments[1] ? std::atoi(arguments[1]) : 10'000,
         .discriminator_steps = 5,
         .generator = adam,
         .discriminator = adam,
         .decay = LinearToZero{}},
        ProgressBar{});

  auto const coverage = metric::mode_coverage(model.generate(2500), ring);
  std::cout << coverage.modes << " of 8 modes, " << 100 * coverage.high_quality << " % of the samples on one\n";
} catch (std::exception const& error) {
  std::cerr << error.what() << '\n';
  return 1;
}

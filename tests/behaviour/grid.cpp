/// Modes found where there is an exact answer.
#include "mnist.hpp"

using namespace gan;

TEST_CASE("WGAN-GP finds all 25 modes of a grid", "[.long]") {
  auto const grid = data::gaussian_grid({.side = 5, .spacing = 0.7071f, .sigma = 0.01768f});  // as its authors scale it
  Adam const adam{.rate = 1e-3f, .beta1 = 0.5f, .beta2 = 0.9f};
  std::vector<double> modes, quality;
  for (std::uint64_t seed : {1, 2, 3}) {
    Model model{Gan{MlpGenerator{.latent = 2, .hidden = {128, 128, 128}}, MlpDiscriminator{.hidden = {128, 128, 128}},
                    Wasserstein{}, GradientPenalty{.weight = 0.1f}},
                Vector<2>{}, Cpu{}, Seed{seed}};
    train(model, grid,
          {.batch = 256,
           .steps = 10'000,
           .discriminator_steps = 5,
           .generator = adam,
           .discriminator = adam,
           .decay = LinearToZero{}});
    auto const found = metric::mode_coverage(model.generate(2500), grid);
    modes.push_back(found.modes);
    quality.push_back(found.high_quality);
    CHECK(found.modes == 25);
  }
  test::report("WGAN-GP, modes of 25", modes);
  test::report("WGAN-GP, samples of high quality", quality);
}

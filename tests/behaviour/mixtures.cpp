/// Modes found where there is an exact answer.
#include "mnist.hpp"

using namespace gan;

namespace {

/// WGAN-GP with networks of these layers on a mixture: samples of three seeds, their modes and quality on one line each.
void finds_all_modes(std::string const& what, data::GaussianMixture<2> const& mixture, std::vector<int> const& hidden,
                     int modes) {
  Adam const adam{.rate = 1e-3f, .beta1 = 0.5f, .beta2 = 0.9f};
  std::vector<double> found, quality;
  for (std::uint64_t seed : {1, 2, 3}) {
    Model model{Gan{MlpGenerator{.latent = 2, .hidden = hidden}, MlpDiscriminator{.hidden = hidden}, Wasserstein{},
                    GradientPenalty{.weight = 0.1f}},
                Vector<2>{}, Cpu{}, Seed{seed}};
    train(model, mixture,
          {.batch = 256,
           .steps = 10'000,
           .discriminator_steps = 5,
           .generator = adam,
           .discriminator = adam,
           .decay = LinearToZero{}});
    auto const coverage = metric::mode_coverage(model.generate(2500), mixture);
    found.push_back(coverage.modes);
    quality.push_back(coverage.high_quality);
    CHECK(coverage.modes == modes);
    CHECK(coverage.high_quality > .7);
  }
  test::report((what + ", modes of " + std::to_string(modes)).c_str(), found);
  test::report((what + ", samples of high quality").c_str(), quality);
}

}  // namespace

TEST_CASE("WGAN-GP finds all eight modes of a ring", "[.long]") {
  finds_all_modes("WGAN-GP on the ring", data::gaussian_ring({.modes = 8, .radius = 2, .sigma = 0.02f}), {128, 128}, 8);
}

TEST_CASE("WGAN-GP finds all 25 modes of a grid", "[.long]") {
  // Scaled as its authors do.
  finds_all_modes("WGAN-GP on the grid", data::gaussian_grid({.side = 5, .spacing = 0.7071f, .sigma = 0.01768f}),
                  {128, 128, 128}, 25);
}

/// The whole way on a problem with an exact answer; some minutes long.
#include <gan/data/gaussians.hpp>
#include <gan/metric/mode_coverage.hpp>

#include "training.hpp"

using namespace gan;

TEST_CASE("WGAN-GP finds the eight modes of a ring at three seeds", "[.long]") {
  auto const ring = data::gaussian_ring({.modes = 8, .radius = 2, .sigma = 0.02f});
  Adam const adam{.rate = 1e-3f, .beta1 = 0.5f, .beta2 = 0.9f};
  for (std::uint64_t seed : {1, 2, 3}) {
    Model model{Gan{MlpGenerator{.latent = 2, .hidden = {128, 128}}, MlpDiscriminator{.hidden = {128, 128}}, Wasserstein{},
                    GradientPenalty{.weight = 0.1f}},
                Vector<2>{}, Cpu{}, Seed{seed}};
    train(model, ring,
          {.batch = 256,
           .steps = 10'000,
           .discriminator_steps = 5,
           .generator = adam,
           .discriminator = adam,
           .decay = LinearToZero{}});
    auto const found = metric::mode_coverage(model.generate(2500), ring);
    INFO("seed " << seed << ": " << found.modes << " modes, high quality " << found.high_quality << ", KL "
                 << found.kl_to_uniform);
    CHECK(found.modes == 8);
    CHECK(found.high_quality > .7);
  }
}

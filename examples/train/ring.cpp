#include "run.hpp"

using namespace gan;

namespace {
constexpr char const *gan_summary = "D: -log D(x) - log(1 - D(G(z))), G: -log D(G(z)), on eight Gaussians on a circle",
                     *lsgan_summary =
                         "D: (D(x) - b)^2/2 + (D(G(z)) - a)^2/2, G: (D(G(z)) - c)^2/2, on eight Gaussians on a circle",
                     *ebgan_summary = "D: E(x) + max(0, m - E(G(z))), G: E(G(z)), on eight Gaussians on a circle",
                     *wgan_gp_summary = "D: f(G(z)) - f(x) + w (|grad f| - 1)^2, G: -f(G(z)), on eight Gaussians on a circle";

/// Small networks and a rate that falls to 0, with which all of the modes are found.
template <class D, class Loss, class... R>
void train(Command const& c, char const* summary, int critic_steps, D discriminator, Loss loss, R... r) {
  Adam const adam{.rate = 1e-3f, .beta1 = 0.5f, .beta2 = 0.9f};
  run(c, summary,
      systems::Recipe{Gan{MlpGenerator{.latent = 2, .hidden = {128, 128}}, discriminator, loss, r...},
                      TrainingOptions{.batch = 256,
                                      .steps = 10'000,
                                      .discriminator_steps = critic_steps,
                                      .generator = adam,
                                      .discriminator = adam,
                                      .decay = LinearToZero{}}},
      data::gaussian_ring({.modes = 8, .radius = 2, .sigma = 0.02f}));
}
MlpDiscriminator const mlp{.hidden = {128, 128}};
}  // namespace

std::vector<System> ring_systems() {
  return {
      {"gan", "ring", gan_summary, [](Command const& c) { train(c, gan_summary, 1, mlp, NonSaturating{}); }},
      {"lsgan", "ring", lsgan_summary, [](Command const& c) { train(c, lsgan_summary, 1, mlp, LeastSquares{}); }},
      {"ebgan", "ring", ebgan_summary,
       [](Command const& c) { train(c, ebgan_summary, 1, AutoencoderEnergyD{}, MarginLoss{.margin = 1}); }},
      {"wgan-gp", "ring", wgan_gp_summary,
       [](Command const& c) { train(c, wgan_gp_summary, 5, mlp, Wasserstein{}, GradientPenalty{.weight = 0.1f}); }},
  };
}

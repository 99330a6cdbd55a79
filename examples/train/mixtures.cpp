#include "mixtures.hpp"
#include "run.hpp"

using namespace gan;

namespace {
constexpr char const *gan_summary = "D: -log D(x) - log(1 - D(G(z))), G: -log D(G(z)), on a mixture of Gaussians",
                     *lsgan_summary = "D: (D(x) - b)^2/2 + (D(G(z)) - a)^2/2, G: (D(G(z)) - c)^2/2, on a mixture of Gaussians",
                     *ebgan_summary = "D: E(x) + max(0, m - E(G(z))), G: E(G(z)), on a mixture of Gaussians",
                     *wgan_gp_summary = "D: f(G(z)) - f(x) + w (|grad f| - 1)^2, G: -f(G(z)), on a mixture of Gaussians",
                     *noise_summary = "Sonderby et al. 2017: gan with noise on all that D sees, which falls to 0",
                     *minibatch_summary =
                         "Salimans et al. 2016: gan whose D sees how close the samples of a batch are to each other";

/// The MLP with minibatch discrimination before its last layer.
struct MinibatchDiscriminator {
  using score = Logit;
  static constexpr bool mixes_samples = true;
  int units = 128, kernels = 8;

  template <class Sample> auto layers(Sample) const {
    return Sequential{Linear{Sample::size, units},
                      Relu{},
                      Linear{units, units},
                      Relu{},
                      MinibatchDiscrimination{.features = units, .kernels = kernels, .dimensions = 4},
                      Linear{units + kernels, 1}};
  }
};

void list_settings(Settings& s, MinibatchDiscriminator& d) { s.add("units", d.units).add("kernels", d.kernels); }

/// Small networks and a rate that falls to 0, with which all of the modes can be found.
template <class D, class Loss, class... R>
void train(Command const& c, char const* summary, int critic_steps, D discriminator, Loss loss, R... r) {
  Adam const adam{.rate = 1e-3f, .beta1 = 0.5f, .beta2 = 0.9f};
  run(c, summary,
      systems::Recipe{Gan{MlpGenerator{.latent = 2, .hidden = {128, 128, 128}}, discriminator, loss, r...},
                      TrainingOptions{.batch = D::mixes_samples ? 64 : 256,  // its cost grows with the square
                                      .steps = 10'000,
                                      .discriminator_steps = critic_steps,
                                      .generator = adam,
                                      .discriminator = adam,
                                      .decay = LinearToZero{}}},
      mixture(c.data));
}
MlpDiscriminator const mlp{.hidden = {128, 128, 128}};

void train_gan(Command const& c) { train(c, gan_summary, 1, mlp, NonSaturating{}); }
void train_lsgan(Command const& c) { train(c, lsgan_summary, 1, mlp, LeastSquares{}); }
void train_ebgan(Command const& c) { train(c, ebgan_summary, 1, AutoencoderEnergyD{}, MarginLoss{.margin = 1}); }
void train_wgan_gp(Command const& c) { train(c, wgan_gp_summary, 5, mlp, Wasserstein{}, GradientPenalty{.weight = 0.1f}); }
void train_noise(Command const& c) { train(c, noise_summary, 1, mlp, NonSaturating{}, InstanceNoise{.sigma = 0.5f}); }
void train_minibatch(Command const& c) { train(c, minibatch_summary, 1, MinibatchDiscriminator{}, NonSaturating{}); }
}  // namespace

std::vector<System> mixture_systems() {
  std::vector<System> out;
  for (char const* data : {"ring", "grid"})
    for (System const& system :
         {System{"gan", data, gan_summary, train_gan}, System{"lsgan", data, lsgan_summary, train_lsgan},
          System{"ebgan", data, ebgan_summary, train_ebgan}, System{"wgan-gp", data, wgan_gp_summary, train_wgan_gp},
          System{"instance-noise", data, noise_summary, train_noise},
          System{"minibatch", data, minibatch_summary, train_minibatch}})
      out.push_back(system);
  return out;
}

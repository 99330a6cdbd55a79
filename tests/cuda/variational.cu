/// Auto-encoders on a card: the numbers of the formulas, and trainings.
#include "card.hpp"

#include <gan/data/in_memory.hpp>
#include <gan/loss/minimax.hpp>
#include <gan/model/vae_gan.hpp>
#include <gan/train/trainer.hpp>

using namespace gan;

namespace {
/// x = w z + b + s n in two dimensions, endless; its density is Gaussian with the covariance w w^T + s^2 I.
struct LinearGaussian {
  using sample = Vector<2>;
  std::uint64_t size() const { return 0; }
  void copy(std::uint64_t index, float* out) const {
    random::Key const key = random::key(Seed{8}, Stream::data);
    double const w[] = {1.3, -.6}, b[] = {.2, .5};
    auto draw = [&](std::uint32_t i) { return random::normal<double>(key, static_cast<std::uint32_t>(index), i); };
    for (std::uint32_t j = 0; j < 2; ++j) out[j] = static_cast<float>(w[j] * draw(0) + b[j] + .5 * draw(1 + j));
  }
  static double log_density(double x, double y) {
    double const p = 1.3 * 1.3 + .25, q = 1.3 * -.6, r = .36 + .25, det = p * r - q * q, u = x - .2, v = y - .5;
    return -.5 * ((r * u * u - 2 * q * u * v + p * v * v) / det + std::log(det)) - std::log(2 * 3.14159265358979323846);
  }
};
}  // namespace

TEST_CASE("terms of auto-encoders on the card") {
  NEEDS_A_CARD();
  CudaContext c;
  auto row = [&](std::vector<double> const& v) {
    return variable(from_host<double>(c, {1, static_cast<std::int64_t>(v.size())}, v));
  };
  auto const m = row({1, -.5}), v = row({0, .3});
  auto const kl = gaussian_kl(m, v);
  CHECK(kl.item() == Approx(.6499294038).epsilon(1e-9));
  CHECK(to_host(grad(kl, v).value())[1] == Approx(.1749294038).epsilon(1e-9));
  CHECK(gaussian_kl(row({0}), row({1}), row({1}), row({2})).item() == Approx(.4431471806).epsilon(1e-9));
  CHECK(negative_log_likelihood(BernoulliLikelihood{}, row({-.4}), row({2})).item() == Approx(1.5269280110).epsilon(1e-9));
  CHECK(negative_log_likelihood(GaussianLikelihood{.25f}, row({1}), row({.5})).item() ==
        Approx(.9189385332 + std::log(.25) + 2).epsilon(1e-9));
}

TEST_CASE("a VAE on the card reaches the log-likelihood of a linear Gaussian model") {
  NEEDS_A_CARD();
  Vae const vae{MlpEncoder{.latent = 1, .hidden = {}}, MlpDecoder{.latent = 1, .hidden = {}}, GaussianLikelihood{.5f}};
  Model model{vae, Vector<2>{}, Cuda{}, Seed{1}};
  std::int64_t const n = 20000;
  std::vector<float> values(2 * n);
  data::copy_batch(LinearGaussian{}, Seed{}, 1'000'000, n, values.data());
  double exact = 0, bound = 0;
  for (std::size_t i = 0; i < values.size(); i += 2) exact += LinearGaussian::log_density(values[i], values[i + 1]) / n;
  train(model, LinearGaussian{}, {.batch = 128, .steps = 1500, .generator = Adam{.rate = .01f}, .decay = LinearToZero{}});
  for (float b : to_host(model.bound(from_host(model.context(), Shape{n, 2}, values), Seed{9}))) bound += b / n;
  INFO("log-likelihood " << exact << ", bound " << bound);
  CHECK(bound > exact - .05);
  CHECK(bound < exact + .03);
}

TEST_CASE("a VAE-GAN on the card goes on bit for bit with batch norm and a gate") {
  NEEDS_A_CARD();
  auto const images = data::in_memory<Image<1, 8, 8>>(std::vector<float>(30 * 64, .5f));
  VaeGan const composition{DCEncoder{.latent = 3, .width = 4},
                           DCGenerator{.latent = 3, .width = 4},
                           DCDiscriminator{.width = 4},
                           Minimax{},
                           LearnedSimilarity{1},
                           BalanceGate{}};
  auto trainer = [&](std::uint64_t seed) {
    return Trainer{Model{composition, Image<1, 8, 8>{}, Cuda{}, Seed{seed}}, {.batch = 8}};
  };
  auto whole = trainer(1), first = trainer(1);
  auto const start = to_host(whole.model().encoder().parameters().values());
  whole.run(images, 8);
  first.run(images, 4);
  first.run(images, 4);
  CHECK(whole.model() == first.model());
  CHECK(to_host(whole.model().encoder().parameters().values()) != start);
  CHECK(whole.model().reconstruct(whole.model().generate(3)).shape() == Shape{3, 8, 8, 1});
}

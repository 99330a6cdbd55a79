/// Training of auto-encoders: the bound against a likelihood that is known, and everything that trainings share: going on bit for bit,
/// averages, logs, and what is refused.
#include <gan/train/csv_log.hpp>
#include <gan/train/image_grid.hpp>
#include <gan/train/loss_curve.hpp>
#include <gan/train/progress_bar.hpp>

#include "vae_networks.hpp"

using namespace gan;
using namespace test;

namespace {

template <class M> auto numbers_of_vae(M const& model) {
  auto out = to_host(model.encoder().parameters().values());
  for (auto const* flat : {&model.encoder().state(), &model.generator().parameters(), &model.generator().state()}) {
    auto const more = to_host(flat->values());
    out.insert(out.end(), more.begin(), more.end());
  }
  return out;
}

/// The parameters, the average and the moments.
template <class M> auto state_of_vae(Trainer<M>& trainer) {
  auto out = numbers_of_vae(trainer.model());
  auto append = [&](auto const& tensor) {
    auto const more = to_host(tensor);
    out.insert(out.end(), more.begin(), more.end());
  };
  if (trainer.model().averaged()) append(trainer.model().averaged());
  trainer.loop().updates().for_optimizers([&](char const*, auto const&, auto const& optimizer) {
    for (auto const& moment : optimizer.moments()) append(moment.values);
    out.push_back(static_cast<typename M::value_type>(optimizer.count()));
  });
  return out;
}

template <class T> bool same_bits(std::vector<T> const& a, std::vector<T> const& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

/// x = w z + b + s n in two dimensions, endless; its density is Gaussian with the covariance w w^T + s^2 I.
struct LinearGaussian {
  using sample = Vector<2>;
  static constexpr double w[] = {1.3, -.6}, b[] = {.2, .5}, s = .5;
  std::uint64_t size() const { return 0; }
  void copy(std::uint64_t index, float* out) const {
    random::Key const key = random::key(Seed{8}, Stream::data);
    auto draw = [&](std::uint32_t i) { return random::normal<double>(key, static_cast<std::uint32_t>(index), i); };
    for (std::uint32_t j = 0; j < 2; ++j) out[j] = static_cast<float>(w[j] * draw(0) + b[j] + s * draw(1 + j));
  }
  static double log_density(double x, double y) {
    double const p = w[0] * w[0] + s * s, q = w[0] * w[1], r = w[1] * w[1] + s * s, det = p * r - q * q, u = x - b[0],
                 v = y - b[1];
    return -.5 * ((r * u * u - 2 * q * u * v + p * v * v) / det + std::log(det)) - std::log(2 * pi);
  }
};

/// A reconstruction that costs nothing.
struct Free {
  template <class X, class Y> GAN_HD auto cost(X const& x, Y const& y) const { return 0.f * (x - y); }
  template <class Y> GAN_HD auto output(Y const& y) const { return y; }
};
/// A cost that is no number where a reconstruction leaves [-.1, .1].
struct Brittle {
  template <class X, class Y> GAN_HD auto cost(X const& x, Y const& y) const {
    return square(x - y) + 0.f * log(.01f - square(y));
  }
  template <class Y> GAN_HD auto output(Y const& y) const { return y; }
};

}  // namespace

TEST_CASE("where reconstruction costs nothing, the decoder keeps every bit and the encoder goes to the prior") {
  Vae const vae{MlpEncoder{.latent = 2, .hidden = {7}}, MlpDecoder{.latent = 2, .hidden = {5}}, Free{}};
  Trainer trainer{Model{vae, Vector<2>{}, Cpu{}, Seed{1}}, {.batch = 32, .generator = Adam{.rate = .03f}}};
  auto const decoder = to_host(trainer.model().generator().parameters().values());
  std::vector<double> divergence;
  trainer.run(ring(), 200, [&](auto const& event) {
    CHECK(event.losses()[0].second == 0);
    divergence.push_back(event.losses()[1].second);
  });
  CHECK(same_bits(to_host(trainer.model().generator().parameters().values()), decoder));
  CHECK(divergence.back() < .01 * divergence.front());
}

TEST_CASE("a VAE on a linear Gaussian model reaches its log-likelihood") {
  std::uint64_t const seed = GENERATE(1u, 2u, 3u);
  Vae const vae{MlpEncoder{.latent = 1, .hidden = {}}, MlpDecoder{.latent = 1, .hidden = {}},
                GaussianLikelihood{static_cast<float>(LinearGaussian::s)}};
  Model model{vae, Vector<2>{}, Cpu{.threads = 1}, Seed{seed}};
  std::int64_t const n = 20000;
  std::vector<float> values(2 * n);
  data::copy_batch(LinearGaussian{}, Seed{}, 1'000'000, n, values.data());
  auto const samples = from_host(model.context(), Shape{n, 2}, values);
  double exact = 0;
  for (std::size_t i = 0; i < values.size(); i += 2) exact += LinearGaussian::log_density(values[i], values[i + 1]) / n;
  auto bound = [&] {
    double sum = 0;
    for (float b : to_host(model.bound(samples, Seed{9}))) sum += b;
    return sum / n;
  };
  double const before = bound();
  train(model, LinearGaussian{}, {.batch = 128, .steps = 4000, .generator = Adam{.rate = .02f}, .decay = LinearToZero{}});
  INFO("seed " << seed << ", log-likelihood " << exact << ", bound before " << before << ", after " << bound());
  CHECK(before < exact - 1);
  CHECK(bound() > exact - .05);
  CHECK(bound() < exact + .03);  // one draw per sample: 3 standard errors
  // So its posterior is the exact one, whose variance is 1 / (1 + |w|^2 / s^2) everywhere.
  double const w2 = LinearGaussian::w[0] * LinearGaussian::w[0] + LinearGaussian::w[1] * LinearGaussian::w[1];
  double log_variance = 0;
  for (float v : to_host(model.encode(samples).log_variance)) log_variance += v / static_cast<double>(n);
  CHECK(log_variance == Approx(-std::log(1 + w2 / (LinearGaussian::s * LinearGaussian::s))).margin(.05));
}

TEST_CASE("trainings of auto-encoders go on bit for bit, at any number of threads") {
  auto check = [](auto const& composition, auto shape, auto const& data, TrainingOptions const& options) {
    TemporaryFolder folder;
    int const n = 6;
    Trainer whole{Model{composition, shape, Cpu{.threads = 1}, Seed{1}}, options},
        first{Model{composition, shape, Cpu{.threads = 2}, Seed{1}}, options},
        second{Model{composition, shape, Cpu{.threads = 3}, Seed{99}}, options};
    auto const start = numbers_of_vae(whole.model());
    whole.run(data, 2 * n);
    first.run(data, n);
    first.checkpoint(folder / "half");
    second.restore(folder / "half");
    CHECK(second.loop().steps() == n);
    CHECK(first.model() == second.model());
    second.run(data, n);
    CHECK(whole.model() == second.model());
    CHECK(!(whole.model() == first.model()));
    CHECK(same_bits(state_of_vae(whole), state_of_vae(second)));
    CHECK(numbers_of_vae(whole.model()) != start);
  };
  check(tiny_vae(), Vector<2>{}, points(), {.batch = 24, .generator = Adagrad{}});
  check(tiny_vae(), Vector<2>{}, ring(), {.batch = 512, .generator = Adam{}, .decay = ExponentialDecay{.9}, .averaging = .9});
  check(tiny_autoencoder(), Vector<2>{}, points(), {.batch = 20, .generator = RmsProp{}});
  auto const images = data::in_memory<Image<1, 8, 8>>(std::vector<float>(30 * 64, .5f));
  check(Vae{DCEncoder{.latent = 3, .width = 4}, DCGenerator{.latent = 3, .width = 4}, BernoulliLikelihood{}}, Image<1, 8, 8>{},
        images, {.batch = 8});
}

TEST_CASE("a checkpoint of an auto-encoder refuses what does not fit, and then changes nothing") {
  TemporaryFolder folder;
  auto written = [&](auto const& composition, TrainingOptions const& options) {
    Trainer t{Model{composition, Vector<2>{}, Cpu{}, Seed{1}}, options};
    t.run(ring(), 2);
    t.checkpoint(folder / "other");
  };
  TrainingOptions const options{.batch = 8, .generator = Adagrad{}};
  Trainer mine{Model{tiny_vae(), Vector<2>{}, Cpu{}, Seed{7}}, options};
  mine.run(ring(), 3);
  auto const before = state_of_vae(mine);
  auto refused = [&](std::vector<std::string> const& words) {
    check_refusal<FileError>([&] { mine.restore(folder / "other"); }, words);
    CHECK(same_bits(state_of_vae(mine), before));
    CHECK(mine.loop().steps() == 3);
  };
  written(tiny_autoencoder(), options);
  refused({"another composition", "variational"});
  written(Vae{MlpEncoder{.latent = 2, .hidden = {7}}, MlpDecoder{.latent = 2, .hidden = {5}}, GaussianLikelihood{1}}, options);
  refused({"another composition", "(0.5)", "(1)"});
  written(tiny_vae(), {.batch = 9, .generator = Adagrad{}});
  refused({"batch = 9", "has 8"});
  written(tiny_vae(), {.batch = 8, .generator = Sgd{}});
  refused({"encoder", "'sgd'", "'adagrad'"});
  written(tiny_vae(), options);
  auto const file = io::read_safetensors(folder / "other");
  for (char const* name : {"encoder.optimizer.square.head.mean.weight", "decoder.optimizer.square.1.bias"})
    CHECK(file.find(name) != nullptr);
  CHECK_NOTHROW(mine.restore(folder / "other"));
}

TEST_CASE("an auto-encoder has no discriminator to set options for") {
  auto refused = [](TrainingOptions const& options, std::vector<std::string> const& words) {
    Model model{tiny_vae(), Vector<2>{}, Cpu{}, Seed{1}};
    check_refusal<OptionError>([&] { train(model, ring(), options); }, words);
  };
  refused({.steps = 1, .discriminator_steps = 2}, {"no discriminator", "discriminator_steps"});
  refused({.steps = 1, .simultaneous = true}, {"no discriminator", "simultaneous"});
  refused({.steps = 1, .discriminator = Adam{.rate = .5f}}, {"no discriminator", "`generator`"});
  refused({.steps = 1, .discriminator = RmsProp{}}, {"no discriminator", "`generator`"});
}

TEST_CASE("an auto-encoder whose cost is no number stops before it spoils its parameters") {
  Vae const vae{MlpEncoder{.latent = 2, .hidden = {7}}, MlpDecoder{.latent = 2, .hidden = {5}}, Brittle{}};
  Trainer trainer{Model{vae, Vector<2>{}, Cpu{}, Seed{1}}, {.batch = 8, .generator = Adam{}}};
  auto const before = numbers_of_vae(trainer.model());
  check_refusal<NumericalError>([&] { trainer.run(ring(), 5); },
                                {"step 1", "auto-encoder", "'reconstruction'", "last good update"});
  CHECK(same_bits(numbers_of_vae(trainer.model()), before));
  trainer.loop().updates().for_optimizers([](char const*, auto const&, auto const& optimizer) {
    CHECK(to_host(optimizer.poison())[0] == 1);
    for (auto const& moment : optimizer.moments())
      for (float m : to_host(moment.values)) CHECK(m == 0);
  });
}

TEST_CASE("logs, curves, pictures and the bar show what an auto-encoder has") {
  TemporaryFolder folder;
  auto const images = data::in_memory<Image<1, 8, 8>>(std::vector<float>(30 * 64, .5f));
  Vae const vae{MlpEncoder{.latent = 2, .hidden = {7}}, MlpDecoder{.latent = 2, .hidden = {5}}, BernoulliLikelihood{}};
  Model model{vae, Image<1, 8, 8>{}, Cpu{}, Seed{1}};
  train(model, images, {.batch = 4, .steps = 20, .averaging = .5}, ProgressBar{}, CsvLog{folder / "log.csv", 10},
        LossCurve{folder / "curve.png"}, ImageGrid{.folder = folder / "grids", .count = 4});
  std::string const log = read_text(folder / "log.csv");
  CHECK_THAT(log, Catch::Matchers::Contains("auto-encoder reconstruction,auto-encoder divergence"));
  CHECK(std::count(log.begin(), log.end(), '\n') == 3);
  CHECK(std::filesystem::exists(folder / "curve.png"));
  CHECK(std::filesystem::exists(folder / "grids/step-000020.png"));
  CHECK(model.averaged());
}

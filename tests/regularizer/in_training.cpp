/// Regularizers, layers and losses in compositions that train: each does in a step what it says.
#include <gan/data/gaussians.hpp>
#include <gan/data/in_memory.hpp>
#include <gan/loss/blended.hpp>
#include <gan/loss/label_smoothing.hpp>
#include <gan/loss/non_saturating.hpp>
#include <gan/loss/relativistic.hpp>
#include <gan/network/mlp.hpp>
#include <gan/nn/minibatch_deviation.hpp>
#include <gan/nn/minibatch_discrimination.hpp>
#include <gan/nn/spectral_norm.hpp>
#include <gan/regularizer/dragan.hpp>
#include <gan/regularizer/instance_noise.hpp>
#include <gan/regularizer/max_norm.hpp>
#include <gan/regularizer/r2_penalty.hpp>
#include <gan/train/trainer.hpp>

#include "known_step.hpp"

using namespace gan;
using namespace test;
using Numbers = std::vector<double>;

namespace {
Numbers numbers(auto const& tensor) {
  auto const values = to_host(tensor);
  return {values.begin(), values.end()};
}
/// Both networks move, and stay finite.
template <class M> void check_trains(M& model, auto const& data, TrainingOptions const& options) {
  auto const g = numbers(model.generator().parameters().values()), d = numbers(model.discriminator().parameters().values());
  train(model, data, options);
  auto const g2 = numbers(model.generator().parameters().values()), d2 = numbers(model.discriminator().parameters().values());
  CHECK(g2 != g);
  CHECK(d2 != d);
  for (double v : g2) CHECK(std::isfinite(v));
  for (double v : d2) CHECK(std::isfinite(v));
}

/// A discriminator with every layer that looks at its weight or at the batch as a whole.
template <bool Whole> struct Normalised {
  using score = Logit;
  static constexpr bool mixes_samples = Whole;
  template <class Sample> auto layers(Sample) const {
    if constexpr (Whole)
      return Sequential{SpectralLinear{Sample::size, 6}, LeakyRelu{}, MinibatchDiscrimination{6, 3, 2}, MinibatchDeviation{},
                        Linear{10, 1}};
    else return Sequential{SpectralLinear{Sample::size, 6}, LeakyRelu{}, Linear{6, 1}};
  }
};
struct SpectralImages {
  using score = Logit;
  static constexpr bool mixes_samples = true;
  template <class Sample> auto layers(Sample) const {
    return Sequential{SpectralConv2d{Sample::channels, 4, 4, 2, 1},
                      LeakyRelu{},
                      SpectralConvTransposed2d{4, 2},
                      MinibatchDeviation{},
                      Flatten{},
                      SpectralLinear{3 * Sample::size / Sample::channels, 1}};
  }
};

/// s = w . x + c, and x = z A + b.
struct LinearD {
  using score = Logit;
  static constexpr bool mixes_samples = false;
  template <class Sample> auto layers(Sample) const { return Sequential{Linear{Sample::size, 1}}; }
};
struct AffineG {
  int latent = 3;
  template <class Sample> auto layers(Sample) const { return Sequential{Linear{latent, Sample::size}}; }
};
/// What a generator's step knows of the scores.
struct Scores {
  Numbers *real, *fake, *batch;
  template <class Step> auto generator_term(Step& step) const {
    *real = numbers(step.real_score().value());
    *fake = numbers(step.fake_score().value());
    *batch = numbers(step.real().value());
    CHECK(!step.real_score().needs_gradient());
    return 0.f * mean(step.fake());
  }
};
/// All scores of a step, in their order.
struct AllScores {
  Numbers* scores;
  template <class Step> auto discriminator_term(Step& step) const {
    auto const real = numbers(step.real_score().value()), fake = numbers(step.fake_score().value());
    scores->insert(scores->end(), real.begin(), real.end());
    scores->insert(scores->end(), fake.begin(), fake.end());
    return 0.f * mean(step.real_score());
  }
  template <class Step> auto generator_term(Step& step) const {
    auto const fake = numbers(step.fake_score().value());
    scores->insert(scores->end(), fake.begin(), fake.end());
    return 0.f * mean(step.fake());
  }
};
}  // namespace

TEST_CASE("penalties, noise and limits train together - the limits hold") {
  Model model{
      Gan{MlpGenerator{.latent = 3, .hidden = {8}}, MlpDiscriminator{.hidden = {8}}, LabelSmoothing{NonSaturating{}, .1f},
          R1Penalty{}, R2Penalty{}, Dragan{}, InstanceNoise{}, GradientClipping{.5f}, GradientNormClipping{.1f}, MaxNorm{.7f}},
      Vector<2>{}, Cpu{}, Seed{1}};
  auto const before = numbers(model.generator().parameters().values());
  check_trains(model, data::gaussian_ring({}),
               {.batch = 8, .steps = 1, .generator = Sgd{.rate = 1}, .discriminator = Sgd{.rate = 1}});
  // The generator's step is its gradient.
  auto const after = numbers(model.generator().parameters().values());
  double moved = 0;
  for (std::size_t i = 0; i < after.size(); ++i) moved += (after[i] - before[i]) * (after[i] - before[i]);
  CHECK(std::sqrt(moved) <= .1 * (1 + 1e-5));
  auto const& parameters = model.discriminator().parameters();
  auto const w = numbers(parameters.view(0));  // {2, 8}
  for (std::size_t j = 0; j < 8; ++j) CHECK(std::hypot(w[j], w[8 + j]) <= .7 * (1 + 1e-6));
}

TEST_CASE("instance noise reaches both batches and both steps") {
  auto scores_with = [](float sigma, Annealing annealing) {
    Numbers scores;
    Model model{Gan{MlpGenerator{.latent = 3, .hidden = {}}, MlpDiscriminator{.hidden = {}}, NonSaturating{},
                    InstanceNoise{sigma, annealing}, AllScores{&scores}},
                Vector<2>{}, Cpu{}, Seed{1}};
    train(model, data::in_memory<Vector<2>>({1, 2}),
          {.batch = 4, .steps = 1, .generator = Sgd{.rate = 1e-9f}, .discriminator = Sgd{.rate = 1e-9f}});
    return scores;
  };
  auto const quiet = scores_with(0, NoAnnealing{}), loud = scores_with(.5f, LinearAnnealing{});
  REQUIRE(quiet.size() == 12);
  for (std::size_t i = 0; i < 12; ++i) CHECK(loud[i] != quiet[i]);
  for (std::size_t i = 1; i < 4; ++i) CHECK(quiet[i] == quiet[0]);  // one point in all of the data
  for (std::size_t i = 1; i < 4; ++i) CHECK(loud[i] != loud[0]);
}

TEST_CASE("spectral norm takes one power iteration in a discriminator's step, whether or not its batches pass together") {
  auto check = [](auto discriminator) {
    for (bool simultaneous : {false, true}) {
      Model model{Gan{MlpGenerator{.latent = 3, .hidden = {8}}, discriminator, BlendedGenerator{}}, Vector<2>{}, Cpu{}, Seed{1},
                  0.};
      auto& context = model.context();
      auto const u = model.discriminator().state().view(0);
      auto copied = [&](auto const& t) { return constant(from_host(context, t.shape(), to_host(t))); };
      V const start = copied(u), w = copied(model.discriminator().parameters().view(0));
      model.discriminate(randn<double>(context, {3, 2}));
      CHECK(to_host(u) == to_host(start.value()));
      check_trains(model, data::gaussian_ring({}), {.batch = 4, .steps = 1, .simultaneous = simultaneous});
      auto unit = [](V const& x) { return V(x / norm(x)); };
      check_near(constant(u), to_host(unit(matmul_transposed_a(w, unit(matmul(w, unit(start))))).value()), 1e-14);
    }
  };
  check(Normalised<false>{});
  check(Normalised<true>{});
}

TEST_CASE("spectral convolutions and the minibatch deviation of maps train") {
  Model model{Gan{MlpGenerator{.latent = 3, .hidden = {8}}, SpectralImages{}, NonSaturating{}}, Image<2, 4, 4>{}, Cpu{},
              Seed{1}};
  std::vector<float> pixels(96);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = std::sin(static_cast<float>(i));
  check_trains(model, data::in_memory<Image<2, 4, 4>>(pixels), {.batch = 3, .steps = 2});
}

TEST_CASE("a relativistic generator learns from the last real batch as the discriminator sees it now") {
  for (bool simultaneous : {false, true}) {
    Numbers real, fake, batch;
    Model model{Gan{AffineG{}, LinearD{}, RelativisticAverage{}, Scores{&real, &fake, &batch}}, Vector<2>{}, Cpu{}, Seed{3},
                0.};
    auto const bias = numbers(model.generator().parameters().view(1));
    auto const before = numbers(model.discriminator().parameters().view(0));
    Trainer trainer{std::move(model),
                    {.batch = 4, .simultaneous = simultaneous, .generator = Sgd{.rate = 1}, .discriminator = Sgd{.rate = .5f}}};
    trainer.run(data::gaussian_ring({}), 1);
    auto& trained = trainer.model();
    auto const moved = numbers(trained.generator().parameters().view(1)),
               after = numbers(trained.discriminator().parameters().view(0));
    auto const w = simultaneous ? before : after;
    REQUIRE(batch.size() == 8);
    double mean_real = 0, mean_fake = 0, loss = 0, slope = 0;
    for (std::size_t i = 0; i < 4; ++i) mean_real += real[i] / 4, mean_fake += fake[i] / 4;
    if (!simultaneous) check_near(constant(trained.discriminate(from_host(trained.context(), {4, 2}, batch))), real, 1e-14);
    auto softplus = [](double s) { return std::log1p(std::exp(s)); };
    auto sigmoid = [](double s) { return 1 / (1 + std::exp(-s)); };
    for (std::size_t i = 0; i < 4; ++i) {
      CHECK(real[i] - real[0] == Approx(w[0] * (batch[2 * i] - batch[0]) + w[1] * (batch[2 * i + 1] - batch[1])).margin(1e-13));
      loss += (softplus(mean_real - fake[i]) + softplus(real[i] - mean_fake)) / 4;
      slope -= (sigmoid(mean_real - fake[i]) + sigmoid(real[i] - mean_fake)) / 4;  // sum over i of dL_G/df_i
    }
    CHECK(to_host(trainer.loop().updates().generator_terms()[0].value)[0] == Approx(loss).epsilon(1e-12));
    for (std::size_t k = 0; k < 2; ++k) CHECK(bias[k] - moved[k] == Approx(slope * w[k]).epsilon(1e-10));
  }
}

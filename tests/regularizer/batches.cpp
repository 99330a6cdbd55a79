/// What the two batches of a step know of each other: matched features, statistics in common, a margin that fades.
#include <gan/autodiff/gradcheck.hpp>
#include <gan/data/in_memory.hpp>
#include <gan/loss/discriminator_only.hpp>
#include <gan/loss/margin.hpp>
#include <gan/loss/non_saturating.hpp>
#include <gan/network/mlp.hpp>
#include <gan/nn/batch_norm.hpp>
#include <gan/regularizer/feature_matching.hpp>
#include <gan/regularizer/mixed_batches.hpp>
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
/// Mean over rows a ... b-1 of each of `columns` columns.
Numbers means(Numbers const& x, std::size_t a, std::size_t b, std::size_t columns) {
  Numbers out(columns);
  for (std::size_t i = a; i < b; ++i)
    for (std::size_t c = 0; c < columns; ++c) out[c] += x[i * columns + c] / static_cast<double>(b - a);
  return out;
}

struct AffineG {
  int latent = 2;
  template <class Sample> auto layers(Sample) const { return Sequential{Linear{latent, Sample::size}}; }
};
/// s = sum of the batch-normalised sample: without parameters that matter, so that a test can compute it.
struct NormalisedD {
  using score = Logit;
  static constexpr bool mixes_samples = true;
  template <class Sample> auto layers(Sample) const { return Sequential{BatchNorm{Sample::size}, Linear{Sample::size, 1}}; }
};
/// What a step sees, in both networks' steps.
struct Seen {
  Numbers real, fake, real_score, fake_score;
};
template <bool Real = true> struct Recorder {
  static constexpr bool compares_with_real = Real;
  Seen *discriminator, *generator;
  template <class Step> auto discriminator_term(Step& step) const {
    *discriminator = {numbers(step.real().value()), numbers(step.fake().value()), numbers(step.real_score().value()),
                      numbers(step.fake_score().value())};
    return 0.f * mean(step.real_score());
  }
  template <class Step> auto generator_term(Step& step) const {
    *generator = {numbers(step.real().value()), numbers(step.fake().value()), numbers(step.real_score().value()),
                  numbers(step.fake_score().value())};
    return 0.f * mean(step.fake_score());
  }
};

auto points() { return data::in_memory<Vector<2>>({1, 2, -3, 5, .5f, -1, 4, 0, 2, 2, -1, 7}); }

/// Both scores by batch norm over `together` samples and a linear layer, up to the same affine map for all: compares differences.
void check_normalised(Seen const& seen, bool together) {
  std::size_t const n = seen.real_score.size();
  Numbers all = seen.real, scores = seen.real_score;
  all.insert(all.end(), seen.fake.begin(), seen.fake.end());
  scores.insert(scores.end(), seen.fake_score.begin(), seen.fake_score.end());
  // Find w and c of s = w . x^ + c from three samples of the real batch, then every other score is determined.
  auto normalised = [&](std::size_t i, std::size_t c) {
    std::size_t const begin = together || i < n ? 0 : n, end = together || i >= n ? 2 * n : n;
    double const mean = means(all, begin, end, 2)[c];
    double variance = 0;
    for (std::size_t k = begin; k < end; ++k)
      variance += (all[2 * k + c] - mean) * (all[2 * k + c] - mean) / static_cast<double>(end - begin);
    return (all[2 * i + c] - mean) / std::sqrt(variance + 1e-5);
  };
  double const a1 = normalised(1, 0) - normalised(0, 0), b1 = normalised(1, 1) - normalised(0, 1), s1 = scores[1] - scores[0];
  double const a2 = normalised(2, 0) - normalised(0, 0), b2 = normalised(2, 1) - normalised(0, 1), s2 = scores[2] - scores[0];
  double const det = a1 * b2 - a2 * b1, w0 = (s1 * b2 - s2 * b1) / det, w1 = (a1 * s2 - a2 * s1) / det;
  double const c = scores[0] - w0 * normalised(0, 0) - w1 * normalised(0, 1);
  for (std::size_t i = 0; i < 2 * n; ++i)
    CHECK(std::abs(scores[i] - (w0 * normalised(i, 0) + w1 * normalised(i, 1) + c)) < 1e-9);
}

/// One step of a normalised discriminator with these further policies.
template <class... More> std::pair<Seen, Seen> step_with(bool simultaneous, More... more) {
  Seen d, g;
  Model model{Gan{AffineG{}, NormalisedD{}, NonSaturating{}, Recorder<>{&d, &g}, more...}, Vector<2>{}, Cpu{}, Seed{3}, 0.0};
  train(model, points(),
        {.batch = 5,
         .steps = 1,
         .simultaneous = simultaneous,
         .generator = Sgd{.rate = .01f},
         .discriminator = Sgd{.rate = 0.01f}});
  return {d, g};
}

}  // namespace

TEST_CASE("feature matching is the squared distance of the mean features") {
  Context<Cpu> context;
  Numbers const r{1, 2, -1, 0, .5, 4}, f{2, 2, 1, -1, 3, 0, 0, 1, 1};
  V const real = constant(from_host(context, {2, 3}, r)), fake = variable(from_host(context, {3, 3}, f));
  Numbers const mr = means(r, 0, 2, 3), mf = means(f, 0, 3, 3);
  double expected = 0;
  for (std::size_t c = 0; c < 3; ++c) expected += (mr[c] - mf[c]) * (mr[c] - mf[c]);
  check_near(feature_distance(real, fake), {expected}, 1e-12);
  Numbers slope(9);
  for (std::size_t i = 0; i < 9; ++i) slope[i] = 2 * (mf[i % 3] - mr[i % 3]) / 3;
  check_near(grad(feature_distance(real, fake), fake), slope, 1e-12);
  auto distance = [](V const& a, V const& b) { return V(feature_distance(a, b)); };
  gradcheck(distance, real.value(), fake.value());
  gradgradcheck(distance, real.value(), fake.value());
  CHECK_THROWS_WITH(feature_distance(real, V(reshape(fake, Shape{9, 1}))),
                    Catch::Contains("{2, 3}") && Catch::Contains("{9, 1}"));
}

TEST_CASE("feature matching alone moves the generator's mean feature to the data's") {
  // Without hidden layers the features are the sample itself: the objective is the squared distance of the means.
  Model model{
      Gan{AffineG{}, MlpDiscriminator{.hidden = {}}, DiscriminatorOnly{NonSaturating{}}, FeatureMatching{.weight = .5f}},
      Vector<2>{}, Cpu{}, Seed{1}, 0.0};
  train(model, points(), {.batch = 6, .steps = 300, .generator = Sgd{.rate = .1f}, .discriminator = Sgd{.rate = .001f}});
  Numbers const made = means(numbers(model.generate(256, Seed{2})), 0, 256, 2),
                data = means({1, 2, -3, 5, .5, -1, 4, 0, 2, 2, -1, 7}, 0, 6, 2);
  // The bias carries the mean; what is left is the batch's own scatter.
  CHECK(std::abs(made[0] - data[0]) < .4);
  CHECK(std::abs(made[1] - data[1]) < .4);
}

TEST_CASE("a generator's term sees real samples only where a policy compares with them") {
  Seen d, g;
  Model model{Gan{AffineG{}, MlpDiscriminator{.hidden = {3}}, NonSaturating{}, Recorder<>{&d, &g}}, Vector<2>{}, Cpu{}, Seed{3},
              0.0};
  train(model, points(), {.batch = 5, .steps = 1});
  CHECK(g.real == d.real);
  CHECK(g.real_score.size() == 5);
  CHECK(g.real_score != d.real_score);  // by the discriminator after its update
}

TEST_CASE("batches keep their own statistics, or share those of both in both networks' steps") {
  for (bool simultaneous : {false, true}) {
    INFO("simultaneous " << simultaneous);
    auto const [own_d, own_g] = step_with(simultaneous);
    check_normalised(own_d, false);
    check_normalised(own_g, false);
    auto const [mixed_d, mixed_g] = step_with(simultaneous, MixedBatches{});
    check_normalised(mixed_d, true);
    check_normalised(mixed_g, true);
    CHECK(own_d.real_score != mixed_d.real_score);
  }
}

TEST_CASE("a margin fades: its loss of a step has the margin of then") {
  MarginLoss const loss{.margin = 10, .decay = LinearAnnealing{.part = .5}};
  for (auto [progress, margin] : {std::pair{0., 10.f}, {.25, 5.f}, {.5, 0.f}, {1., 0.f}}) {
    CHECK(loss_at(loss, 7, progress).margin == margin);
    CHECK(loss_at(loss, 7, progress).fake(Pack<float, 1>(2.f)).v == std::max(0.f, margin - 2));
  }
  CHECK(loss_at(MarginLoss{.margin = 8, .decay = ExponentialAnnealing{.factor = .5}}, 3, 0.).margin == 1);
  CHECK(loss_at(MarginLoss{.margin = 8}, 1000, 1.).margin == 8);
  CHECK(loss_at(NonSaturating{}, 1, .5).real(Pack<float, 1>(0.f)).v == std::log(2.f));
}

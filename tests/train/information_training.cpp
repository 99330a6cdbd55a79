/// Trainings of InfoGAN and ss-InfoGAN: the labels that a step has, checkpoints, other policies beside, and what is learned.
#include <gan/metric/greedy_map.hpp>
#include <gan/model/information_bound.hpp>

#include "code_networks.hpp"

using namespace gan;
using namespace coding;

namespace {
/// What a step's labels and samples were.
struct SeesLabels {
  static constexpr bool uses_labels = true;
  std::vector<std::pair<Numbers, Numbers>>* seen;
  template <class Step> auto discriminator_term(Step& step) const { return look(step); }
  template <class Step> auto generator_term(Step& step) const { return 0.f * mean(step.fake()) + look(step); }

 private:
  template <class Step> auto look(Step& step) const {
    auto const real = to_host(step.real().value());
    seen->push_back({{real.begin(), real.end()}, {}});
    if (step.labels())
      for (auto y : to_host(step.labels().value())) seen->back().second.push_back(static_cast<double>(y));
    return 0.f * mean(step.real());
  }
};
}  // namespace

TEST_CASE("a step has the labels of its samples") {
  auto const whole = clusters();
  auto const part = data::partly_labelled(whole, {.labelled = 8, .growth = .5, .samples_per_epoch = 24});
  auto check = [&](auto const& data, bool simultaneous, bool all) {
    std::vector<std::pair<Numbers, Numbers>> seen;
    Model model{Gan{MlpGenerator{.hidden = {4}}, MlpDiscriminator{.hidden = {4}}, NonSaturating{}, SeesLabels{&seen}},
                Vector<2>{}, Cpu{}, Seed{5}};
    train(model, data, {.batch = 6, .steps = 20, .simultaneous = simultaneous});
    REQUIRE(seen.size() == 40);
    int labelled = 0, unlabelled = 0;
    for (std::size_t i = 0; i < 40; ++i) {
      REQUIRE(seen[i].second.size() == 24);
      if (i % 2) CHECK(seen[i] == seen[i - 1]);  // the generator's step sees the last real batch
      double here = 0;
      for (std::size_t s = 0; s < 6; ++s) {
        double const *hot = &seen[i].second[4 * s], x = seen[i].first[2 * s], y = seen[i].first[2 * s + 1];
        std::size_t const nearest = std::abs(x) > std::abs(y) ? (x > 0 ? 0 : 2) : (y > 0 ? 1 : 3);
        double sum = 0;
        for (std::size_t k = 0; k < 4; ++k) sum += hot[k];
        CHECK(hot[nearest] == sum);
        here += sum;
      }
      CHECK((here == 0 || here == 6));
      (here > 0 ? labelled : unlabelled)++;
    }
    CHECK(labelled > 0);
    CHECK((unlabelled == 0) == all);
  };
  check(whole, false, true);
  check(whole, true, true);
  check(part, false, false);
}

TEST_CASE("resume is exact for codes and a partly labelled data set, at another number of threads") {
  auto check = [](auto const& discriminator) {
    TemporaryFolder folder;
    auto const data = data::partly_labelled(clusters(), {.labelled = 8, .growth = .5, .samples_per_epoch = 40});
    Codes const four{.categorical = {4, 2}, .continuous = 1};
    Gan const gan{Coded{MlpGenerator{.latent = 4, .hidden = {8}}, four},
                  LabelledCodeHead{discriminator, four, trunk_and_head, FlooredDeviation{}, 8}, NonSaturating{},
                  MutualInformation{}, SemiSupervisedInformation{}};
    TrainingOptions const options{.batch = 20, .discriminator_steps = 2};
    Trainer whole{Model{gan, Vector<2>{}, Cpu{.threads = 1}, Seed{1}}, options},
        first{Model{gan, Vector<2>{}, Cpu{.threads = 2}, Seed{1}}, options},
        second{Model{gan, Vector<2>{}, Cpu{.threads = 3}, Seed{9}}, options};
    whole.run(data, 12);
    first.run(data, 6);
    first.checkpoint(folder / "half");
    second.restore(folder / "half");
    second.run(data, 6);
    CHECK(whole.model() == second.model());
    CHECK(state_of(whole) == state_of(second));
    CHECK(!(whole.model() == first.model()));
  };
  check(plain);
  check(NormalisedD{});
}

TEST_CASE("codes train beside a gradient penalty, at once, and with mixed batches") {
  auto check = [](auto const& gan, bool simultaneous) {
    Model model{gan, Vector<2>{}, Cpu{}, Seed{1}};
    auto const before = to_host(model.generator().parameters().values());
    train(model, data::gaussian_ring({}), {.batch = 8, .steps = 3, .simultaneous = simultaneous});
    auto const after = numbers_of(model);
    CHECK(to_host(model.generator().parameters().values()) != before);
    for (float v : after) REQUIRE(std::isfinite(v));
  };
  for (bool simultaneous : {false, true}) {
    check(Gan{generator, code_head(trunk_and_head), Wasserstein{}, MutualInformation{}, GradientPenalty{}}, simultaneous);
    check(Gan{generator, CodeHead{NormalisedD{}, codes}, NonSaturating{}, MixedBatches{}, MutualInformation{}}, simultaneous);
  }
}

TEST_CASE("a trained code says where its sample lies, by as much as it can") {
  Codes const four{.categorical = {4}};
  Model model{Gan{Coded{MlpGenerator{.latent = 4, .hidden = {32}}, four}, CodeHead{MlpDiscriminator{.hidden = {32}}, four},
                  NonSaturating{}, MutualInformation{}},
              Vector<2>{}, Cpu{}, Seed{1}};
  CHECK(information_bound(model, 1000) < .2);
  Adam const adam{.rate = 1e-3f, .beta1 = .5f};
  train(model, data::gaussian_ring({.modes = 4}), {.batch = 64, .steps = 1500, .generator = adam, .discriminator = adam});
  double const bound = information_bound(model, 1000);
  INFO("L_I = " << bound);
  CHECK(bound > 1.25);
  CHECK(bound < std::log(4.));
}

TEST_CASE("a few labels say what a code means") {
  Codes const four{.categorical = {4}};
  Model model{Gan{Coded{MlpGenerator{.latent = 4, .hidden = {32}}, four},
                  LabelledCodeHead{MlpDiscriminator{.hidden = {32}}, four}, NonSaturating{}, SemiSupervisedInformation{}},
              Vector<2>{}, Cpu{}, Seed{1}};
  Adam const adam{.rate = 1e-3f, .beta1 = .5f};
  train(model, data::partly_labelled(clusters(), {.labelled = 8}),
        {.batch = 64, .steps = 1500, .generator = adam, .discriminator = adam});
  auto const samples = to_host(model.generate(800, Seed{2}));
  auto const latent = to_host(model.noise(800, random::key(Seed{2}, Stream::generated_latent)));
  std::vector<int> code(800), lies(800);
  std::vector<float> predictions(3200);
  for (std::size_t i = 0; i < 800; ++i) {
    while (latent[8 * i + 4 + static_cast<std::size_t>(code[i])] != 1) ++code[i];
    float const x = samples[2 * i], y = samples[2 * i + 1];
    lies[i] = std::abs(x) > std::abs(y) ? (x > 0 ? 0 : 2) : (y > 0 ? 1 : 3);
    predictions[4 * i + static_cast<std::size_t>(lies[i])] = 1;
  }
  auto const map = metric::greedy_map(metric::mean_predictions(from_host(model.context(), {800, 4}, predictions), code));
  CHECK(map == std::vector<int>{0, 1, 2, 3});
  double const error = metric::mapped_error(map, code, lies);
  INFO("error " << error);
  CHECK(error < .1);
}

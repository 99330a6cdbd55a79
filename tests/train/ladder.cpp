/// EBGAN with a ladder network as its discriminator: labels, a margin that ends, and what the generated samples touch.
#include <gan/data/partly_labelled.hpp>
#include <gan/metric/classifier_features.hpp>
#include <gan/network/ladder.hpp>
#include <gan/regularizer/labelled_cost.hpp>

#include "training.hpp"

using namespace gan;
using namespace test;

namespace {
/// Three clusters that hardly overlap.
auto clusters(int count, unsigned start = 0) {
  std::vector<float> values;
  std::vector<int> classes;
  for (int i = 0; i < count; ++i) {
    double const angle = 2 * 3.14159265 * (i % 3) / 3, j = static_cast<double>(i) + start;
    values.push_back(static_cast<float>(2 * std::cos(angle) + .6 * std::sin(7 * j)));
    values.push_back(static_cast<float>(2 * std::sin(angle) + .6 * std::cos(5 * j)));
    classes.push_back(i % 3);
  }
  return data::in_memory<Vector<2>, 3>(values, classes);
}
auto ladder(MarginLoss loss, int units, auto... more) {
  return Gan{MlpGenerator{.latent = 2, .hidden = {units}}, LadderD{.hidden = {16, 8}, .classes = 3}, loss, more...};
}
/// Numbers of the discriminator after a training against a generator of so many units.
auto discriminator_after(MarginLoss loss, int units) {
  Model model{ladder(loss, units, LabelledCost{}), Vector<2>{}, Cpu{}, Seed{2}};
  train(model, data::partly_labelled(clusters(60), {.labelled = 9}), {.batch = 10, .steps = 12});
  return std::pair{to_host(model.discriminator().parameters().values()), to_host(model.discriminator().state().values())};
}
/// Keeps the guess and the labels of the discriminator's last step.
struct Recorder {
  std::vector<double>*guess, *labels;
  template <class Step> auto discriminator_term(Step& step) const {
    *guess = to_host(step.real_guess().value()), *labels = to_host(step.labels().value());
    return 0.f * mean(step.real_guess());
  }
};
}  // namespace

TEST_CASE("with a margin of 0 generated samples have no part in a ladder, neither gradient nor statistics") {
  auto const a = discriminator_after({.margin = 0}, 4), b = discriminator_after({.margin = 0}, 9);
  CHECK(a == b);
  CHECK(discriminator_after({.margin = 8}, 4) != discriminator_after({.margin = 8}, 9));
}

TEST_CASE("a labelled cost is the mean of the labelled samples' negative log likelihood") {
  std::vector<double> guess, labels;
  double cost = -1;
  Model model{ladder({.margin = 5}, 4, LabelledCost{.weight = 1.5f}, Recorder{&guess, &labels}), Vector<2>{}, Cpu{}, Seed{2},
              0.0};
  auto values = std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8};
  train(model, data::in_memory<Vector<2>, 3>(values, {0, 2, 1, 2}), {.batch = 4, .steps = 1}, [&](auto const& event) {
    for (auto const& term : event.discriminator_terms())
      if (term.name == std::string("labelled cost")) cost = to_host(term.value)[0];
  });
  double expected = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    double sum = 0, own = 0;
    for (std::size_t k = 0; k < 3; ++k) sum += std::exp(guess[3 * i + k]), own += labels[3 * i + k] * guess[3 * i + k];
    expected += 1.5 * (std::log(sum) - own) / 4;
  }
  CHECK(cost == Approx(expected).epsilon(1e-10));
}

TEST_CASE("a ladder learns classes from few labels, and a generator plays against its energy") {
  auto const data = data::partly_labelled(clusters(300), {.labelled = 6, .growth = .2});
  Model model{ladder({.margin = 3, .decay = LinearAnnealing{}}, 16, LabelledCost{}), Vector<2>{}, Cpu{}, Seed{1}};
  auto const before = to_host(model.generator().parameters().values());
  Adam const adam{.rate = 5e-3f};
  train(model, data, {.batch = 30, .steps = 300, .generator = adam, .discriminator = adam});
  auto const test = clusters(90, 1000);
  std::vector<float> values(180);
  std::vector<int> labels;
  for (std::uint64_t i = 0; i < 90; ++i) test.copy(i, values.data() + 2 * i), labels.push_back(test.label(i));
  auto const x = from_host(model.context(), Shape{90, 2}, values);
  double const right = metric::accuracy(metric::class_probabilities(model, "three clusters")(x), labels);
  INFO("accuracy " << right);
  CHECK(right > .9);
  auto const p = to_host(model.classify(x));
  for (std::size_t i = 0; i < 90; ++i) CHECK(p[3 * i] + p[3 * i + 1] + p[3 * i + 2] == Approx(1).epsilon(1e-5));
  CHECK(to_host(model.classify(x)) == p);  // by the clean path: no draws
  for (float e : to_host(model.discriminate(x))) CHECK(e >= 0);
  CHECK(to_host(model.generator().parameters().values()) != before);
}

TEST_CASE("the training of an EBGAN with a ladder resumes bit for bit") {
  TemporaryFolder const folder;
  auto const data = data::partly_labelled(clusters(37), {.labelled = 6, .growth = .5});
  TrainingOptions const options{.batch = 10};
  auto make = [] { return Model{ladder({.margin = 3}, 5, LabelledCost{}), Vector<2>{}, Cpu{}, Seed{1}}; };
  Trainer whole{make(), options}, first{make(), options}, second{make(), options};
  whole.run(data, 20);
  first.run(data, 9);
  first.checkpoint(folder / "l.safetensors");
  second.restore(folder / "l.safetensors");
  second.run(data, 11);
  CHECK(second.model() == whole.model());
}

TEST_CASE("a labelled cost refuses data without labels and with other classes") {
  Model model{ladder({.margin = 3}, 5, LabelledCost{}), Vector<2>{}, Cpu{}, Seed{1}};
  CHECK_THROWS_WITH(train(model, data::partly_labelled(clusters(30), {.labelled = 0}), {.batch = 5, .steps = 1}),
                    Catch::Contains("no sample of the data set has one"));
  CHECK_THROWS_WITH(train(model, data::in_memory<Vector<2>, 4>({1, 2}, {3}), {.batch = 1, .steps = 1}),
                    Catch::Contains("{1, 3}") && Catch::Contains("{1, 4}"));
  CHECK_THROWS_WITH(model.classify(zeros<float>(model.context(), {2, 3})), Catch::Contains("{2, 3}"));
}

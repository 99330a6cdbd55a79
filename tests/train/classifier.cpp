/// A classifier on a discriminator's trunk: its gradient, what it learns, a trunk that is taken over and held.
#include <gan/metric/classifier_features.hpp>
#include <gan/train/classifier_update.hpp>

#include "training.hpp"

using namespace gan;
using namespace test;

namespace {
using Numbers = std::vector<double>;

/// Three clusters that overlap a little; `unlabelled` of them have no label... every third point is of class 0, 1 or 2.
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
template <class Data> auto tensor_of(Context<Cpu>& context, Data const& data) {
  std::vector<float> values(data.size() * 2);
  for (std::uint64_t i = 0; i < data.size(); ++i) data.copy(i, values.data() + 2 * i);
  return from_host(context, {static_cast<std::int64_t>(data.size()), 2}, values);
}
}  // namespace

TEST_CASE("one step of a linear classifier is a step down the cross entropy's gradient") {
  auto const data = clusters(6);
  Model model{Classifier{MlpDiscriminator{.hidden = {}}, Classes<3>{}}, Vector<2>{}, Cpu{}, Seed{1}, 0.0};
  auto const w = to_host(model.network().parameters().view(0)), b = to_host(model.network().parameters().view(1));
  train(model, data, {.batch = 6, .steps = 1, .discriminator = Sgd{.rate = .5f}});
  // dL/dlogits = (softmax - one hot) / n
  Numbers dw(6), db(3);
  for (std::uint64_t i = 0; i < 6; ++i) {
    float x[2];
    data.copy(i, x);
    double l[3], sum = 0;
    for (std::size_t k = 0; k < 3; ++k) sum += l[k] = std::exp(x[0] * w[k] + x[1] * w[3 + k] + b[k]);
    for (std::size_t k = 0; k < 3; ++k) {
      double const g = (l[k] / sum - (data.label(i) == static_cast<int>(k))) / 6;
      dw[k] += g * x[0], dw[3 + k] += g * x[1], db[k] += g;
    }
  }
  auto const w2 = to_host(model.network().parameters().view(0)), b2 = to_host(model.network().parameters().view(1));
  for (std::size_t i = 0; i < 6; ++i) CHECK(w2[i] == Approx(w[i] - .5 * dw[i]).epsilon(1e-12));
  for (std::size_t k = 0; k < 3; ++k) CHECK(b2[k] == Approx(b[k] - .5 * db[k]).margin(1e-14));
}

TEST_CASE("a classifier learns, gives probabilities, and says how often it is right") {
  Model model{Classifier{MlpDiscriminator{.hidden = {16}}, Classes<3>{}}, Vector<2>{}, Cpu{}, Seed{1}};
  double cost = 0;
  train(model, clusters(300), {.batch = 30, .steps = 400, .discriminator = Adam{.rate = 1e-2f}},
        [&](auto const& event) { cost = event.losses()[0].second; });
  CHECK(cost < .1);
  auto const test = clusters(90, 1000);
  auto const p = metric::class_probabilities(model, "three clusters")(tensor_of(model.context(), test));
  CHECK(p.name == "probabilities of three clusters");
  std::vector<int> labels;
  for (std::uint64_t i = 0; i < 90; ++i) labels.push_back(test.label(i));
  CHECK(metric::accuracy(p, labels) > .95);
  for (std::int64_t i = 0; i < p.count(); ++i) CHECK(p.row(i)[0] + p.row(i)[1] + p.row(i)[2] == Approx(1).epsilon(1e-5));
  CHECK(metric::classifier_features(model, "x")(tensor_of(model.context(), test)).size == 16);
  labels[0] = (labels[0] + 1) % 3;
  CHECK(metric::accuracy(p, labels) < 1);
  CHECK_THROWS_WITH(metric::accuracy(p, {1, 2}), Catch::Contains("90") && Catch::Contains("2"));
}

TEST_CASE("logits far from 0 give probabilities, not NaN") {
  Model model{Classifier{MlpDiscriminator{.hidden = {}}, Classes<3>{}}, Vector<2>{}, Cpu{}, Seed{1}};
  auto const p = to_host(model.classify(full(model.context(), {1, 2}, 1e30f)));
  double sum = 0;
  for (float v : p) sum += static_cast<double>(v);
  CHECK(sum == Approx(1));
}

TEST_CASE("a classifier judges by the average of its parameters where training keeps one") {
  auto const data = clusters(37);
  Model model{Classifier{MlpDiscriminator{.hidden = {6}}, Classes<3>{}}, Vector<2>{}, Cpu{}, Seed{1}},
      other = Model{model.composition(), Vector<2>{}, Cpu{}, Seed{2}};
  train(model, data, {.batch = 10, .steps = 20, .discriminator = Adam{.rate = .1f}, .averaging = .9});
  auto const x = tensor_of(model.context(), data);
  auto answers = [&](auto const& classifier) {
    return std::pair{to_host(classifier.classify(x)), to_host(classifier.features(x))};
  };
  auto const averaged = answers(model);
  auto const numbers = to_host(model.averaged());
  copy_from_host(other.context(), numbers.data(), other.network().parameters().values().data(), model.averaged().count());
  CHECK(answers(other) == averaged);
  model.set_averaged({});
  CHECK(answers(model) != averaged);
}

TEST_CASE("a trunk is taken over from a discriminator, and held where that is asked for") {
  Model game{Gan{MlpGenerator{.latent = 2, .hidden = {8}}, MlpDiscriminator{.hidden = {8, 5}}, NonSaturating{}}, Vector<2>{},
             Cpu{}, Seed{3}};
  train(game, clusters(60), {.batch = 20, .steps = 5});
  for (bool trains : {false, true}) {
    Model model{Classifier{MlpDiscriminator{.hidden = {8, 5}}, Classes<3>{}, trains}, Vector<2>{}, Cpu{}, Seed{1}};
    take_trunk(model, game);
    auto const& mine = model.network().parameters();
    auto trunk_is_the_games = [&] {
      bool same = true;
      for (std::size_t i = 0; i < mine.size(); ++i)
        if (mine.entries()[i].name.starts_with("trunk."))
          same = same && to_host(mine.view(i)) == to_host(game.discriminator().parameters().view(i));
      return same;
    };
    CHECK(trunk_is_the_games());
    auto const head = to_host(mine.view(mine.size() - 2));
    train(model, clusters(60), {.batch = 20, .steps = 5});
    CHECK(trunk_is_the_games() == !trains);
    CHECK(to_host(mine.view(mine.size() - 2)) != head);
  }
  Model other{Classifier{MlpDiscriminator{.hidden = {7, 5}}, Classes<3>{}}, Vector<2>{}, Cpu{}, Seed{1}};
  CHECK_THROWS_WITH(take_trunk(other, game), Catch::Contains("{2, 7}"));
}

TEST_CASE("a classifier's training resumes bit for bit, and its file is refused by another") {
  TemporaryFolder const folder;
  auto const data = clusters(37);
  TrainingOptions const options{.batch = 10, .discriminator = Adam{}};
  auto make = [](int units = 6) {
    return Model{Classifier{MlpDiscriminator{.hidden = {units}}, Classes<3>{}}, Vector<2>{}, Cpu{}, Seed{1}};
  };
  Trainer whole{make(), options}, first{make(), options}, second{make(), options};
  whole.run(data, 20);
  first.run(data, 9);
  first.checkpoint(folder / "c.safetensors");
  second.restore(folder / "c.safetensors");
  second.run(data, 11);
  CHECK(second.model() == whole.model());
  Trainer wider{make(7), options};
  CHECK_THROWS_AS(wider.restore(folder / "c.safetensors"), FileError);
}

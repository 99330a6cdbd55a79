/// InfoGAN and ss-InfoGAN in training: which gradient reaches which parameters, objectives against plain arithmetic and central
/// differences, and what becomes of them without codes or without labels.
#include <map>

#include <gan/data/partly_labelled.hpp>
#include <gan/metric/greedy_map.hpp>
#include <gan/model/information_bound.hpp>
#include <gan/network/coded.hpp>
#include <gan/network/labelled_code_head.hpp>
#include <gan/regularizer/mixed_batches.hpp>
#include <gan/regularizer/semi_supervised_information.hpp>

#include "training.hpp"

using namespace gan;
using namespace test;
using Numbers = std::vector<double>;
using enum CodeRouting;

namespace {

Codes const codes{.categorical = {3, 2}, .continuous = 1};
Coded<MlpGenerator> const generator{MlpGenerator{.latent = 4, .hidden = {5}}, codes};
MlpDiscriminator const plain{.hidden = {7}, .slope = .2f};
Init const loud = Normal{.5f};

auto code_head(CodeRouting routing, CodeDeviation deviation = FixedDeviation{}) {
  return CodeHead{plain, codes, routing, deviation, 6, .1f, loud};
}
auto labelled_head(CodeRouting routing) { return LabelledCodeHead{plain, codes, routing, CodeDeviation{}, 6, .1f, loud}; }

/// Six real points of three classes.
Numbers const real_points{1, 0, .9, .2, -1, .5, -.8, .7, .1, -1, -.2, -.9};
enum class Labelled { none_exist, not_here, some };
Numbers const some_labels{1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1};

/// Gradients by the part of the network that the parameters belong to: what stands before their name's last dots.
using Gradients = std::map<std::string, Numbers>;
template <class Network> Gradients gradients_of(Network const& network) {
  Gradients out;
  for (std::size_t i = 0; i < network.parameters().size(); ++i) {
    std::string const& name = network.parameters().entries()[i].name;
    std::string group = name.substr(0, name.find('.'));
    for (char const* part : {"guess.label", "guess.others"})
      if (name.starts_with(part)) group = part;
    for (double g : to_host(network.parameters().view_of(network.gradients(), i))) out[group].push_back(g);
  }
  return out;
}
bool is_zero_(Numbers const& values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return v == 0; });
}

struct Taken {
  Gradients discriminator, generator;
};
/// The gradients of one discriminator's step and of one generator's step of a composition, at its start; no parameter moves.
template <class G> Taken gradients_in_steps(G const& gan, Labelled labelled = Labelled::none_exist) {
  Model model{gan, Vector<2>{}, Cpu{}, Seed{3}, double{}};
  using M = decltype(model);
  Updates<M> updates(model, {.generator = Sgd{}, .discriminator = Sgd{}});
  auto& c = model.context();
  if (labelled == Labelled::some) updates.set_labels(from_host(c, {6, 3}, some_labels));
  if (labelled == Labelled::not_here) updates.set_labels(zeros<double>(c, {6, 3}));
  Step<M> first(model, 0, 0, 0), second(model, 0, 0, 1);
  auto parameters = [&] {
    return std::pair{to_host(model.generator().parameters().values()), to_host(model.discriminator().parameters().values())};
  };
  auto const before = parameters();
  updates.discriminate(first, from_host(c, {6, 2}, real_points), 0);
  updates.generate(second, 6, 0);
  CHECK((parameters() == before));
  return {gradients_of(model.discriminator()), gradients_of(model.generator())};
}

double softplus(double s) { return std::max(s, 0.) + std::log1p(std::exp(-std::abs(s))); }
double cross_entropy(double const* logits, double const* hot, std::size_t k) {
  double sum = 0, chosen = 0;
  for (std::size_t j = 0; j < k; ++j) sum += std::exp(logits[j]), chosen += hot[j] * logits[j];
  return std::log(sum) - chosen;
}
double gaussian(double c, double mean, double deviation) {
  return .9189385332046727 + std::log(deviation) + (c - mean) * (c - mean) / (2 * deviation * deviation);
}

/// The generator's objective at changed parameters, from the networks' outputs in plain arithmetic.
template <class M>
double generator_objective(M const& model, Numbers const& flat, double label_weight, double second_weight,
                           double continuous_weight, bool learned) {
  auto& c = model.context();
  NoRecording<Cpu> off(c);
  auto const z = model.noise(6, random::key(Seed{3}, Stream::latent, 1));
  auto const x =
      evaluate(model.generator().with(from_host(c, {static_cast<std::int64_t>(flat.size())}, flat), constant<1>(z), {}));
  auto const y = as_scored<Var<double, Cpu, 1>>(model.discriminator()(x, {}));
  auto const score = to_host(y.score.value()), guess = to_host(y.guess.value()), latent = to_host(z);
  std::size_t const width = guess.size() / 6;
  double sum = 0;
  for (std::size_t i = 0; i < 6; ++i) {
    double const *q = &guess[i * width], *code = &latent[i * 10 + 4];
    sum += softplus(-score[i]) + label_weight * cross_entropy(q, code, 3) + second_weight * cross_entropy(q + 3, code + 3, 2) +
           continuous_weight * gaussian(code[5], q[5], learned ? std::max(.1, std::exp(q[6] / 2)) : 1.);
  }
  return sum / 6;
}
template <class G> void check_generator(G const& gan, double label, double second, double continuous, bool learned = false) {
  auto const taken = gradients_in_steps(gan, Labelled::not_here);
  Model model{gan, Vector<2>{}, Cpu{}, Seed{3}, double{}};
  auto const& layout = model.generator().parameters();
  auto const flat = to_host(layout.values());
  std::map<std::string, std::size_t> seen;
  for (auto const& entry : layout.entries())
    for (std::int64_t e = 0; e < entry.shape.count(); ++e) {
      auto at = [&](double by) {
        auto moved = flat;
        moved[static_cast<std::size_t>(entry.begin + e)] += by;
        return generator_objective(model, moved, label, second, continuous, learned);
      };
      std::string const group = entry.name.substr(0, entry.name.find('.'));
      double const numeric = (8 * (at(1e-4) - at(-1e-4)) - (at(2e-4) - at(-2e-4))) / 12e-4;
      INFO(entry.name << " element " << e);
      CHECK(taken.generator.at(group)[seen[group]++] == Approx(numeric).margin(1e-8).epsilon(1e-7));
    }
}

/// A trunk with a batch norm: its samples are mixed, and the head has a batch norm too.
struct NormalisedD {
  using score = Logit;
  static constexpr bool mixes_samples = true;
  template <class Sample> auto layers(Sample) const {
    return TrunkAndHead{Sequential{LinearNoBias{Sample::size, 8}, BatchNorm{8}, LeakyRelu{}}, 8, Linear{8, 1}};
  }
};

/// Four clusters with their classes, 100 points of each.
auto clusters() {
  std::vector<float> values;
  std::vector<int> classes;
  auto const ring = data::gaussian_ring({.modes = 4, .sigma = .15f});
  for (std::uint64_t i = 0; i < 400; ++i) {
    values.resize(values.size() + 2);
    ring.copy(i, &values[2 * i]);
    classes.push_back(ring.mode(i));
  }
  return data::in_memory<Vector<2>, 4>(values, classes);
}

/// Twenty steps of plain gradient descent in double.
template <class G, class Data> auto trained(G const& gan, Data const& data) {
  Trainer trainer{Model{gan, Vector<2>{}, Cpu{}, Seed{3}, double{}},
                  {.batch = 6, .generator = Sgd{.rate = .1f}, .discriminator = Sgd{.rate = .1f}}};
  trainer.run(data, 20);
  std::pair<Numbers, Numbers> out;
  for (std::size_t i = 0; i < trainer.model().generator().parameters().size(); ++i)
    for (double v : to_host(trainer.model().generator().parameters().view(i))) out.first.push_back(v);
  for (std::size_t i = 0; i < trainer.model().discriminator().parameters().size(); ++i)
    for (double v : to_host(trainer.model().discriminator().parameters().view(i))) out.second.push_back(v);
  return out;
}
double distance(Numbers const& a, Numbers const& b) {
  double largest = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

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

TEST_CASE("routing - which terms reach which parameters in a discriminator's step") {
  MutualInformation const mi{.categorical_weight = .7f, .continuous_weight = .3f};
  SemiSupervisedInformation const ssi{};
  enum Reached { zero, as_gan, other };
  struct Row {
    char const* source;
    Gradients got;
    Reached trunk, label, others;
  };
  auto table = [&](CodeRouting routing, Reached trunk) {
    auto const head = labelled_head(routing);
    Gan const both{generator, head, NonSaturating{}, mi, ssi};
    Gan const labels{generator, head, NonSaturating{}, ssi};
    auto const gan_only = gradients_in_steps(Gan{generator, head, NonSaturating{}}).discriminator;
    CHECK((is_zero_(gan_only.at("guess.label")) && is_zero_(gan_only.at("guess.others"))));
    using enum Labelled;
    Row const rows[] = {
        {"InfoGAN", gradients_in_steps(Gan{generator, head, NonSaturating{}, mi}).discriminator, trunk, other, other},
        {"ss-InfoGAN, labelled", gradients_in_steps(both, some).discriminator, trunk, other, other},
        {"ss-InfoGAN, unlabelled: Q_ss gets nothing", gradients_in_steps(both, not_here).discriminator, trunk, zero, other},
        {"ss-InfoGAN, no labels exist: Q_ss learns from generated samples", gradients_in_steps(both, none_exist).discriminator,
         trunk, other, other},
        {"labels alone, labelled", gradients_in_steps(labels, some).discriminator, trunk, other, zero},
        {"labels alone, unlabelled", gradients_in_steps(labels, not_here).discriminator, as_gan, zero, zero},
        {"labels alone, no labels exist", gradients_in_steps(labels, none_exist).discriminator, trunk, other, zero},
    };
    for (auto const& row : rows) {
      INFO(row.source << (routing == head_only ? ", head only" : ", trunk and head"));
      CHECK(row.got.at("head") == gan_only.at("head"));
      CHECK((row.got.at("trunk") == gan_only.at("trunk")) == (row.trunk == as_gan));
      CHECK(is_zero_(row.got.at("guess.label")) == (row.label == zero));
      CHECK(is_zero_(row.got.at("guess.others")) == (row.others == zero));
    }
    // On a labelled batch Q_ss learns from the labels alone.
    CHECK(rows[1].got.at("guess.label") == rows[4].got.at("guess.label"));
  };
  table(trunk_and_head, other);
  table(head_only, as_gan);

  // A CodeHead, with both deviations: the head's gradient is the same in both routings.
  for (CodeDeviation deviation : {CodeDeviation{FixedDeviation{}}, CodeDeviation{FlooredDeviation{}}}) {
    auto with = [&](CodeRouting routing) {
      return gradients_in_steps(Gan{generator, code_head(routing, deviation), NonSaturating{}, mi}).discriminator;
    };
    auto const without = gradients_in_steps(Gan{generator, code_head(head_only, deviation), NonSaturating{}}).discriminator;
    auto const cut = with(head_only), whole = with(trunk_and_head);
    CHECK(is_zero_(without.at("guess")));
    CHECK(!is_zero_(cut.at("guess")));
    CHECK(distance(cut.at("guess"), whole.at("guess")) == 0);
    CHECK(cut.at("trunk") == without.at("trunk"));
    CHECK(whole.at("trunk") != without.at("trunk"));
    CHECK(cut.at("head") == whole.at("head"));
  }
}

TEST_CASE("routing - batch norm changes nothing in it, and neither do mixed batches") {
  auto check = [](auto... more) {
    auto with = [&](CodeRouting routing, auto... terms) {
      return gradients_in_steps(Gan{generator, LabelledCodeHead{NormalisedD{}, codes, routing, CodeDeviation{}, 6, .1f, loud},
                                    NonSaturating{}, terms..., more...},
                                Labelled::some);
    };
    auto const gan_only = with(head_only), cut = with(head_only, MutualInformation{}, SemiSupervisedInformation{}),
               whole = with(trunk_and_head, MutualInformation{}, SemiSupervisedInformation{});
    CHECK(cut.discriminator.at("trunk") == gan_only.discriminator.at("trunk"));
    CHECK(whole.discriminator.at("trunk") != gan_only.discriminator.at("trunk"));
    CHECK(distance(whole.discriminator.at("guess.others"), cut.discriminator.at("guess.others")) == 0);
    CHECK(!is_zero_(cut.discriminator.at("guess.others")));
    CHECK(distance(whole.generator.at("0"), cut.generator.at("0")) == 0);
    CHECK(cut.generator.at("0") != gan_only.generator.at("0"));
  };
  check();
  check(MixedBatches{});
}

TEST_CASE("the gradient of Q_ss is that of the labelled real samples alone") {
  Gan const gan{generator, labelled_head(trunk_and_head), NonSaturating{}, MutualInformation{},
                SemiSupervisedInformation{.weight = 2}};
  auto const got = gradients_in_steps(gan, Labelled::some).discriminator.at("guess.label");
  Model model{gan, Vector<2>{}, Cpu{}, Seed{3}, double{}};
  auto const y =
      as_scored<Var<double, Cpu, 1>>(model.discriminator()(constant<1>(from_host(model.context(), {6, 2}, real_points)), {}));
  auto const features = to_host(y.features.value()), guess = to_host(y.guess.value());
  std::size_t const width = guess.size() / 6;
  Numbers weight(7 * 3), bias(3);  // 2/4 sum over the four labelled samples of features (softmax - y)
  for (std::size_t i = 0; i < 6; ++i) {
    double const *q = &guess[i * width], *hot = &some_labels[3 * i];
    double const sum = std::exp(q[0]) + std::exp(q[1]) + std::exp(q[2]);
    if (hot[0] + hot[1] + hot[2] == 0) continue;
    for (std::size_t k = 0; k < 3; ++k) {
      double const slope = .5 * (std::exp(q[k]) / sum - hot[k]);
      bias[k] += slope;
      for (std::size_t f = 0; f < 7; ++f) weight[3 * f + k] += slope * features[7 * i + f];
    }
  }
  weight.insert(weight.end(), bias.begin(), bias.end());
  REQUIRE(got.size() == weight.size());
  CHECK(distance(got, weight) < 1e-14);
}

TEST_CASE("the generator's gradient is that of its objective by central differences, in both routings") {
  MutualInformation const mi{.categorical_weight = .7f, .continuous_weight = .25f};
  for (CodeRouting routing : {trunk_and_head, head_only}) {
    check_generator(Gan{generator, code_head(routing), NonSaturating{}, mi}, .7f, .7f, .25);
    check_generator(Gan{generator, code_head(routing, FlooredDeviation{}), NonSaturating{}, mi}, .7f, .7f, .25, true);
    check_generator(Gan{generator, labelled_head(routing), NonSaturating{}, mi, SemiSupervisedInformation{}}, 2, .7f, .25);
    check_generator(Gan{generator, labelled_head(routing), NonSaturating{}, SemiSupervisedInformation{.weight = 3}}, 3, 0, 0);
  }
}

TEST_CASE("a generator's step moves neither trunk nor heads, and a discriminator's step no generator") {
  Model model{Gan{generator, labelled_head(trunk_and_head), NonSaturating{}, MutualInformation{}, SemiSupervisedInformation{}},
              Vector<2>{}, Cpu{}, Seed{3}, double{}};
  using M = decltype(model);
  Updates<M> updates(model, {.generator = Sgd{}, .discriminator = Sgd{}});
  updates.set_labels(from_host(model.context(), {6, 3}, some_labels));
  auto g = [&] { return to_host(model.generator().parameters().values()); };
  auto d = [&] { return to_host(model.discriminator().parameters().values()); };
  auto const g0 = g(), d0 = d();
  Step<M> first(model, 0, 0, 0), second(model, 0, 0, 1);
  updates.discriminate(first, from_host(model.context(), {6, 2}, real_points), 1);
  CHECK(g() == g0);
  CHECK(d() != d0);
  auto const d1 = d();
  updates.generate(second, 6, 1);
  CHECK(g() != g0);
  CHECK(d() == d1);
}

TEST_CASE("InfoGAN with lambda 0 is the GAN step for step") {
  auto const data = clusters();
  for (CodeRouting routing : {trunk_and_head, head_only}) {
    auto const with = trained(Gan{generator, code_head(routing), NonSaturating{}, MutualInformation{0, 0}}, data),
               without = trained(Gan{generator, plain, NonSaturating{}}, data);
    REQUIRE(with.first.size() == without.first.size());
    REQUIRE(with.second.size() > without.second.size());  // the head stands behind the other parameters
    CHECK(distance(with.first, without.first) < 1e-9);
    CHECK(distance(with.second, without.second) < 1e-9);
    auto const on = trained(Gan{generator, code_head(routing), NonSaturating{}, MutualInformation{1, 1}}, data);
    CHECK(distance(on.first, without.first) > 1e-4);
  }
}

TEST_CASE("ss-InfoGAN without labels is InfoGAN step for step") {
  Codes const four{.categorical = {4, 2}, .continuous = 1};
  Coded const g{MlpGenerator{.latent = 4, .hidden = {5}}, four};
  auto const none = data::partly_labelled(clusters(), {.labelled = 0}),
             few = data::partly_labelled(clusters(), {.labelled = 8});
  for (CodeRouting routing : {trunk_and_head, head_only}) {
    LabelledCodeHead const d{plain, four, routing, CodeDeviation{}, 6, .1f, loud};
    Gan const info{g, d, NonSaturating{}, MutualInformation{.8f, .8f}};
    Gan const semi{g, d, NonSaturating{}, MutualInformation{.8f, .8f}, SemiSupervisedInformation{.8f}};
    auto const a = trained(info, none), b = trained(semi, none);
    CHECK(distance(a.first, b.first) < 1e-9);
    CHECK(distance(a.second, b.second) < 1e-9);
    CHECK(distance(a.second, trained(semi, few).second) > 1e-4);
  }
}

TEST_CASE("with all labels and no other codes the objectives are those of an auxiliary classifier") {
  Codes const three{.categorical = {3}};
  Gan const gan{Coded{MlpGenerator{.latent = 4, .hidden = {5}}, three}, LabelledCodeHead{plain, three}, NonSaturating{},
                SemiSupervisedInformation{.weight = 1}};
  Model model{gan, Vector<2>{}, Cpu{}, Seed{3}, double{}};
  using M = decltype(model);
  Updates<M> updates(model, {});
  auto& c = model.context();
  Numbers const all{1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1};
  updates.set_labels(from_host(c, {6, 3}, all));
  Step<M> first(model, 0, 0, 0), second(model, 0, 0, 1);
  auto const real = from_host(c, {6, 2}, real_points);
  auto const y = as_scored<Var<double, Cpu, 1>>(model.discriminator()(constant<1>(real), {}));
  auto const guess = to_host(y.guess.value());
  REQUIRE(guess.size() == 18);
  double expected = 0;
  for (std::size_t i = 0; i < 6; ++i) expected += cross_entropy(&guess[3 * i], &all[3 * i], 3) / 6;
  updates.discriminate(first, real, 0);
  auto const& terms = updates.discriminator_terms();
  REQUIRE(terms.size() == 3);
  CHECK(std::string(terms[2].name) == "semi-supervised information");
  CHECK(to_host(terms[2].value)[0] == Approx(expected).epsilon(1e-12));
}

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

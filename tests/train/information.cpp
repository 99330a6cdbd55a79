/// InfoGAN and ss-InfoGAN in training: their objectives against plain arithmetic and central differences, and what becomes of them
/// without codes or without labels.
#include "code_networks.hpp"

using namespace gan;
using namespace coding;

namespace {

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
}  // namespace

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

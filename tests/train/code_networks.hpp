#pragma once
/// Small compositions with codes, the data they learn from, and the gradients that their steps take.
#include <map>

#include <gan/data/partly_labelled.hpp>
#include <gan/network/coded.hpp>
#include <gan/network/labelled_code_head.hpp>
#include <gan/regularizer/mixed_batches.hpp>
#include <gan/regularizer/mutual_information.hpp>
#include <gan/regularizer/semi_supervised_information.hpp>

#include "training.hpp"

namespace coding {
using namespace test;
using Numbers = std::vector<double>;
using enum CodeRouting;

inline Codes const codes{.categorical = {3, 2}, .continuous = 1};
inline Coded<MlpGenerator> const generator{MlpGenerator{.latent = 4, .hidden = {5}}, codes};
inline MlpDiscriminator const plain{.hidden = {7}, .slope = .2f};
inline Init const loud = Normal{.5f};

inline auto code_head(CodeRouting routing, CodeDeviation deviation = FixedDeviation{}) {
  return CodeHead{plain, codes, routing, deviation, 6, .1f, loud};
}
inline auto labelled_head(CodeRouting routing) {
  return LabelledCodeHead{plain, codes, routing, CodeDeviation{}, 6, .1f, loud};
}

/// Six real points of three classes.
inline Numbers const real_points{1, 0, .9, .2, -1, .5, -.8, .7, .1, -1, -.2, -.9};
enum class Labelled { none_exist, not_here, some };
inline Numbers const some_labels{1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1};

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
inline bool is_zero_(Numbers const& values) {
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

/// A trunk with a batch norm: its samples are mixed, and the head has a batch norm too.
struct NormalisedD {
  using score = Logit;
  static constexpr bool mixes_samples = true;
  template <class Sample> auto layers(Sample) const {
    return TrunkAndHead{Sequential{LinearNoBias{Sample::size, 8}, BatchNorm{8}, LeakyRelu{}}, 8, Linear{8, 1}};
  }
};

/// Four clusters with their classes, 100 points of each.
inline auto clusters() {
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

inline double distance(Numbers const& a, Numbers const& b) {
  double largest = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}
}  // namespace coding

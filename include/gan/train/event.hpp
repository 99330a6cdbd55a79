#pragma once
#include <gan/train/update.hpp>

namespace gan {

template <class M> class TrainingLoop;

/// What a callback sees after a step. Losses are read from the device only when they are asked for.
template <class M> struct Event {
  std::int64_t step = 0;     ///< generator steps done, counted over the whole training
  std::int64_t steps = 0;    ///< where this run ends; 0 where only time ends it
  double progress = 0;       ///< done part of this run, in [0, 1]
  double epoch = 0;          ///< passes over a stored data set
  double seconds = 0;        ///< since this run began
  bool interrupted = false;  ///< somebody asked to stop; this is the last event
  M* model_pointer = nullptr;
  TrainingLoop<M>* loop = nullptr;  ///< for checkpoints
  Updates<M> const* updates = nullptr;

  M& model() const { return *model_pointer; }
  double discriminator_loss() const { return total(updates->discriminator_terms()); }
  double generator_loss() const { return total(updates->generator_terms()); }
  auto const& discriminator_terms() const { return updates->discriminator_terms(); }
  auto const& generator_terms() const { return updates->generator_terms(); }
  /// All that this model minimises: {name, terms} of a Gan's discriminator and generator, of an auto-encoder.
  auto objectives() const { return updates->objectives(); }

  /// What is worth showing of them, as names and numbers read from the device: the objectives, or the terms of a single one.
  std::vector<std::pair<std::string, double>> losses() const {
    auto const all = objectives();
    std::vector<std::pair<std::string, double>> out;
    if (all.size() > 1)
      for (auto const& objective : all) out.push_back({objective.name, total(*objective.terms)});
    else
      for (auto const& term : *all[0].terms) out.push_back({term.name, static_cast<double>(to_host(term.value)[0])});
    return out;
  }

 private:
  template <class Terms> static double total(Terms const& terms) {
    double sum = 0;
    for (auto const& term : terms) sum += static_cast<double>(to_host(term.value)[0]);
    return sum;
  }
};

}  // namespace gan

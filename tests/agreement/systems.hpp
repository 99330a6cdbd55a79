#pragma once
/// One training step of a published system's recipe, with narrow networks, in double.
#include <filesystem>

#include <gan/data/in_memory.hpp>
#include <gan/train/classifier_update.hpp>
#include <gan/train/inference_update.hpp>
#include <gan/train/trainer.hpp>

#include "families.hpp"
#include "lab.hpp"
#include "regularizers.hpp"

namespace agreement {

using Digit = Image<1, 28, 28>;
using Small = Image<3, 16, 16>;

template <class Sample> auto pictures() {
  std::vector<float> values(static_cast<std::size_t>(24 * Sample::size));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(std::sin(.37 * static_cast<double>(i)));
  std::vector<int> labels;
  for (int i = 0; i < 24; ++i) labels.push_back(i % 10);
  return data::in_memory<Sample, 10>(values, labels);
}

/// Keeps all numbers of a model's networks after one step (with all its inner steps) and after a second one, taken once in the same
/// run and once from a checkpoint; these two must be the same bits. `prepare(model)` comes before all steps.
template <class Sample, class R, class Device, class Prepare>
void keep_system(Records& records, Device device, double nudge, std::string const& name, R const& recipe,
                 Prepare const& prepare) {
  TrainingOptions options = recipe.training;
  options.batch = 6;
  options.epochs = options.minutes = 0;
  options.steps = 0;
  options.discriminator_warm_up = std::min(options.discriminator_warm_up, 2);
  auto trainer = [&](std::uint64_t seed) {
    return Trainer{Model{recipe.gan, Sample{}, device, Seed{seed}, double{}}, options};
  };
  auto keep = [&](auto const& model, std::string const& when) {
    model.for_networks([&](char const* network, auto const& n) {
      records.push_back({name + when + ", parameters of the " + network, to_host(n.parameters().values())});
      records.push_back({name + when + ", state of the " + network, to_host(n.state().values())});
    });
  };
  auto const data = pictures<Sample>();
  auto whole = trainer(1);
  prepare(whole.model());
  whole.model().for_networks([&](char const*, auto& n) { move_a_little(n.parameters().values(), nudge); });
  whole.run(data, 1);
  keep(whole.model(), "");
  std::string const file = (std::filesystem::temp_directory_path() /
                            ("gan_agreement_" + std::string(is_cpu<Device> ? "cpu " : "cuda ") + name + ".safetensors"))
                               .string();
  whole.checkpoint(file);
  whole.run(data, 1);
  auto resumed = trainer(2);
  resumed.restore(file);
  resumed.run(data, 1);
  std::filesystem::remove(file);
  records.push_back({name + goes_on, {resumed.model() == whole.model() ? 1. : 0.}});
}

template <class Sample, class R, class Device>
void keep_system(Records& records, Device device, double nudge, std::string const& name, R const& recipe) {
  keep_system<Sample>(records, device, nudge, name, recipe, [](auto&) {});
}

}  // namespace agreement

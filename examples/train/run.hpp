#pragma once
#include <cstdio>

#include "callbacks.hpp"
#include "command.hpp"
#include "results.hpp"
#include "settings.hpp"
#include "training_log.hpp"

namespace detail {

/// What --set and --width say.
inline void apply_settings(Settings& settings, Command const& command) {
  for (auto const& entry : settings.entries())
    if (command.width && entry.name.ends_with("width")) *std::get<int*>(entry.place) = command.width;
  for (auto const& text : command.settings) settings.set(text);
}

/// The optimisers' rates, the batch and the length.
inline void apply_training(gan::TrainingOptions& training, Command const& command) {
  if (command.steps || command.epochs > 0 || command.minutes > 0) {
    training.steps = command.steps;
    training.epochs = command.epochs;
    training.minutes = command.minutes;
  }
  if (command.batch) training.batch = command.batch;
  for (auto* optimizer : {&training.generator, &training.discriminator})
    if (command.rate > 0) std::visit([&](auto& o) { o.rate = static_cast<float>(command.rate); }, *optimizer);
}

template <class M>
void describe(Command const& command, char const* summary, M const& model, Settings const& settings,
              gan::TrainingOptions const& training) {
  std::printf("%s\n  %s\n\nsettings\n", command.system.c_str(), summary);
  for (auto const& entry : settings.entries())
    std::printf("  %s=%s\n", entry.name.c_str(), Settings::text(entry.place).c_str());
  model.for_networks([](char const* name, auto const& network) {
    std::printf("\n%s: %lld parameters\n", name, static_cast<long long>(network.parameters().count()));
    for (auto const& entry : network.parameters().entries())
      std::printf("  %-40s %s\n", entry.name.c_str(), entry.shape.text().c_str());
  });
  std::printf("\ntraining: batch %d, %d discriminator step%s per generator step%s, length ", training.batch,
              training.discriminator_steps, training.discriminator_steps == 1 ? "" : "s",
              training.simultaneous ? ", both networks at once" : "");
  if (training.epochs > 0) std::printf("%g epochs\n", training.epochs);
  else if (training.minutes > 0) std::printf("%g minutes\n", training.minutes);
  else std::printf("%lld steps\n", static_cast<long long>(training.steps));
}

}  // namespace detail

/// Trains a composition as the command says and leaves its results in the folder `out`, or describes it.
template <class Composition, class Data>
void run(Command const& command, char const* summary, gan::systems::Recipe<Composition> recipe, Data const& data) {
  using namespace gan;
  using Sample = typename Data::sample;
  auto& training = recipe.training;
  Settings settings;
  list_settings(settings, recipe.gan);
  ::detail::apply_settings(settings, command);
  ::detail::apply_training(training, command);
  if (command.describe) {
    Model const model{recipe.gan, Sample{}, Cpu{}, Seed{command.seed}};
    return ::detail::describe(command, summary, model, settings, training);
  }

  io::make_folders(command.out);
  auto const file = [&](char const* name) { return io::join(command.out, name); };
  Trainer trainer{Model{recipe.gan, Sample{}, Cpu{.threads = command.threads}, Seed{command.seed}}, training};
  auto& model = trainer.model();
  double seconds = 0;
  if (!command.resume.empty()) {
    trainer.restore(command.resume);
    seconds = read_training_log(file("training.csv")).seconds_until(trainer.loop().steps());
  }
  std::printf("%s: ", command.system.c_str());
  model.for_networks([](char const* name, auto const& network) {
    std::printf("%s %lld parameters, ", name, static_cast<long long>(network.parameters().count()));
  });
  std::printf("batch %d, seed %llu, %d thread%s\n", training.batch, static_cast<unsigned long long>(command.seed),
              command.threads, command.threads == 1 ? "" : "s");
  std::fflush(stdout);

  std::string const checkpoint = file("checkpoint.safetensors");
  std::int64_t const left = steps_left(training.minutes, trainer.loop().steps(), seconds);
  Ending ending;
  auto train_with = [&](auto&&... shown) {
    auto run = [&](auto... length) {
      trainer.run(data, length..., shown..., CsvLog{file("training.csv")}, LossCurve{file("losses.png")},
                  PeriodicCheckpoint{checkpoint, 60, "go on with --resume " + checkpoint}, TellEnding{&ending});
    };
    if (left < 0) run();
    else if (left > 0) run(left);
    else std::printf("its %g minutes are over\n", training.minutes);
  };
  auto train = [&](auto&&... pictures) {
    if (command.label.empty()) train_with(ProgressBar{}, pictures...);
    else train_with(LabelledProgress{command.label}, pictures...);
  };
  if constexpr (Sample::is_image && results::draws_samples<std::decay_t<decltype(model)>>)
    train(ImageGrid{.folder = file("samples")});
  else train();
  if (ending.interrupted && command.samples) throw Interrupted{};

  if constexpr (Sample::is_image) results::save_pictures(command, model, data);
  else {
    auto const samples = model.generate(2500);
    double reach = 0;
    for (auto const& mode : data.modes())
      for (float x : mode.center) reach = std::max(reach, std::abs(static_cast<double>(x)));
    save_scatter(file("samples.png"), samples, 1.5 * reach);
    auto const coverage = metric::mode_coverage(samples, data);
    std::printf("%d of %zu modes, high quality %.3f\nsamples    %s\n", coverage.modes, data.modes().size(),
                coverage.high_quality, file("samples.png").c_str());
  }
  save(model, file("weights.safetensors"));
  std::printf("losses     %s\nlog        %s\nweights    %s\ncheckpoint %s\n", file("losses.png").c_str(),
              file("training.csv").c_str(), file("weights.safetensors").c_str(), checkpoint.c_str());
  if (command.samples) results::save_for_report(command, model, trainer.loop().steps(), seconds + ending.seconds);
}

/// Digits for a composition; how they were found is told first.
inline auto digits_for(Command const& command) {
  auto digits = gan::data::digits();
  if (!command.describe) std::printf("data: %s\n", digits.description().c_str());
  return digits;
}

#pragma once
#include <cstdio>
#include <gan/gan.hpp>

#include "command.hpp"

/// Trains a composition as the command says and leaves its results in the folder `out`. `recipe` holds the optimisers and schedule.
template <class Composition, class Data>
void run(Command const& command, Composition composition, Data const& data, gan::TrainingOptions recipe) {
  using namespace gan;
  using Sample = typename Data::sample;
  recipe.steps = command.steps;
  recipe.epochs = command.epochs;
  recipe.minutes = command.minutes;
  if (recipe.steps == 0 && recipe.epochs == 0 && recipe.minutes == 0) recipe.minutes = 3;
  if (command.batch) recipe.batch = command.batch;
  auto set_rate = [&](Optimizer& optimizer) {
    if (command.rate > 0) std::visit([&](auto& o) { o.rate = static_cast<float>(command.rate); }, optimizer);
  };
  set_rate(recipe.generator);
  set_rate(recipe.discriminator);

  io::make_folders(command.out);
  auto const file = [&](char const* name) { return io::join(command.out, name); };
  Trainer trainer{Model{composition, Sample{}, Cpu{.threads = command.threads}, Seed{command.seed}}, recipe};
  auto& model = trainer.model();
  if (!command.resume.empty()) trainer.restore(command.resume);
  std::printf("%s: generator %lld parameters, discriminator %lld; batch %d, seed %llu, %d thread%s\n", command.system.c_str(),
              static_cast<long long>(model.generator().parameters().count()),
              static_cast<long long>(model.discriminator().parameters().count()), recipe.batch,
              static_cast<unsigned long long>(command.seed), command.threads, command.threads == 1 ? "" : "s");
  std::fflush(stdout);

  std::string const checkpoint = file("checkpoint.safetensors");
  auto train_with = [&](auto&&... more) {
    trainer.run(data, ProgressBar{}, CsvLog{file("training.csv")}, LossCurve{file("losses.png")},
                PeriodicCheckpoint{checkpoint, 60, "go on with --resume " + checkpoint}, more...);
  };
  if constexpr (Sample::is_image) {
    train_with(ImageGrid{.folder = file("samples")});
    save_image_grid(file("samples.png"), model.generate(64), 8);
  } else {
    train_with();
    auto const samples = model.generate(2500);
    save_scatter(file("samples.png"), samples);
    auto const coverage = metric::mode_coverage(samples, data);
    std::printf("%d of %zu modes, high quality %.3f\n", coverage.modes, data.modes().size(), coverage.high_quality);
  }
  save(model, file("weights.safetensors"));
  std::printf("samples    %s\nlosses     %s\nlog        %s\nweights    %s\ncheckpoint %s\n", file("samples.png").c_str(),
              file("losses.png").c_str(), file("training.csv").c_str(), file("weights.safetensors").c_str(),
              checkpoint.c_str());
}

#pragma once
#include <cstdio>

#include <gan/metric/feature_file.hpp>

#include "command.hpp"
#include "settings.hpp"

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

/// Pictures that say more of a model than its samples: what codes and classes do, reconstructions, walks between samples.
template <class M, class Data> void save_pictures(Command const& command, M const& model, Data const& data) {
  using namespace gan;
  using Composition = typename M::gan_type;
  auto save = [&](char const* name, auto const& images, int columns) {
    std::string const path = io::join(command.out, name);
    save_image_grid(path, images, columns);
    std::printf("%-10s %s\n", std::string(name).substr(0, std::string(name).find('.')).c_str(), path.c_str());
  };
  if constexpr (
      requires { model.reconstruct(model.generate(1)); } || requires { requires !Composition::variational; }) {
    std::vector<float> values(static_cast<std::size_t>(32 * M::sample::size));
    for (std::uint64_t i = 0; i < 32; ++i) data.copy(i, values.data() + i * std::uint64_t{M::sample::size});
    auto const x = from_host(model.context(), M::sample::shape(32), values), y = model.reconstruct(x);
    NoRecording off(model.context());
    save("reconstructions.png", concatenate(0, constant<1>(x), constant<1>(y)).value(), 8);  // 32 samples above, theirs below
  }
  if constexpr (requires { typename Composition::generator_type; }) {
    using G = typename Composition::generator_type;
    if constexpr (has_codes<G>) {
      auto const& codes = model.gan().generator.codes;
      for (int i = 0; i < static_cast<int>(codes.categorical.size()) + codes.continuous; ++i)
        save(("code-" + std::to_string(i) + ".png").c_str(), traverse_code(model, i, 8),
             i < static_cast<int>(codes.categorical.size()) ? codes.categorical[static_cast<std::size_t>(i)] : 10);
    } else if constexpr (classes_of<G> > 0) {
      std::vector<int> classes;
      for (int i = 0; i < 8 * classes_of<G>; ++i) classes.push_back(i % classes_of<G>);
      save("classes.png", model.generate(classes, Seed{1}), classes_of<G>);
    } else {
      save("walk.png", interpolate(model, 8, 10, Seed{1}), 10);
    }
  }
}

/// Generated images for the program `report`; of a model with classes, or with a code of several values, image i has class i modulo
/// their number, which the set's name says.
template <class M> void save_samples(Command const& command, M const& model) {
  using namespace gan;
  using Composition = typename M::gan_type;
  std::string name = "raw pixels";
  auto const images = [&] {
    if constexpr (requires { typename Composition::generator_type; }) {
      using G = typename Composition::generator_type;
      if constexpr (classes_of < G >> 0) {
        name = sentence("raw pixels, class i mod ", classes_of<G>);
        std::vector<int> classes(static_cast<std::size_t>(command.samples));
        for (std::size_t i = 0; i < classes.size(); ++i) classes[i] = static_cast<int>(i) % classes_of<G>;
        return model.generate(classes, Seed{7});
      } else if constexpr (has_codes<G>) {
        int const values = model.gan().generator.codes.categorical.at(0);
        name = sentence("raw pixels, code i mod ", values);
        return traverse_code(model, 0, std::max(1, command.samples / values), values, 0, 0, Seed{7});
      } else {
        return model.generate(command.samples, Seed{7});
      }
    } else {
      return model.generate(command.samples, Seed{7});
    }
  }();
  metric::save_features(io::join(command.out, "generated.safetensors"), metric::features(name, images));
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
  if (!command.resume.empty()) trainer.restore(command.resume);
  std::printf("%s: ", command.system.c_str());
  model.for_networks([](char const* name, auto const& network) {
    std::printf("%s %lld parameters, ", name, static_cast<long long>(network.parameters().count()));
  });
  std::printf("batch %d, seed %llu, %d thread%s\n", training.batch, static_cast<unsigned long long>(command.seed),
              command.threads, command.threads == 1 ? "" : "s");
  std::fflush(stdout);

  std::string const checkpoint = file("checkpoint.safetensors");
  auto train_with = [&](auto&&... more) {
    trainer.run(data, ProgressBar{}, CsvLog{file("training.csv")}, LossCurve{file("losses.png")},
                PeriodicCheckpoint{checkpoint, 60, "go on with --resume " + checkpoint}, more...);
  };
  if constexpr (requires { requires !Composition::variational; }) {
    train_with();
    ::detail::save_pictures(command, model, data);
  } else if constexpr (Sample::is_image) {
    train_with(ImageGrid{.folder = file("samples")});
    save_image_grid(file("samples.png"), model.generate(64), 8);
    std::printf("samples    %s\n", file("samples.png").c_str());
    if (command.samples) ::detail::save_samples(command, model);
    ::detail::save_pictures(command, model, data);
  } else {
    train_with();
    auto const samples = model.generate(2500);
    save_scatter(file("samples.png"), samples);
    auto const coverage = metric::mode_coverage(samples, data);
    std::printf("%d of %zu modes, high quality %.3f\nsamples    %s\n", coverage.modes, data.modes().size(),
                coverage.high_quality, file("samples.png").c_str());
  }
  save(model, file("weights.safetensors"));
  std::printf("losses     %s\nlog        %s\nweights    %s\ncheckpoint %s\n", file("losses.png").c_str(),
              file("training.csv").c_str(), file("weights.safetensors").c_str(), checkpoint.c_str());
}

/// Digits for a composition; how they were found is told first.
inline auto digits_for(Command const& command) {
  auto digits = gan::data::digits();
  if (!command.describe) std::printf("data: %s\n", digits.description().c_str());
  return digits;
}

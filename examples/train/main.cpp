// Trains a composition on a data set: `train --system ebgan-pt --data digits --minutes 3 --out out/demo`.
// ctest: --system gan --data ring --steps 20 --out train-ring
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <thread>

#include "command.hpp"

namespace {

std::vector<System> all_systems() {
  std::vector<System> out;
  for (auto const& list : {game_systems(), critic_systems(), divergence_systems(), code_systems(), likelihood_systems(),
                           colour_systems(), extension_systems(), mixture_systems()})
    out.insert(out.end(), list.begin(), list.end());
  return out;
}

void print_list(std::FILE* to) {
  for (auto const& system : all_systems()) std::fprintf(to, "%-16s %-9s %s\n", system.name, system.data, system.summary);
}

bool train(Command const& command) {
  std::string const data = command.data == "mnist" ? "digits" : command.data;
  for (auto const& system : all_systems())
    if (system.name == command.system && system.data == data) {
      system.train(command);
      return true;
    }
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  Command command;
  command.threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  bool list = false;

  CLI::App app{"Trains a generative adversarial network and leaves samples, losses, a log and weights."};
  app.add_option("--system", command.system, "which composition (see --list)")->capture_default_str();
  app.add_option("--data", command.data, "digits, mnist, cifar10, pictures, ring or grid")
      ->check(CLI::IsMember({"digits", "mnist", "cifar10", "pictures", "ring", "grid"}))
      ->capture_default_str();
  app.add_option("--folder", command.folder, "where cifar10 or pictures are");
  auto* steps = app.add_option("--steps", command.steps, "length in generator steps")->check(CLI::PositiveNumber);
  auto* epochs = app.add_option("--epochs", command.epochs, "length in passes over the data")->check(CLI::PositiveNumber);
  auto* minutes = app.add_option("--minutes", command.minutes, "length in minutes; the recipe's own length where none is given")
                      ->check(CLI::PositiveNumber);
  steps->excludes(epochs)->excludes(minutes);
  epochs->excludes(minutes);
  app.add_option("--batch", command.batch, "samples per step")->check(CLI::PositiveNumber);
  app.add_option("--rate", command.rate, "learning rate of both networks")->check(CLI::PositiveNumber);
  app.add_option("--width", command.width, "maps of the convolutional networks, the short form of --set ...width=N")
      ->check(CLI::PositiveNumber);
  app.add_option("--set", command.settings, "a policy's value, such as generator.latent=50 (--describe lists them); repeatable")
      ->allow_extra_args(false);
  app.add_option("--threads", command.threads, "threads; changes no result")->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--seed", command.seed, "decides every random draw")->capture_default_str();
  app.add_option("--out", command.out, "folder for the results")->capture_default_str();
  app.add_option("--resume", command.resume,
                 "goes on from this checkpoint; --minutes counts those before it too, where the log is in --out");
  app.add_option("--samples", command.samples,
                 "leaves so many generated images, and what else the program report measures, in files; run.csv is the last")
      ->check(CLI::PositiveNumber);
  app.add_option("--label", command.label, "plain progress lines that begin with this text, for trainings side by side");
  app.add_flag("--list", list, "prints the systems and ends");
  app.add_flag("--describe", command.describe, "prints objective, settings and networks of a system and ends");
  CLI11_PARSE(app, argc, argv);
  if (list) {
    print_list(stdout);
    return 0;
  }
  try {
    if (train(command)) return 0;
    std::fprintf(stderr, "train: there is no system '%s' for the data '%s'; there are\n", command.system.c_str(),
                 command.data.c_str());
    print_list(stderr);
  } catch (Interrupted) {
    return 130;  // as of a program that Ctrl-C has ended
  } catch (std::exception const& error) {
    std::fprintf(stderr, "train: %s\n", error.what());
  }
  return 1;
}

// Trains a composition on a data set: `train --system ebgan-pt --data digits --minutes 3 --out out/demo`.
// ctest: --system gan --data ring --steps 20 --out train-ring
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <thread>

#include "command.hpp"

namespace {

constexpr char const* systems =
    "digits:             gan  dcgan  lsgan  wgan  wgan-gp  ebgan  ebgan-pt\n"
    "cifar10, pictures:  dcgan  wgan-gp  ebgan-pt\n"
    "ring:               gan  lsgan  wgan-gp  ebgan\n";

bool train(Command const& command) {
  if (command.data == "ring") return train_on_ring(command);
  if (command.data == "cifar10") return train_on_cifar10(command);
  if (command.data == "pictures") return train_on_pictures(command);
  return train_on_digits(command);
}

}  // namespace

int main(int argc, char** argv) {
  Command command;
  command.threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  bool list = false;

  CLI::App app{"Trains a generative adversarial network and leaves samples, losses, a log and weights."};
  app.add_option("--system", command.system, "which composition (see --list)")->capture_default_str();
  app.add_option("--data", command.data, "digits, mnist, cifar10, pictures or ring")
      ->check(CLI::IsMember({"digits", "mnist", "cifar10", "pictures", "ring"}))
      ->capture_default_str();
  app.add_option("--folder", command.folder, "where cifar10 or pictures are");
  auto* steps = app.add_option("--steps", command.steps, "length in generator steps")->check(CLI::PositiveNumber);
  auto* epochs = app.add_option("--epochs", command.epochs, "length in passes over the data")->check(CLI::PositiveNumber);
  auto* minutes =
      app.add_option("--minutes", command.minutes, "length in minutes; 3 where none is given")->check(CLI::PositiveNumber);
  steps->excludes(epochs)->excludes(minutes);
  epochs->excludes(minutes);
  app.add_option("--batch", command.batch, "samples per step")->check(CLI::PositiveNumber);
  app.add_option("--rate", command.rate, "learning rate of both networks")->check(CLI::PositiveNumber);
  app.add_option("--width", command.width, "maps of the convolutional networks' widest level")->check(CLI::PositiveNumber);
  app.add_option("--threads", command.threads, "threads; changes no result")->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--seed", command.seed, "decides every random draw")->capture_default_str();
  app.add_option("--out", command.out, "folder for the results")->capture_default_str();
  app.add_option("--resume", command.resume, "goes on from this checkpoint");
  app.add_flag("--list", list, "prints the systems and ends");
  CLI11_PARSE(app, argc, argv);
  if (list) {
    std::fputs(systems, stdout);
    return 0;
  }
  try {
    if (train(command)) return 0;
    std::fprintf(stderr, "train: there is no system '%s' for the data '%s'; there are\n%s", command.system.c_str(),
                 command.data.c_str(), systems);
  } catch (std::exception const& error) {
    std::fprintf(stderr, "train: %s\n", error.what());
  }
  return 1;
}

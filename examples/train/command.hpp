#pragma once
#include <cstdint>
#include <string>

/// What the command line of `train` asks for; zeros and empty strings leave a recipe's own values.
struct Command {
  std::string system = "ebgan-pt", data = "digits", folder, out = "out/train", resume;
  double minutes = 0, epochs = 0, rate = 0;
  std::int64_t steps = 0;
  int batch = 0, width = 0, threads = 1;
  std::uint64_t seed = 1;
};

// One translation unit per data set, so that they compile side by side. Each returns false where it does not know the system.
bool train_on_digits(Command const& command);
bool train_on_cifar10(Command const& command);
bool train_on_pictures(Command const& command);
bool train_on_ring(Command const& command);

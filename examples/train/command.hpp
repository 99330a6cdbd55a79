#pragma once
#include <cstdint>
#include <string>
#include <vector>

/// What the command line of `train` asks for; zeros and empty strings leave a recipe's own values.
struct Command {
  std::string system = "ebgan-pt", data = "digits", folder, out = "out/train", resume;
  double minutes = 0, epochs = 0, rate = 0;
  std::int64_t steps = 0;
  int batch = 0, width = 0, threads = 1;
  int samples = 0;    ///< so many generated images go into a file, with what else `report` measures
  std::string label;  ///< plain progress lines that begin with it, in the place of a bar
  std::uint64_t seed = 1;
  std::vector<std::string> settings;  ///< name=value
  bool describe = false;              ///< print what would be trained, and end
};

/// Ctrl-C ended a training of which results were asked for.
struct Interrupted {};

/// A composition that is compiled in.
struct System {
  char const *name, *data, *summary;
  void (*train)(Command const& command);
};

// One list per translation unit, so that they compile side by side.
std::vector<System> game_systems();
std::vector<System> critic_systems();
std::vector<System> divergence_systems();
std::vector<System> code_systems();
std::vector<System> likelihood_systems();
std::vector<System> colour_systems();
std::vector<System> extension_systems();
std::vector<System> mixture_systems();

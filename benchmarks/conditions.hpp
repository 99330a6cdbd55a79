// What the programs that take turns with LibTorch have in common: which of its programs they run, and under what conditions.
#pragma once

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <Eigen/Core>
#include <ctime>
#include <fstream>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "interleave.hpp"

namespace bench {

/// One of LibTorch's programs in one mode.
struct Competitor {
  std::string label, program, mode;
};

/// [LABEL=]PROGRAM:MODE
inline Competitor competitor_of(std::string const& words) {
  std::size_t colon = words.rfind(':'), equals = words.find('=');
  if (colon == std::string::npos) throw CLI::ValidationError("--libtorch", "'" + words + "' is not PROGRAM:MODE");
  std::size_t begin = equals == std::string::npos ? 0 : equals + 1;
  Competitor c{equals == std::string::npos ? "LibTorch" : words.substr(0, equals), words.substr(begin, colon - begin),
               words.substr(colon + 1)};
  if (c.mode != "default" && c.mode != "tuned" && c.mode != "tuned_mkl")
    throw CLI::ValidationError("--libtorch", "'" + c.mode + "' is no mode; modes are default, tuned and tuned_mkl");
  if (access(c.program.c_str(), X_OK) != 0) throw CLI::ValidationError("--libtorch", "there is no program '" + c.program + "'");
  return c;
}

/// The program that was built together with this one, at its default and at its best.
inline std::vector<Competitor> competitors_found() {
#ifdef GAN_LIBTORCH_STEPS
  if (access(GAN_LIBTORCH_STEPS, X_OK) == 0)
    return {{"LibTorch", GAN_LIBTORCH_STEPS, "default"}, {"LibTorch", GAN_LIBTORCH_STEPS, "tuned"}};
#endif
  return {};
}

inline std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
  return "unknown";
}

inline void print_conditions(int threads, Rounds const& rounds, std::vector<Competitor> const& competitors) {
  std::time_t const now = std::time(nullptr);
  char date[64];
  std::strftime(date, sizeof date, "%Y-%m-%d %H:%M UTC", std::gmtime(&now));
  std::cout << date << "  \nProcessor: " << processor() << ", " << std::thread::hardware_concurrency()
            << " hardware threads  \n"
            << "Compiler: " << GAN_BENCHMARK_COMPILER << "  \nFlags: " << GAN_BENCHMARK_FLAGS << "  \n"
            << "Eigen " << EIGEN_WORLD_VERSION << '.' << EIGEN_MAJOR_VERSION << '.' << EIGEN_MINOR_VERSION
            << ", threads: " << threads << ", rounds: " << rounds.rounds << " of " << rounds.turn_ms << " ms each  \n";
  for (Competitor const& c : competitors) std::cout << c.label << ", " << c.mode << ": " << c.program << "  \n";
  if (competitors.empty())
    std::cout << "Without LibTorch: no program libtorch_steps was built or named (libtorch/README.md).  \n";
  std::cout << "A ratio is the median over the rounds of one time by the other within a round.\n\n" << std::flush;
}

/// The options about rounds and LibTorch; `alone` and `libtorch` are read after parsing, by competitors_of.
struct CommonOptions {
  Rounds rounds;
  std::vector<std::string> libtorch;
  bool alone = false;

  void add_to(CLI::App& app) {
    app.add_option("--rounds", rounds.rounds, "turns of each competitor")->capture_default_str()->check(CLI::Range(1, 100000));
    app.add_option("--turn-ms", rounds.turn_ms, "length of a turn; a turn is one piece of work at least")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    app.add_option("--libtorch", libtorch,
                   "programs libtorch_steps, each as [LABEL=]PATH:MODE with a mode of default, tuned, tuned_mkl\n"
                   "(if none is named: the one that was built with this program, default and tuned)");
    app.add_flag("--alone", alone, "without LibTorch");
  }
  std::vector<Competitor> competitors() const {
    if (libtorch.empty() && !alone) return competitors_found();
    std::vector<Competitor> named;
    for (std::string const& words : libtorch) named.push_back(competitor_of(words));
    return named;
  }
};

}  // namespace bench

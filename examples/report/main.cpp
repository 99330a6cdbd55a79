// Measures the runs that `train --samples` has left and writes a report of them in Markdown with pictures:
//   report --runs out/systems --classifier assets/digit_classifier.safetensors --out docs/systems.md
// Runs may come from several machines: what was measured of one is kept in metrics.csv in its folder, and of a run from elsewhere that
// file, run.csv, training.csv and the pictures are enough.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <thread>

#include "document.hpp"
#include "measure.hpp"

int main(int argc, char** argv) {
  std::vector<std::string> folders{"out/systems"};
  std::string classifier = "assets/digit_classifier.safetensors", out = "out/systems/systems.md", command;
  int half = 5000, threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  CLI::App app{"Measures trained systems and writes a report."};
  app.add_option("--runs", folders, "folders with runs of train --samples, in any depth")->capture_default_str();
  app.add_option("--classifier", classifier, "weights of the digit classifier")->capture_default_str();
  app.add_option("--out", out, "the report; its pictures go into the folder of that name beside it")->capture_default_str();
  app.add_option("--command", command, "what was typed to train them, for the report's heading");
  app.add_option("--digits", half, "real digits that generated ones are compared with")
      ->check(CLI::Range(10, 5000))
      ->capture_default_str();
  app.add_option("--threads", threads, "threads; changes no result")->check(CLI::PositiveNumber)->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    auto runs = find_runs(folders);
    std::vector<Run*> left;
    for (auto& run : runs)
      if ((run.numbers = measured_before(run.folder)).empty()) left.push_back(&run);
    Meter meter(classifier, half, threads);
    for (std::size_t i = 0; i < left.size(); ++i) {
      left[i]->numbers = meter.measure(*left[i]);
      keep_measured(left[i]->folder, left[i]->numbers);
      std::printf("measured %zu of %zu: %s\n", i + 1, left.size(), left[i]->folder.string().c_str());
      std::fflush(stdout);
    }
    write_document(out, runs,
                   {{"test digits, the other half", meter.other_test_digits()}, {"training digits", meter.training_digits()}},
                   meter.digits_name(), command);
    std::printf("%zu runs: %s\n", runs.size(), out.c_str());
  } catch (std::exception const& error) {
    std::fprintf(stderr, "report: %s\n", error.what());
    return 1;
  }
}

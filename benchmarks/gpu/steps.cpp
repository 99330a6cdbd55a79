// Runs training steps on a card for another program, which times several such programs in turns:
//   bench_gpu_steps STEP BATCH PRECISION MODE     a step (see compare.py), its batch, full | tf32 | bf16, replays | launches
// It writes "ready <card>", then answers each line "<n>" with "<milliseconds a step> <loss>" and the line "remark" with a remark.
#include <algorithm>
#include <chrono>
#include <iostream>
#include <stdexcept>

#include "runner.hpp"

namespace {
int serve(bench::StepOptions const& options) {
  auto runner = bench::dense_step(options);
  if (!runner) runner = bench::convolutional_step(options);
  if (!runner) runner = bench::residual_step(options);
  if (!runner) throw std::invalid_argument("no step is called '" + options.name + "'");
  using Clock = std::chrono::steady_clock;
  long steps = 0;
  Clock::time_point begin;
  runner->run([&]() -> long {
    if (steps == 0) return steps = 20;  // warms up; its time is nobody's
    if (begin == Clock::time_point()) std::cout << "ready " << bench::card() << std::endl;
    else {
      std::chrono::duration<double, std::milli> const time = Clock::now() - begin;
      std::cout << time.count() / static_cast<double>(steps) << ' ' << runner->loss() << std::endl;
    }
    for (std::string line; std::getline(std::cin, line);) {
      if (line == "remark") {
        std::cout << runner->remark() << std::endl;
        continue;
      }
      steps = std::max(1L, std::stol(line));
      begin = Clock::now();
      return steps;
    }
    return 0;
  });
  return 0;
}
}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 5) throw std::invalid_argument("usage: bench_gpu_steps STEP BATCH full|tf32|bf16 replays|launches");
    std::string const precision = argv[3], mode = argv[4];
    if (precision != "full" && precision != "tf32" && precision != "bf16")
      throw std::invalid_argument("precisions are full, tf32 and bf16, not " + precision);
    if (mode != "replays" && mode != "launches") throw std::invalid_argument("modes are replays and launches, not " + mode);
    return serve({argv[1], precision, std::stoi(argv[2]), mode == "replays"});
  } catch (std::exception const& error) {
    std::cerr << "bench_gpu_steps: " << error.what() << '\n';
    return 1;
  }
}

// libtorch_steps MODE THREADS [STEP...]      times the steps (all of them, if none is named)
// libtorch_steps serve MODE THREADS STEP     reads counts from the standard input, does so many steps, answers with the loss:
//                                            so another program can measure it in turns with its own (remote.hpp)
// STEP: a training step, or a loss of so many scores as NAME:ELEMENTS (steps.hpp)
// MODE: default    LibTorch as it comes
//       tuned      its best documented settings (README.md)
//       tuned_mkl  also lets MKL use AVX-512 on a CPU that is not Intel's, which it refuses by itself
#include "../interleave.hpp"
#include "steps.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {
bool mkl_believes_intel = false;
}

// MKL asks this function of its own whether it may take its fast kernels; the program's definition comes before the library's.
extern "C" int mkl_serv_intel_cpu_true() {
  static auto original = reinterpret_cast<int (*)()>(dlsym(RTLD_NEXT, "mkl_serv_intel_cpu_true"));
  return mkl_believes_intel || (original != nullptr && original() != 0);
}

namespace {

// What libraries read when they are loaded is set for a second start of this program. OPENBLAS_... found in the environment is
// removed in every mode: a kernel chosen for another purpose (OPENBLAS_CORETYPE=Haswell) halves LibTorch's speed.
void restart_with_environment(char** argv, bool tuned) {
  if (std::getenv("LIBTORCH_STEPS_RESTARTED")) return;
  for (const char* name : {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS", "LD_PRELOAD"}) unsetenv(name);
  if (tuned) {
    if (std::strlen(GAN_BENCHMARK_PRELOAD) > 0) setenv("LD_PRELOAD", GAN_BENCHMARK_PRELOAD, 1);
    setenv("MALLOC_CONF", "dirty_decay_ms:-1,muzzy_decay_ms:-1", 1);  // jemalloc: keep freed pages
#ifdef __x86_64__  // OpenBLAS takes CPUs younger than itself for very old ones
    if (__builtin_cpu_supports("avx512bw")) setenv("OPENBLAS_CORETYPE", "SkylakeX", 1);
#endif
  }
  setenv("LIBTORCH_STEPS_RESTARTED", "1", 1);
  execv("/proc/self/exe", argv);
  throw std::runtime_error(std::string("cannot start again: ") + std::strerror(errno));
}

competitor::Settings settings(std::string_view step, int threads, bool tuned) {
  if (tuned) return competitor::best_settings(step, threads);
  competitor::Settings plain;
  plain.threads = threads;
  plain.tuned = false;
  return plain;
}

void serve(competitor::Step& step) {
  for (long n; std::cin >> n;) {
    for (; n > 0; --n) step.run();
    std::cout << step.loss() << std::endl;
  }
}

void time_steps(std::string mode, int threads, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    auto step = competitor::make_step(name, settings(name, threads, mode != "default"));
    auto candidate = bench::Candidate::of(mode + ", LibTorch " + competitor::version(), [&] { step->run(); });
    bench::print_table(std::cout, name + ", threads: " + std::to_string(threads), bench::interleave({candidate}));
    std::cout << "loss " << step->loss() << "\n\n";
  }
}

int run(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  bool serving = !words.empty() && words[0] == "serve";
  if (serving) words.erase(words.begin());
  bool known = !words.empty() && (words[0] == "default" || words[0] == "tuned" || words[0] == "tuned_mkl");
  if (!known || words.size() < 2 || (serving && words.size() != 3)) {
    std::cerr << "usage: libtorch_steps [serve] default|tuned|tuned_mkl THREADS [STEP...]\nsteps:";
    for (const std::string& name : competitor::step_names()) std::cerr << ' ' << name;
    std::cerr << '\n';
    return 2;
  }
  std::string mode = words[0];
  int threads = std::stoi(words[1]);
  std::vector<std::string> names(words.begin() + 2, words.end());

  restart_with_environment(argv, mode != "default");
  mkl_believes_intel = mode == "tuned_mkl";
  if (serving) {
    serve(*competitor::make_step(names[0], settings(names[0], threads, mode != "default")));
  } else {
    time_steps(mode, threads, names.empty() ? competitor::step_names() : names);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& e) {
    std::cerr << "libtorch_steps: " << e.what() << '\n';
    return 1;
  }
}

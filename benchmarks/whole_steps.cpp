// Whole training steps at one setting of threads: ours, the matrix products inside them alone, and LibTorch's, in turns.
#include <memory>
#include <optional>

#include "conditions.hpp"
#include "gemm_lists.hpp"
#include "libtorch/remote.hpp"
#include "steps.hpp"

namespace {

using namespace bench;

struct Options {
  int threads = 1;
  CommonOptions common;
  std::vector<Competitor> competitors;
};

/// A step as ours, by name: makes it and returns how to run it once; and the products inside it, where they are listed.
struct StepCase {
  std::string name;
  Candidate (*ours)(int threads);
  Gemms (*gemms)();
};

template <class Timer, class Once> Candidate candidate(Timer timer, Once once) {
  auto shared = std::make_shared<Timer>(std::move(timer));
  return {"gan", [shared, once](long n) {
            for (; n > 0; --n) once(*shared);
            if (!std::isfinite(shared->loss())) throw std::runtime_error("our loss is not finite");
          }};
}
constexpr auto both = [](auto& timer) { timer.both(); };
constexpr auto discriminate = [](auto& timer) { timer.discriminate(); };

StepCase const cases[] = {
    {"ring_mlp", [](int threads) { return candidate(ring_mlp(threads), both); }, ring_mlp_gemms},
    {"mnist_mlp", [](int threads) { return candidate(mnist_mlp(threads), both); }, mnist_mlp_gemms},
    {"wgan_gp_critic", [](int threads) { return candidate(wgan_gp_mlp(threads), discriminate); }, wgan_gp_critic_gemms},
    {"dcgan28", [](int threads) { return candidate(dcgan28(threads), both); }, nullptr},
    {"dcgan64", [](int threads) { return candidate(dcgan64(threads), both); }, nullptr},
};

std::vector<std::string> step_names() {
  std::vector<std::string> names;
  for (StepCase const& c : cases) names.push_back(c.name);
  return names;
}

void measure(StepCase const& step, Options const& o) {
  std::vector<Candidate> candidates{step.ours(o.threads)};
  std::optional<std::size_t> gemms;
  if (step.gemms) {
    gemms = candidates.size();
    auto products = std::make_shared<Products>(step.gemms());
    auto context = std::make_shared<gan::Context<gan::Cpu>>(gan::Cpu{.threads = o.threads}, gan::Seed{});
    candidates.push_back(Candidate::of("its GEMMs alone", [products, context] {
      products->each([&](Gemm const& g, float* c, float const* a, float const* b) {
        gan::gemm(*context, g.transpose_a, g.transpose_b, g.m, g.n, g.k, a, b, c, false);
      });
    }));
    candidates.push_back(Candidate::of("its GEMMs alone, by Eigen on 1 thread", [products] { products->run_eigen(); }));
  }
  for (Competitor const& c : o.competitors) {
    auto remote = std::make_shared<competitor::RemoteStep>(c.program, c.mode, o.threads, step.name);
    remote->repeat(3);  // loading the library is no part of its warm-up
    candidates.push_back({c.label + ", " + c.mode, [remote](long n) {
                            remote->repeat(n);
                            if (!std::isfinite(remote->loss())) throw std::runtime_error("LibTorch's loss is not finite");
                          }});
  }
  std::vector<Timing> const timings = interleave(candidates, o.common.rounds);

  std::cout << "| " << step.name << ", threads: " << o.threads << " | median ms | min ms | / ours |"
            << (gemms ? " / GEMMs |" : "") << "\n|---|---:|---:|---:|" << (gemms ? "---:|" : "") << '\n';
  for (Timing const& t : timings) {
    char line[160];
    std::snprintf(line, sizeof line, " | %.3f | %.3f | %.2f |", t.median_ms, t.min_ms, t.ratio);
    std::cout << "| " << t.name << line;
    if (gemms) {
      std::snprintf(line, sizeof line, " %.2f |", ratio(t, timings[*gemms]));
      std::cout << line;
    }
    std::cout << '\n';
  }
  std::cout << '\n' << std::flush;
}

void run(int argc, char** argv) {
  CLI::App app{
      "Times whole training steps (a discriminator and a generator update with Adam; of wgan_gp_critic the critic's)\n"
      "of gan and, where it is there, LibTorch, in turns within one run, and prints one Markdown table per step.",
      "bench_whole_steps"};
  Options o;
  std::vector<std::string> steps = step_names();
  app.add_option("--threads", o.threads, "threads of each competitor")->capture_default_str()->check(CLI::Range(1, 1024));
  app.add_option("--steps", steps, "which steps")->delimiter(',')->capture_default_str()->check(CLI::IsMember(step_names()));
  o.common.add_to(app);
  try {
    app.parse(argc, argv);
    o.competitors = o.common.competitors();
  } catch (CLI::ParseError const& e) {
    std::exit(app.exit(e));
  }
  o.common.rounds.warm_up_ms = 1.5 * o.common.rounds.turn_ms;
  print_conditions(o.threads, o.common.rounds, o.competitors);
  for (StepCase const& c : cases)
    if (std::find(steps.begin(), steps.end(), c.name) != steps.end()) measure(c, o);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    run(argc, argv);
  } catch (std::exception const& e) {
    std::cerr << "bench_whole_steps: " << e.what() << '\n';
    return 1;
  }
}

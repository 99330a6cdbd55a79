/// Instance noise: its distribution, its gradient, and how it fades.
#include <gan/regularizer/instance_noise.hpp>

#include "known_step.hpp"

using namespace gan;
using namespace test;

namespace {
struct NoisyStep {
  Context<Cpu>& context;
  std::int64_t at = 0;
  double done = 0;
  std::int64_t iteration() const { return at; }
  double progress() const { return done; }
  V normal_draws(Shape const& shape) const { return constant(randn<double>(context, shape)); }
};
}  // namespace

TEST_CASE("instance noise has mean 0 and deviation sigma, is new in every call and different for each element") {
  Context<Cpu> c{Seed{5}};
  NoisyStep step{c};
  std::int64_t const n = 40000;
  V const x = constant(full<double>(c, {n / 8, 2, 2, 2}, 3));
  for (double sigma : {.1, 2.}) {
    InstanceNoise const noise{.sigma = static_cast<float>(sigma), .annealing = NoAnnealing{}};
    auto const a = to_host(V(noise.discriminator_input(x, step)).value()),
               b = to_host(V(noise.discriminator_input(x, step)).value());
    double mean = 0, square = 0, product = 0, next = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      double const p = (a[i] - 3) / sigma, q = (b[i] - 3) / sigma;
      mean += p, square += p * p, product += p * q, next += p * (a[(i + 1) % a.size()] - 3) / sigma;
    }
    double const of = static_cast<double>(n), bound = 4.5 / std::sqrt(of);  // 4.5 standard errors
    CHECK(std::abs(mean / of) < bound);
    CHECK(std::abs(square / of - 1) < bound * std::sqrt(2));
    CHECK(std::abs(product / of) < bound);
    CHECK(std::abs(next / of) < bound);
  }
}

TEST_CASE("the gradient passes instance noise unchanged") {
  Context<Cpu> c;
  NoisyStep step{c};
  V const x = variable(randn<double>(c, {3, 2})), weights = constant(randn<double>(c, {3, 2}));
  V const y = InstanceNoise{.sigma = 5}.discriminator_input(x, step);
  check_near(grad(sum(weights * y), x), to_host(weights.value()), 0);
}

TEST_CASE("annealing of instance noise") {
  struct Row {
    char const* source;
    Annealing annealing;
    std::int64_t iteration;
    double progress, factor;
  };
  Row const rows[] = {
      {"none", NoAnnealing{}, 1000, 1, 1},
      {"sigma_0 max(0, 1 - t/T) at the start", LinearAnnealing{}, 0, 0, 1},
      {"a quarter", LinearAnnealing{}, 77, .25, .75},
      {"the end", LinearAnnealing{}, 99, 1, 0},
      {"over half of the training", LinearAnnealing{.part = .5}, 1, .25, .5},
      {"after its part", LinearAnnealing{.part = .5}, 1, .75, 0},
      {"sigma_0 a^t at the start", ExponentialAnnealing{.factor = .5}, 0, .9, 1},
      {"three steps", ExponentialAnnealing{.factor = .5}, 3, .9, .125},
  };
  Context<Cpu> c;
  V const x = constant(randn<double>(c, {4, 2}));
  for (auto const& row : rows) {
    INFO(row.source);
    InstanceNoise const noise{.sigma = 2, .annealing = row.annealing};
    CHECK(noise.sigma_at(row.iteration, row.progress) == Approx(2 * row.factor).margin(1e-15));
    NoisyStep step{c, row.iteration, row.progress};
    bool const same = to_host(V(noise.discriminator_input(x, step)).value()) == to_host(x.value());
    CHECK(same == (row.factor == 0));
  }
  CHECK_THROWS_AS(annealed(LinearAnnealing{.part = 0}, 0, 0), OptionError);
  CHECK_THROWS_AS(annealed(ExponentialAnnealing{.factor = 1.5}, 0, 0), OptionError);
}

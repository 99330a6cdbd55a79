#include <gan/optim/decay.hpp>

#include <vector>

#include "../catch.hpp"

using namespace gan;

TEST_CASE("rate factors along a run of 1000 steps") {
  struct Row {
    char const* source;
    Decay decay;
    std::int64_t step;
    double factor;
  };
  Row const rows[] = {
      {"closed form", ConstantRate{}, 999, 1},
      {"closed form", LinearToZero{}, 0, 1},
      {"closed form", LinearToZero{}, 250, .75},
      {"closed form", LinearToZero{}, 999, .001},
      {"beyond the end", LinearToZero{}, 1200, 0},
      {"Radford et al. 2016, MNIST: constant for half the run", LinearToZero{.from = .5}, 500, 1},
      {"the same", LinearToZero{.from = .5}, 750, .5},
      {"Goodfellow et al. 2014: divided by 1.000004 in every update", ExponentialDecay{}, 100'000, .6703205823},
      {"the same, at its floor", ExponentialDecay{}, 10'000'000, 1e-5},
      {"closed form", StepDecay{.every = 100}, 99, 1},
      {"closed form", StepDecay{.every = 100}, 100, .5},
      {"closed form", StepDecay{.every = 100, .factor = .1}, 350, 1e-3},
  };
  for (auto const& row : rows) {
    INFO(row.source << ", step " << row.step);
    CHECK(rate_factor(row.decay, row.step, 1000) == Approx(row.factor).epsilon(1e-9).margin(1e-15));
  }
}

TEST_CASE("decays out of range are refused with a sentence") {
  for (Decay const& bad : std::vector<Decay>{LinearToZero{1}, LinearToZero{-.1}, ExponentialDecay{0}, ExponentialDecay{1.1},
                                             ExponentialDecay{.5, 2}, StepDecay{0}, StepDecay{5, 0}})
    CHECK_THROWS_AS(validate(bad), OptionError);
  for (Decay const& good : std::vector<Decay>{ConstantRate{}, LinearToZero{}, ExponentialDecay{}, StepDecay{}})
    CHECK_NOTHROW(validate(good));
}

#include <gan/backend/cpu/backend.hpp>
#include <gan/optim/ema.hpp>

#include "../catch.hpp"

using namespace gan;

TEST_CASE("a moving average starts as a copy and moves by 1 - decay of the distance") {
  Context<Cpu> c;
  auto theta = from_host<double>(c, {3}, std::vector<double>{1, 2, -4});
  EmaState<double, Cpu> ema(c, {.decay = .75f}, theta);
  CHECK(to_host(ema.values()) == std::vector<double>{1, 2, -4});
  fill(c, theta.data(), 3, 8.0);
  ema.update(theta);
  CHECK(to_host(ema.values()) == std::vector<double>{2.75, 3.5, -1});
  ema.update(theta);
  CHECK(to_host(ema.values()) == std::vector<double>{4.0625, 4.625, 1.25});
  CHECK(to_host(theta) == std::vector<double>{8, 8, 8});
}

TEST_CASE("a moving average refuses a decay below 0 or from 1 on") {
  Context<Cpu> c;
  auto theta = zeros<float>(c, Shape{3});
  CHECK_THROWS_AS((EmaState<float, Cpu>(c, {1}, theta)), OptionError);
  CHECK_THROWS_AS((EmaState<float, Cpu>(c, {-.1f}, theta)), OptionError);
}

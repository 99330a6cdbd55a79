#include <gan/backend/cpu/backend.hpp>
#include <gan/optim/ema.hpp>

#include "../catch.hpp"

using namespace gan;

TEST_CASE("a moving average starts as a copy and moves by 1 - decay of the distance") {
  Context<Cpu> c;
  auto theta = from_host<double>(c, {3}, std::vector<double>{1, 2, -4});
  Tensor<double, Cpu> average;
  update_average(average, theta, .75);
  CHECK(to_host(average) == std::vector<double>{1, 2, -4});
  fill(c, theta.data(), 3, 8.0);
  CHECK(to_host(average) == std::vector<double>{1, 2, -4});
  Tensor<double, Cpu> const whose = average;
  update_average(average, theta, .75);
  CHECK(to_host(average) == std::vector<double>{2.75, 3.5, -1});
  update_average(average, theta, .75);
  CHECK(to_host(average) == std::vector<double>{4.0625, 4.625, 1.25});
  CHECK(to_host(theta) == std::vector<double>{8, 8, 8});
  CHECK(whose.data() == average.data());  // it stays where it is
}

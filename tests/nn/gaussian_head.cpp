#include <gan/autodiff/reduce.hpp>
#include <gan/backend/cpu/backend.hpp>
#include <gan/nn/gaussian_head.hpp>
#include <gan/nn/network.hpp>

#include "../catch.hpp"

using namespace gan;
using Numbers = std::vector<double>;

TEST_CASE("a Gaussian head gives two linear maps, the log variance held within 10, where no gradient passes beyond") {
  Context<Cpu> c;
  Network<double, Cpu, 1, GaussianHead> head(c, GaussianHead{2, 3}, random::key(Seed{1}, Stream::initial_parameters));
  REQUIRE(head.parameters().size() == 4);
  char const* const names[] = {"mean.weight", "mean.bias", "log_variance.weight", "log_variance.bias"};
  for (std::size_t i = 0; i < 4; ++i) CHECK(head.parameters().entries()[i].name == names[i]);
  Numbers const mean{1, 2, 3, 4, 5, 6}, bias{.1, .2, .3}, spread{1, 10, -10, 1, 10, -10};
  auto set = [&](std::size_t i, Numbers const& values) {
    copy_from_host(c, values.data(), head.parameters().view(i).data(), static_cast<std::int64_t>(values.size()));
  };
  set(0, mean);
  set(1, bias);
  set(2, spread);
  set(3, {0, 0, 0});
  auto const code = head(constant<1>(from_host<double>(c, {1, 2}, {2, -.5})), {});
  CHECK(code.mean.shape() == Shape{1, 3});
  CHECK(to_host(code.mean.value())[0] == Approx(2 * 1 - .5 * 4 + .1));
  CHECK(to_host(code.mean.value())[2] == Approx(2 * 3 - .5 * 6 + .3));
  CHECK(to_host(code.log_variance.value()) == Numbers{1.5, 10, -10});
  head.backward(std::vector{sum(code.log_variance)});
  CHECK(to_host(head.parameters().view_of(head.gradients(), 3)) == Numbers{1, 0, 0});
  CHECK(to_host(head.parameters().view_of(head.gradients(), 0)) == Numbers(6, 0));
}

/// Parzen likelihoods: closed forms, a density that integrates to 1, the choice of sigma.
#include <gan/metric/parzen.hpp>

#include "points.hpp"

using namespace gan;

TEST_CASE("Parzen log-likelihoods in closed form") {
  struct Row {
    char const* source;
    metric::Features centres, points;
    double sigma, value, error;
  };
  double const constant = .6904993792294276;  // -log(.2 sqrt(2 pi))
  Row const rows[] = {
      {"a point on its centre", points(1, {0}), points(1, {0}), .2, .6904993792, 0},
      {"centres 0 and 1, x = .3", points(1, {0, 1}), points(1, {.3}), .5, -.7278378673, 0},
      {"the constant of 784 pixels", points(784, std::vector<double>(784, .5)), points(784, std::vector<double>(784, .5)), .2,
       784 * constant, 0},
      {"a hundred sigmas away", points(1, {0}), points(1, {20}), .2, constant - 5000, 0},
      {"so far that every exponential is 0", points(2, {0, 0, 0, 3}), points(2, {4e6, 0}), .2,
       2 * constant - .5 * 4e14 - std::log(2.), 0},
      {"all centres at one point", points(1, std::vector<double>(30, 2)), points(1, {2}), .2, constant, 0},
      {"two points: mean and half their distance over root 2", points(1, {0}), points(1, {0, .2}), .2, constant - .25,
       .25 / std::sqrt(2.)},
  };
  for (int threads : {1, 3}) {
    Context<Cpu> c(Cpu{.threads = threads}, Seed{});
    for (auto const& row : rows) {
      INFO(row.source);
      auto const found = metric::parzen_log_likelihood(c, row.centres, row.points, row.sigma);
      CHECK(found.value == Approx(row.value).epsilon(1e-9));
      CHECK(found.standard_error == Approx(row.error).margin(1e-12));
      CHECK(found.sigma == row.sigma);
      CHECK(found.features == "points");
    }
  }
}

TEST_CASE("the Parzen density integrates to 1") {
  Context<Cpu> c;
  auto const centres = normal_points(23, 2, 1);
  std::vector<double> grid;
  double const step = .1;
  for (double x = -6; x < 6; x += step)
    for (double y = -6; y < 6; y += step) grid.insert(grid.end(), {x, y});
  auto const all = metric::parzen_log_likelihoods(c, centres, points(2, grid), {.sigmas = {.3, .5}});
  for (auto const& row : all) {
    double sum = 0;
    for (double value : row) sum += std::exp(value) * step * step;
    CHECK(sum == Approx(1).epsilon(1e-6));
  }
}

TEST_CASE("sigma is the one under which the validation samples are likeliest") {
  Context<Cpu> c;
  // One centre at 0: the best sigma is the root mean square of the validation samples, here .3; of the grid .2782...
  auto const centre = points(1, {0}), validation = points(1, {.3, -.3});
  CHECK(metric::parzen_sigma(c, centre, validation) == Approx(std::pow(10, -5. / 9)));
  CHECK(metric::parzen_sigma(c, centre, validation, {.sigmas = {.2, .3, .5}}) == .3);
  CHECK(metric::parzen_sigma(c, centre, points(1, {1e-3})) == .1);
  CHECK(metric::parzen_sigma(c, centre, points(1, {50})) == 1);
  auto const found = metric::parzen_log_likelihood(c, centre, validation, points(1, {.1, .5}), {.sigmas = {.2, .3, .5}});
  CHECK(found.sigma == .3);
  CHECK(found.value == Approx(-std::log(.3 * std::sqrt(2 * M_PI)) - (.01 + .25) / 2 / (2 * .09)));
  metric::ParzenOptions const grid;
  CHECK(grid.sigmas.size() == 10);
  for (std::size_t i = 0; i < 10; ++i)
    CHECK(grid.sigmas[i] == Approx(std::pow(10., static_cast<double>(i) / 9 - 1)).epsilon(1e-14));
}

TEST_CASE("what the Parzen likelihood refuses") {
  Context<Cpu> c;
  auto const set = normal_points(5, 3, 1);
  check_two_sets([&](auto const& a, auto const& b) { metric::parzen_log_likelihood(c, a, b, .2); });
  check_two_sets([&](auto const& a, auto const& b) { metric::parzen_log_likelihood(c, a, b, a); });
  check_refusal<OptionError>([&] { metric::parzen_log_likelihood(c, set, set, 0); }, {"positive", "not 0"});
  check_refusal<OptionError>([&] { metric::parzen_log_likelihood(c, set, set, NAN); }, {"positive", "nan"});
  check_refusal<OptionError>([&] { metric::parzen_sigma(c, set, set, {.sigmas = {}}); }, {"at least one sigma"});
}

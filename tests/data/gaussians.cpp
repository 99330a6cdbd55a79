#include <cmath>
#include <limits>

#include <gan/data/gaussians.hpp>

#include "io/files.hpp"

using namespace gan;

TEST_CASE("gaussian_ring: modes stand on the circle") {
  auto ring = data::gaussian_ring({});
  REQUIRE(ring.modes().size() == 8);
  CHECK(ring.size() == 0);
  CHECK(ring.modes()[0].center == std::array<float, 2>{2, 0});
  for (std::size_t k = 0; k < 8; ++k) {
    auto [x, y] = ring.modes()[k].center;
    CHECK(std::hypot(x, y) == Approx(2).epsilon(1e-6));
    CHECK(std::remainder(std::atan2(y, x) - 3.14159265358979 / 4 * static_cast<double>(k), 6.283185307179586) ==
          Approx(0).margin(1e-6));
    CHECK(ring.modes()[k].sigma == 0.02f);
  }
}

TEST_CASE("gaussian_grid: modes stand on the grid") {
  auto grid = data::gaussian_grid({});
  REQUIRE(grid.modes().size() == 25);
  CHECK(grid.modes().front().center == std::array<float, 2>{-4, -4});
  CHECK(grid.modes()[1].center == std::array<float, 2>{-4, -2});
  CHECK(grid.modes()[12].center == std::array<float, 2>{0, 0});
  CHECK(grid.modes().back().center == std::array<float, 2>{4, 4});
  CHECK(data::gaussian_grid({.side = 2, .spacing = 1}).modes()[3].center == std::array<float, 2>{0.5f, 0.5f});
}

/// Draws n points and compares each mode's frequency, mean, deviation, correlation and kurtosis with the exact ones, at five
/// standard errors.
template <int D> static void check_statistics(data::GaussianMixture<D> const& mixture, int n) {
  std::size_t modes = mixture.modes().size();
  double total_weight = 0;
  for (auto const& mode : mixture.modes()) total_weight += static_cast<double>(mode.weight);
  std::vector<double> count(modes), sum(modes * D), squares(modes * D), products(modes), kurtosis(modes);
  for (int i = 0; i < n; ++i) {
    auto index =
        static_cast<std::uint64_t>(i) + (std::uint64_t{1} << 32) - static_cast<std::uint64_t>(n / 2);  // across 32 bits
    float x[D];
    mixture.copy(index, x);
    auto k = static_cast<std::size_t>(mixture.mode(index));
    ++count[k];
    double z[D];
    for (std::size_t d = 0; d < D; ++d) {
      z[d] = (static_cast<double>(x[d]) - static_cast<double>(mixture.modes()[k].center[d])) /
             static_cast<double>(mixture.modes()[k].sigma);
      sum[k * D + d] += z[d];
      squares[k * D + d] += z[d] * z[d];
    }
    products[k] += z[0] * z[D - 1];
    kurtosis[k] += z[0] * z[0] * z[0] * z[0];
  }
  for (std::size_t k = 0; k < modes; ++k) {
    double p = static_cast<double>(mixture.modes()[k].weight) / total_weight, m = count[k];
    CHECK(std::abs(m - n * p) < 5 * std::sqrt(n * p * (1 - p) + 1));
    for (std::size_t d = 0; d < D; ++d) {
      CHECK(std::abs(sum[k * D + d] / m) < 5 / std::sqrt(m));
      CHECK(std::abs(squares[k * D + d] / m - 1) < 5 * std::sqrt(2 / m));
    }
    if (D > 1) CHECK(std::abs(products[k] / m) < 5 / std::sqrt(m));
    CHECK(std::abs(kurtosis[k] / m - 3) < 5 * std::sqrt(96 / m));
  }
}

TEST_CASE("mixtures of Gaussians: draws have the exact statistics") {
  check_statistics(data::gaussian_ring({}), 100'000);
  check_statistics(data::gaussian_grid({.seed = Seed{4}}), 100'000);
  check_statistics(data::gaussian_mixture<1>({.modes = {{.center = {-1}, .sigma = 0.5f}}}), 50'000);
  check_statistics(data::gaussian_mixture<6>({.modes = {{.center = {1, 2, 3, 4, 5, 6}, .sigma = 0.1f, .weight = 1},
                                                        {.center = {-1}, .sigma = 2, .weight = 3}}}),
                   100'000);
}

TEST_CASE("mixtures of Gaussians: a draw depends on the seed and its number alone") {
  auto a = data::gaussian_ring({.seed = Seed{1}}), b = data::gaussian_ring({.seed = Seed{1}}),
       c = data::gaussian_ring({.seed = Seed{2}});
  float p[2], q[2], r[2], far[2];
  for (std::uint64_t i : {0u, 17u, 4'000'000'000u}) {
    a.copy(i, p);
    b.copy(i, q);
    c.copy(i, r);
    a.copy(i + (std::uint64_t{1} << 32), far);
    CHECK((p[0] == q[0] && p[1] == q[1]));
    CHECK((p[0] != r[0] && p[0] != far[0]));
  }
}

TEST_CASE("mixtures of Gaussians: impossible options are refused") {
  float nan = std::nanf(""), inf = std::numeric_limits<float>::infinity();
  check_refusal<OptionError>([] { data::gaussian_ring({.modes = 0}); }, {"at least 1 mode", "not 0"});
  check_refusal<OptionError>([] { data::gaussian_ring({.radius = -1}); }, {"radius", "not -1"});
  check_refusal<OptionError>([&] { data::gaussian_ring({.radius = nan}); }, {"radius", "nan"});
  check_refusal<OptionError>([&] { data::gaussian_ring({.radius = inf}); }, {"center of mode 0"});
  check_refusal<OptionError>([] { data::gaussian_ring({.sigma = 0}); }, {"sigma of mode 0", "positive"});
  check_refusal<OptionError>([] { data::gaussian_grid({.side = 0}); }, {"side", "not 0"});
  check_refusal<OptionError>([] { data::gaussian_grid({.side = 100'000}); }, {"side", "1 ... 1000"});
  check_refusal<OptionError>([] { data::gaussian_grid({.spacing = -2}); }, {"spacing", "not -2"});
  check_refusal<OptionError>([&] { data::gaussian_grid({.sigma = nan}); }, {"sigma", "nan"});
  check_refusal<OptionError>([] { data::gaussian_mixture<2>({}); }, {"at least one mode"});
  check_refusal<OptionError>([] { data::gaussian_mixture<2>({.modes = {{}, {.weight = -1}}}); }, {"weight of mode 1", "-1"});
  check_refusal<OptionError>(
      [&] {
        data::gaussian_mixture<2>({.modes = {{.center = {0, nan}}}});
      },
      {"center of mode 0", "nan"});
}

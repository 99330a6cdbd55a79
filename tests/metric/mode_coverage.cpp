/// Mode coverage by hand-placed samples, and of the mixture itself.
#include <gan/metric/mode_coverage.hpp>

#include <gan/backend/cpu/backend.hpp>
#include <gan/data/gaussians.hpp>

#include "../io/files.hpp"

using namespace gan;

namespace {
auto const line = data::gaussian_mixture<1>({.modes = {{{-10}, 1.f}, {{0}, .5f}, {{10}, 1.f}}});
}

TEST_CASE("samples count for the mode nearest in deviations, within three of them") {
  struct Row {
    char const* source;
    std::vector<float> samples;
    int modes;
    double high_quality, kl;
    std::vector<std::int64_t> histogram;
  };
  double const log3 = std::log(3.);
  Row const rows[] = {
      {"one sample on each centre", {-10, 0, 10}, 3, 1, 0, {1, 1, 1}},
      {"all on one centre: log 3", {10, 10, 10, 10}, 1, 1, log3, {0, 0, 4}},
      {"2.9 deviations are in, 3.1 are not", {-12.9f, -13.1f, 1.45f, 1.55f}, 2, .5, std::log(1.5), {1, 1, 0}},
      {"nearest in deviations: 4 of mode 0, 12 of mode 1", {-6, -7.5f}, 1, .5, log3, {1, 0, 0}},
      {"nothing near any mode", {100, -100}, 0, 0, INFINITY, {0, 0, 0}},
      {"what is not finite is of no quality", {NAN, INFINITY, 0, 0}, 1, .5, log3, {0, 2, 0}},
      {"KL of (1/2, 1/4, 1/4)", {-10, -10, 0, 10}, 3, 1, .5 * std::log(1.5) + .5 * std::log(.75), {2, 1, 1}},
  };
  Context<Cpu> c;
  for (auto const& row : rows) {
    INFO(row.source);
    auto const n = static_cast<std::int64_t>(row.samples.size());
    auto const found = metric::mode_coverage(from_host(c, {n, 1}, row.samples), line);
    CHECK(found.modes == row.modes);
    CHECK(found.high_quality == row.high_quality);
    CHECK(found.histogram == row.histogram);
    if (std::isinf(row.kl)) CHECK(found.kl_to_uniform == row.kl);
    else CHECK(found.kl_to_uniform == Approx(row.kl).margin(1e-12));
  }
}

TEST_CASE("the ring covers itself: all modes, 1 - exp(-4.5) of the samples") {
  auto const ring = data::gaussian_ring({.modes = 8, .radius = 2, .sigma = .02f});
  constexpr std::int64_t n = 20000;
  std::vector<double> points;
  for (std::uint64_t i = 0; i < n; ++i) {
    float x[2];
    ring.copy(i, x);
    points.insert(points.end(), {x[0], x[1]});
  }
  Context<Cpu> c;
  auto const found = metric::mode_coverage(from_host(c, {n, 2}, points), ring);
  CHECK(found.modes == 8);
  CHECK(found.high_quality == Approx(1 - std::exp(-4.5)).margin(.003));  // the radius of a normal vector in two dimensions
  CHECK(found.kl_to_uniform < .002);
  for (std::int64_t count : found.histogram) CHECK(static_cast<double>(count) == Approx(n / 8.).epsilon(.08));
}

TEST_CASE("mode coverage needs samples of the data set's dimension") {
  Context<Cpu> c;
  check_refusal<ShapeError>([&] { metric::mode_coverage(zeros<float>(c, {4, 2}), line); }, {"{n, 1}", "{4, 2}"});
  check_refusal<ShapeError>([&] { metric::mode_coverage(zeros<float>(c, {0, 1}), line); }, {"{n, 1}", "{0, 1}"});
}

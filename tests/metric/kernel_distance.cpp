/// The kernel distance: hand-computed values, numpy's, and its subsets.
#include <gan/metric/kernel_distance.hpp>

#include "points.hpp"

using namespace gan;

TEST_CASE("the unbiased kernel discrepancy of known sets") {
  Context<Cpu> c;
  auto const x = points(2, {0, 0, 2, 0, 0, 2, 2, 2}), y = points(2, {1, 1, 3, 1, 1, 5, 3, 5});
  CHECK(metric::kernel_discrepancy(c, x, y) == Approx(486.8333333333).epsilon(1e-12));
  CHECK(metric::kernel_discrepancy(c, x, x) == Approx(-17.6666666667).epsilon(1e-11));  // unbiased: may be negative
  auto const p = made_points(40, 5, 7, 3, 17), q = made_points(30, 5, 5, 11, 19, .5);   // numpy 2.4
  CHECK(metric::kernel_discrepancy(c, p, q) == Approx(24.306630803659573).epsilon(1e-12));
  CHECK(metric::kernel_discrepancy(c, q, p) == Approx(24.306630803659573).epsilon(1e-12));
  CHECK(metric::kernel_discrepancy(c, reversed(p), q) == Approx(24.306630803659573).epsilon(1e-12));
  CHECK(metric::kernel_discrepancy(c, p, q, 2) == Approx(2.4850880501891837).epsilon(1e-12));
}

TEST_CASE("the kernel discrepancy of more than one block, and of collapsed sets") {
  Context<Cpu> c;
  // Points at 1 and at -1 in one dimension: k is 8 between equal ones and 0 between others, so each mean is 8 or 0.
  auto const ones = points(1, std::vector<double>(600, 1)), minus = points(1, std::vector<double>(530, -1));
  CHECK(metric::kernel_discrepancy(c, ones, minus) == Approx(16).epsilon(1e-12));
  CHECK(metric::kernel_discrepancy(c, ones, ones) == Approx(0).margin(1e-12));
  // By the definition, over more than one block.
  auto const x = normal_points(530, 2, 1), y = normal_points(600, 2, 2, 1);
  auto mean = [](metric::Features const& u, metric::Features const& v, bool same) {
    double sum = 0;
    for (std::int64_t i = 0; i < u.count(); ++i)
      for (std::int64_t j = 0; j < v.count(); ++j)
        if (!same || i != j) sum += std::pow((u.row(i)[0] * v.row(j)[0] + u.row(i)[1] * v.row(j)[1]) / 2 + 1, 3);
    return sum / static_cast<double>(u.count() * (v.count() - same));
  };
  CHECK(metric::kernel_discrepancy(c, x, y) ==
        Approx(mean(x, x, true) + mean(y, y, true) - 2 * mean(x, y, false)).epsilon(1e-10));
}

TEST_CASE("the kernel distance is unbiased: near zero for one distribution, the true value for two") {
  Context<Cpu> c;
  auto const same = metric::kernel_distance(c, normal_points(2000, 4, 1), normal_points(2000, 4, 2), {.size = 200});
  CHECK(std::abs(same.value) < 3 * same.deviation / std::sqrt(50.) + .02);
  CHECK(same.deviation > 0);
  CHECK(same.features == "points");
  // In one dimension with k = (xy + 1)^3 = 1 + 3xy + 3x^2y^2 + x^3y^3, N(0, 1) and N(1, 1) have moments (0, 1, 0) and (1, 2, 4):
  // the discrepancy is 3 (0 - 1)^2 + 3 (1 - 2)^2 + (0 - 4)^2 = 22.
  auto const other = metric::kernel_distance(c, normal_points(9000, 1, 3), normal_points(9000, 1, 4, 1), {.size = 500});
  CHECK(other.value == Approx(22).margin(1.5));
}

TEST_CASE("a subset holds every sample at most once, and follows from the seed") {
  Context<Cpu> c;
  auto const a = normal_points(30, 3, 1), b = normal_points(30, 3, 2, 1);
  auto const all = metric::kernel_distance(c, a, b, {.subsets = 3, .size = 30});  // each subset is the whole set
  CHECK(all.value == Approx(metric::kernel_discrepancy(c, a, b)).epsilon(1e-12));
  CHECK(all.deviation < 1e-12);
  auto const first = metric::kernel_distance(c, a, b, {.subsets = 5, .size = 10});
  CHECK(first.value == metric::kernel_distance(c, a, b, {.subsets = 5, .size = 10}).value);
  CHECK(first.value != metric::kernel_distance(c, a, b, {.subsets = 5, .size = 10, .seed = Seed{1}}).value);
  Context<Cpu> two(Cpu{.threads = 2}, Seed{});
  CHECK(first.value == metric::kernel_distance(two, a, b, {.subsets = 5, .size = 10}).value);
}

TEST_CASE("what the kernel distance refuses") {
  Context<Cpu> c;
  auto const set = normal_points(20, 3, 1);
  check_two_sets([&](auto const& a, auto const& b) { metric::kernel_distance(c, a, b, {.size = 5}); });
  check_refusal<OptionError>([&] { metric::kernel_distance(c, set, set); }, {"subsets of 1000", "20 samples", "smaller size"});
  check_refusal<OptionError>([&] { metric::kernel_distance(c, set, set, {.subsets = 0}); }, {"1 subset", "0"});
  check_refusal<OptionError>([&] { metric::kernel_discrepancy(c, set, set, 0); }, {"degree", "0"});
  check_refusal<ShapeError>([&] { metric::kernel_discrepancy(c, set, points(3, {1, 2, 3})); }, {"at least 2", "not 1"});
}

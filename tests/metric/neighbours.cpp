/// Metrics of nearest neighbours: by hand, by brute force, by expectations in closed form.
#include <gan/metric/density_coverage.hpp>
#include <gan/metric/memorisation.hpp>
#include <gan/metric/precision_recall.hpp>

#include "points.hpp"

using namespace gan;
using metric::Features;

namespace {

/// Squared distance of sample i to its k-th nearest other one, by sorting all.
double radius(Features const& set, std::int64_t i, std::size_t k) {
  std::vector<double> squares;
  for (std::int64_t j = 0; j < set.count(); ++j)
    if (j != i) squares.push_back(squared_distance(set, i, set, j));
  std::sort(squares.begin(), squares.end());
  return squares[k - 1];
}

struct Brute {
  double precision = 0, density = 0, coverage = 0;
};
Brute brute(Features const& real, Features const& fake, std::size_t k) {
  Brute out;
  std::vector<bool> covered(static_cast<std::size_t>(real.count()));
  std::vector<double> radii;
  for (std::int64_t i = 0; i < real.count(); ++i) radii.push_back(radius(real, i, k));
  for (std::int64_t j = 0; j < fake.count(); ++j) {
    int balls = 0;
    for (std::int64_t i = 0; i < real.count(); ++i)
      if (squared_distance(fake, j, real, i) <= radii[static_cast<std::size_t>(i)])
        ++balls, covered[static_cast<std::size_t>(i)] = true;
    out.precision += balls > 0;
    out.density += balls;
  }
  out.precision /= static_cast<double>(fake.count());
  out.density /= static_cast<double>(k) * static_cast<double>(fake.count());
  out.coverage = static_cast<double>(std::count(covered.begin(), covered.end(), true)) / static_cast<double>(real.count());
  return out;
}

}  // namespace

TEST_CASE("precision, recall, density and coverage by hand") {
  struct Row {
    char const* source;
    Features real, fake;
    double precision, recall, density, coverage;
  };
  auto const line = points(1, {0, 1, 3});  // k = 1: balls [-1, 1], [0, 2], [1, 5]
  auto const same = points(2, std::vector<double>(8, 3.5));
  Row const rows[] = {
      // fakes reach to [-4, 2], [-1, 5], [2, 18], which hold all real ones; 2 lies in two balls, -1 on the edge of one
      {"three on a line", line, points(1, {2, 10, -1}), 2. / 3, 1, 1, 1},
      {"equal sets: 0, 1 and 3 lie in 2, 3 and 1 balls", line, line, 1, 1, 2, 1},
      {"far apart", line, points(1, {100, 101, 103}), 0, 0, 0, 0},
      {"fakes at one real point: precise, without recall", line, points(1, {3, 3, 3}), 1, 1. / 3, 1, 1. / 3},
      {"all points at one place", same, same, 1, 1, 4, 1},
      {"two collapsed sets at two places", same, points(2, std::vector<double>(8, 1)), 0, 0, 0, 0},
  };
  Context<Cpu> c;
  for (auto const& row : rows) {
    INFO(row.source);
    auto const pr = metric::precision_recall(c, row.real, row.fake, {.k = 1});
    auto const dc = metric::density_coverage(c, row.real, row.fake, {.k = 1});
    CHECK(pr.precision == Approx(row.precision).margin(1e-15));
    CHECK(pr.recall == Approx(row.recall).margin(1e-15));
    CHECK(dc.density == Approx(row.density).margin(1e-15));
    CHECK(dc.coverage == Approx(row.coverage).margin(1e-15));
    CHECK(pr.features == "points");
    CHECK(dc.features == "points");
  }
}

TEST_CASE("neighbour metrics agree with brute force, at any number of threads and in any order") {
  struct Row {
    std::int64_t real, fake, size;
    std::size_t k;
  };
  for (Row row : {Row{67, 45, 5, 3}, Row{16, 33, 1, 5}, Row{300, 130, 2, 1}, Row{7, 6, 40, 5}, Row{19, 18, 1100, 2}}) {
    INFO(row.real << " and " << row.fake << " samples of " << row.size << " numbers, k " << row.k);
    auto const real = normal_points(row.real, row.size, 1), fake = normal_points(row.fake, row.size, 2, .5, .8);
    auto const forth = brute(real, fake, row.k), back = brute(fake, real, row.k);
    auto const k = static_cast<std::int64_t>(row.k);
    for (int threads : {1, 2, 3}) {
      Context<Cpu> c(Cpu{.threads = threads}, Seed{});
      auto const pr = metric::precision_recall(c, real, fake, {.k = k});
      CHECK(pr.precision == Approx(forth.precision).epsilon(1e-14));
      CHECK(pr.recall == Approx(back.precision).epsilon(1e-14));
      auto const dc = metric::density_coverage(c, reversed(real), reversed(fake), {.k = k});
      CHECK(dc.density == Approx(forth.density).epsilon(1e-14));
      CHECK(dc.coverage == Approx(forth.coverage).epsilon(1e-14));
    }
  }
}

TEST_CASE("expected density and coverage of two sets of one distribution") {
  Context<Cpu> c;
  int const n = 60, m = 40, k = 5, trials = 150;
  double density = 0, coverage = 0, none = 1;
  for (int i = 1; i <= k; ++i) none *= static_cast<double>(n - i) / (n + m - i);
  for (std::uint64_t t = 0; t < trials; ++t) {
    auto const found = metric::density_coverage(c, normal_points(n, 3, 2 * t), normal_points(m, 3, 2 * t + 1));
    density += found.density / trials;
    coverage += found.coverage / trials;
  }
  CHECK(density == Approx(1).margin(.03));
  CHECK(coverage == Approx(1 - none).margin(.02));
}

TEST_CASE("equal points are at distance 0 even far from the origin") {
  Context<Cpu> c;
  auto set = normal_points(40, 20, 1, 1e6, 1e-3);
  metric::detail::RowCount rows({}, 40);
  metric::detail::visit_distances(c, set, set, rows, [&](std::int64_t i, double const* squares) {
    CHECK(squares[i] == 0);
    for (std::int64_t j = 0; j < 40; ++j) CHECK(squares[j] == Approx(squared_distance(set, i, set, j)).epsilon(1e-12));
  });
}

TEST_CASE("progress is told of every pass to its end") {
  Context<Cpu> c;
  auto const a = normal_points(30, 2, 1), b = normal_points(50, 2, 2);
  std::int64_t last = 0, all = 0;
  bool rises = true;
  metric::Progress const progress = [&](std::int64_t done, std::int64_t total) {
    rises = rises && done > last && done <= total && (all == 0 || all == total);
    last = done;
    all = total;
  };
  metric::precision_recall(c, a, b, {.progress = progress});
  CHECK(all == 160);
  CHECK(last == all);
  last = all = 0;
  metric::density_coverage(c, a, b, {.progress = progress});
  CHECK(all == 110);
  CHECK(last == all);
  last = all = 0;
  metric::memorisation(c, a, a, b, {.progress = progress});
  CHECK(all == 80);
  CHECK(last == all);
  CHECK(rises);
}

TEST_CASE("memorisation by hand") {
  Context<Cpu> c;
  auto const train = points(1, {0, 4, 10});
  auto const fake = points(1, {.5, 7, 9, -2});
  auto const found = metric::memorisation(c, train, points(1, {1, 6, 20}), fake);
  CHECK(found.nearest == std::vector<std::int64_t>{0, 1, 2, 0});
  std::vector<double> const distance{.5, 3, 1, 2}, ratio{.5 / 3.5, 1, 1. / 5, 2. / 6};
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(found.distance[i] == Approx(distance[i]));
    CHECK(found.ratio[i] == Approx(ratio[i]));
  }
  CHECK(metric::memorisation(c, train, points(1, {1}), fake, {.ratio = .15}).copies == .25);
  CHECK(metric::memorisation(c, train, points(1, {1}), fake, {.ratio = .9}).copies == .75);
  // held-out distances 1, 2, 10: .5 is nearer than 3 of them, 3 than 1, 1 than 2 and ties with 1, 2 than 1 and ties with 1
  CHECK(found.percentile == Approx((3 + 1 + 2.5 + 1.5) / 12));
  CHECK(found.features == "points");
}

TEST_CASE("a generator that copies is told from one that does not, and collapsed sets give finite numbers") {
  Context<Cpu> c;
  auto const train = normal_points(200, 5, 1), held_out = normal_points(150, 5, 2);
  auto const copied = metric::memorisation(c, train, held_out, train);
  CHECK(copied.copies == 1);
  CHECK(copied.percentile == 1);
  auto const fresh = metric::memorisation(c, train, held_out, normal_points(180, 5, 3));
  CHECK(fresh.copies < .05);
  CHECK(fresh.percentile == Approx(.5).margin(.1));
  CHECK(metric::memorisation(c, train, held_out, held_out).percentile == Approx(.5));
  CHECK(metric::memorisation(c, train, held_out, normal_points(50, 5, 4, 100)).percentile == 0);
  auto const one = points(2, {1, 1, 1, 1});
  auto const flat = metric::memorisation(c, one, one, one);
  CHECK(flat.ratio == std::vector<double>{1, 1});
  CHECK(flat.copies == 0);
  CHECK(flat.percentile == .5);
}

TEST_CASE("what neighbour metrics refuse") {
  Context<Cpu> c;
  auto const set = normal_points(20, 3, 1);
  check_two_sets([&](auto const& a, auto const& b) { metric::precision_recall(c, a, b); });
  check_two_sets([&](auto const& a, auto const& b) { metric::density_coverage(c, a, b); });
  check_two_sets([&](auto const& a, auto const& b) { metric::memorisation(c, a, a, b); });
  check_two_sets([&](auto const& a, auto const& b) { metric::memorisation(c, a, b, a); });
  auto const few = normal_points(5, 3, 2);
  check_refusal<ShapeError>([&] { metric::density_coverage(c, set, few); }, {"k = 5", "at least 6 samples", "not 5"});
  check_refusal<ShapeError>([&] { metric::precision_recall(c, few, set, {.k = 5}); }, {"k = 5", "at least 6 samples", "not 5"});
  CHECK_NOTHROW(metric::precision_recall(c, few, set, {.k = 4}));
  check_refusal<OptionError>([&] { metric::precision_recall(c, set, set, {.k = 0}); }, {"k of at least 1", "0"});
  check_refusal<OptionError>([&] { metric::memorisation(c, set, set, set, {.ratio = 0}); }, {"(0, 1]", "not 0"});
  check_refusal<ShapeError>([&] { metric::memorisation(c, points(3, {1, 2, 3}), set, set); }, {"at least 2 samples", "not 1"});
}

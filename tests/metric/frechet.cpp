/// The Frechet distance: closed forms, scipy's, sets of any rank, streams, invariances.
#include <gan/metric/frechet.hpp>

#include <gan/backend/cpu/eigen_symmetric.hpp>

#include "points.hpp"

using namespace gan;
using metric::Features;

namespace {

metric::GaussianFit normal_with(std::vector<double> mean, std::vector<double> covariance) {
  return {"closed form", 100, std::move(mean), std::move(covariance)};
}

/// An orthogonal matrix {n, n}: draws, made orthogonal row by row.
std::vector<double> rotation(std::int64_t n) {
  auto rows = normal_points(n, n, 99);
  for (std::int64_t i = 0; i < n; ++i) {
    for (int twice = 0; twice < 2; ++twice)
      for (std::int64_t j = 0; j < i; ++j) {
        double dot = 0;
        for (std::int64_t p = 0; p < n; ++p) dot += rows.row(i)[p] * rows.row(j)[p];
        for (std::int64_t p = 0; p < n; ++p) rows.row(i)[p] -= dot * rows.row(j)[p];
      }
    double square = 0;
    for (std::int64_t p = 0; p < n; ++p) square += rows.row(i)[p] * rows.row(i)[p];
    for (std::int64_t p = 0; p < n; ++p) rows.row(i)[p] /= std::sqrt(square);
  }
  return rows.values;
}

Features rotated(Features const& set, std::vector<double> const& by, double shift) {
  Features out = set;
  for (std::int64_t i = 0; i < set.count(); ++i)
    for (std::int64_t k = 0; k < set.size; ++k) {
      double sum = shift * static_cast<double>(k);
      for (std::int64_t p = 0; p < set.size; ++p) sum += by[static_cast<std::size_t>(k * set.size + p)] * set.row(i)[p];
      out.row(i)[k] = sum;
    }
  return out;
}

}  // namespace

TEST_CASE("the Frechet distance of two normal distributions") {
  struct Row {
    char const* source;
    metric::GaussianFit a, b;
    double value, root;  // root: tr (C1 C2)^(1/2)
  };
  Row const rows[] = {
      {"diagonal: 1 + (1 - 2)^2 + 0", normal_with({0, 0}, {1, 0, 0, 1}), normal_with({1, 0}, {4, 0, 0, 1}), 2, 3},
      {"they do not commute: 2 x 2 closed form sqrt(tr(C1 C2) + 2 sqrt(det C1 det C2))", normal_with({0, 0}, {2, .5, .5, 1}),
       normal_with({.5, -1}, {1, -.3, -.3, 1.5}), 1.7134711896, 2.5182644052},
      {"one singular covariance on both sides", normal_with({0, 0}, {1, 1, 1, 1}), normal_with({0, 0}, {1, 1, 1, 1}), 0, 2},
      {"singular ones at right angles", normal_with({0, 0}, {1, 1, 1, 1}), normal_with({0, 0}, {1, -1, -1, 1}), 4, 0},
      {"a point against the standard normal", normal_with({3, 0}, {0, 0, 0, 0}), normal_with({0, 0}, {1, 0, 0, 1}), 11, 0},
      {"two points", normal_with({3, 0}, {0, 0, 0, 0}), normal_with({0, 4}, {0, 0, 0, 0}), 25, 0},
      {"one dimension: 1 + (3 - 5)^2", normal_with({1}, {9}), normal_with({2}, {25}), 5, 15},
  };
  Context<Cpu> c;
  for (auto const& row : rows) {
    INFO(row.source);
    for (bool swapped : {false, true}) {
      auto const d = swapped ? metric::frechet_distance(c, row.b, row.a) : metric::frechet_distance(c, row.a, row.b);
      CHECK(d.value == Approx(row.value).epsilon(1e-10).margin(1e-12));
      CHECK(d.value == d.means + d.covariances);
      double trace = 0;
      std::size_t const n = row.a.mean.size();
      for (std::size_t k = 0; k < n; ++k) trace += row.a.covariance[k * (n + 1)] + row.b.covariance[k * (n + 1)];
      CHECK((trace - d.covariances) / 2 == Approx(row.root).epsilon(1e-10).margin(1e-12));
    }
  }
}

TEST_CASE("the Frechet distance of sets of points") {
  Context<Cpu> c;
  auto const x = points(2, {0, 0, 2, 0, 0, 2, 2, 2}), y = points(2, {1, 1, 3, 1, 1, 5, 3, 5});
  auto const d = metric::frechet_distance(c, x, y);
  CHECK(d.value == Approx(6.3333333333).epsilon(1e-10));  // covariances divided by n - 1; by n it would be 6
  CHECK(d.means == Approx(1 + 4));
  CHECK(d.features == "points");
  CHECK(d.first_count == 4);
  // numpy 2.4 cov, scipy 1.17 sqrtm
  auto const p = made_points(40, 5, 7, 3, 17), q = made_points(30, 5, 5, 11, 19, .5);
  CHECK(metric::frechet_distance(c, p, q).value == Approx(1.8063851971081821).epsilon(1e-10));
}

TEST_CASE("covariances that commute: sum of (s1 - s2)^2, in any basis") {
  Context<Cpu> c;
  std::int64_t const n = 24;
  auto const basis = rotation(n);
  auto const size = static_cast<std::size_t>(n);
  auto fit = [&](auto variance) {
    std::vector<double> covariance(size * size);
    for (std::size_t i = 0; i < size; ++i)
      for (std::size_t j = 0; j < size; ++j)
        for (std::size_t k = 0; k < size; ++k)
          covariance[i * size + j] += basis[k * size + i] * variance(k) * basis[k * size + j];
    return normal_with(std::vector<double>(size), covariance);
  };
  auto const a = fit([](std::size_t k) { return static_cast<double>(k * k); });  // the first one is 0
  auto const b = fit([](std::size_t k) { return k % 3 ? 4. : 0.; });
  double expected = 0;
  for (std::size_t k = 0; k < size; ++k) expected += std::pow(static_cast<double>(k) - (k % 3 ? 2. : 0.), 2);
  CHECK(metric::frechet_distance(c, a, b).value == Approx(expected).epsilon(1e-6));
  CHECK(metric::frechet_distance(c, b, a).value == Approx(expected).epsilon(1e-6));
}

TEST_CASE("fewer samples than numbers, collapsed and equal sets have finite and exact Frechet distances") {
  Context<Cpu> c;
  auto const few = normal_points(5, 12, 1), other = normal_points(7, 12, 2);
  CHECK(std::isfinite(metric::frechet_distance(c, few, other).value));
  CHECK(metric::frechet_distance(c, few, few).value == Approx(0).margin(1e-10));
  Features shifted = few;
  for (double& v : shifted.values) v += 2;
  CHECK(metric::frechet_distance(c, few, shifted).value == Approx(12 * 4).epsilon(1e-10));

  Features const one = points(3, {1, 2, 3, 1, 2, 3, 1, 2, 3}), another = points(3, {1, 2, 5, 1, 2, 5});
  CHECK(metric::frechet_distance(c, one, one).value == 0);
  CHECK(metric::frechet_distance(c, one, another).value == Approx(4));
  auto const spread = normal_points(50, 3, 3);
  auto const fit = metric::gaussian_fit(c, spread);
  auto const d = metric::frechet_distance(c, one, spread);
  CHECK(d.covariances == Approx(fit.covariance[0] + fit.covariance[4] + fit.covariance[8]).epsilon(1e-10));

  // Points on a line of variance 10^6 in 60 dimensions against the standard normal: tr (C1 C2)^(1/2) is the line's deviation, to
  // which rounding noise in the other 59 dimensions must add nothing.
  std::size_t const n = 60;
  auto const line = rotation(60);
  std::vector<double> rank_one(n * n), identity(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    identity[i * n + i] = 1;
    for (std::size_t j = 0; j < n; ++j) rank_one[i * n + j] = 1e6 * line[i] * line[j];
  }
  CHECK(
      metric::frechet_distance(c, normal_with(std::vector<double>(n), rank_one), normal_with(std::vector<double>(n), identity))
          .covariances == Approx(1e6 + 60 - 2e3).epsilon(1e-12));

  // Sets in planes at right angles share nothing.
  Features left = normal_points(9, 6, 4), right = normal_points(9, 6, 5);
  for (std::int64_t i = 0; i < 9; ++i)
    for (std::int64_t p = 0; p < 6; ++p) (p < 3 ? right : left).row(i)[p] = 0;
  double traces = 0;
  for (auto const& set : {left, right}) {
    auto const moments = metric::gaussian_fit(c, set);
    for (std::size_t k = 0; k < 6; ++k) traces += moments.covariance[k * 7];
  }
  CHECK(metric::frechet_distance(c, left, right).covariances == Approx(traces).epsilon(1e-10));
}

TEST_CASE("the Frechet distance is symmetric, and the same for permuted, rotated and shifted sets, at any number of threads") {
  Context<Cpu> c;
  auto const a = normal_points(60, 8, 1), b = normal_points(40, 8, 2, .3, 1.5);
  double const d = metric::frechet_distance(c, a, b).value;
  CHECK(metric::frechet_distance(c, b, a).value == Approx(d).epsilon(1e-10));
  CHECK(metric::frechet_distance(c, reversed(a), b).value == Approx(d).epsilon(1e-10));
  auto const by = rotation(8);
  CHECK(metric::frechet_distance(c, rotated(a, by, 10), rotated(b, by, 10)).value == Approx(d).epsilon(1e-10));
  Context<Cpu> three(Cpu{.threads = 3}, Seed{});
  CHECK(metric::frechet_distance(three, a, b).value == d);
}

TEST_CASE("moments of a stream are those of the whole, to the bit, and a large mean costs no digits") {
  Context<Cpu> c;
  auto set = normal_points(700, 4, 3);
  auto const whole = metric::gaussian_fit(c, set);
  for (std::int64_t step : {1, 7, 256, 300}) {
    metric::FeatureMoments<Cpu> moments(c);
    for (std::int64_t begin = 0; begin < 700; begin += step) {
      Features part{set.name, 4, {set.row(begin), set.row(std::min<std::int64_t>(begin + step, 700))}};
      moments.add(part);
      if (begin == 0 && step > 1) CHECK(moments.fit().count == step);  // a look in between changes nothing
    }
    auto const fit = moments.fit();
    CHECK(moments.count() == 700);
    CHECK(fit.mean == whole.mean);
    CHECK(fit.covariance == whole.covariance);
  }
  for (std::size_t i = 0; i < 4; ++i)  // by the definition
    for (std::size_t j = 0; j < 4; ++j) {
      double sum = 0;
      for (std::int64_t s = 0; s < 700; ++s) sum += (set.row(s)[i] - whole.mean[i]) * (set.row(s)[j] - whole.mean[j]);
      CHECK(whole.covariance[i * 4 + j] == Approx(sum / 699).epsilon(1e-12).margin(1e-14));
    }
  for (double& v : set.values) v += 1e6;
  auto const far = metric::gaussian_fit(c, set);
  for (std::size_t k = 0; k < 16; ++k) CHECK(far.covariance[k] == Approx(whole.covariance[k]).margin(1e-8));
}

TEST_CASE("the diagonal Frechet distance") {
  auto const a = normal_with({0, 1}, {4, 1.9, 1.9, 1}), b = normal_with({1, 1}, {1, -.9, -.9, 9});
  auto const d = metric::diagonal_frechet_distance(a, b);
  CHECK(d.value == Approx(1 + 1 + 4));
  CHECK(d.means == Approx(1));
  Context<Cpu> c;
  auto const e = normal_with({0, 0}, {1, 0, 0, 1}), f = normal_with({1, 0}, {4, 0, 0, 1});
  CHECK(metric::diagonal_frechet_distance(e, f).value == Approx(metric::frechet_distance(c, e, f).value));
}

TEST_CASE("what the Frechet distance refuses") {
  Context<Cpu> c;
  check_two_sets([&](auto const& a, auto const& b) { metric::frechet_distance(c, a, b); });
  check_refusal<ShapeError>(
      [&] {
        metric::frechet_distance(c, points(2, {1, 2}), points(2, {1, 2, 3, 4}));
      },
      {"at least 2 samples", "not 1"});
  metric::FeatureMoments<Cpu> moments(c);
  check_refusal<ShapeError>([&] { moments.fit(); }, {"at least 2", "not 0"});
  moments.add(points(2, {1, 2}));
  check_refusal<OptionError>([&] { moments.add(points(2, {1, 2}, "others")); }, {"points", "others"});
  check_refusal<ShapeError>([&] { moments.add(points(3, {1, 2, 3})); }, {"2", "3"});
  check_refusal<ShapeError>([&] { metric::frechet_distance(c, normal_with({0}, {1, 0}), normal_with({0}, {1})); }, {"n x n"});
  check_refusal<NumericalError>([&] { metric::frechet_distance(c, normal_with({0}, {NAN}), normal_with({0}, {1})); },
                                {"not finite"});
}

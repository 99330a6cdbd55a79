/// Scores of class probabilities: hand-computed values and bounds.
#include <gan/metric/inception_score.hpp>

#include "points.hpp"

using namespace gan;

TEST_CASE("the inception score and its reversed variant of known probabilities") {
  auto one_hot = [](std::int64_t n, std::int64_t classes) {
    std::vector<double> p(static_cast<std::size_t>(n * classes));
    for (std::int64_t i = 0; i < n; ++i) p[static_cast<std::size_t>(i * classes + i % classes)] = 1;
    return points(classes, p);
  };
  struct Row {
    char const* source;
    metric::Features p;
    double score, reversed;
  };
  double const sure = std::log(.2 / 1e-16) * .8 + std::log(.2) * .2;  // 4 of 5 classes at the least probability
  Row const rows[] = {
      {"three rows, by numpy", points(3, {.7, .2, .1, .1, .8, .1, .2, .2, .6}), 1.3339551094, .3028022591},
      {"identical rows: 1 and 0", points(3, {.5, .3, .2, .5, .3, .2}), 1, 0},
      {"one sample: 1 and 0", points(3, {.5, .3, .2}), 1, 0},
      {"collapsed to one class, zeros in the others", points(3, {1, 0, 0, 1, 0, 0}), 1, 0},
      {"K balanced and sure classes: K", one_hot(20, 5), 5, sure},
      {"two of five classes: 2", points(5, {1, 0, 0, 0, 0, 0, 1, 0, 0, 0}), 2, .5 * std::log(.5 / 1e-16) + .5 * std::log(.5)},
  };
  for (auto const& row : rows) {
    INFO(row.source);
    auto const score = metric::inception_score(row.p, 1);
    CHECK(score.value == Approx(row.score).epsilon(1e-9));
    CHECK(score.deviation == 0);
    CHECK(score.features == "points");
    CHECK(metric::reversed_class_score(row.p).value == Approx(row.reversed).epsilon(1e-8).margin(1e-12));
  }
}

TEST_CASE("splits are consecutive parts of the samples") {
  auto const p = points(2, {.5, .5, .5, .5, 1, 0, 0, 1});  // 1 in the first half, 2 in the second
  auto const score = metric::inception_score(p, 2);
  CHECK(score.value == Approx(1.5));
  CHECK(score.deviation == Approx(.5));
  CHECK(metric::inception_score(points(2, {1, 0, 0, 1, 1, 0, 0, 1, 1, 0}), 2).value ==
        Approx((2 + std::exp(std::log(3) - 2. / 3 * std::log(2))) / 2));
  CHECK(metric::reversed_class_score(p, 2).deviation > 0);
}

TEST_CASE("scores lie between 1 and the number of classes, for any order of the samples") {
  for (std::uint64_t draw = 0; draw < 20; ++draw) {
    auto p = normal_points(40, 6, draw, 0, 1 + static_cast<double>(draw));
    for (std::int64_t i = 0; i < 40; ++i) {
      double sum = 0;
      for (int k = 0; k < 6; ++k) sum += p.row(i)[k] = std::exp(p.row(i)[k]);
      for (int k = 0; k < 6; ++k) p.row(i)[k] /= sum;
    }
    double const score = metric::inception_score(p, 1).value;
    CHECK(score >= 1);
    CHECK(score <= 6);
    CHECK(metric::inception_score(reversed(p), 1).value == Approx(score).epsilon(1e-12));
    CHECK(metric::reversed_class_score(p).value >= 0);
  }
}

TEST_CASE("what the scores of classes refuse") {
  check_refusal<ShapeError>([] { metric::inception_score(points(2, {.5, .5})); }, {"at least 10 samples", "not 1"});
  check_refusal<ShapeError>([] { metric::inception_score(points(2, {}), 1); }, {"at least 1 sample", "0"});
  check_refusal<OptionError>([] { metric::inception_score(points(2, {.5, .5}), 0); }, {"split", "0"});
  check_refusal<OptionError>([] { metric::inception_score(points(2, {.5, .5, .7, .7}), 1); }, {"sample 1", "1.4"});
  check_refusal<OptionError>([] { metric::reversed_class_score(points(2, {1.5, -.5}), 1); }, {"class 1 of sample 0", "-0.5"});
  check_refusal<NumericalError>([] { metric::inception_score(points(2, {NAN, 1}), 1); }, {"nan"});
}

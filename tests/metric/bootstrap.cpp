/// Bootstrap intervals and the statistics they need.
#include <gan/metric/bootstrap.hpp>

#include "points.hpp"

using namespace gan;

TEST_CASE("means, deviations and quantiles") {
  std::vector<double> const x{3, 1, 4, 1, 5, 9, 2, 6};
  CHECK(metric::mean_of(x) == 3.875);
  CHECK(metric::deviation_of({1, 3}) == 1);
  CHECK(metric::deviation_of({7}) == 0);
  struct Row {
    double part, value;
  };
  for (Row row : {Row{0, 1}, {.05, 1}, {.5, 3.5}, {.9, 6.9}, {1, 9}})  // numpy 2.4, quantile
    CHECK(metric::quantile_of(x, row.part) == Approx(row.value));
  CHECK(metric::quantile_of({5}, .3) == 5);
  check_refusal<OptionError>([] { metric::quantile_of({1}, 1.5); }, {"[0, 1]", "1.5"});
  check_refusal<ShapeError>([] { metric::quantile_of({}, .5); }, {"at least 1 value"});
}

TEST_CASE("the interval of a mean is that of the normal distribution where there are many samples") {
  auto const x = normal_points(4000, 1, 1, 3, 2).values;
  double const mean = metric::mean_of(x), error = metric::deviation_of(x) / std::sqrt(4000.);
  auto const found = metric::bootstrap_mean(x);
  CHECK(found.value == Approx(mean));
  CHECK(found.low == Approx(mean - 1.96 * error).margin(.2 * error));
  CHECK(found.high == Approx(mean + 1.96 * error).margin(.2 * error));
  auto const half = metric::bootstrap_mean(x, {.level = .5});
  CHECK(half.low == Approx(mean - .6745 * error).margin(.2 * error));
  CHECK(half.high == Approx(mean + .6745 * error).margin(.2 * error));
  auto const again = metric::bootstrap_mean(x), other = metric::bootstrap_mean(x, {.seed = Seed{1}});
  CHECK(again.low == found.low);
  CHECK(other.low != found.low);
}

TEST_CASE("a 95 % interval holds the true mean in about 95 % of trials") {
  int inside = 0;
  for (std::uint64_t trial = 0; trial < 200; ++trial) {
    auto const x = normal_points(40, 1, trial, 5, 1).values;
    auto const found = metric::bootstrap_mean(x, {.resamples = 200, .seed = Seed{trial}});
    inside += found.low <= 5 && 5 <= found.high;
  }
  CHECK(inside >= 176);  // 190 expected, less the small-sample deficit; .88 and .99 are more than three deviations away
  CHECK(inside <= 198);
}

TEST_CASE("any statistic of sample numbers, drawn with repetition from all samples") {
  std::vector<int> seen(10);
  bool repeats = false, first = true;
  auto const found = metric::bootstrap(10,
                                       [&](std::vector<std::int64_t> const& samples) {
                                         REQUIRE(samples.size() == 10);
                                         std::vector<bool> here(10);
                                         for (std::int64_t i : samples) {
                                           repeats = repeats || (!first && here[static_cast<std::size_t>(i)]);
                                           here[static_cast<std::size_t>(i)] = true;
                                           ++seen[static_cast<std::size_t>(i)];
                                         }
                                         if (first) CHECK(std::count(here.begin(), here.end(), true) == 10);
                                         first = false;
                                         return 7.;
                                       },
                                       {.resamples = 400});
  CHECK(found.value == 7);
  CHECK(found.low == 7);
  CHECK(found.high == 7);
  CHECK(repeats);
  for (int count : seen) CHECK(count == Approx(401).margin(100));  // five deviations of a binomial count of 4000 draws
}

TEST_CASE("two sets of features are resampled independently") {
  auto const a = normal_points(900, 1, 1), b = normal_points(400, 1, 2, 1, 3);
  auto difference = [](metric::Features const& x, metric::Features const& y) {
    return metric::mean_of(y.values) - metric::mean_of(x.values);
  };
  auto const found = metric::bootstrap(a, b, difference);
  double const error =
      std::sqrt(std::pow(metric::deviation_of(a.values), 2) / 900 + std::pow(metric::deviation_of(b.values), 2) / 400);
  CHECK(found.value == Approx(difference(a, b)));
  CHECK(found.low == Approx(found.value - 1.96 * error).margin(.2 * error));
  CHECK(found.high == Approx(found.value + 1.96 * error).margin(.2 * error));
  CHECK(found.features == "points");
  auto const c = normal_points(400, 1, 3),
             d = normal_points(400, 1, 3);  // equal sets: one resampling for both would give 0 always
  CHECK(metric::bootstrap(c, d, difference).high > .05);
}

TEST_CASE("what a bootstrap refuses") {
  auto const one = [](std::vector<std::int64_t> const&) { return 1.; };
  check_refusal<ShapeError>([&] { metric::bootstrap(0, one); }, {"at least 1 sample", "0"});
  check_refusal<OptionError>([&] { metric::bootstrap(5, one, {.resamples = 0}); }, {"1 resample", "0"});
  check_refusal<OptionError>([&] { metric::bootstrap(5, one, {.level = 1}); }, {"(0, 1)", "1"});
  check_refusal<ShapeError>([&] { metric::bootstrap_mean({}); }, {"0"});
  check_refusal<NumericalError>([&] { metric::bootstrap_mean({1, NAN}); }, {"nan"});
  check_two_sets([](auto const& a, auto const& b) {
    metric::bootstrap(a, b, [](metric::Features const&, metric::Features const&) { return 1.; }, {.resamples = 2});
  });
}

/// Reconstruction and divergence terms of auto-encoders: the numbers of the papers' formulas, gradients in closed form and by
/// differences, and the identities that tie the terms together.
#include <gan/autodiff/gradcheck.hpp>
#include <gan/backend/cpu/backend.hpp>
#include <gan/loss/gaussian_kl.hpp>
#include <gan/loss/learned_similarity.hpp>
#include <gan/loss/likelihood.hpp>
#include <gan/nn/reparameterise.hpp>

#include "../catch.hpp"

using namespace gan;
using Numbers = std::vector<double>;

namespace {

constexpr double pi = 3.14159265358979323846;

auto row(Context<Cpu>& c, Numbers const& values) {
  return variable(from_host<double>(c, {1, static_cast<std::int64_t>(values.size())}, values));
}

template <class F> void check_refused(F const& f, std::vector<std::string> const& words) {
  std::string said = "nothing";
  try {
    f();
  } catch (ShapeError const& e) {
    said = e.what();
  }
  for (auto const& word : words) CHECK_THAT(said, Catch::Matchers::Contains(word));
}

}  // namespace

TEST_CASE("divergence from the standard normal: values and gradients") {
  struct Row {
    char const* source;
    Numbers mean, log_variance;
    double value;
  };
  double const log4 = std::log(4.);
  Row const rows[] = {
      {"Kingma and Welling 2014, appendix B", {1}, {0}, .5},
      {"the same", {0}, {log4}, .8068528194},
      {"the same", {.5}, {-1}, .3089397206},
      {"the same, summed over dimensions", {1, -.5}, {0, .3}, .6499294038},
      {"0 at the prior", {0, 0}, {0, 0}, 0},
      {"far out", {30}, {10}, .5 * (900 + std::exp(10.) - 11)},
      {"a point: -log variance / 2", {0}, {-200}, 99.5},
  };
  Context<Cpu> c;
  for (auto const& r : rows) {
    INFO(r.source << ", mean " << r.mean[0] << ", log variance " << r.log_variance[0]);
    auto const m = row(c, r.mean), v = row(c, r.log_variance);
    auto const kl = gaussian_kl(m, v);
    CHECK(kl.shape() == Shape{1, 1});
    CHECK(kl.item() == Approx(r.value).epsilon(1e-9).margin(1e-15));
    auto const [dm, dv] = grad(kl, {m, v});
    for (std::size_t j = 0; j < r.mean.size(); ++j) {
      CHECK(to_host(dm.value())[j] == Approx(r.mean[j]).margin(1e-15));
      CHECK(to_host(dv.value())[j] == Approx(std::expm1(r.log_variance[j]) / 2).epsilon(1e-12).margin(1e-15));
    }
  }
  // Near the prior KL = m^2/2 + v^2/4 + ..., which (1 + v - m^2 - e^v) would lose to rounding in float
  auto small = [&](float m, float v) {
    return gaussian_kl(constant(full<float>(c, {1, 1}, m)), constant(full<float>(c, {1, 1}, v))).item();
  };
  CHECK(small(1e-4f, 0) == Approx(.5e-8).epsilon(1e-5));
  CHECK(small(0, 1e-2f) == Approx(.25e-4 + 1e-6 / 12).epsilon(2e-3));
}

TEST_CASE("divergence of two diagonal Gaussians") {
  struct Row {
    char const* source;
    Numbers m1, s1, m2, s2;
    double value;
  };
  Row const rows[] = {
      {"N(0, 1) || N(1, 4)", {0}, {1}, {1}, {2}, .4431471806},
      {"N(1, 4) || N(0, 1)", {1}, {2}, {0}, {1}, 1.3068528194},
      {"the same distribution", {.7, -3}, {.1, 5}, {.7, -3}, {.1, 5}, 0},
      {"summed over dimensions", {0, 1}, {1, 2}, {1, 0}, {2, 1}, .4431471806 + 1.3068528194},
  };
  Context<Cpu> c;
  for (auto const& r : rows) {
    INFO(r.source);
    auto const m1 = row(c, r.m1), s1 = row(c, r.s1), m2 = row(c, r.m2), s2 = row(c, r.s2);
    auto const kl = gaussian_kl(m1, s1, m2, s2);
    CHECK(kl.item() == Approx(r.value).epsilon(1e-9).margin(1e-15));
    auto const [dm1, ds1, dm2, ds2] = grad(kl, {m1, s1, m2, s2});
    for (std::size_t j = 0; j < r.m1.size(); ++j) {
      double const d = r.m1[j] - r.m2[j], a = r.s1[j], b = r.s2[j];
      CHECK(to_host(dm1.value())[j] == Approx(d / (b * b)).margin(1e-13));
      CHECK(to_host(dm2.value())[j] == Approx(-d / (b * b)).margin(1e-13));
      CHECK(to_host(ds1.value())[j] == Approx(a / (b * b) - 1 / a).margin(1e-13));
      CHECK(to_host(ds2.value())[j] == Approx(1 / b - (a * a + d * d) / (b * b * b)).margin(1e-13));
    }
  }
  // Against N(0, 1) it is the other form
  auto const m = randn<double>(c, {5, 3}), v = randn<double>(c, {5, 3});
  auto const deviation = evaluate(exp(.5 * constant(v)));
  auto const one = constant(full<double>(c, {5, 3}, 1)), zero = constant(zeros<double>(c, {5, 3}));
  auto const general = to_host(gaussian_kl(constant(m), deviation, zero, one).value()),
             standard = to_host(gaussian_kl(constant(m), constant(v)).value());
  REQUIRE(general.size() == 5);
  for (std::size_t i = 0; i < 5; ++i) CHECK(general[i] == Approx(standard[i]).epsilon(1e-12));
}

TEST_CASE("likelihoods: values and gradients of one pixel") {
  struct Row {
    char const* source;
    double x, y, value, gradient;
  };
  auto logistic = [](double l) { return 1 / (1 + std::exp(-l)); };
  double const sp2 = 2.1269280110429727;
  Context<Cpu> c;
  auto check = [&](auto const& likelihood, Row const& r) {
    INFO(r.source << ", x " << r.x << ", y " << r.y);
    auto const y = row(c, {r.y});
    auto const cost = negative_log_likelihood(likelihood, row(c, {r.x}), y);
    CHECK(cost.item() == Approx(r.value).epsilon(1e-9).margin(1e-15));
    CHECK(grad(cost, y).item() == Approx(r.gradient).epsilon(1e-9).margin(1e-15));
  };
  // x = 2 x01 - 1
  for (Row const& r : {Row{"Bernoulli, x01 = .3 at logit 2: softplus(2) - .6", -.4, 2, 1.5269280110, logistic(2) - .3},
                       Row{"a black pixel", -1, 2, sp2, logistic(2)}, Row{"a white pixel", 1, 2, sp2 - 2, logistic(2) - 1},
                       Row{"no overflow", -1, 1e4, 1e4, 1}, Row{"no overflow", 1, -1e4, 1e4, -1},
                       Row{"a certain and right logit", 1, 1e4, 0, 0}})
    check(BernoulliLikelihood{}, r);
  for (Row const& r : {Row{"unit Gaussian: log(2 pi)/2 + 1/2", 0, 1, .5 * std::log(2 * pi) + .5, 1},
                       Row{"the density's top", .3, .3, .5 * std::log(2 * pi), 0}})
    check(GaussianLikelihood{}, r);
  check(GaussianLikelihood{.25f}, {"deviation 1/4", 1, .5, .5 * std::log(2 * pi / 16) + 2, -8});
  check(SquaredError{}, {"(x - y)^2", .5, -1, 2.25, -3});

  CHECK(decoded_samples(BernoulliLikelihood{}, row(c, {2})).item() == Approx(2 * logistic(2) - 1));
  CHECK(decoded_samples(BernoulliLikelihood{}, row(c, {-1e4})).item() == -1);
  CHECK(decoded_samples(GaussianLikelihood{2}, row(c, {-3})).item() == -3);
  CHECK(decoded_samples(SquaredError{}, row(c, {-3})).item() == -3);
  static_assert(takes_logits<BernoulliLikelihood> && !takes_logits<GaussianLikelihood> && !takes_logits<SquaredError>);
}

TEST_CASE("probabilities sum to one: the Bernoulli over its two values, the Gaussian over a line") {
  Context<Cpu> c;
  for (double y : {-30., -1., 0., 2.5}) {
    auto p = [&](auto const& likelihood, double x) {
      return std::exp(-negative_log_likelihood(likelihood, row(c, {x}), row(c, {y})).item());
    };
    CHECK(p(BernoulliLikelihood{}, -1) + p(BernoulliLikelihood{}, 1) == Approx(1).epsilon(1e-12));
    for (float deviation : {.5f, 1.f, 3.f}) {
      double const h = deviation / 20.;
      double mass = 0;
      for (int i = -200; i <= 200; ++i) mass += h * p(GaussianLikelihood{deviation}, y + i * h);
      CHECK(mass == Approx(1).epsilon(1e-9));
    }
  }
}

TEST_CASE("a sample's term sums over its dimensions, in any shape, and the batch stays") {
  Context<Cpu> c;
  Shape const shape{3, 2, 2, 2};
  auto const x = uniform<double>(c, shape, c.next_key(), -1, 1), y = randn<double>(c, shape);
  auto const hx = to_host(x), hy = to_host(y);
  auto const bernoulli = negative_log_likelihood(BernoulliLikelihood{}, constant(x), constant(y));
  auto const gaussian = negative_log_likelihood(GaussianLikelihood{.5f}, constant(x), constant(y));
  CHECK(bernoulli.shape() == Shape{3, 1});
  CHECK(gaussian.shape() == Shape{3, 1});
  for (std::size_t i = 0; i < 3; ++i) {
    double b = 0, g = 0;
    for (std::size_t j = 8 * i; j < 8 * i + 8; ++j) {
      double const p = 1 / (1 + std::exp(-hy[j])), x01 = (hx[j] + 1) / 2, r = hx[j] - hy[j];
      b -= x01 * std::log(p) + (1 - x01) * std::log(1 - p);
      g += r * r / (2 * .25) + std::log(2 * pi * .25) / 2;
    }
    CHECK(to_host(bernoulli.value())[i] == Approx(b).epsilon(1e-12));
    CHECK(to_host(gaussian.value())[i] == Approx(g).epsilon(1e-12));
  }
}

TEST_CASE("gradients of first and second order agree with differences") {
  Context<Cpu> c;
  auto const x = uniform<double>(c, {4, 3}, c.next_key(), -1, 1), y = randn<double>(c, {4, 3}), m = randn<double>(c, {4, 3}),
             v = randn<double>(c, {4, 3}), s = uniform<double>(c, {4, 3}, c.next_key(), .5, 2),
             t = uniform<double>(c, {4, 3}, c.next_key(), .5, 2);
  auto both = [](auto const& f, auto const&... inputs) {
    gradcheck(f, inputs...);
    gradgradcheck(f, inputs...);
  };
  both([](auto a, auto b) { return negative_log_likelihood(BernoulliLikelihood{}, a, b); }, x, y);
  both([](auto a, auto b) { return negative_log_likelihood(GaussianLikelihood{.7f}, a, b); }, x, y);
  both([](auto a, auto b) { return negative_log_likelihood(SquaredError{}, a, b); }, x, y);
  both([](auto a, auto b) { return gaussian_kl(a, b); }, m, v);
  both([](auto a, auto b, auto d, auto e) { return gaussian_kl(a, b, d, e); }, m, s, y, t);
  both([&](auto a, auto b) { return sum(square(reparameterise(a, b, constant(y)))); }, m, v);
  both([](auto a) { return mean(square(decoded_samples(BernoulliLikelihood{}, a))); }, y);
  both([&](auto a) { return learned_similarity(constant(x), a); }, y);
}

TEST_CASE("shapes that do not fit and fields out of range are refused") {
  Context<Cpu> c;
  auto of = [&](Shape const& shape) { return constant(zeros<float>(c, shape)); };
  check_refused(
      [&] {
        negative_log_likelihood(BernoulliLikelihood{}, of({2, 4, 4, 1}), of({2, 16}));
      },
      {"{2, 4, 4, 1}", "{2, 16}"});
  check_refused([&] { negative_log_likelihood(GaussianLikelihood{}, of({2, 3}), of({1, 3})); }, {"{2, 3}", "{1, 3}"});
  check_refused([&] { gaussian_kl(of({2, 3}), of({2, 1})); }, {"{2, 3}", "{2, 1}"});
  check_refused([&] { gaussian_kl(of({2, 3}), of({2, 3}), of({1, 3}), of({2, 3})); }, {"means", "{1, 3}"});
  check_refused([&] { gaussian_kl(of({2, 3, 1}), of({2, 3, 1})); }, {"{n, size}", "{2, 3, 1}"});
  check_refused([&] { evaluate(reparameterise(of({2, 3}), of({2, 3}), of({3}))); }, {"noise", "{3}"});
  check_refused([&] { learned_similarity(of({2, 3}), of({2, 4})); }, {"{2, 3}", "{2, 4}"});
  for (float deviation : {0.f, -1.f, std::nanf("")})
    CHECK_THROWS_AS(negative_log_likelihood(GaussianLikelihood{deviation}, of({2, 3}), of({2, 3})), OptionError);
}

TEST_CASE("a reparameterised draw has the mean and the variance it was made for, and its gradient is that of the expectation") {
  struct Row {
    double mean, log_variance;
  };
  Context<Cpu> c;
  std::int64_t const n = 40000;
  auto const noise = constant(normal<double>(c, {n, 1}, random::key(Seed{5}, Stream::check), 0, 1));
  /// Mean and standard error.
  auto estimate = [&](Numbers const& values) {
    double sum = 0, squares = 0;
    for (double v : values) sum += v;
    double const average = sum / static_cast<double>(n);
    for (double v : values) squares += (v - average) * (v - average);
    return std::pair{average, std::sqrt(squares / static_cast<double>(n - 1) / static_cast<double>(n))};
  };
  auto near = [&](char const* what, Numbers const& values, double expected) {
    auto const [average, error] = estimate(values);
    INFO(what << ": " << average << " +- " << error << ", expected " << expected);
    CHECK(std::abs(average - expected) < 3 * error);
  };
  for (auto const& r : {Row{0, 0}, Row{1.5, -1}, Row{-.5, 1.2}}) {
    auto const m = variable(full<double>(c, {n, 1}, r.mean)), v = variable(full<double>(c, {n, 1}, r.log_variance));
    auto const z = evaluate(reparameterise(m, v, noise));
    double const variance = std::exp(r.log_variance);
    near("E z", to_host(z.value()), r.mean);
    near("Var z", to_host(evaluate(square(z - r.mean)).value()), variance);
    auto const [dm, dv] = grad(sum(square(z)), {m, v});  // one sample's part in each element
    near("d E z^2 / d log variance", to_host(dv.value()), variance);
    near("d E z^2 / d mean", to_host(dm.value()), 2 * r.mean);
    auto const e = to_host(noise.value()), hz = to_host(z.value()), got = to_host(dv.value());
    for (std::size_t i = 0; i < 100; ++i)
      CHECK(got[i] == Approx(e[i] * std::exp(r.log_variance / 2) / 2 * 2 * hz[i]).epsilon(1e-12).margin(1e-13));
  }
}

TEST_CASE("with features that are the sample itself, learned similarity is the Gaussian reconstruction") {
  Context<Cpu> c;
  auto const x = variable(randn<double>(c, {4, 5})), y = variable(randn<double>(c, {4, 5}));
  auto const learned = learned_similarity(x, y), gaussian = negative_log_likelihood(GaussianLikelihood{}, x, y);
  auto const a = to_host(learned.value()), b = to_host(gaussian.value());
  for (std::size_t i = 0; i < 4; ++i) CHECK(a[i] + 2.5 * std::log(2 * pi) == Approx(b[i]).epsilon(1e-12));
  auto const [lx, ly] = grad(mean(learned), {x, y});
  auto const [gx, gy] = grad(mean(gaussian), {x, y});
  for (std::size_t i = 0; i < 20; ++i) {
    CHECK(to_host(ly.value())[i] == Approx(to_host(gy.value())[i]).epsilon(1e-12));
    CHECK(to_host(lx.value())[i] == 0);  // the sample's features are what is aimed at, not what moves
    CHECK(to_host(gx.value())[i] != 0);
  }
}

TEST_CASE(
    "linear Gaussian model: the bound is the log-likelihood at the exact posterior and lower by its divergence elsewhere") {
  // x = w z + b + s n in two dimensions, z and n standard normal
  double const w[] = {1.3, -.6}, b[] = {.2, .5}, s = .5, ss = s * s;
  Context<Cpu> c;
  for (auto const& x : {Numbers{1, 0}, Numbers{-2, .7}, Numbers{.2, .5}}) {
    double const p = w[0] * w[0] + ss, q = w[0] * w[1], r = w[1] * w[1] + ss, det = p * r - q * q;
    double const u = x[0] - b[0], v = x[1] - b[1];
    double const log_p = -.5 * ((r * u * u - 2 * q * u * v + p * v * v) / det + std::log(det)) - std::log(2 * pi);
    double const precision = 1 + (w[0] * w[0] + w[1] * w[1]) / ss, mean = (w[0] * u + w[1] * v) / ss / precision;
    auto bound = [&](double m, double log_variance) {
      // log p(x|z) is quadratic in z, so the noise values 1 and -1 give its expectation exactly.
      double reconstruction = 0;
      auto const code = row(c, {m}), spread = row(c, {log_variance});
      for (double noise : {1., -1.}) {
        double const z = evaluate(reparameterise(code, spread, row(c, {noise}))).item();
        reconstruction += .5 * negative_log_likelihood(GaussianLikelihood{static_cast<float>(s)}, row(c, x),
                                                       row(c, {w[0] * z + b[0], w[1] * z + b[1]}))
                                   .item();
      }
      return -reconstruction - gaussian_kl(code, spread).item();
    };
    double const exact = -std::log(precision);
    CHECK(bound(mean, exact) == Approx(log_p).epsilon(1e-12));
    for (double dm : {-.4, 0., .3})
      for (double dv : {-1., .5}) {
        double const gap = .5 * (std::exp(dv) - 1 - dv + dm * dm * precision);
        CHECK(bound(mean + dm, exact + dv) == Approx(log_p - gap).epsilon(1e-11));
      }
  }
}

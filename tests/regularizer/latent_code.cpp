/// The L1 distance between posteriors of generated and real samples (Zhang et al. 2021), and what of it a generator's step sees.
#include <gan/regularizer/latent_code.hpp>

#include "known_step.hpp"

using namespace gan;
using namespace test;
using Numbers = std::vector<double>;

namespace {
constexpr auto over_mean = DimensionReduction::mean, over_sum = DimensionReduction::sum;

V matrix(Context<Cpu>& c, Shape const& shape, Numbers const& values) { return variable(from_host(c, shape, values)); }
V everywhere(Context<Cpu>& c, std::int64_t n, double value) { return constant(full<double>(c, {n, 1}, value)); }

/// A step with posteriors of both batches, chosen draws, and a loss that reads deviations.
struct PosteriorStep {
  struct Model {
    struct Gan {
      DistributionLeastSquares loss;
    } composition;
    Gan const& gan() const { return composition; }
  } known_model;
  V mean, deviation, other_mean, other_deviation, draws;

  Model const& model() const { return known_model; }
  V fake_score() const { return mean; }
  V fake_deviation() const { return deviation; }
  V real_score() const { return other_mean; }
  V real_deviation() const { return other_deviation; }
  V normal_draws(Shape const& shape) const {
    CHECK(shape == draws.shape());
    return draws;
  }
};

/// E|N(m, s^2)|, a folded normal.
double folded(double m, double s) {
  s = std::abs(s);
  return s * std::sqrt(2 / std::acos(-1.)) * std::exp(-m * m / (2 * s * s)) + m * (1 - std::erfc(m / s / std::sqrt(2.)));
}
}  // namespace

TEST_CASE("the distance of two posteriors: absolute differences of their parameters, averaged or summed over dimensions") {
  Context<Cpu> c;
  // Two samples in two dimensions: |m - m'| = 1 2, 0 3 and |s - s'| = .5 0, 4 .25
  V const m = matrix(c, {2, 2}, {1, 2, 3, 4}), s = matrix(c, {2, 2}, {1, 1, -2, .5});
  V const n = matrix(c, {2, 2}, {2, 0, 3, 1}), t = matrix(c, {2, 2}, {.5, 1, 2, .75});
  V const mean = posterior_gap(over_mean, m, s, n, t), total = posterior_gap(over_sum, m, s, n, t);
  CHECK(mean.item() == Approx(10.75 / 4).epsilon(1e-14));
  CHECK(total.item() == Approx(10.75 / 2).epsilon(1e-14));
  // Signs of the differences, and 0 where there is none
  check_near(grad(mean, m), {-.25, .25, 0, .25}, 0);
  check_near(grad(total, s), {.5, 0, -.5, -.5}, 0);
}

TEST_CASE("the sampled distance has the mean of a folded normal") {
  struct Row {
    char const* source;
    double dm, ds, value;
  };
  Row const rows[] = {{"E|eps + 1|", 1, 1, 1.1666309412},
                      {"E|.5 eps - .2|", -.2, .5, .4304388369},
                      {"the sign of the deviation's difference makes no difference", -.2, -.5, .4304388369},
                      {"no difference of deviations: |dm|", -.7, 0, .7},
                      {"no difference of means: sqrt(2 / pi)", 0, 1, .7978845608}};
  Context<Cpu> c{Seed{9}};
  std::int64_t const n = 1000000;
  V const eps = constant(normal<double>(c, {n, 1}, random::key(Seed{9}, Stream::check), 0., 1.));
  for (auto const& row : rows) {
    INFO(row.source);
    if (row.ds != 0) CHECK(folded(row.dm, row.ds) == Approx(row.value).margin(1e-10));
    double const error = std::sqrt((row.dm * row.dm + row.ds * row.ds - row.value * row.value) / static_cast<double>(n));
    double const sampled = posterior_gap(over_mean, everywhere(c, n, 3 + row.dm), everywhere(c, n, .25 + row.ds),
                                         everywhere(c, n, 3), everywhere(c, n, .25), eps)
                               .item();
    CHECK(std::abs(sampled - row.value) <= 3 * error + 1e-9);
  }
}

TEST_CASE("both orders of the distance's derivatives agree with central differences, away from equality") {
  Context<Cpu> c;
  auto tensor = [&](Numbers const& values) { return from_host(c, {2, 2}, values); };
  auto const m = tensor({1.1, -2, 3, .4}), s = tensor({.3, -1, 2, .8}), n = tensor({2, 0, 1, -1.2}),
             t = tensor({.7, 1, -2, .1});
  V const eps = constant(tensor({.4, -1.3, .9, 2.1}));
  auto parameters = [&](auto const&... x) { return posterior_gap(over_sum, x...); };
  auto sampled = [&](auto const&... x) { return posterior_gap(over_mean, x..., eps); };
  gradcheck(parameters, m, s, n, t);
  gradcheck(sampled, m, s, n, t);
  gradgradcheck(parameters, m, s, n, t);
  gradgradcheck(sampled, m, s, n, t);
}

TEST_CASE("LatentCode weighs the distance of posteriors at the same place, those of real samples as constants") {
  Context<Cpu> c;
  PosteriorStep step{{},
                     matrix(c, {2, 1}, {1, 5}),
                     matrix(c, {2, 1}, {1, 2}),
                     matrix(c, {2, 1}, {2, 5.5}),
                     matrix(c, {2, 1}, {3, 2}),
                     matrix(c, {2, 1}, {-1, .5})};
  V const value = LatentCode{}.generator_term(step);
  CHECK(value.item() == Approx(10 * (1 + 2 + .5 + 0) / 2));
  check_near(grad(value, step.mean), {-5, -5}, 0);
  check_near(grad(value, step.deviation), {-5, 0}, 0);
  V const real[] = {step.other_mean, step.other_deviation};
  for (auto const& g : grad(value, real)) check_near(g, {0, 0}, 0);
  // Swapped, the real samples are those of other places
  step.other_mean = matrix(c, {2, 1}, {5.5, 2});
  CHECK(V(LatentCode{}.generator_term(step)).item() == Approx(10 * (4.5 + 2 + 3 + 0) / 2));

  step.other_mean = matrix(c, {2, 1}, {2, 5.5});
  V const sampled = LatentCode{.weight = 2, .evaluation = Evaluation::sampled}.generator_term(step);
  CHECK(sampled.item() == Approx(2 * (std::abs(-1 * (1. - 3) + (1. - 2)) + std::abs(.5 * 0 + (5 - 5.5))) / 2));
  // Deviations are those that the loss reads
  step.known_model.composition.loss.sign = DeviationSign::abs;
  step.other_deviation = matrix(c, {2, 1}, {-3, -2});
  CHECK(V(LatentCode{}.generator_term(step)).item() == Approx(10 * (1 + 2 + .5 + 0) / 2));
}

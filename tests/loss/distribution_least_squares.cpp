/// Least squares between posteriors and priors (Zhang et al. 2021): values, gradients, the expectation of the sampled form, and whole
/// objectives at the optimal posterior of two Gaussians, by quadrature.
#include <cmath>
#include <functional>

#include <gan/autodiff/gradcheck.hpp>
#include <gan/backend/cpu/backend.hpp>
#include <gan/loss/distribution_least_squares.hpp>
#include <gan/loss/least_squares.hpp>

#include "../catch.hpp"

using namespace gan;
using V = Var<double, Cpu>;
using Loss = DistributionLeastSquares;

namespace {

V matrix(Context<Cpu>& c, Shape const& shape, std::vector<double> const& values) {
  return variable(from_host(c, shape, values));
}
V number(Context<Cpu>& c, double value) { return matrix(c, {1, 1}, {value}); }

enum Role { of_real, of_fake, of_generator };
template <class L, class... X> V term(Role role, L const& loss, X const&... x) {
  return role == of_real ? real_term(loss, x...) : role == of_fake ? fake_term(loss, x...) : generator_term(loss, x...);
}

/// A cost of a loss at one posterior, in double.
template <class F> double at(F const& f, double mean, double deviation) {
  using P = Pack<double, 1>;
  return static_cast<double>(f(P{mean}, P{deviation}).v);
}

constexpr GaussianPrior data_prior{1, .5f}, model_prior{-1, 1};
double density(double x, double mean) { return std::exp(-.5 * (x - mean) * (x - mean)) / std::sqrt(2 * std::acos(-1.)); }
template <class F> double integral(F const& f) {
  double const h = 1e-3;
  double sum = 0;
  for (double x = -14 + h / 2; x < 15; x += h) sum += f(x);
  return sum * h;
}
}  // namespace

TEST_CASE("distribution least squares at single posteriors: half the squared distance of the parameters") {
  struct Row {
    char const* source;
    Loss loss;
    Role role;
    double mean, deviation, value, by_mean, by_deviation;
  };
  Loss const same{}, other{.fake_prior = model_prior, .real_prior = data_prior};
  Loss const absolute{.sign = DeviationSign::abs}, soft{.sign = DeviationSign::softplus};
  double const sp = std::log1p(std::exp(-2.)), sp_slope = 1 / (1 + std::exp(2.));  // softplus(-2) and its derivative
  Row const rows[] = {
      {"N(1, 2^2) from N(0, 1): E a^2 = 2 where both share their draw", same, of_generator, 1, 2, 1, 1, 1},
      {"the same from the prior of real samples, N(1, 1)", same, of_real, 1, 2, .5, 0, 1},
      {"the same from that of fake ones, N(-1, 1)", same, of_fake, 1, 2, 2.5, 2, 1},
      {"a posterior at its prior costs nothing", other, of_real, 1, .5, 0, 0, 0},
      {"the same of a fake one", other, of_fake, -1, 1, 0, 0, 0},
      {"priors (-1, 1) and (1, .5): the generator's is (0, .75)", other, of_generator, 0, .75, 0, 0, 0},
      {"the sign of a raw deviation counts: 9 = (-2 - 1)^2", same, of_real, 1, -2, 4.5, 0, -3},
      {"and 1 = (2 - 1)^2", same, of_real, 1, 2, .5, 0, 1},
      {"absolute values: -2 is 2", absolute, of_real, 1, -2, .5, 0, -1},
      {"softplus: -2 is log(1 + e^-2)", soft, of_real, 1, -2, .5 * (sp - 1) * (sp - 1), 0, (sp - 1) * sp_slope},
  };
  Context<Cpu> c;
  for (auto const& row : rows) {
    INFO(row.source);
    V const m = number(c, row.mean), s = number(c, row.deviation), y = term(row.role, row.loss, m, s);
    CHECK(y.item() == Approx(row.value).margin(1e-12));
    CHECK(grad(y, m).item() == Approx(row.by_mean).margin(1e-12));
    CHECK(grad(y, s).item() == Approx(row.by_deviation).margin(1e-12));
    CHECK(deviation_of(row.loss, s).item() == Approx(row.loss.sign == DeviationSign::raw   ? row.deviation
                                                     : row.loss.sign == DeviationSign::abs ? std::abs(row.deviation)
                                                                                           : sp));
  }
}

TEST_CASE("distribution least squares over a batch: the mean over samples, the mean or the sum over dimensions") {
  Context<Cpu> c;
  // Two samples in three dimensions; (m - 1)^2 sums to 14 + 1, (s - 1)^2 to 5 + 9
  V const m = matrix(c, {2, 3}, {2, 3, 4, 1, 1, 0}), s = matrix(c, {2, 3}, {1, 2, 3, 1, 1, -2});
  for (auto reduction : {DimensionReduction::mean, DimensionReduction::sum}) {
    double const count = reduction == DimensionReduction::mean ? 6 : 2;
    Loss const loss{.reduction = reduction};
    V const y = real_term(loss, m, s);
    CHECK(y.item() == Approx(29 / (2 * count)).epsilon(1e-13));
    CHECK(grad(y, m).shape() == m.shape());
    CHECK(to_host(grad(y, m).value())[2] == Approx(3 / count).epsilon(1e-13));   // (m - m_b) / (b d)
    CHECK(to_host(grad(y, s).value())[5] == Approx(-3 / count).epsilon(1e-13));  // (s - s_b) / (b d)

    // Sampled: a = eps (s - s_b) + (m - m_b), gradients a / (b d) and eps a / (b d)
    V const eps = matrix(c, {2, 3}, {.5, -1, 2, 0, 1, -.25}), z = real_term(loss, m, s, eps);
    std::vector<double> const a{1, 1, 7, 0, 0, -.25};
    double squares = 0;
    for (double v : a) squares += v * v;
    CHECK(z.item() == Approx(squares / (2 * count)).epsilon(1e-13));
    for (std::size_t i = 0; i < 6; ++i) {
      CHECK(to_host(grad(z, m).value())[i] == Approx(a[i] / count).margin(1e-13));
      CHECK(to_host(grad(z, s).value())[i] == Approx(a[i] / count * to_host(eps.value())[i]).margin(1e-13));
    }
  }
}

TEST_CASE("the mean of the sampled distance is the closed form, its variance 2 ds^4 + 4 ds^2 dm^2") {
  struct Row {
    double mean, deviation;
  };
  Context<Cpu> c{Seed{7}};
  std::int64_t const n = 1000000;
  V const eps = constant(normal<double>(c, {n, 1}, random::key(Seed{7}, Stream::check), 0., 1.));
  // The first row has mean square 2; draws of its own for each distribution would give 6
  for (auto const& row : {Row{1, 2}, Row{-.2, 1.5}, Row{0, -.5}, Row{3, 1}}) {
    INFO("N(" << row.mean << ", " << row.deviation << "^2) from N(0, 1)");
    auto const all = [&](double v) { return constant(full<double>(c, {n, 1}, v)); };
    double const dm = row.mean, ds = row.deviation - 1;
    double const error = std::sqrt((2 * std::pow(ds, 4) + 4 * ds * ds * dm * dm) / static_cast<double>(n));
    double const sampled = 2 * V(generator_term(Loss{}, all(row.mean), all(row.deviation), eps)).item();
    double const closed = 2 * V(generator_term(Loss{}, number(c, row.mean), number(c, row.deviation))).item();
    CHECK(closed == Approx(dm * dm + ds * ds).epsilon(1e-13));
    CHECK(std::abs(sampled - closed) <= 3 * error + 1e-12);
  }
}

TEST_CASE("the optimal posterior mixes the priors' parameters as the densities mix") {
  // p_data = N(0, 1), p_g = N(1, 1): the point (m, s) where p_data real + p_g fake has no slope, by hand from
  // D* = (P_b p_data + P_a p_g) / (p_data + p_g)
  struct Row {
    double x, mean, deviation;
  };
  Context<Cpu> c;
  Loss const loss{.fake_prior = model_prior, .real_prior = data_prior};
  for (auto const& row : {Row{0, .24491866, .68877033}, Row{.5, 0, .75}, Row{1, -.24491866, .81122967}}) {
    INFO("x = " << row.x);
    V const m = number(c, row.mean), s = number(c, row.deviation);
    double const p = density(row.x, 0), q = density(row.x, 1);
    V const cost = p / (p + q) * real_term(loss, m, s) + q / (p + q) * fake_term(loss, m, s);
    CHECK(std::abs(grad(cost, m).item()) < 1e-8);
    CHECK(std::abs(grad(cost, s).item()) < 1e-8);
    V const along = grad(cost, m, create_graph) + grad(cost, s, create_graph);
    CHECK(grad(along, m).item() == Approx(1));  // a minimum
    CHECK(grad(along, s).item() == Approx(1));
  }
}

TEST_CASE("at the optimal posterior the generator minimises the Pearson divergence times the priors' distance") {
  Loss const loss{.fake_prior = model_prior, .real_prior = data_prior};
  auto best = [](double x, float a, float b) {
    double const p = density(x, 0), q = density(x, 1);
    return (b * p + a * q) / (p + q);
  };
  auto expect = [&](auto const& cost, double mean) {
    return integral([&](double x) {
      return density(x, mean) *
             at(cost, best(x, model_prior.mean, data_prior.mean), best(x, model_prior.deviation, data_prior.deviation));
    });
  };
  auto real = [&](auto m, auto s) { return loss.real(m, s); };
  auto fake = [&](auto m, auto s) { return loss.fake(m, s); };
  auto generator = [&](auto m, auto s) { return loss.generator(m, s); };
  // (P_b - P_a)^2 / 4 = 4.25 / 4 times chi^2 = .4081085313; 4.25 / 2 times Int p q / (p + q)
  CHECK(2 * (expect(generator, 0) + expect(generator, 1)) == Approx(.4336153145).margin(2e-10));
  CHECK(expect(real, 0) + expect(fake, 1) == Approx(.8456923428).margin(2e-10));
}

TEST_CASE("one dimension with the priors' deviation is LeastSquares") {
  Context<Cpu> c;
  Loss const loss{.fake_prior = {-.5f, .25f}, .real_prior = {2, .25f}};
  LeastSquares const known{-.5f, 2, .75f};
  V const scores = matrix(c, {4, 1}, {-1.5, .3, .75, 4}), held = constant(full<double>(c, {4, 1}, .25));
  auto same = [&](V const& got, V const& expected) {
    CHECK(got.item() == Approx(expected.item()).epsilon(1e-14));
    auto const a = to_host(grad(got, scores).value()), b = to_host(grad(expected, scores).value());
    for (std::size_t i = 0; i < 4; ++i) CHECK(a[i] == Approx(b[i]).margin(1e-14));
  };
  same(real_term(loss, scores, held), real_term(known, scores));
  same(fake_term(loss, scores, held), fake_term(known, scores));
  same(generator_term(loss, scores, held), generator_term(known, scores));
}

TEST_CASE("both orders of its derivatives agree with central differences, in both forms and for all signs") {
  Context<Cpu> c;
  auto const m = from_host<double>(c, {2, 3}, {-2.1, .4, 1.3, -.2, .8, 3.1}),
             s = from_host<double>(c, {2, 3}, {1.2, -.7, .3, 2.2, -1.9, .6}),
             eps = from_host<double>(c, {2, 3}, {.3, -1.1, .7, 1.9, -.4, .2});
  for (auto sign : {DeviationSign::raw, DeviationSign::abs, DeviationSign::softplus}) {
    INFO("sign " << static_cast<int>(sign));
    Loss const loss{.fake_prior = {-1, .5f}, .real_prior = {1, 2}, .sign = sign, .reduction = DimensionReduction::sum};
    for (Role role : {of_real, of_fake, of_generator}) {
      auto closed = [&](V const& x, V const& y) { return term(role, loss, x, y); };
      auto sampled = [&](V const& x, V const& y) { return term(role, loss, x, y, constant(eps)); };
      gradcheck(closed, m, s);
      gradgradcheck(closed, m, s);
      gradcheck(sampled, m, s);
      gradgradcheck(sampled, m, s);
    }
  }
}

TEST_CASE("equal priors are refused") {
  CHECK_NOTHROW(Loss{}.validate());
  CHECK_NOTHROW(Loss{.fake_prior = {0, 1}, .real_prior = {0, 2}}.validate());
  CHECK_THROWS_WITH((Loss{.fake_prior = {1, .5f}, .real_prior = {1, .5f}}.validate()),
                    Catch::Contains("must differ") && Catch::Contains("N(1, 0.5^2)"));
}

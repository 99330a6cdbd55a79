/// The losses against their papers: values and gradients at single scores, whole objectives at the optimal discriminator of two
/// Gaussians (by quadrature), and both orders of derivatives through the tape.
#include <cmath>
#include <functional>

#include <gan/autodiff/gradcheck.hpp>
#include <gan/backend/cpu/backend.hpp>
#include <gan/loss/least_squares.hpp>
#include <gan/loss/margin.hpp>
#include <gan/loss/minimax.hpp>
#include <gan/loss/non_saturating.hpp>
#include <gan/loss/wasserstein.hpp>

#include "../catch.hpp"

using namespace gan;

namespace {

using Term = std::function<Var<double, Cpu>(Var<double, Cpu> const&)>;
template <class L> Term real_of(L loss) {
  return [=](auto const& s) { return real_term(loss, s); };
}
template <class L> Term fake_of(L loss) {
  return [=](auto const& s) { return fake_term(loss, s); };
}
template <class L> Term generator_of(L loss) {
  return [=](auto const& s) { return generator_term(loss, s); };
}

/// A function of a loss at one score, in double.
template <class F> double at(F const& f, double s) { return static_cast<double>(f(Pack<double, 1>{s}).v); }

double normal_density(double x, double mean) {
  return std::exp(-0.5 * (x - mean) * (x - mean)) / std::sqrt(2 * 3.14159265358979323846);
}

/// The integral over the line by midpoints; a jump at `middle` lies between two of them.
template <class F> double integral(double middle, F const& f) {
  double const h = 2e-4, reach = 14;
  double sum = 0;
  for (double x = h / 2; x < reach; x += h) sum += f(middle + x) + f(middle - x);
  return sum * h;
}

/// Data N(0, 1), generated samples N(mu, 1), a discriminator s(x): what the three functions of a loss cost.
struct Objectives {
  double discriminator, generator, generator_on_real;
};
template <class L, class S> Objectives objectives(L const& loss, double mu, S const& score) {
  auto expect = [&](auto const& f, double mean) {
    return integral(mu / 2, [&](double x) { return normal_density(x, mean) * at(f, score(x)); });
  };
  auto real = [&](auto s) { return loss.real(s); };
  auto fake = [&](auto s) { return loss.fake(s); };
  auto generator = [&](auto s) { return loss.generator(s); };
  return {expect(real, 0) + expect(fake, mu), expect(generator, mu), expect(generator, 0)};
}

/// log p_data(x) - log p_g(x).
auto log_ratio(double mu) {
  return [=](double x) { return mu * mu / 2 - mu * x; };
}

}  // namespace

TEST_CASE("losses and their gradients at one score") {
  struct Row {
    char const* source;
    Term term;
    double score, value, gradient;
  };
  double const sp1 = 1.313261687518, sp_1 = .313261687518, d1 = .7310585786300049;
  LeastSquares const pearson{-1, 1, 0}, default_labels{};
  Row const rows[] = {
      {"Goodfellow et al. 2014, eq. 1: -log D", real_of(Minimax{}), 1, sp_1, d1 - 1},
      {"the same: -log(1 - D)", fake_of(Minimax{}), 1, sp1, d1},
      {"the same: log(1 - D)", generator_of(Minimax{}), 1, -sp1, -d1},
      {"the same, section 3: -log D", generator_of(NonSaturating{}), 1, sp_1, d1 - 1},
      {"the same, discriminator of the non-saturating game", real_of(NonSaturating{}), -1, sp1, -d1},
      {"the same", fake_of(NonSaturating{}), -1, sp_1, 1 - d1},
      {"vanishing gradient: -sigmoid(-10)", generator_of(Minimax{}), -10, -4.53988992169e-5, -4.53978687e-5},
      {"strong gradient: -sigmoid(10)", generator_of(NonSaturating{}), -10, 10 + 4.53988992169e-5, -.9999546021},
      {"softplus(-40) in double", fake_of(Minimax{}), -40, 4.248354255e-18, 4.248354255e-18},
      {"softplus(40) in double", real_of(Minimax{}), -40, 40, -1},
      {"no overflow", real_of(NonSaturating{}), -1e4, 1e4, -1},
      {"Mao et al. 2017, eq. 2: (s - b)^2 / 2, b = 1", real_of(default_labels), 3, 2, 2},
      {"the same: (s - a)^2 / 2, a = 0", fake_of(default_labels), 3, 4.5, 3},
      {"the same: (s - c)^2 / 2, c = 1", generator_of(default_labels), 3, 2, 2},
      {"the same with (-1, 1, 0)", real_of(pearson), 3, 2, 2},
      {"the same", fake_of(pearson), 3, 8, 4},
      {"the same", generator_of(pearson), 3, 4.5, 3},
      {"Arjovsky et al. 2017, eq. 2", real_of(Wasserstein{}), 3, -3, -1},
      {"the same", fake_of(Wasserstein{}), 3, 3, 1},
      {"the same", generator_of(Wasserstein{}), 3, -3, -1},
      {"Zhao et al. 2017, eq. 1: the energy of data", real_of(MarginLoss{10}), 9, 9, 1},
      {"the same: [m - E]^+ below the margin", fake_of(MarginLoss{10}), 9, 1, -1},
      {"the same: the subgradient 0 at the margin", fake_of(MarginLoss{10}), 10, 0, 0},
      {"the same: 0 above the margin", fake_of(MarginLoss{10}), 11, 0, 0},
      {"the same, eq. 2: the generator's gradient goes on above it", generator_of(MarginLoss{10}), 11, 11, 1},
  };
  Context<Cpu> c;
  for (auto const& row : rows) {
    INFO(row.source << " at " << row.score);
    auto s = variable(full<double>(c, {1, 1}, row.score));
    auto value = row.term(s);
    CHECK(value.item() == Approx(row.value).epsilon(1e-9).margin(1e-20));
    CHECK(grad(value, s).item() == Approx(row.gradient).epsilon(1e-8).margin(1e-20));
  }
}

TEST_CASE("a term is the mean over the batch, the hinge taken per sample") {
  Context<Cpu> c;
  // Energies 0 and 2m: the hinge of each is m and 0; the hinge of their mean would be 0.
  auto energies = variable(from_host<double>(c, {2, 1}, {0, 20}));
  CHECK(fake_term(MarginLoss{10}, energies).item() == 5);
  CHECK(to_host(grad(fake_term(MarginLoss{10}, energies), energies).value()) == std::vector<double>{-.5, 0});
  CHECK(real_term(MarginLoss{10}, energies).item() == 10);
  auto scores = variable(from_host<double>(c, {4, 1}, {1, 2, 3, 4}));
  CHECK(to_host(grad(generator_term(LeastSquares{}, scores), scores).value()) == std::vector<double>{0, .25, .5, .75});
}

TEST_CASE("the minimax game is zero-sum: the generator's gradient is minus that of the discriminator's fake term") {
  Context<Cpu> c;
  for (double score : {-700., -10., -1., 0., .3, 5., 40., 1e4}) {
    auto s = variable(full<double>(c, {1, 1}, score));
    CHECK(grad(generator_term(Minimax{}, s), s).item() == -grad(fake_term(Minimax{}, s), s).item());
  }
}

TEST_CASE("the Wasserstein objective ignores a constant and scales with the critic") {
  Context<Cpu> c;
  auto real = randn<double>(c, {16, 1}), fake = randn<double>(c, {16, 1});
  auto objective = [&](double scale, double shift) {
    auto r = scale * constant(real) + shift, f = scale * constant(fake) + shift;
    return real_term(Wasserstein{}, r).item() + fake_term(Wasserstein{}, f).item();
  };
  CHECK(objective(1, 5) == Approx(objective(1, 0)).margin(1e-12));
  CHECK(objective(3, 0) == Approx(3 * objective(1, 0)).epsilon(1e-12));
}

TEST_CASE("Minimax at the optimal discriminator of two Gaussians is -log 4 + 2 JSD") {
  struct Row {
    double mu, jsd, criterion;
  };
  // N(0, 1) and N(mu, 1), Jensen-Shannon divergence in nats by adaptive quadrature; Goodfellow et al. 2014, theorem 1
  Row const rows[] = {{0, 0, -1.3862943611},          {.5, .0303113005, -1.3256717601}, {1, .1114214822, -1.1634513968},
                      {2, .3368308203, -.7126327204}, {3, .5267773065, -.3327397481},   {4, .6327201937, -.1208539736},
                      {6, .6892979330, -.0076984951}};
  for (auto const& row : rows) {
    INFO("mu = " << row.mu);
    double const loss = objectives(Minimax{}, row.mu, log_ratio(row.mu)).discriminator;
    CHECK(-loss == Approx(row.criterion).margin(2e-9));
    CHECK(-loss == Approx(-std::log(4) + 2 * row.jsd).margin(2e-9));
  }
  CHECK(at([](auto s) { return sigmoid(s); }, log_ratio(1)(0)) == Approx(.6224593312).margin(1e-10));  // D*(0) at mu = 1
}

TEST_CASE("LeastSquares at the optimal discriminator of two Gaussians is the Pearson divergence") {
  struct Row {
    double mu, chi_squared, pearson_labels, zero_one_labels, generator;
  };
  // Mao et al. 2017, eq. 8: 2 C(G) = chi^2(p_d + p_g || 2 p_g) for (a, b, c) = (-1, 1, 0)
  Row const rows[] = {{0, 0, 1, .25, .125},
                      {1, .4081085313, .7959457344, .1989864336, .2015203496},
                      {2, 1.1008009816, .4495995092, .1123998773, .3314001840}};
  for (auto const& row : rows) {
    INFO("mu = " << row.mu);
    auto best = [&](LeastSquares const& l) {  // D* = (b p_d + a p_g) / (p_d + p_g)
      return [=, ratio = log_ratio(row.mu)](double x) { return l.a + (l.b - l.a) / (1 + std::exp(-ratio(x))); };
    };
    LeastSquares const pearson{-1, 1, 0}, zero_one{0, 1, 1};
    auto const p = objectives(pearson, row.mu, best(pearson)), z = objectives(zero_one, row.mu, best(zero_one));
    CHECK(2 * (p.generator + p.generator_on_real) == Approx(row.chi_squared).margin(2e-9));
    CHECK(p.discriminator == Approx(row.pearson_labels).margin(2e-9));
    CHECK(z.discriminator == Approx(row.zero_one_labels).margin(2e-9));
    CHECK(z.generator == Approx(row.generator).margin(2e-9));
  }
}

TEST_CASE("MarginLoss at the optimal energy of two Gaussians is m (1 - total variation)") {
  struct Row {
    double mu, discriminator, generator;
  };
  // Zhao et al. 2017, proof of theorem 1: D* = m where p_data < p_g, else 0
  Row const rows[] = {{1, 6.170750775, 6.914624613}, {2, 3.173105079, 8.413447461}};
  for (auto const& row : rows) {
    INFO("mu = " << row.mu);
    auto energy = [&](double x) { return log_ratio(row.mu)(x) < 0 ? 10. : 0.; };
    auto const o = objectives(MarginLoss{10}, row.mu, energy);
    CHECK(o.discriminator == Approx(row.discriminator).margin(2e-8));
    CHECK(o.generator == Approx(row.generator).margin(2e-8));
  }
  // The same densities: any constant energy up to the margin costs the discriminator m (theorem 2).
  for (double gamma : {0., 3., 10.})
    CHECK(objectives(MarginLoss{10}, 0, [=](double) { return gamma; }).discriminator == Approx(10).margin(1e-8));
}

TEST_CASE("an energy that minimises a y + b [m - y]^+ is m where a < b, else 0") {
  MarginLoss const loss{10};  // Zhao et al. 2017, lemma 1
  for (auto [a, b] : {std::pair{.3, .7}, {.7, .3}, {.49, .51}}) {
    double best = 0, least = INFINITY;
    for (double y = 0; y <= 20; y += .125) {
      double cost = a * at([&](auto s) { return loss.real(s); }, y) + b * at([&](auto s) { return loss.fake(s); }, y);
      if (cost < least) least = cost, best = y;
    }
    CHECK(best == (a < b ? 10 : 0));
  }
}

TEMPLATE_TEST_CASE("both orders of a loss's derivatives agree with central differences", "", Minimax, NonSaturating,
                   LeastSquares, Wasserstein, MarginLoss) {
  Context<Cpu> c;
  TestType const loss{};
  std::vector<double> values;
  for (double s : {-9.1, -3.2, -.7, -.01, .02, .4, 1.3, 2.6, 7.7, 12.5})
    values.push_back(std::is_same_v<typename TestType::score, Energy> ? std::abs(s) : s);
  auto scores = from_host(c, {10, 1}, values);
  auto real = [&](auto const& s) { return real_term(loss, s); };
  auto fake = [&](auto const& s) { return fake_term(loss, s); };
  auto generator = [&](auto const& s) { return generator_term(loss, s); };
  gradcheck(real, scores);
  gradcheck(fake, scores);
  gradcheck(generator, scores);
  gradgradcheck(real, scores);
  gradgradcheck(fake, scores);
  gradgradcheck(generator, scores);
}

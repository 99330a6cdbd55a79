/// What holds for the losses at any score, and both orders of their derivatives through the tape. The numbers of their papers,
/// at single scores and at the optimal discriminator, stand in tests/oracle.
#include <cmath>

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

/// A function of a loss at one score, in double.
template <class F> double at(F const& f, double s) { return static_cast<double>(f(Pack<double, 1>{s}).v); }

}  // namespace

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

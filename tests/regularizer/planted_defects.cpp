/// The mistakes that are found in published code, each against the check that is to catch it: the right form passes, the planted one
/// does not. A check that lets its defect pass proves nothing, and fails here.
#include <cmath>

#include <gan/autodiff/matmul.hpp>
#include <gan/backend/cpu/backend.hpp>
#include <gan/loss/divergence/neyman_chi_squared.hpp>
#include <gan/loss/divergence/pearson_chi_squared.hpp>
#include <gan/loss/margin.hpp>
#include <gan/regularizer/gradient_penalty.hpp>
#include <gan/regularizer/pulling_away.hpp>

#include "../catch.hpp"

using namespace gan;

namespace {

using V = Var<double, Cpu>;

bool near(double value, double expected) { return std::abs(value - expected) < 1e-8 * (1 + std::abs(expected)); }

/// The term of the codes (1,2,0), (0,1,-1), (2,.5,1), (-1,1,1), by hand from its definition.
template <class Term> bool is_pulling_away(Context<Cpu>& c, Term const& term) {
  auto s = constant(from_host<double>(c, {4, 3}, std::vector<double>{1, 2, 0, 0, 1, -1, 2, .5, 1, -1, 1, 1}));
  return near(term(s).item(), .1415343915);
}

/// The critic f(x) = 0.6 x_1 + 0.8 x_2 has slope 1 everywhere, so its penalty is 0 whatever the size of the batch.
template <class Penalty> bool spares_a_perfect_critic(Context<Cpu>& c, Penalty const& penalty) {
  auto w = variable(from_host<double>(c, {2, 1}, std::vector<double>{.6, .8}));
  for (std::int64_t n : {1, 4, 64}) {
    auto x = variable(randn<double>(c, {n, 2}));
    if (std::abs(V(penalty(V(matmul(x, w)), x)).item()) > 1e-20) return false;
  }
  return true;
}

/// The penalty of f(x) = w.x is (|w| - 1)^2 with the gradient 2 (|w| - 1) w / |w|.
template <class Penalty> bool moves_the_critic(Context<Cpu>& c, Penalty const& penalty) {
  auto w = variable(from_host<double>(c, {2, 1}, std::vector<double>{3, 4}));
  auto x = variable(randn<double>(c, {5, 2}));
  auto g = to_host(grad(V(penalty(V(matmul(x, w)), x)), w).value());
  return near(g[0], 2 * 4 * .6) && near(g[1], 2 * 4 * .8);
}

/// Energies 0 and 2 m cost m and 0, a mean of m / 2.
template <class Term> bool is_hinge_per_sample(Context<Cpu>& c, Term const& term) {
  auto energies = constant(from_host<double>(c, {2, 1}, std::vector<double>{0, 20}));
  return near(V(term(energies)).item(), 5);
}

/// int q f(p/q) of P = N(0, 1) and Q = N(1, 1.2^2) is .787686130 for Pearson's divergence, whose swapped order gives 5.641.
template <class Divergence> bool is_pearson(Divergence const& divergence) {
  auto density = [](double x, double mean, double deviation) {
    double const z = (x - mean) / deviation;
    return std::exp(-z * z / 2) / (deviation * 2.50662827463100050);
  };
  double const step = 1e-3;
  double sum = 0;
  for (double x = -9 + step / 2; x < 10; x += step) {
    double const p = density(x, 0, 1), q = density(x, 1, 1.2);
    sum += step * q * divergence.f(Pack<double, 1>{p / q}).v;
  }
  return std::abs(sum - .787686130) < 1e-6;
}

}  // namespace

TEST_CASE("planted defects of the pulling-away term are caught") {
  Context<Cpu> c{Seed{1}};
  auto normalised = [](V const& s) { return V(s / sqrt(sum_per_sample(square(s)))); };
  auto mean_off_diagonal = [](V const& gram, auto const& of_cosine) {
    double const n = static_cast<double>(gram.shape()[0]);
    return V((sum(of_cosine(gram)) - n) * (1 / (n * (n - 1))));
  };
  CHECK(is_pulling_away(c, [](V const& s) { return pulling_away(s); }));
  CHECK(is_pulling_away(c, [&](V const& s) {  // the composed definition, so that the harness below is known to be able to pass
    auto h = normalised(s);
    return mean_off_diagonal(matmul_transposed_b(h, h), [](V const& g) { return square(g); });
  }));
  CHECK_FALSE(is_pulling_away(c, [&](V const& s) {  // cosines that are not squared
    auto h = normalised(s);
    return mean_off_diagonal(matmul_transposed_b(h, h), [](V const& g) { return g * 1.0; });
  }));
  CHECK_FALSE(is_pulling_away(c, [&](V const& s) {  // normalised along the batch
    V const h = s / sqrt(sum_per_channel(square(s)));
    return mean_off_diagonal(matmul_transposed_b(h, h), [](V const& g) { return square(g); });
  }));
  CHECK_FALSE(is_pulling_away(c, [&](V const& s) {  // the diagonal kept in the mean
    auto h = normalised(s);
    return V(mean(square(matmul_transposed_b(h, h))));
  }));
}

TEST_CASE("planted defects of the gradient penalty are caught") {
  Context<Cpu> c{Seed{2}};
  auto right = [](V const& scores, V const& x) { return V(GradientPenalty{}.penalty(scores, x)); };
  CHECK(spares_a_perfect_critic(c, right));
  CHECK(moves_the_critic(c, right));
  CHECK_FALSE(spares_a_perfect_critic(c, [](V const& scores, V const& x) {  // one norm over the whole batch
    auto g = grad(sum(scores), x, create_graph);
    return V(square(sqrt(sum(square(g))) - 1));
  }));
  CHECK_FALSE(spares_a_perfect_critic(c, [](V const& scores, V const& x) {  // the slope of the mean score
    auto g = grad(mean(scores), x, create_graph);
    return V(mean(square(sqrt(sum_per_sample(square(g))) - 1)));
  }));
  CHECK_FALSE(moves_the_critic(c, [](V const& scores, V const& x) {  // a penalty whose gradient is cut from the critic
    auto g = variable(grad(sum(scores), x).value());
    return V(mean(square(sqrt(sum_per_sample(square(g))) - 1)) + 0.0 * sum(scores));
  }));
}

TEST_CASE("planted defects of margins and divergences are caught") {
  Context<Cpu> c{Seed{3}};
  CHECK(is_hinge_per_sample(c, [](V const& e) { return fake_term(MarginLoss{.margin = 10}, e); }));
  CHECK_FALSE(is_hinge_per_sample(c, [](V const& e) { return relu(10 - mean(e)); }));  // the hinge of the batch's mean
  CHECK(is_pearson(PearsonChiSquared{}));
  CHECK_FALSE(is_pearson(NeymanChiSquared{}));  // the two swapped, as in a printed table
}

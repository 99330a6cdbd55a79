/// What one system says of another, in value: both sides are worked out by the library. Step for step is in
/// train/identities.cpp.
#include <gan/loss/blended.hpp>
#include <gan/loss/divergences.hpp>
#include <gan/loss/least_squares.hpp>
#include <gan/loss/margin.hpp>
#include <gan/loss/minimax.hpp>
#include <gan/loss/non_saturating.hpp>
#include <gan/loss/wasserstein.hpp>

#include "table.hpp"

using namespace oracle;

namespace {
Normal1 const standard{0, 1};
std::vector<double> const scores{-30, -3, -.4, 0, .7, 2, 25};

template <class L> Numbers terms(L const& loss, Term term) {
  Numbers out;
  for (double s : scores) out.push_back(value(loss, term, s));
  return out;
}
template <class L> Numbers discriminator_terms(L const& loss) {
  return joined({terms(loss, Term::real), terms(loss, Term::fake)});
}
Numbers plus(Numbers x, double y) {
  for (double& one : x) one += y;
  return x;
}
Numbers times(Numbers x, double y) {
  for (double& one : x) one *= y;
  return x;
}

/// L_D at the best score of every point, which bisection finds there, for N(0, 1) and N(mu, 1).
template <class L> double at_best_scores(L const& loss, double mu) {
  Normal1 const q{mu, 1};
  return objectives(loss, standard, q, [&](double x) { return best_score(loss, standard(x), q(x)); }).discriminator;
}
double int_pq_over_sum(double mu) {
  Normal1 const q{mu, 1};
  return integral([=](double x) { return standard(x) * q(x) / (standard(x) + q(x)); }, -14, 14 + mu);
}
template <class D> double divergence(D const& d, double mu) { return divergence_of(d, standard, {mu, 1}, {mu / 2}); }
}  // namespace

TEST_CASE("one system's loss as another's") {
  using enum GeneratorObjective;
  FDivergence<GanDivergence> const as_divergence;
  FDivergence<JensenShannon> const jensen_shannon;
  char const *const table = "Nowozin et al. 2016, table 6", *const blend = "Goodfellow et al. 2014, code";
  check({
      {table, "f-GAN of the GAN divergence: L_D of the original game", discriminator_terms(Minimax{}), 0,
       [=] { return discriminator_terms(as_divergence); }},
      {table, "its minimax generator: that of the original game", terms(Minimax{}, Term::generator), 0,
       [=] { return terms(as_divergence, Term::generator); }},
      {table, "its alternative generator: the non-saturating one", terms(NonSaturating{}, Term::generator), 0,
       [] { return terms(FDivergence<GanDivergence, alternative>{}, Term::generator); }},
      {table, "Jensen-Shannon: each half of L_D is that of the game minus log 2, 2 log 2 together",
       plus(discriminator_terms(Minimax{}), -log_2), 1e-14, [=] { return discriminator_terms(jensen_shannon); }},
      {"derived", "weighted Jensen-Shannon at weight 1/2: half of it", times(discriminator_terms(jensen_shannon), .5), 1e-14,
       [] { return discriminator_terms(FDivergence<WeightedJensenShannon>{{.5}}); }},
      {blend, "the blended generator without its minimax part", terms(NonSaturating{}, Term::generator), 0,
       [] {
         return terms(BlendedGenerator{1, 0}, Term::generator);
       }},
      {blend, "the blended generator without its other part", terms(Minimax{}, Term::generator), 0,
       [] {
         return terms(BlendedGenerator{0, 1}, Term::generator);
       }},
  });
}

TEST_CASE("one system's optimum as another's divergence") {
  std::vector<Row> rows;
  for (double mu : {.5, 1., 2., 3.}) {
    std::string const pair = " of N(0, 1) and N(" + std::to_string(mu) + ", 1)";
    Normal1 const q{mu, 1};
    rows.push_back({"Goodfellow et al. 2014, theorem 1", "C(G) = -log 4 + 2 JSD" + pair,
                    -2 * log_2 + divergence(JensenShannon{}, mu), 1e-9, [=] { return -at_best_scores(Minimax{}, mu); }});
    rows.push_back({"Nowozin et al. 2016, table 1", "C(G) = D_f of the GAN divergence" + pair, divergence(GanDivergence{}, mu),
                    1e-9, [=] { return -at_best_scores(Minimax{}, mu); }});
    rows.push_back({"derived", "the divergence of weight 1/2 is the Jensen-Shannon divergence" + pair,
                    divergence(JensenShannon{}, mu) / 2, 1e-12, [=] { return divergence(WeightedJensenShannon{.5}, mu); }});
    rows.push_back(
        {"Zhao et al. 2017, theorem 1", "V = m (1 - TV)" + pair, 7 * (1 - divergence(TotalVariation{}, mu)), 1e-12, [=] {
           auto energy = [=](double x) { return standard.log(x) < q.log(x) ? 7. : 0.; };
           return objectives(MarginLoss{7}, standard, q, energy, {mu / 2}).discriminator;
         }});
    rows.push_back(
        {"Mao et al. 2017, eq. 7", "chi^2 = 2 - 4 int p q / (p + q)" + pair, 2 - 4 * int_pq_over_sum(mu), 1e-12, [=] {
           LeastSquares const l{-1, 1, 0};
           auto best = [=](double x) { return std::tanh((standard.log(x) - q.log(x)) / 2); };
           auto const o = objectives(l, standard, q, best);
           return 2 * (o.generator + o.generator_on_real);
         }});
    for (auto [a, b] : {std::pair{-1.f, 1.f}, {0.f, 1.f}, {-.5f, 2.f}})
      rows.push_back({"derived", "L_D* = (b - a)^2 / 2 int p q / (p + q)" + pair, (b - a) * (b - a) / 2 * int_pq_over_sum(mu),
                      1e-9, [=, a = a, b = b] {
                        return at_best_scores(LeastSquares{a, b, 0}, mu);
                      }});
    rows.push_back({"Arjovsky et al. 2017, eq. 2", "the critic 5 - x says the distance mu" + pair, mu, 1e-12, [=] {
                      auto const o = objectives(Wasserstein{}, standard, q, [](double x) { return 5 - x; });
                      return -o.discriminator;
                    }});
  }
  check(rows);
}

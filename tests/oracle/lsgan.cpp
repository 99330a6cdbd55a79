/// Least squares GAN (Mao et al. 2017).
#include <gan/loss/least_squares.hpp>

#include "table.hpp"

using namespace oracle;

namespace {
LeastSquares const pearson_labels{-1, 1, 0}, zero_one{0, 1, 1}, minus_one_one{-1, 1, 1};

/// D* = (b p + a q) / (p + q) of N(0, 1) and N(mu, 1).
auto best(LeastSquares const& l, double mu) {
  return [=](double x) {
    double const weight = 1 / (1 + std::exp(Normal1{mu, 1}.log(x) - Normal1{0, 1}.log(x)));
    return l.b * weight + l.a * (1 - weight);
  };
}
Objectives optimum(LeastSquares const& l, double mu) { return objectives(l, {0, 1}, {mu, 1}, best(l, mu)); }
/// 2 C(G), with the term on data that does not depend on the generator.
double twice_criterion(LeastSquares const& l, double mu) {
  auto const o = optimum(l, mu);
  return 2 * (o.generator + o.generator_on_real);
}
}  // namespace

TEST_CASE("least squares at one score") {
  char const* const source = "Mao et al. 2017, eq. 2";
  check({
      {source, "(s - b)^2 / 2, b = 1", {2, 2}, 0, at(zero_one, Term::real, 3)},
      {source, "(s - a)^2 / 2, a = 0", {4.5, 3}, 0, at(zero_one, Term::fake, 3)},
      {source, "(s - c)^2 / 2, c = 1", {2, 2}, 0, at(zero_one, Term::generator, 3)},
      {source, "(s - b)^2 / 2, b = 1 of (-1, 1, 0)", {2, 2}, 0, at(pearson_labels, Term::real, 3)},
      {source, "(s - a)^2 / 2, a = -1", {8, 4}, 0, at(pearson_labels, Term::fake, 3)},
      {source, "(s - c)^2 / 2, c = 0", {4.5, 3}, 0, at(pearson_labels, Term::generator, 3)},
      {source,
       "(-1, 1, 1): real, fake and generator at s = 3",
       {2, 8, 2},
       0,
       [] {
         return Numbers{value(minus_one_one, Term::real, 3), value(minus_one_one, Term::fake, 3),
                        value(minus_one_one, Term::generator, 3)};
       }},
  });
}

TEST_CASE("least squares at the optimal discriminator") {
  std::vector<Row> rows;
  struct Pair {
    double mu, chi_squared, pearson, zero_one, generator;
  };
  for (Pair const& r : {Pair{0, 0, 1, .25, .125}, Pair{1, .4081085313, .7959457344, .1989864336, .2015203496},
                        Pair{2, 1.1008009816, .4495995092, .1123998773, .3314001840}}) {
    double const mu = r.mu;
    std::string const pair = " of N(0, 1) and N(" + std::to_string(mu) + ", 1)";
    rows.push_back({"Mao et al. 2017, eq. 7", "2 C(G) = chi^2(p + q || 2 q)" + pair + ", labels (-1, 1, 0)", r.chi_squared,
                    6e-11, [=] { return twice_criterion(pearson_labels, mu); }});
    rows.push_back({"derived", "L_D* = 2 int p q / (p + q)" + pair + ", labels (-1, 1, 0)", r.pearson, 6e-11,
                    [=] { return optimum(pearson_labels, mu).discriminator; }});
    rows.push_back({"derived", "L_D* = int p q / (p + q) / 2" + pair + ", labels (0, 1, 1)", r.zero_one, 6e-11,
                    [=] { return optimum(zero_one, mu).discriminator; }});
    rows.push_back({"derived", "L_G on generated samples" + pair + ", labels (0, 1, 1)", r.generator, 6e-11,
                    [=] { return optimum(zero_one, mu).generator; }});
    // 2 C = int ((b - c) (p + q) - (b - a) q)^2 / (p + q) at any labels
    LeastSquares const any{-.5f, 1.25f, .75f};
    double const general = integral(
        [=](double x) {
          double const p = Normal1{0, 1}(x), q = Normal1{mu, 1}(x), top = .5 * (p + q) - 1.75 * q;
          return top * top / (p + q);
        },
        -14, 16);
    rows.push_back({"Mao et al. 2017, appendix", "2 C(G) at the labels (-.5, 1.25, .75)" + pair, general, 1e-12,
                    [=] { return twice_criterion(any, mu); }});
  }
  // One density: D* = (a + b) / 2, L_D = (b - a)^2 / 4, L_G = ((a + b) / 2 - c)^2 / 2
  rows.push_back({"Mao et al. 2017, eq. 5", "D* where p = q, labels (-1, 1, 0) and (0, 1, 1)", {0, .5}, 1e-12, [] {
                    return Numbers{best_score(pearson_labels, .3, .3), best_score(zero_one, .3, .3)};
                  }});
  rows.push_back({"Mao et al. 2017, eq. 5", "D* = (b p + a q) / (p + q) where p = .3, q = .1", {.5, .75}, 1e-12, [] {
                    return Numbers{best_score(pearson_labels, .3, .1), best_score(zero_one, .3, .1)};
                  }});
  // Supports that do not meet: D* = b on data and a on generated samples
  rows.push_back({"derived", "disjoint supports: L_D* = 0 and chi^2 = 2", {0, 2}, 0, [] {
                    LeastSquares const& l = pearson_labels;
                    return Numbers{value(l, Term::real, l.b) + value(l, Term::fake, l.a),
                                   2 * (value(l, Term::generator, l.b) + value(l, Term::generator, l.a))};
                  }});
  check(rows);
}

/// f-GAN (Nowozin, Cseke and Tomioka 2016). The closed forms of every divergence at single points, and its value for two pairs
/// of normal distributions, stand in loss/f_divergence.cpp.
#include <algorithm>
#include <array>

#include <gan/core/sample.hpp>
#include <gan/loss/divergences.hpp>
#include <gan/network/mlp.hpp>

#include "table.hpp"

using namespace oracle;

namespace {
Normal1 const standard{0, 1}, wider{1, 1.2};

/// int p^a q^(1-a) of two normal distributions, in closed form.
double power_integral(double a, Normal1 p, Normal1 q) {
  double const vp = p.deviation * p.deviation, vq = q.deviation * q.deviation, A = a / (2 * vp) + (1 - a) / (2 * vq),
               B = a * p.mean / vp + (1 - a) * q.mean / vq,
               C = a * p.mean * p.mean / (2 * vp) + (1 - a) * q.mean * q.mean / (2 * vq);
  return std::pow(p.deviation, -a) * std::pow(q.deviation, a - 1) * std::sqrt(1 / (2 * A)) * std::exp(B * B / (4 * A) - C);
}
/// The alpha divergence of two normal distributions, in closed form.
double alpha_of(double a, Normal1 p, Normal1 q) { return (power_integral(a, p, q) - 1) / (a * (a - 1)); }

/// The data of the paper's experiment in one dimension.
struct Mixture {
  double operator()(double x) const { return .33 * Normal1{-1, std::sqrt(.065)}(x) + .67 * Normal1{2, std::sqrt(2.)}(x); }
};

/// D_f(mixture || N(mu, deviation^2)), the densities crossing wherever they do: kinks are found and integrated up to.
template <class D> double fit_cost(D const& d, double mu, double deviation) {
  Normal1 const q{mu, deviation};
  Mixture const p;
  auto integrand = [&](double x) {
    double const log_q = q.log(x), px = p(x);
    if (log_q < -600 || px < 1e-290) return 0.0;
    return std::exp(log_q) * static_cast<double>(d.f(P{px * std::exp(-log_q)}).v);
  };
  std::vector<double> kinks;
  for (double x = -14; x < 18; x += .01) {
    auto difference = [&](double y) { return p(y) - q(y); };
    if (difference(x) * difference(x + .01) >= 0) continue;
    double low = x, high = x + .01;
    for (int i = 0; i < 50; ++i) {
      double const middle = (low + high) / 2;
      (difference(low) * difference(middle) <= 0 ? high : low) = middle;
    }
    kinks.push_back(low);
  }
  return integral(integrand, -14, 18, kinks);
}

/// The least value of a function of two numbers and where it is, by the method of Nelder and Mead.
template <class F> Numbers least(F const& f, double x, double y) {
  struct Point {
    double x, y, value;
  };
  auto at = [&](double a, double b) { return Point{a, b, f(a, b)}; };
  std::array<Point, 3> s{at(x, y), at(x + .1, y), at(x, y + .1)};
  for (int i = 0; i < 200; ++i) {
    std::sort(s.begin(), s.end(), [](Point const& a, Point const& b) { return a.value < b.value; });
    if (std::hypot(s[2].x - s[0].x, s[2].y - s[0].y) < 1e-7) break;
    double const mx = (s[0].x + s[1].x) / 2, my = (s[0].y + s[1].y) / 2;
    auto beyond = [&](double t) { return at(mx + t * (s[2].x - mx), my + t * (s[2].y - my)); };
    Point const reflected = beyond(-1);
    if (reflected.value < s[0].value) {
      Point const expanded = beyond(-2);
      s[2] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < s[1].value) {
      s[2] = reflected;
    } else {
      Point const contracted = reflected.value < s[2].value ? beyond(-.5) : beyond(.5);
      if (contracted.value < s[2].value) s[2] = contracted;
      else
        for (int k : {1, 2}) s[k] = at((s[0].x + s[k].x) / 2, (s[0].y + s[k].y) / 2);
    }
  }
  return {s[0].value, s[0].x, s[0].y};
}
template <class D> std::function<Numbers()> fitted(D d) {
  return [d] { return least([d](double mu, double deviation) { return fit_cost(d, mu, deviation); }, 1.2, 1.7); };
}

/// A function of a divergence at several points.
template <class F> Numbers along(F const& f, std::vector<double> const& points) {
  Numbers out;
  for (double x : points) out.push_back(static_cast<double>(f(P{x}).v));
  return out;
}
std::vector<double> const ratios{.1, .5, 1, 2, 7}, scores{-2, -.4, 0, .7, 3};
template <class A, class B>
Row same_f(char const* source, char const* what, A a, B b, double factor = 1, double linear = 0, double tolerance = 1e-13) {
  Numbers expected;
  for (double u : ratios) expected.push_back(factor * static_cast<double>(b.f(P{u}).v) + linear * (u - 1));
  return {source, what, expected, tolerance, [a] { return along([a](P u) { return a.f(u); }, ratios); }};
}
/// f(u) and u f(1/u), which is the f of the divergence with P and Q exchanged.
template <class A, class B> Row swapped_f(char const* what, A a, B b) {
  Numbers expected;
  for (double u : ratios) expected.push_back(u * static_cast<double>(b.f(P{1 / u}).v));
  return {"derived", what, expected, 1e-13, [a] { return along([a](P u) { return a.f(u); }, ratios); }};
}
}  // namespace

TEST_CASE("divergences with P and Q exchanged, by quadrature") {
  auto swapped = [](auto d) { return [d] { return divergence_of(d, wider, standard, crossings(wider, standard)); }; };
  std::string const pair = ", P = N(1, 1.44), Q = N(0, 1)";
  std::vector<Row> rows{
      {"derived", "KL" + pair, .537678443, 6e-10, swapped(KullbackLeibler{})},
      {"derived", "reverse KL" + pair, .376766001, 6e-10, swapped(ReverseKullbackLeibler{})},
      // int p^2/q - 1 with its mass around x = 3.6, of deviation 1.6: integrated over (-9, 10) alone it were 5.641059
      {"derived", "Pearson" + pair, 5.641261807, 6e-10, swapped(PearsonChiSquared{})},
      {"derived", "Neyman" + pair, .787686130, 6e-10, swapped(NeymanChiSquared{})},
      {"derived", "squared Hellinger" + pair, .209627832, 6e-10, swapped(SquaredHellinger{})},
      {"derived", "Jeffrey" + pair, .914444444, 6e-10, swapped(Jeffrey{})},
      {"derived", "Jensen-Shannon" + pair, .196734388, 6e-10, swapped(JensenShannon{})},
      {"derived", "weighted Jensen-Shannon, .3" + pair, .087802493, 6e-10, swapped(WeightedJensenShannon{})},
      {"derived", "GAN" + pair, -1.189559973, 6e-10, swapped(GanDivergence{})},
      {"derived", "total variation" + pair, .356916317, 6e-10, swapped(TotalVariation{})},
      {"derived", "alpha -1" + pair, .393843065, 6e-10, swapped(Alpha{-1})},
      {"derived", "alpha 2" + pair, 2.820630903, 6e-10, swapped(Alpha{2})},
      {"derived", "alpha -2, which is alpha 3 with P and Q exchanged" + pair, .522360249, 6e-10, swapped(Alpha{-2})},
      // Its mass lies around x = 25: the densities themselves leave the range of double with the last 1e-8 of it
      {"derived", "alpha 3, over 1e10, as alpha -2 of Q and P" + pair, 2.4057898157, 1e-7,
       [] { return divergence_of(Alpha{-2}, standard, wider) / 1e10; }},
  };
  for (double a : {-2., -1., .25, .5, .75, 2.})
    rows.push_back(
        {"derived", "closed form of alpha " + std::to_string(a) + pair, alpha_of(a, wider, standard), 1e-9, swapped(Alpha{a})});
  check(rows);
}

TEST_CASE("the fits of one normal distribution to a mixture that f-divergences prefer") {
  std::string const fit = ": D_f, mean and deviation of the best normal distribution";
  char const* const source = "Nowozin et al. 2016, table 3, derived for a narrow component of variance .065";
  check({
      {source, "KL" + fit, {.283052, 1.01, 1.83067}, 6e-6, fitted(KullbackLeibler{})},
      {source, "reverse KL" + fit, {.248210, 1.57810, 1.63117}, 6e-6, fitted(ReverseKullbackLeibler{})},
      {source, "Jensen-Shannon" + fit, {.128079, 1.30685, 1.75397}, 6e-6, fitted(JensenShannon{})},
      {source, "Jeffrey" + fit, {.570807, 1.32163, 1.70292}, 6e-6, fitted(Jeffrey{})},
      {source, "Pearson" + fit, {.645780, .57366, 1.92731}, 6e-6, fitted(PearsonChiSquared{})},
      {source, "Neyman" + fit, {.405180, 1.82479, 1.51857}, 6e-6, fitted(NeymanChiSquared{})},
      {source, "squared Hellinger" + fit, {.134678, 1.31294, 1.73265}, 6e-6, fitted(SquaredHellinger{})},
      {source, "total variation" + fit, {.239616, 1.33822, 1.87886}, 6e-6, fitted(TotalVariation{})},
      {"derived", "KL fits the moments: sigma^2 = .33 (.065 + 1) + .67 (2 + 4) - 1.01^2",
       std::sqrt(.33 * 1.065 + .67 * 6 - 1.0201), 1e-5, [] { return fitted(KullbackLeibler{})()[2]; }},
  });
}

TEST_CASE("relations between divergences") {
  check({
      same_f("Nowozin et al. 2016, table 6", "alpha 2 is half of Pearson", Alpha{2}, PearsonChiSquared{}, .5),
      same_f("derived", "alpha -1 is half of Neyman", Alpha{-1}, NeymanChiSquared{}, .5),
      same_f("derived", "alpha 1/2 is twice squared Hellinger", Alpha{.5}, SquaredHellinger{}, 2),
      same_f("derived", "alpha towards 1 is KL, as u log u - u + 1", Alpha{1 + 1e-7}, KullbackLeibler{}, 1, -1, 2e-6),
      same_f("derived", "alpha towards 0 is reverse KL, as -log u + u - 1", Alpha{1e-7}, ReverseKullbackLeibler{}, 1, 1, 2e-6),
      same_f("Nowozin et al. 2016, table 1", "Jensen-Shannon of weight 1/2 is half of Jensen-Shannon",
             WeightedJensenShannon{.5}, JensenShannon{}, .5),
      swapped_f("KL and reverse KL", KullbackLeibler{}, ReverseKullbackLeibler{}),
      swapped_f("Pearson and Neyman", PearsonChiSquared{}, NeymanChiSquared{}),
      swapped_f("squared Hellinger is symmetric", SquaredHellinger{}, SquaredHellinger{}),
      swapped_f("Jeffrey is symmetric", Jeffrey{}, Jeffrey{}),
      swapped_f("Jensen-Shannon is symmetric", JensenShannon{}, JensenShannon{}),
      swapped_f("GAN is symmetric", GanDivergence{}, GanDivergence{}),
      swapped_f("total variation is symmetric", TotalVariation{}, TotalVariation{}),
      swapped_f("weights .3 and .7", WeightedJensenShannon{.3}, WeightedJensenShannon{.7}),
      swapped_f("alpha 3 and alpha -2", Alpha{3}, Alpha{-2}),
      {"Nowozin et al. 2016, table 1", "GAN is Jensen-Shannon minus (u + 1) log 2",
       along([](P u) { return JensenShannon{}.f(u) - (u + 1) * log_2; }, ratios), 1e-13,
       [] { return along([](P u) { return GanDivergence{}.f(u); }, ratios); }},
      {"derived", "Jeffrey is KL plus reverse KL",
       along([](P u) { return KullbackLeibler{}.f(u) + ReverseKullbackLeibler{}.f(u); }, ratios), 1e-13,
       [] { return along([](P u) { return Jeffrey{}.f(u); }, ratios); }},
  });
}

TEST_CASE("objectives of f-GAN") {
  using enum GeneratorObjective;
  check({
      {"Nowozin et al. 2016, section 3.2", "the alternative is the minimax objective where g = h: total variation",
       along([](P v) { return FDivergence<TotalVariation, minimax>{}.generator(v); }, scores), 0,
       [] { return along([](P v) { return FDivergence<TotalVariation, alternative>{}.generator(v); }, scores); }},
      {"Nowozin et al. 2016, table 6",
       "weighted Jensen-Shannon, .3: the activation of the paper, v = .7, of our constant and softplus", -.041994208, 6e-10,
       [] { return WeightedJensenShannon{.3}.entropy - softplus(P{-.7}).v; }},
      {"Nowozin et al. 2016, table 6",
       "weighted Jensen-Shannon, .3: f* at the activation of the paper, -pi log pi - softplus(-v), v = .7", -.038129886, 6e-10,
       [] { return WeightedJensenShannon{.3}.conjugate(P{-.3 * std::log(.3) - std::log1p(std::exp(-.7))}).v; }},
      {"derived", "with a critic of 2 v half the loss of Pearson is that of alpha 2",
       along([](P v) { return .5f * FDivergence<PearsonChiSquared>{}.fake(2 * v); }, scores), 1e-14,
       [] { return along([](P v) { return FDivergence<Alpha>{{2}}.fake(v); }, scores); }},
      // Nowozin et al. 2016, equation (7): T*(x) = f'(p/q), which the best score has as its activation
      {"Nowozin et al. 2016, section 3.1",
       "the best critic where p = .6 and q = .2 is f'(3): KL, Pearson, alpha -1, Jeffrey",
       {1 + std::log(3.), 4, 4. / 9, std::log(3.) + 2. / 3},
       1e-9,
       [] {
         auto best = [](auto d) { return static_cast<double>(d.g(P{best_score(FDivergence<decltype(d)>{d}, .6, .2)}).v); };
         return Numbers{best(KullbackLeibler{}), best(PearsonChiSquared{}), best(Alpha{-1}), best(Jeffrey{})};
       }},
  });
}

/// The checks of loss/f_divergence.cpp at further weights and orders.
TEST_CASE("Fenchel and Young, convexity and h' = ratio g' at further weights and orders") {
  auto checks = [](auto d, double from) {
    for (double u : {.25, 2.0, 5.0}) {
      double const t = d.slope(P{u}).v;
      CHECK(d.f(P{u}).v + d.conjugate(P{t}).v == Approx(u * t).epsilon(1e-11).margin(1e-12));
      CHECK(slope([&](auto x) { return d.f(x); }, u) == Approx(t).epsilon(1e-11));
      for (double v = from; v < 4; v += .25) CHECK(d.f(P{u}).v + d.h(P{v}).v >= u * d.g(P{v}).v - 1e-12);
    }
    CHECK(d.f(P{1.}).v == Approx(0).margin(1e-14));
    for (double u = .05; u < 8; u += .05) CHECK(d.f(P{u - .04}).v + d.f(P{u + .04}).v >= 2 * d.f(P{u}).v - 1e-12);
    for (double v = from; v < 4; v += .25) {
      double const dg = slope([&](auto x) { return d.g(x); }, v), dh = slope([&](auto x) { return d.h(x); }, v);
      CHECK(dg > 0);
      CHECK(dh == Approx(d.ratio(P{v}).v * dg).epsilon(1e-11));
      CHECK(d.h(P{v}).v == Approx(d.conjugate(d.g(P{v})).v).epsilon(1e-9).margin(1e-10));
    }
  };
  for (double weight : {.05, .5, .8, .99}) {
    INFO("weight " << weight);
    checks(WeightedJensenShannon{weight}, -4);
  }
  for (double a : {-2., -.5, .25, .75, 1.5, 2.5}) {  // above 1 the supremum sits at u = 0 below v = -1 / (a - 1)
    INFO("alpha " << a);
    checks(Alpha{a}, a > 1 ? .1 - 1 / (a - 1) : -4);
  }
}

TEST_CASE("parameters of the networks of f-GAN on MNIST") {
  using Digit = Image<1, 28, 28>;
  check({
      // The paper's biases before a batch norm do nothing, ours are left out.
      {"Nowozin et al. 2016, section 4", "generator 100 - 1200 - 1200 - 784 with batch norm, less 2 * 1200 biases",
       2'508'784. - 2 * 1200, 0,
       [] {
         return parameter_count(NormalisedMlpGenerator{.latent = 100, .hidden = {1200, 1200}}.layers(Digit{}));
       }},
      {"Nowozin et al. 2016, section 4", "critic 784 - 240 - 240 - 1", 246'481., 0,
       [] { return parameter_count(EluDiscriminator{}.layers(Digit{})); }},
  });
}

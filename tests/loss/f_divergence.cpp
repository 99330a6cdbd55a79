/// The f-divergences (Nowozin et al. 2016, tables 1, 2 and 6, with their errata): closed forms at single points, duality, and the
/// divergence of two Gaussians by quadrature at the optimal critic.
#include <cmath>
#include <functional>
#include <string>

#include <gan/autodiff/gradcheck.hpp>
#include <gan/backend/cpu/backend.hpp>
#include <gan/loss/divergence/alpha.hpp>
#include <gan/loss/divergence/gan_divergence.hpp>
#include <gan/loss/divergence/jeffrey.hpp>
#include <gan/loss/divergence/jensen_shannon.hpp>
#include <gan/loss/divergence/kullback_leibler.hpp>
#include <gan/loss/divergence/neyman_chi_squared.hpp>
#include <gan/loss/divergence/pearson_chi_squared.hpp>
#include <gan/loss/divergence/reverse_kullback_leibler.hpp>
#include <gan/loss/divergence/squared_hellinger.hpp>
#include <gan/loss/divergence/total_variation.hpp>
#include <gan/loss/divergence/weighted_jensen_shannon.hpp>
#include <gan/loss/minimax.hpp>

#include "../catch.hpp"

using namespace gan;

namespace {

using Function = std::function<double(double)>;
using Gradients = std::function<void(Context<Cpu>&)>;

/// One divergence with its functions in double and the numbers that closed forms give for it.
struct Row {
  std::string name;
  Function g, h, f, slope, conjugate, ratio, g_slope, h_slope;
  double slope_at_1;
  double slope_at_2, conjugate_there;  // f'(2), f*(f'(2))
  double g_at, h_at;                   // at v = .7
  double same_deviation;               // D(N(0,1) || N(1,1))
  double other_deviation;              // D(N(0,1) || N(1,1.44))
  bool smooth = true;                  // false: f is no differentiable function at 1
  double v_low = -3, v_high = 3;       // scores on which duality is checked
  Gradients check;
};

template <class D>
Row row(std::string name, D d, double slope_at_1, double slope_at_2, double conjugate_there, double g_at, double h_at,
        double same, double other) {
  using P = Pack<double, 1>;
  auto derivative = [](auto function) {
    return [function](double v) {
      return static_cast<double>(to_pack<P>(partial<0>(function(detail::make_dual(P{v}, One{})))).v);
    };
  };
  Row r;
  r.name = std::move(name);
  r.g = [d](double v) { return d.g(P{v}).v; };
  r.h = [d](double v) { return d.h(P{v}).v; };
  r.f = [d](double u) { return d.f(P{u}).v; };
  r.slope = [d](double u) { return d.slope(P{u}).v; };
  r.conjugate = [d](double t) { return d.conjugate(P{t}).v; };
  r.ratio = [d](double v) { return d.ratio(P{v}).v; };
  r.g_slope = derivative([d](auto v) { return d.g(v); });
  r.h_slope = derivative([d](auto v) { return d.h(v); });
  r.slope_at_1 = slope_at_1, r.slope_at_2 = slope_at_2, r.conjugate_there = conjugate_there;
  r.g_at = g_at, r.h_at = h_at, r.same_deviation = same, r.other_deviation = other;
  r.check = [d](Context<Cpu>& context) {
    auto scores = uniform<double>(context, Shape{64, 1}, random::key(Seed{3}, Stream::check), -1.5, 3.0);
    for (int term = 0; term < 3; ++term) {
      auto objective = [&](auto const& s) {
        FDivergence<D> const loss{d};
        return term == 0 ? real_term(loss, s) : term == 1 ? fake_term(loss, s) : generator_term(loss, s);
      };
      gradcheck(objective, scores);
      gradgradcheck(objective, scores);
    }
  };
  return r;
}

std::vector<Row> divergences() {
  double const e = std::exp(1.0), log2 = std::log(2.0);
  std::vector<Row> rows{
      row("KL", KullbackLeibler{}, 1, 1.693147181, 2, .7, .740818221, .5, .376766001),
      row("reverse KL", ReverseKullbackLeibler{}, -1, -.5, -.306852819, -.496585304, -.3, .5, .537678443),
      row("Pearson", PearsonChiSquared{}, 0, 2, 3, .7, .8225, e - 1, .787686130),
      row("Neyman", NeymanChiSquared{}, 0, .75, 1, .503414696, .590623821, e - 1, 5.641261807),
      row("squared Hellinger", SquaredHellinger{}, 0, .292893219, .414213562, .503414696, 1.013752707, 2 - 2 * std::exp(-.125),
          .209627832),
      row("Jeffrey", Jeffrey{}, 0, 1.193147181, 1.693147181, .7, .847937550, 1, .914444444),
      row("Jensen-Shannon", JensenShannon{}, 0, .287682072, .405465108, .289961132, .410038868, .222842964, .196734388),
      row("GAN", GanDivergence{}, -log2, -.405465108, 1.098612289, -.403186049, 1.103186049, -1.163451397, -1.189559973),
      row("total variation", TotalVariation{}, 0, .5, .5, .302183889, .302183889, .382924923, .356916317),
      row("alpha -1", Alpha{-1}, 0, .375, .5, .096813951, .102017763, .859140914, 2.820630903),
      row("alpha 1/2", Alpha{.5}, 0, .585786438, .828427125, 1.596813951, 7.920978196, .470012390, 2 * .209627832),
      row("alpha 2", Alpha{2}, 0, 1, 1.5, .7, .945, .859140914, .393843065),
      row("alpha 3", Alpha{3}, 0, 1.5, 2.333333333, .7, .906021337, 3.180922821, .522360249),
  };
  // The natural activation of the weighted divergence: g = -pi log pi - pi softplus(-v), h = (1 - pi)(log(1 - pi) + softplus(v)).
  double const pi = .3, sp_minus = std::log1p(std::exp(-.7)), sp_plus = std::log1p(std::exp(.7));
  rows.push_back(row("weighted Jensen-Shannon", WeightedJensenShannon{pi}, 0, .129234875, .183654985,
                     -pi * std::log(pi) - pi * sp_minus, (1 - pi) * (std::log(1 - pi) + sp_plus), .094910474, .079941770));
  for (auto& r : rows)
    if (r.name == "total variation") r.smooth = false;
    else if (r.name == "alpha 2" || r.name == "Pearson") r.v_low = -.9;  // below, the supremum sits at the border u = 0
    else if (r.name == "alpha 3") r.v_low = -.4;
  return rows;
}

double density(double x, double mean, double deviation) {
  double const z = (x - mean) / deviation;
  return std::exp(-.5 * z * z) / (deviation * std::sqrt(2 * 3.14159265358979323846));
}

/// The integral of y over the line; kinks of total variation lie where the densities cross, and midpoints pass them well.
double integral(Function const& y) {
  double const step = 1e-3, reach = 22;
  double sum = 0;
  for (double x = -reach + step / 2; x < reach; x += step) sum += y(x);
  return sum * step;
}

}  // namespace

TEST_CASE("divergences have the values of their closed forms") {
  for (Row const& r : divergences()) {
    INFO(r.name);
    CHECK(r.f(1.0) == Approx(r.name == "GAN" ? -2 * std::log(2.0) : 0).margin(1e-12));
    CHECK(r.slope(1.0) == Approx(r.slope_at_1).margin(1e-9));
    CHECK(r.slope(2.0) == Approx(r.slope_at_2).epsilon(1e-8));
    CHECK(r.conjugate(r.slope(2.0)) == Approx(r.conjugate_there).epsilon(1e-8));
    CHECK(r.g(.7) == Approx(r.g_at).epsilon(1e-8));
    CHECK(r.h(.7) == Approx(r.h_at).epsilon(1e-8));
  }
}

TEST_CASE("Fenchel and Young: f(u) + f*(f'(u)) = u f'(u), and no other t does better") {
  for (Row const& r : divergences()) {
    for (double u : {.25, 2.0, 5.0}) {
      INFO(r.name << " at u = " << u);
      double const t = r.slope(u);
      CHECK(r.f(u) + r.conjugate(t) == Approx(u * t).epsilon(1e-10).margin(1e-12));
      for (double v = r.v_low; v <= r.v_high; v += .5) CHECK(r.f(u) + r.conjugate(r.g(v)) >= u * r.g(v) - 1e-10);
    }
  }
}

TEST_CASE("the stable form h is f* of g, g increases, h' = ratio g', and f is convex") {
  for (Row const& r : divergences()) {
    for (double v = r.v_low; v <= r.v_high; v += .25) {
      INFO(r.name << " at v = " << v);
      CHECK(r.h(v) == Approx(r.conjugate(r.g(v))).epsilon(1e-9).margin(1e-10));
      CHECK(r.g_slope(v) > 0);
      if (r.smooth) CHECK(r.h_slope(v) == Approx(r.ratio(v) * r.g_slope(v)).epsilon(1e-9).margin(1e-10));
    }
    for (double u = .1; u < 6; u += .1) CHECK(r.f(u - .05) + r.f(u + .05) >= 2 * r.f(u) - 1e-12);
  }
}

TEST_CASE("divergences of two Gaussians by quadrature, in the right order of P and Q, and the bound at the optimal critic") {
  for (Row const& r : divergences()) {
    struct Case {
      double deviation, expected;
    };
    for (auto [deviation, expected] : {Case{1, r.same_deviation}, Case{1.2, r.other_deviation}}) {
      INFO(r.name << ", deviation of Q " << deviation);
      auto p = [](double x) { return density(x, 0, 1); };
      auto q = [deviation = deviation](double x) { return density(x, 1, deviation); };
      double const tolerance = r.smooth ? 1e-7 : 1e-5;
      // Far out the ratio of the densities leaves the range of double before their products matter.
      auto inside = [&](double x) { return p(x) > 1e-200 && q(x) > 1e-200; };
      CHECK(integral([&](double x) { return inside(x) ? q(x) * r.f(p(x) / q(x)) : 0; }) == Approx(expected).epsilon(tolerance));
      CHECK(integral([&](double x) {
              if (!inside(x)) return 0.0;
              double const t = r.slope(p(x) / q(x));
              return p(x) * t - q(x) * r.conjugate(t);
            }) == Approx(expected).epsilon(tolerance));
    }
  }
}

TEST_CASE("every divergence passes checks of first and second order as a loss") {
  Context<Cpu> context{Seed{1}};
  for (Row const& r : divergences()) {
    INFO(r.name);
    r.check(context);
  }
}

TEST_CASE("the generator's two objectives, the threshold, and the GAN divergence as the minimax game") {
  using P = Pack<double, 1>;
  FDivergence<PearsonChiSquared> const minimax;
  FDivergence<PearsonChiSquared, GeneratorObjective::alternative> const alternative;
  CHECK(minimax.generator(P{.7}).v == Approx(-.8225));
  CHECK(alternative.generator(P{.7}).v == Approx(-.7));
  CHECK(FDivergence<GanDivergence>{}.threshold() == Approx(-std::log(2.0)));
  CHECK(FDivergence<KullbackLeibler>{}.threshold() == Approx(1));
  for (double v : {-30.0, -1.0, 0.0, 2.0, 30.0}) {
    FDivergence<GanDivergence> const as_divergence;
    CHECK(as_divergence.real(P{v}).v == Minimax{}.real(P{v}).v);
    CHECK(as_divergence.fake(P{v}).v == Minimax{}.fake(P{v}).v);
    CHECK(as_divergence.generator(P{v}).v == Minimax{}.generator(P{v}).v);
  }
}

TEST_CASE("Lambert's function by its logarithm, far out and at 0") {
  struct Case {
    double t, w;
  };
  for (auto [t, w] : {Case{-500, 494.7958547372}, Case{-20, 18.1038740488}, Case{-1, 1.5571455990}, Case{0, 1},
                      Case{1, .5671432904}, Case{5, .0179891028}}) {
    INFO("t = " << t);
    CHECK(std::exp(log_lambert(Pack<double, 1>{1 - t}).v) == Approx(w).epsilon(1e-8));
  }
}

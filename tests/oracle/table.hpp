#pragma once
/// Tables of known numbers: every row says where its number is from and how the library comes to it. The numbers are those of
/// closed forms and of adaptive quadrature in double; nothing here was taken from the library's own output.
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include <gan/autodiff/grad.hpp>
#include <gan/backend/cpu/backend.hpp>
#include <gan/loss/score.hpp>
#include <gan/nn/declaration.hpp>

#include "../catch.hpp"

namespace oracle {
using namespace gan;
using V = Var<double, Cpu>;
using P = Pack<double, 1>;

constexpr double pi = 3.14159265358979323846;
inline double const log_2 = std::log(2.0);

/// One number or several.
struct Numbers : std::vector<double> {
  using std::vector<double>::vector;
  Numbers(double x) : std::vector<double>{x} {}
  Numbers(std::vector<double> v) : std::vector<double>(std::move(v)) {}
};

struct Row {
  char const* source;
  std::string what;
  Numbers expected;
  double tolerance;  ///< of every number, absolute
  std::function<Numbers()> computed;
};

inline void check(std::vector<Row> const& rows) {
  for (Row const& row : rows) {
    INFO(row.source << ": " << row.what);
    Numbers const got = row.computed();
    REQUIRE(got.size() == row.expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
      INFO("number " << i << ": computed " << Catch::StringMaker<double>::convert(got[i]) << ", expected "
                     << Catch::StringMaker<double>::convert(row.expected[i]));
      CHECK(std::abs(got[i] - row.expected[i]) <= row.tolerance);
    }
  }
}

// Tensors ---------------------------------------------------------------------------------------------------------------------

inline V tensor(Context<Cpu>& c, Shape const& shape, std::vector<double> const& values) {
  return variable(from_host(c, shape, values));
}
inline Numbers numbers(V const& x) { return to_host(x.value()); }
inline Numbers joined(std::vector<Numbers> const& parts) {
  Numbers out;
  for (auto const& part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}
/// How many parameters a layer or a network declares.
template <class Layers> double parameter_count(Layers const& layers) {
  Declaration d;
  layers.declare(d);
  std::int64_t n = 0;
  for (auto const& one : d.parameters()) n += one.shape.count();
  return static_cast<double>(n);
}

// Losses at one score ---------------------------------------------------------------------------------------------------------

enum class Term { real, fake, generator };
template <class L> double value(L const& loss, Term term, double s) {
  return term == Term::real   ? static_cast<double>(loss.real(P{s}).v)
         : term == Term::fake ? static_cast<double>(loss.fake(P{s}).v)
                              : static_cast<double>(loss.generator(P{s}).v);
}
template <class F> double slope(F const& f, double s) {
  return static_cast<double>(to_pack<P>(partial<0>(f(detail::make_dual(P{s}, One{})))).v);
}
/// Value and gradient of a term of the objective for a batch of one, through the tape.
template <class L> std::function<Numbers()> at(L loss, Term term, double score) {
  return [=] {
    Context<Cpu> c;
    V const s = tensor(c, {1, 1}, {score});
    V const y = term == Term::real   ? V(real_term(loss, s))
                : term == Term::fake ? V(fake_term(loss, s))
                                     : V(generator_term(loss, s));
    return Numbers{y.item(), grad(y, s).item()};
  };
}
/// The score that costs the discriminator least where data has the density p and the generator q, by bisection of the slope.
template <class L> double best_score(L const& loss, double p, double q) {
  double low = -60, high = 60;
  for (int i = 0; i < 70; ++i) {
    double const s = (low + high) / 2;
    double const d = p * slope([&](auto x) { return loss.real(x); }, s) + q * slope([&](auto x) { return loss.fake(x); }, s);
    (d < 0 ? low : high) = s;
  }
  return (low + high) / 2;
}

// Expectations ----------------------------------------------------------------------------------------------------------------

/// The integral over [low, high], cut at `kinks`: Gauss and Legendre's rule of ten nodes on panels of 1/8.
template <class F> double integral(F const& f, double low, double high, std::vector<double> kinks = {}) {
  static double const nodes[] = {.1488743389816312, .4333953941292472, .6794095682990244, .8650633666889845, .9739065285171717},
                      weights[] = {.2955242247147529, .2692667193099964, .2190863625159820, .1494513491505806,
                                   .0666713443086881};
  kinks.push_back(high);
  double sum = 0;
  for (double from = low; double to : kinks) {
    if (to <= from) continue;
    int const panels = static_cast<int>(std::ceil((to - from) * 8));
    double const half = (to - from) / panels / 2;
    for (int i = 0; i < panels; ++i) {
      double const middle = from + (2 * i + 1) * half;
      for (int k = 0; k < 5; ++k) sum += half * weights[k] * (f(middle - half * nodes[k]) + f(middle + half * nodes[k]));
    }
    from = to;
  }
  return sum;
}

/// A normal distribution.
struct Normal1 {
  double mean, deviation;
  double log(double x) const {
    double const z = (x - mean) / deviation;
    return -.5 * z * z - std::log(deviation) - .5 * std::log(2 * pi);
  }
  double operator()(double x) const { return std::exp(log(x)); }
  /// E f(x).
  template <class F> double expect(F const& f, std::vector<double> const& kinks = {}) const {
    return integral([&](double x) { return (*this)(x)*f(x); }, mean - 14 * deviation, mean + 14 * deviation, kinks);
  }
};

/// What the three functions of a loss cost with a discriminator s(x) on data p and generated samples q.
struct Objectives {
  double discriminator, generator, generator_on_real;
};
template <class L, class S>
Objectives objectives(L const& loss, Normal1 p, Normal1 q, S const& s, std::vector<double> const& kinks = {}) {
  auto of = [&](Term term) { return [&, term](double x) { return value(loss, term, s(x)); }; };
  return {p.expect(of(Term::real), kinks) + q.expect(of(Term::fake), kinks), q.expect(of(Term::generator), kinks),
          p.expect(of(Term::generator), kinks)};
}

/// D_f(P||Q) = int q f(p/q) by the divergence's own f, over all of the line where q and the square of p/q are numbers of
/// double. `kinks` are where the densities cross.
template <class D> double divergence_of(D const& d, Normal1 p, Normal1 q, std::vector<double> const& kinks = {}) {
  auto integrand = [&](double x) {
    double const log_p = p.log(x), log_q = q.log(x);
    if (log_q < -700 || std::abs(log_p - log_q) > 350) return 0.0;
    return std::exp(log_q) * static_cast<double>(d.f(P{std::exp(log_p - log_q)}).v);
  };
  return integral(integrand, -60, 60, kinks);
}
/// Where the densities of two normal distributions cross.
inline std::vector<double> crossings(Normal1 p, Normal1 q) {
  double const a = .5 / (q.deviation * q.deviation) - .5 / (p.deviation * p.deviation),
               b = p.mean / (p.deviation * p.deviation) - q.mean / (q.deviation * q.deviation), c = p.log(0) - q.log(0);
  if (a == 0) return {-c / b};
  double const root = std::sqrt(b * b - 4 * a * c), x = (-b - root) / (2 * a), y = (-b + root) / (2 * a);
  return {std::min(x, y), std::max(x, y)};
}
}  // namespace oracle

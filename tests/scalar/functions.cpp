// Every scalar function on Pack<double, 1> and on duals, against closed forms.
#include <cmath>
#include <limits>

#include <gan/scalar/functions.hpp>

#include "../catch.hpp"

using namespace gan;
using P = Pack<double, 1>;

namespace {

double number(P x) { return x.v; }
double number(Zero) { return 0; }
double number(One) { return 1; }
template <Arithmetic C> double number(C c) { return static_cast<double>(c); }
template <class V, class... D> double number(Dual<V, D...> const& x) { return number(x.value); }

template <class V> auto seed(V const& v) { return Dual<V, One>{v, list(One{})}; }

/// Value, first and second derivative of f at x.
template <class F> std::array<double, 3> jet(F f, double x) {
  auto y = f(seed(seed(P{x})));
  return {number(f(P{x})), number(partial<0>(y)), number(partial<0>(partial<0>(y)))};
}

template <class F, class Oracle> void compare(char const* name, F f, Oracle oracle, std::initializer_list<double> points) {
  for (double x : points) {
    INFO(name << " at " << x);
    auto got = jet(f, x);
    std::array<double, 3> expected = oracle(x);
    for (std::size_t i = 0; i < 3; ++i) CHECK(got[i] == Approx(expected[i]).epsilon(1e-12).margin(1e-15));
  }
}

using Jet = std::array<double, 3>;
std::initializer_list<double> const everywhere = {-5.3, -2, -1.1, -0.3, -1e-3, 1e-3, 0.2, 0.9, 1.7, 3, 6.1};
std::initializer_list<double> const positive = {1e-3, 0.2, 0.9, 1.7, 3, 6.1, 150};
double sig(double x) { return 1 / (1 + std::exp(-x)); }

}  // namespace

// Tables from here on.
// clang-format off
TEST_CASE("smooth functions have their values and derivatives") {
  compare("exp", [](auto x) { return exp(x); }, [](double x) -> Jet { return {std::exp(x), std::exp(x), std::exp(x)}; }, everywhere);
  compare("expm1", [](auto x) { return expm1(x); }, [](double x) -> Jet { return {std::expm1(x), std::exp(x), std::exp(x)}; }, everywhere);
  compare("log", [](auto x) { return log(x); }, [](double x) -> Jet { return {std::log(x), 1 / x, -1 / (x * x)}; }, positive);
  compare("log1p", [](auto x) { return log1p(x); },
          [](double x) -> Jet { return {std::log1p(x), 1 / (1 + x), -1 / ((1 + x) * (1 + x))}; }, positive);
  compare("sqrt", [](auto x) { return sqrt(x); },
          [](double x) -> Jet { return {std::sqrt(x), 0.5 / std::sqrt(x), -0.25 / (x * std::sqrt(x))}; }, positive);
  compare("sin", [](auto x) { return sin(x); }, [](double x) -> Jet { return {std::sin(x), std::cos(x), -std::sin(x)}; }, everywhere);
  compare("cos", [](auto x) { return cos(x); }, [](double x) -> Jet { return {std::cos(x), -std::sin(x), -std::cos(x)}; }, everywhere);
  compare("square", [](auto x) { return square(x); }, [](double x) -> Jet { return {x * x, 2 * x, 2}; }, everywhere);
  compare("tanh", [](auto x) { return tanh(x); },
          [](double x) -> Jet {
            double t = std::tanh(x), d = 1 / (std::cosh(x) * std::cosh(x));
            return {t, d, -2 * t * d};
          },
          {-2, -1.1, -0.3, 1e-3, 0.2, 0.9, 1.7});
  compare("sigmoid", [](auto x) { return sigmoid(x); },
          [](double x) -> Jet { return {sig(x), sig(x) * sig(-x), sig(x) * sig(-x) * (1 - 2 * sig(x))}; }, everywhere);
  compare("softplus", [](auto x) { return softplus(x); },
          [](double x) -> Jet { return {std::log1p(std::exp(x)), sig(x), sig(x) * sig(-x)}; }, everywhere);
  compare("log_sigmoid", [](auto x) { return log_sigmoid(x); },
          [](double x) -> Jet { return {-std::log1p(std::exp(-x)), sig(-x), -sig(x) * sig(-x)}; }, everywhere);
}

TEST_CASE("functions with a kink have their derivatives on both sides and at the kink") {
  auto all = {-2.5, -0.1, 0.1, 2.5};
  compare("abs", [](auto x) { return abs(x); }, [](double x) -> Jet { return {std::abs(x), x < 0 ? -1.0 : 1.0, 0}; }, all);
  compare("relu", [](auto x) { return relu(x); }, [](double x) -> Jet { return {std::max(x, 0.0), x > 0 ? 1.0 : 0.0, 0}; }, all);
  compare("leaky_relu", [](auto x) { return leaky_relu(x, 0.25); },
          [](double x) -> Jet { return {x < 0 ? 0.25 * x : x, x < 0 ? 0.25 : 1.0, 0}; }, all);
  compare("elu", [](auto x) { return elu(x); },
          [](double x) -> Jet { return {x < 0 ? std::expm1(x) : x, x < 0 ? std::exp(x) : 1.0, x < 0 ? std::exp(x) : 0}; }, all);
  compare("max with a number", [](auto x) { return max(x, 1); }, [](double x) -> Jet { return {std::max(x, 1.0), x > 1 ? 1.0 : 0, 0}; }, all);
  compare("min of a number", [](auto x) { return min(1, x); }, [](double x) -> Jet { return {std::min(x, 1.0), x < 1 ? 1.0 : 0, 0}; }, all);
  CHECK(jet([](auto x) { return abs(x); }, 0) == Jet{0, 1, 0});
  CHECK(jet([](auto x) { return relu(x); }, 0) == Jet{0, 0, 0});
  CHECK(jet([](auto x) { return leaky_relu(x, 0.25); }, 0) == Jet{0, 1, 0});
  CHECK(jet([](auto x) { return elu(x); }, 0) == Jet{0, 1, 0});
  CHECK(jet([](auto x) { return max(x, 0); }, 0) == Jet{0, 1, 0});  // to the first of the two
  CHECK(jet([](auto x) { return max(0, x); }, 0) == Jet{0, 0, 0});
  CHECK(jet([](auto x) { return min(x, 0); }, 0) == Jet{0, 1, 0});
  CHECK(jet([](auto x) { return min(0, x); }, 0) == Jet{0, 0, 0});
}
// clang-format on

TEST_CASE("arithmetic of duals with numbers of every type") {
  auto all = {-2.5, -0.1, 0.4, 3.0};
  auto line = [](double slope, double offset) { return [=](double x) -> Jet { return {slope * x + offset, slope, 0}; }; };
  compare(
      "x / int", [](auto x) { return x / 2; }, line(0.5, 0), all);
  compare(
      "x / float", [](auto x) { return x / 3.0f; }, line(1.0 / 3, 0), all);
  compare(
      "x * x / int", [](auto x) { return x * x / 4; },
      [](double x) -> Jet {
        return {x * x / 4, x / 2, 0.5};
      },
      all);
  compare(
      "(-x) / int", [](auto x) { return -x / 2; }, line(-0.5, 0), all);
  compare(
      "int - x", [](auto x) { return 7 - x; }, line(-1, 7), all);
  compare(
      "x - double", [](auto x) { return x - 0.5; }, line(1, -0.5), all);
  compare(
      "int + x * int", [](auto x) { return 1 + x * 3; }, line(3, 1), all);
  compare(
      "int / x", [](auto x) { return 2 / x; },
      [](double x) -> Jet {
        return {2 / x, -2 / (x * x), 4 / (x * x * x)};
      },
      all);
  compare(
      "x / x", [](auto x) { return x / x; }, line(0, 1), all);
  compare(
      "x - x", [](auto x) { return x - x; }, line(0, 0), all);
  compare(
      "quotient", [](auto x) { return (x + 1) / (x * x + 2); },
      [](double x) -> Jet {
        double n = x + 1, d = x * x + 2, first = (d - 2 * x * n) / (d * d);
        return {n / d, first, (-2 * n * d - 4 * x * (d - 2 * x * n)) / (d * d * d)};
      },
      all);
}

TEST_CASE("several directions do not mix") {
  using X = Dual<P, One, Zero>;
  using Y = Dual<P, Zero, One>;
  X x{P{1.3}, list(One{}, Zero{})};
  Y y{P{-0.7}, list(Zero{}, One{})};
  auto f = exp(x * y) / y + max(x, y);
  double e = std::exp(1.3 * -0.7);
  CHECK(f.value.v == Approx(e / -0.7 + 1.3));
  CHECK(number(partial<0>(f)) == Approx(e + 1));
  CHECK(number(partial<1>(f)) == Approx(e * (1.3 * -0.7 - 1) / 0.49));
  CHECK(number(partial<1>(select(x < y, x, y))) == 1);
  CHECK(number(partial<0>(select(x >= y, x, y))) == 1);
}

TEST_CASE("structural zeros and ones stay types") {
  using D = Dual<P, One>;
  using DD = Dual<D, One>;
  D const x{P{1.0}, list(One{})};
  DD const xx{x, list(One{})};
  auto second = [](auto y) { return partial<0>(partial<0>(y)); };
  auto first = [](auto y) { return partial<0>(y); };
  STATIC_REQUIRE(is_one<decltype(first(x + 1))>);
  STATIC_REQUIRE(is_one<decltype(first(3 + x))>);
  STATIC_REQUIRE(is_zero<decltype(first(x - x))>);
  STATIC_REQUIRE(is_zero<decltype(first(Zero{} * x))>);
  STATIC_REQUIRE(is_zero<decltype(partial<0>(P{1.0}))>);
  STATIC_REQUIRE(is_zero<decltype(second(xx * 2 + 1))>);
  STATIC_REQUIRE(is_zero<decltype(second(-xx))>);
  STATIC_REQUIRE(is_zero<decltype(second(leaky_relu(xx, 0.2f)))>);
  STATIC_REQUIRE(is_zero<decltype(second(relu(xx)))>);
  STATIC_REQUIRE(is_zero<decltype(second(abs(xx)))>);
  STATIC_REQUIRE(is_zero<decltype(second(max(xx, 0)))>);
  STATIC_REQUIRE(is_zero<decltype(second(min(1, xx)))>);
  STATIC_REQUIRE(!is_zero<decltype(second(square(xx)))>);
  STATIC_REQUIRE(!is_zero<decltype(second(elu(xx)))>);
  STATIC_REQUIRE(!is_zero<decltype(second(softplus(xx)))>);
  STATIC_REQUIRE(is_zero<decltype(Zero{} + Zero{})>);
  STATIC_REQUIRE(is_one<decltype(One{} * One{})>);
  STATIC_REQUIRE(is_zero<decltype(One{} - One{})>);
  STATIC_REQUIRE((One{} + One{} == 2 && -One{} == -1 && One{} / 4 == 0.25));
}

TEST_CASE("extreme values neither overflow nor give NaN") {
  double const inf = std::numeric_limits<double>::infinity();
  CHECK(softplus(P{1000.0}).v == 1000);
  CHECK(softplus(P{-1000.0}).v == 0);
  CHECK(log_sigmoid(P{-1000.0}).v == -1000);
  CHECK(log_sigmoid(P{1000.0}).v == 0);
  CHECK(sigmoid(P{1000.0}).v == 1);
  CHECK(sigmoid(P{-1000.0}).v == 0);
  CHECK(sigmoid(P{-40.0}).v == Approx(std::exp(-40.0)));
  CHECK(elu(P{1000.0}).v == 1000);
  CHECK(elu(P{-inf}).v == -1);
  for (double x : {-1e300, -1000.0, -750.0, 750.0, 1000.0, 1e300})
    for (auto j : {jet([](auto s) { return softplus(s); }, x), jet([](auto s) { return sigmoid(s); }, x),
                   jet([](auto s) { return log_sigmoid(s); }, x), jet([](auto s) { return elu(s); }, x),
                   jet([](auto s) { return tanh(s); }, x)})
      for (double v : j) CHECK(std::isfinite(v));
}

TEST_CASE("NaN goes through every function") {
  P const nan{std::numeric_limits<double>::quiet_NaN()}, one{1.0};
  for (P y : std::initializer_list<P>{exp(nan),      log(nan),      log1p(nan),       expm1(nan),   tanh(nan),
                                      sqrt(nan),     sin(nan),      cos(nan),         abs(nan),     square(nan),
                                      sigmoid(nan),  softplus(nan), log_sigmoid(nan), relu(nan),    leaky_relu(nan, 0.2),
                                      elu(nan),      max(nan, 0),   max(0, nan),      min(nan, 0),  min(0, nan),
                                      max(nan, one), max(one, nan), min(nan, one),    min(one, nan)})
    CHECK(std::isnan(y.v));
}

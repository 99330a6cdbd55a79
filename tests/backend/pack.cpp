// The wide pack against the standard library, lane by lane.
#include <cmath>
#include <limits>
#include <vector>

#include <gan/backend/cpu/pack.hpp>
#include <gan/scalar/functions.hpp>

#include "../catch.hpp"

using namespace gan;

namespace {

template <class T> using Limits = std::numeric_limits<T>;

/// f on all points through wide packs; every lane gets another point.
template <class T, class F> std::vector<T> wide_values(F f, std::vector<T> x) {
  std::size_t n = x.size();
  x.resize((n + wide<T> - 1) / wide<T> * wide<T>, T(1));
  std::vector<T> y(x.size());
  for (std::size_t at = 0; at < x.size(); at += wide<T>) f(WidePack<T>::load(x.data() + at)).store(y.data() + at);
  y.resize(n);
  return y;
}

template <class T> std::vector<T> grid(double from, double to, int n) {
  std::vector<T> x;
  for (int i = 0; i <= n; ++i) x.push_back(static_cast<T>(from + (to - from) * i / n));
  return x;
}

/// |got - expected| in units of the last place of `expected`.
template <class T> double ulps(T got, double expected) {
  if (static_cast<double>(got) == expected || (std::isnan(got) && std::isnan(expected))) return 0;
  double unit = std::max(std::abs(expected), static_cast<double>(Limits<T>::min())) * static_cast<double>(Limits<T>::epsilon());
  return std::abs(static_cast<double>(got) - expected) / unit;
}

struct Named {
  char const* name;
  double from, to, float_ulps, double_ulps;
};

template <class T, class F, class Reference> void compare(Named c, F f, Reference reference) {
  auto x = grid<T>(c.from, c.to, 20011);
  auto y = wide_values<T>(f, x);
  double worst = 0, at = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    double u = ulps(y[i], static_cast<double>(reference(static_cast<double>(x[i]))));
    if (!(u <= worst)) worst = u, at = static_cast<double>(x[i]);
  }
  INFO(c.name << " is worst at " << at << ": " << worst << " units");
  CHECK(worst <= (sizeof(T) == 4 ? c.float_ulps : c.double_ulps));
}

}  // namespace

TEMPLATE_TEST_CASE("wide functions agree with the standard library", "", float, double) {
  using T = TestType;
  compare<T>(
      {"exp", -87, 88, 3, 1}, [](auto x) { return exp(x); }, [](double x) { return std::exp(x); });
  compare<T>(
      {"log", 1e-6, 50, 2, 1}, [](auto x) { return log(x); }, [](double x) { return std::log(x); });
  compare<T>(
      {"log1p", -0.99, 50, 4, 1}, [](auto x) { return log1p(x); }, [](double x) { return std::log1p(x); });
  compare<T>(
      {"log1p_of_unit", 0, 1, 2, 1}, [](auto x) { return log1p_of_unit(x); }, [](double x) { return std::log1p(x); });
  compare<T>(
      {"expm1", -30, 80, 12, 1}, [](auto x) { return expm1(x); }, [](double x) { return std::expm1(x); });
  compare<T>(
      {"tanh", -12, 12, 8, 1}, [](auto x) { return tanh(x); }, [](double x) { return std::tanh(x); });
  compare<T>(
      {"sqrt", 0, 100, 0.5, 0.5}, [](auto x) { return sqrt(x); }, [](double x) { return std::sqrt(x); });
  compare<T>(
      {"sin", -30, 30, 1, 1}, [](auto x) { return sin(x); }, [](double x) { return std::sin(x); });
  compare<T>(
      {"cos", -30, 30, 1, 1}, [](auto x) { return cos(x); }, [](double x) { return std::cos(x); });
  compare<T>(
      {"sigmoid", -80, 80, 4, 3}, [](auto x) { return sigmoid(x); },
      [](double x) { return x > 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x)); });
  compare<T>(
      {"softplus", -80, 80, 5, 3}, [](auto x) { return softplus(x); },
      [](double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); });
  compare<T>(
      {"elu", -30, 3, 12, 1}, [](auto x) { return elu(x); }, [](double x) { return x < 0 ? std::expm1(x) : x; });
  compare<T>(
      {"abs", -3, 3, 0, 0}, [](auto x) { return abs(x); }, [](double x) { return std::abs(x); });
  compare<T>(
      {"relu", -3, 3, 0, 0}, [](auto x) { return relu(x); }, [](double x) { return std::max(x, 0.0); });
}

TEMPLATE_TEST_CASE("wide arithmetic, comparison and selection are exact", "", float, double) {
  using T = TestType;
  auto a = grid<T>(-2, 2, wide<T> * 7 - 1), b = a;
  std::reverse(b.begin(), b.end());
  b[3] = a[3];
  for (std::size_t at = 0; at < a.size(); at += wide<T>) {
    auto x = WidePack<T>::load(a.data() + at), y = WidePack<T>::load(b.data() + at);
    auto check = [&](char const* name, WidePack<T> got, auto expected) {
      T lanes[wide<T>];
      got.store(lanes);
      for (std::size_t i = 0; i < wide<T>; ++i) {
        INFO(name << " of " << a[at + i] << " and " << b[at + i]);
        CHECK(lanes[i] == static_cast<T>(expected(a[at + i], b[at + i])));
      }
    };
    T const no = 7;
    check("+", x + y, [](T p, T q) { return p + q; });
    check("-", x - y, [](T p, T q) { return p - q; });
    check("*", x * y, [](T p, T q) { return p * q; });
    check("/", x / y, [](T p, T q) { return p / q; });
    check("negate", -x, [](T p, T) { return -p; });
    check("<", select(x < y, x, no), [=](T p, T q) { return p < q ? p : no; });
    check("<=", select(x <= y, x, no), [=](T p, T q) { return p <= q ? p : no; });
    check(">", select(x > y, x, no), [=](T p, T q) { return p > q ? p : no; });
    check(">=", select(x >= y, x, no), [=](T p, T q) { return p >= q ? p : no; });
    check("==", select(x == y, x, no), [=](T p, T q) { return p == q ? p : no; });
    check("max", max(x, y), [](T p, T q) { return std::max(p, q); });
    check("min", min(x, y), [](T p, T q) { return std::min(p, q); });
    check("number < pack", select(1 < x, One{}, Zero{}), [](T p, T) { return 1 < p ? 1 : 0; });
    check("leaky_relu", leaky_relu(x, 0.25f), [](T p, T) { return p < 0 ? p / 4 : p; });
    check("2 - x * 3", 2 - x * 3, [](T p, T) { return 2 - p * 3; });
  }
}

TEMPLATE_TEST_CASE("wide functions keep NaN and know infinity", "", float, double) {
  using T = TestType;
  T const nan = Limits<T>::quiet_NaN(), inf = Limits<T>::infinity();
  using P = WidePack<T>;
  auto at = [](auto f, T x) { return wide_values<T>(f, {x})[0]; };
  auto const n = P(nan), one = P(T(1));
  for (P y : std::initializer_list<P>{exp(n), log(n), log1p(n), expm1(n), tanh(n), sqrt(n), sin(n), cos(n), abs(n), sigmoid(n),
                                      softplus(n), log_sigmoid(n), relu(n), leaky_relu(n, 0.2f), elu(n), max(n, 0), max(0, n),
                                      min(n, one), min(one, n)}) {
    T lanes[wide<T>];
    y.store(lanes);
    for (T lane : lanes) CHECK(std::isnan(lane));
  }
  CHECK(at([](P x) { return tanh(x); }, inf) == 1);
  CHECK(at([](P x) { return tanh(x); }, -inf) == -1);
  CHECK(at([](P x) { return tanh(x); }, T(1e6)) == 1);
  CHECK(at([](P x) { return tanh(x); }, T(0)) == 0);
  CHECK(at([](P x) { return exp(x); }, inf) == inf);
  CHECK(at([](P x) { return exp(x); }, -inf) <= Limits<T>::min());  // float stops at the smallest normal number
  CHECK(at([](P x) { return exp(x); }, T(0)) == 1);
  CHECK(at([](P x) { return log(x); }, T(0)) == -inf);
  CHECK(at([](P x) { return log(x); }, inf) == inf);
  CHECK(std::isnan(at([](P x) { return log(x); }, T(-1))));
  CHECK(at([](P x) { return sqrt(x); }, T(0)) == 0);
  CHECK(at([](P x) { return sqrt(x); }, inf) == inf);
  CHECK(std::isnan(at([](P x) { return sqrt(x); }, T(-1))));
  CHECK(at([](P x) { return sqrt(x); }, Limits<T>::min()) == std::sqrt(Limits<T>::min()));
  CHECK(at([](P x) { return log1p(x); }, T(-1)) == -inf);
  CHECK(at([](P x) { return log1p(x); }, inf) == inf);
  CHECK(at([](P x) { return log1p(x); }, T(1e-20)) == T(1e-20));
  CHECK(at([](P x) { return expm1(x); }, -inf) == -1);
  CHECK(at([](P x) { return expm1(x); }, T(1e-20)) == T(1e-20));
  CHECK(at([](P x) { return sigmoid(x); }, inf) == 1);
  CHECK(at([](P x) { return sigmoid(x); }, -inf) <= Limits<T>::min());
  CHECK(at([](P x) { return softplus(x); }, T(1000)) == 1000);
  CHECK(at([](P x) { return softplus(x); }, T(-1000)) <= Limits<T>::min());
  CHECK(at([](P x) { return softplus(x); }, inf) == inf);
  CHECK(at([](P x) { return elu(x); }, T(1000)) == 1000);
  CHECK(at([](P x) { return elu(x); }, -inf) == -1);
}

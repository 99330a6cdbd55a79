/// The pulling-away term against its definition (Zhao et al. 2017, section 2.4). Its values of given codes stand in
/// oracle/ebgan.cpp.
#include <gan/regularizer/pulling_away.hpp>

#include <gan/autodiff/gradcheck.hpp>
#include <gan/backend/cpu/backend.hpp>

#include "../catch.hpp"

using namespace gan;

namespace {

using Rows = std::vector<std::vector<double>>;

Var<double, Cpu> codes(Context<Cpu>& c, Rows const& rows, std::int64_t width = 0) {
  auto const n = static_cast<std::int64_t>(rows.size());
  width = std::max(width, static_cast<std::int64_t>(rows[0].size()));
  std::vector<double> values(static_cast<std::size_t>(n * width));
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = 0; j < rows[i].size(); ++j) values[i * static_cast<std::size_t>(width) + j] = rows[i][j];
  return variable(from_host(c, {n, width}, values));
}

/// The definition: mean squared cosine over ordered pairs; a zero row is orthogonal to all.
double by_definition(std::vector<double> const& s, std::size_t n) {
  std::size_t const size = s.size() / n;
  auto dot = [&](std::size_t i, std::size_t j) {
    double sum = 0;
    for (std::size_t k = 0; k < size; ++k) sum += s[i * size + k] * s[j * size + k];
    return sum;
  };
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      if (i != j && dot(i, i) > 0 && dot(j, j) > 0) sum += dot(i, j) * dot(i, j) / (dot(i, i) * dot(j, j));
  return sum / static_cast<double>(n * (n - 1));
}

}  // namespace

TEST_CASE("pulling-away of random codes: the definition, its scale invariance and the Welch bound") {
  Context<Cpu> c{Seed{4}};
  for (auto [n, size] : {std::pair<std::int64_t, std::int64_t>{2, 7}, {7, 2}, {12, 12}, {40, 5}, {5, 40}}) {
    INFO(n << " codes of size " << size);
    auto const values = randn<double>(c, {n, size});
    auto s = variable(values);
    auto value = evaluate(pulling_away(s));
    CHECK(value.item() == Approx(by_definition(to_host(values), static_cast<std::size_t>(n))).epsilon(1e-12));
    CHECK(value.item() >= std::max(0., static_cast<double>(n - size) / static_cast<double>(size * (n - 1))));
    CHECK(value.item() <= 1);
    // Euler: the gradient of a function that does not change along a row is orthogonal to it.
    for (double along : to_host(evaluate(sum_per_sample(constant(values) * grad(value, s))).value()))
      CHECK(std::abs(along) < 1e-14);
    auto scaled = evaluate(constant(values) * constant(uniform<double>(c, {n, 1}, c.next_key(), .1, 10)));
    CHECK(evaluate(pulling_away(scaled)).item() == Approx(value.item()).epsilon(1e-12));
  }
}

TEST_CASE("pulling-away of random directions is 1/size in the mean") {
  Context<Cpu> c{Seed{8}};
  double sum = 0;
  for (int i = 0; i < 50; ++i) sum += evaluate(pulling_away(constant(randn<double>(c, {64, 16})))).item();
  CHECK(sum / 50 == Approx(1. / 16).epsilon(.02));
}

TEST_CASE("pulling-away: zero rows are orthogonal to all, and everything stays finite") {
  Context<Cpu> c;
  for (std::int64_t width : {2, 9}) {
    auto s = codes(c, {{0, 0}, {1, 1}, {1, 0}, {0, 0}}, width);
    auto value = evaluate(pulling_away(s));
    CHECK(value.item() == Approx(2 * .5 / 12).epsilon(1e-12));
    for (double g : to_host(grad(value, s).value())) CHECK(std::isfinite(g));
  }
  auto single = codes(c, {{3, 4}});
  for (double g : to_host(grad(pulling_away(single), single).value())) CHECK(g == 0);
}

TEST_CASE("pulling-away: both orders of derivatives agree with central differences") {
  Context<Cpu> c{Seed{5}};
  auto f = [](auto const& s) { return pulling_away(s); };
  for (auto shape : {Shape{6, 3}, Shape{3, 6}}) {
    auto s = randn<double>(c, shape);
    gradcheck(f, s);
    gradgradcheck(f, s);
  }
}

TEST_CASE("pulling-away: the explicit gradient is that of the composed operations, in value, first and second order") {
  Context<Cpu> c{Seed{6}};
  using V = Var<double, Cpu>;
  auto agree = [](std::vector<double> const& a, std::vector<double> const& b) {
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i] == Approx(b[i]).epsilon(1e-11).margin(1e-12));
  };
  for (auto [n, size] : {std::pair<std::int64_t, std::int64_t>{1, 3}, {2, 9}, {6, 6}, {9, 4}, {33, 70}}) {
    INFO(n << " codes of size " << size);
    auto values = to_host(randn<double>(c, {n, size}));
    if (n > 2)  // a code of 0 and one too short for its norm
      for (std::size_t k = 0; k < static_cast<std::size_t>(size); ++k) values[k] = 0, values[k + 2 * size] *= 1e-14;
    auto const codes = from_host(c, {n, size}, values);
    Context<Cpu> directions{Seed{7}};
    auto const direction = randn<double>(directions, {n, size});
    auto both = [&](auto const& term) {
      V s = variable(codes), h = 2 * s;
      V const t = term(h), y = t * t + 3 * t * sum(s) + sum(h * h * h);
      auto out = to_host(t.value());
      V const recorded = grad(y, s, create_graph);
      for (V const& g : {V(grad(t, s)), V(grad(y, s)), recorded, V(grad(sum(recorded * constant(direction)), s))})
        for (double v : to_host(g.value())) out.push_back(n > 2 ? v * 1e-3 : v);
      return out;
    };
    agree(both([](V const& s) { return pulling_away(s); }),
          both([](V const& s) { return V(detail::PullingAwayParts<V>(s).value); }));
  }
  auto s = variable<1>(randn<double>(c, {4, 3}));
  auto const g = grad(pulling_away(s), s, create_graph);
  CHECK_THROWS_WITH(grad(sum(g), s), Catch::Matchers::StartsWith("this expression was recorded to order 1"));
}

TEST_CASE("pulling-away without a gradient to ask for keeps nothing") {
  Context<Cpu> c;
  auto const codes = randn<double>(c, {4, 3});
  CHECK(pulling_away(constant(codes)).node().outputs() == 1);
  CHECK(pulling_away(variable(codes)).node().outputs() == 4);
  NoRecording<Cpu> off(c);
  CHECK(pulling_away(variable(codes)).node().outputs() == 1);
}

TEST_CASE("pulling-away takes codes of two dimensions only") {
  Context<Cpu> c;
  CHECK_THROWS_AS(pulling_away(constant(zeros<double>(c, {2, 3, 4}))), ShapeError);
}

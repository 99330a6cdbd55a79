/// The pulling-away term against Zhao et al. 2017, section 2.4, eq. (f_PT).
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

TEST_CASE("pulling-away: values of given codes") {
  struct Row {
    char const* source;
    Rows rows;
    double value;
  };
  Row const rows[] = {
      {"orthogonal codes", {{1, 0, 0}, {0, 2, 0}, {0, 0, -3}}, 0},
      {"identical codes", {{1, 2, 3}, {1, 2, 3}, {1, 2, 3}}, 1},
      {"v and -v: the cosine is squared", {{1, 2, 3}, {-1, -2, -3}}, 1},
      {"multiples of one code", {{1, -1}, {2, -2}, {-.01, .01}}, 1},
      {"45 degrees: cos^2 = 1/2", {{1, 0}, {1, 1}}, .5},
      {"computed from the definition with numpy; without the square it were .1993171597",
       {{1, 2, 0}, {0, 1, -1}, {2, .5, 1}, {-1, 1, 1}},
       .1415343915},
      {"a tetrahedron meets the Welch bound (N - s) / (s (N - 1)) = 1/9",
       {{1, 1, 1}, {1, -1, -1}, {-1, 1, -1}, {-1, -1, 1}},
       1. / 9},
      {"a single sample", {{1, 2}}, 0},
  };
  Context<Cpu> c;
  for (auto const& row : rows) {
    INFO(row.source);
    CHECK(evaluate(pulling_away(codes(c, row.rows))).item() == Approx(row.value).margin(1e-10));
  }
}

TEST_CASE("pulling-away: gradient of given codes, the same through both Gram matrices") {
  // df/dS_i = 4 / (N (N-1) |S_i|) (sum_j c_ij h_j - sum_j c_ij^2 h_i), evaluated with numpy
  double const expected[4][3] = {{0, 0, -.0063492063},
                                 {.0349206349, .0547619048, .0547619048},
                                 {.0001007811, .0375913328, -.0189972285},
                                 {.0102292769, .0299823633, -.0197530864}};
  Context<Cpu> c;
  for (std::int64_t width : {3, 9}) {  // padded with zeros: N > size forms H^T H, N <= size forms H H^T
    auto s = codes(c, {{1, 2, 0}, {0, 1, -1}, {2, .5, 1}, {-1, 1, 1}}, width);
    auto value = evaluate(pulling_away(s));
    CHECK(value.item() == Approx(.1415343915).margin(1e-10));
    auto const g = to_host(grad(value, s).value());
    for (std::size_t i = 0; i < 4; ++i)
      for (std::size_t j = 0; j < 3; ++j)
        CHECK(g[i * static_cast<std::size_t>(width) + j] == Approx(expected[i][j]).margin(2e-10));
  }
}

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

TEST_CASE("pulling-away takes codes of two dimensions only") {
  Context<Cpu> c;
  CHECK_THROWS_AS(pulling_away(constant(zeros<double>(c, {2, 3, 4}))), ShapeError);
}

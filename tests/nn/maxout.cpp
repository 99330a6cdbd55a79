#include <gan/nn/maxout.hpp>

#include "layer_check.hpp"

using namespace gan;
using namespace test;

namespace {
template <class X> auto run(Context<Cpu>& c, Maxout const& layer, X const& x, std::vector<Var<double, Cpu>> const& p) {
  Flat<double> state;
  Pass<double, Cpu, 2> pass(c, p, state, {});
  return layer(x, pass);
}
Var<double, Cpu> of(Context<Cpu>& c, Shape shape, std::vector<double> const& v) { return variable(from_host(c, shape, v)); }
}  // namespace

TEST_CASE("maxout takes the largest piece with its bias") {
  Context<Cpu> c;
  // pieces [1, -1] and [-.5, 2] on x = [.3, .7] are -.4 and 1.25 before their biases
  auto x = of(c, {1, 2}, {.3, .7}), w = of(c, {2, 2}, {1, -.5, -1, 2});
  CHECK(run(c, {2, 1, 2}, x, {w, of(c, {2, 1}, {2, 0})}).item() == Approx(1.6));
}

TEST_CASE("maxout of a piece and its negative is the absolute value") {
  Context<Cpu> c;
  auto a = randn<double>(c, {40, 30}), v = randn<double>(c, {30, 20});
  auto w = concatenate(1, variable(v), -variable(v));
  auto y = to_host(run(c, {30, 20, 2}, variable(a), {w, variable(zeros<double>(c, {2, 20}))}).value());
  auto product = to_host(matmul(constant(a), constant(v)).value());
  for (std::size_t i = 0; i < y.size(); ++i) REQUIRE(y[i] == Approx(std::abs(product[i])).epsilon(1e-12));
}

TEST_CASE("of equal pieces the first gets the gradient") {
  Context<Cpu> c;
  auto x = of(c, {1, 1}, {2}), w = of(c, {1, 6}, {1, 3, 3, 3, 3, -1}), b = of(c, {3, 2}, {0, 0, 0, 0, 0, 0});
  auto y = run(c, {1, 2, 3}, x, {w, b});  // pieces (1, 3), (3, 3), (3, -1): ties at 3 in both units
  CHECK(to_host(y.value()) == std::vector<double>{6, 6});
  auto [dx, dw, db] = grad(sum(y), {x, w, b});
  CHECK(to_host(db.value()) == std::vector<double>{0, 1, 1, 0, 0, 0});
  CHECK(to_host(dw.value()) == std::vector<double>{0, 2, 2, 0, 0, 0});
  CHECK(dx.item() == 6);
}

TEST_CASE("maxout: gradients to second order in input, weight and bias") {
  Context<Cpu> c;
  check_gradients<2>(c, Maxout{4, 3, 5}, randn<double>(c, {3, 4}), {});
  check_gradients<2>(c, Maxout{3, 2, 1}, randn<double>(c, {2, 3}), {});
}

TEST_CASE("maxout refuses sizes below 1") {
  Declaration d;
  CHECK_THROWS_AS((Maxout{3, 2, 0}.declare(d)), OptionError);
  CHECK_THROWS_AS((Maxout{0, 2}.declare(d)), OptionError);
}

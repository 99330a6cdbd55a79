// The shape of graphs: shared, intermediate, unreachable and constant variables, deep chains, orders, and the sentences of errors.
#include <gan/autodiff/matmul.hpp>

#include "points.hpp"

using namespace points;
using V = Var<double, Cpu>;

namespace {
std::vector<double> host(V const& x) { return to_host(x.value()); }
using Values = std::vector<double>;
}  // namespace

TEST_CASE("a variable used many times, and nodes with several consumers") {
  Context<Cpu> context;
  auto x = signed_ones(context, {4}), y = signed_ones(context, {4}, 2);
  check_both_orders(
      "diamond",
      [](V a, V b) {
        V s = a * b, t = tanh(s), u = s * t + a;
        return t * u + exp(s) * a - matmul(u, reshape(t, {4, 1})) * s;
      },
      x, y);
  check_both_orders(
      "the same input four times", [](V a) { return a * a * a * a; }, x);
  check_both_orders(
      "the same input four times in four nodes",
      [](V a) {
        V b = a * a, c = b * a;
        return V(c * a);
      },
      x);
  check_both_orders(
      "reshaped and whole",
      [](V a) {
        return sum(square(reshape(a, {2, 2}))) * a + reshape(reshape(a, {2, 2}), {4}) * a;
      },
      x);
}

TEST_CASE("gradients with respect to intermediate variables, the result itself, and variables that depend on each other") {
  Context<Cpu> context;
  V x = variable(full(context, {}, 3.0)), y = x * x, z = y * y + x;
  auto [gz, gy, gx] = grad(z, {z, y, x});
  CHECK(gz.item() == 1);
  CHECK(gy.item() == 18);
  CHECK(gx.item() == 4 * 27 + 1);
  CHECK(grad(x, x).item() == 1);
  auto [first, again] = grad(z, {x, x});
  CHECK(first.item() == again.item());
  V gg = grad(grad(z, y, create_graph), y);  // d2 z / d y2
  CHECK(gg.item() == 2);
  CHECK(grad(grad(z, x, create_graph), x).item() == 12 * 9);
  CHECK(grad(y, z).item() == 0);  // z was made after y
}

TEST_CASE("variables that the result does not depend on have zero gradients, constants none") {
  Context<Cpu> context;
  V x = variable(signed_ones(context, {2, 3})), other = variable(signed_ones(context, {4})),
    c = constant(signed_ones(context, {2, 3}));
  auto [gx, go] = grad(sum(x * c), {x, V(reshape(other, {2, 2}))});
  CHECK(host(gx) == host(c));
  CHECK(go.shape() == Shape{2, 2});
  CHECK(host(go) == Values(4, 0.0));
  CHECK(host(grad(sum(c * c), x)) == Values(6, 0.0));
  CHECK(host(grad(sum(detach(V(x * 2)) + 0 * x), x)) == Values(6, 0.0));
  CHECK_THROWS_WITH(grad(sum(x * c), c), "a gradient with respect to a constant was asked for; make it with variable()");
  CHECK_THROWS_AS(grad(sum(x), V()), GradientError);
  NoRecording off(context);
  V unrecorded = x * 2;
  CHECK(!unrecorded.needs_gradient());
  CHECK(unrecorded.node().inputs() == 0);
}

TEST_CASE("the gradient of more than one value is refused with a sentence") {
  Context<Cpu> context;
  V x = variable(signed_ones(context, {2, 3}));
  CHECK_THROWS_WITH(
      grad(x * 2, x),
      "a gradient needs a single value to differentiate, not a tensor of shape {2, 3}; take its sum or mean first");
  CHECK_THROWS_WITH(x.item(), "item() needs a single value, not a tensor of shape {2, 3}");
  CHECK_NOTHROW(grad(reshape(sum(x), {1, 1}), x));
}

TEST_CASE("order 1 gives gradients and refuses gradients of gradients with a sentence, after which all goes on") {
  Context<Cpu> context;
  Var<double, Cpu, 1> x = variable<1>(full(context, {2}, 3.0));
  STATIC_REQUIRE(decltype(x * x)::order == 1);
  CHECK(to_host(grad(sum(x * x), x).value()) == Values{6, 6});
  auto g = grad(sum(x * x), x, create_graph);
  CHECK(to_host(g.value()) == Values{6, 6});
  CHECK_THROWS_WITH(grad(sum(g), x),
                    "this expression was recorded to order 1; a gradient of its gradient needs variables of order 2 (in a Gan: "
                    "a regularizer with "
                    "second_order = true)");
  CHECK(context.recording());
  CHECK(to_host(grad(sum(x * x), x).value()) == Values{6, 6});
  Var<double, Cpu, 2> y = variable(full(context, {2}, 2.0));
  STATIC_REQUIRE(decltype(x * y)::order == 2);
}

TEST_CASE("structural zeros end a sweep: a piecewise linear function has no second order") {
  Context<Cpu> context;
  V x = variable(signed_ones(context, {5}));
  V g = grad(sum(relu(x) + leaky_relu(x, 0.2f) * 3 - x), x, create_graph);
  CHECK(host(grad(sum(g), x)) == Values(5, 0.0));
  CHECK(host(grad(sum(g * x), x)) == host(g));
}

TEST_CASE("broadcast gradients are sums over what was broadcast") {
  Context<Cpu> context;
  V x = variable(signed_ones(context, {3, 4})), row = variable(signed_ones(context, {4}, 2)),
    column = variable(signed_ones(context, {3, 1}, 3)), one = variable(full(context, {}, 0.5));
  auto [gr, gc, go] = grad(sum(x * row * column * one), {row, column, one});
  auto a = host(x), r = host(row), c = host(column);
  double total = 0;
  Values er(4), ec(3);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 4; ++j) {
      er[j] += 0.5 * a[i * 4 + j] * c[i];
      ec[i] += 0.5 * a[i * 4 + j] * r[j];
      total += a[i * 4 + j] * r[j] * c[i];
    }
  for (std::size_t j = 0; j < 4; ++j) CHECK(host(gr)[j] == Approx(er[j]));
  for (std::size_t i = 0; i < 3; ++i) CHECK(host(gc)[i] == Approx(ec[i]));
  CHECK(go.item() == Approx(total));
  CHECK(gc.shape() == Shape{3, 1});
}

TEST_CASE("a variable takes expressions, also of itself") {
  Context<Cpu> context;
  V x = variable(full(context, {2}, 3.0)), y;
  CHECK(!y);
  y = x + 1;
  y = y * y;
  V const copy = y;
  y = 2 * y + copy;
  CHECK(host(y) == Values{48, 48});
  CHECK(host(copy) == Values{16, 16});
  CHECK(host(grad(sum(y), x)) == Values{24, 24});
}

TEST_CASE("chains of 100000 nodes are differentiated and freed without recursion") {
  Context<Cpu> context;
  V x = variable(full(context, {}, 1.0)), y = x;
  for (int i = 0; i < 100'000; ++i) y = y * 1.0 + x * 1e-5;
  CHECK(y.item() == Approx(2));
  CHECK(grad(y, x).item() == Approx(2));
  V g = grad(y, x, create_graph);
  CHECK(g.item() == Approx(2));
  y = x;
  CHECK(g.item() == Approx(2));
}

TEST_CASE("gradients written into leaves add where they are added to, and overwrite where they come first") {
  Context<Cpu> context;
  using L = Leaf<double, Cpu>;
  auto gradient = full(context, {3}, std::nan(""));
  V x(Node<double, Cpu>::make<L>(context, signed_ones(context, {3}), true, gradient), 0);
  for (int run = 0; run < 2; ++run) {
    V y = sum(x * x) + sum(exp(x)) + sum(slice(x, 0, 0, 3));
    Recording<Cpu> off(context, false);
    Sweep<double, Cpu> sweep(context, false, true);
    sweep.start(y);
    sweep.run(&x, 1);
    for (std::size_t i = 0; i < 3; ++i) CHECK(to_host(gradient)[i] == Approx(2 * host(x)[i] + std::exp(host(x)[i]) + 1));
  }
}

// Whether the checks can fail: exp with a derivative that is 0.1 % too large.
namespace {
struct Wrong {
  template <AnyPack S> auto operator()(S const& x) const { return exp(x); }
  template <AnyDual S> auto operator()(S const& x) const { return detail::chain((*this)(x.value), 1.001 * exp(x.value), x); }
};
struct WrongSecond {
  template <AnyPack S> auto operator()(S const& x) const { return exp(x); }
  template <AnyDual S> auto operator()(S const& x) const { return detail::chain((*this)(x.value), Wrong{}(x.value), x); }
};
}  // namespace

TEST_CASE("gradcheck and gradgradcheck find a wrong derivative and report it") {
  Context<Cpu> context;
  auto x = signed_ones(context, {3});
  CHECK_THROWS_WITH(
      gradcheck([](V v) { return apply(Wrong{}, v); }, x),
      Catch::Matchers::StartsWith("the gradient differs from central differences at 3 elements; the worst is element "));
  CHECK_NOTHROW(gradcheck([](V v) { return apply(WrongSecond{}, v); }, x));
  CHECK_THROWS_WITH(gradgradcheck([](V v) { return apply(WrongSecond{}, v); }, x),
                    Catch::Matchers::StartsWith("the gradient of the gradient differs from central differences"));
  CHECK_THROWS_AS(gradcheck([](V v) { return log(v); }, full(context, {1}, -1.0)), CheckFailed);  // NaN is no pass
  auto report = gradcheck([](V v) { return exp(v); }, x);
  CHECK(report.passed());
  CHECK(report.elements == 3);
}

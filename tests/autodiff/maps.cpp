// First and second order of every element-wise function and of reductions, with broadcasting, against central differences.
#include <gan/autodiff/reduce.hpp>

#include "points.hpp"

using namespace points;

TEST_CASE("functions of one variable") {
  Context<Cpu> context;
  auto x = signed_ones(context, {3, 4}), p = positive(context, {3, 4});
  check_both_orders(
      "exp", [](auto v) { return exp(v); }, x);
  check_both_orders(
      "log", [](auto v) { return log(v); }, p);
  check_both_orders(
      "log1p", [](auto v) { return log1p(v); }, p);
  check_both_orders(
      "expm1", [](auto v) { return expm1(v); }, x);
  check_both_orders(
      "tanh", [](auto v) { return tanh(v); }, x);
  check_both_orders(
      "sqrt", [](auto v) { return sqrt(v); }, p);
  check_both_orders(
      "sin", [](auto v) { return sin(v); }, x);
  check_both_orders(
      "cos", [](auto v) { return cos(v); }, x);
  check_both_orders(
      "square", [](auto v) { return square(v); }, x);
  check_both_orders(
      "sigmoid", [](auto v) { return sigmoid(v); }, x);
  check_both_orders(
      "softplus", [](auto v) { return softplus(v); }, x);
  check_both_orders(
      "log_sigmoid", [](auto v) { return log_sigmoid(v); }, x);
  check_both_orders(
      "elu", [](auto v) { return elu(v); }, x);
}

TEST_CASE("functions with a kink, away from it - squared so that there is a second order") {
  Context<Cpu> context;
  auto x = signed_ones(context, {3, 4});
  check_both_orders(
      "abs", [](auto v) { return square(abs(v)); }, x);
  check_both_orders(
      "relu", [](auto v) { return square(relu(v)); }, x);
  check_both_orders(
      "leaky_relu", [](auto v) { return square(leaky_relu(v, 0.2f)); }, x);
  check_both_orders(
      "bare relu", [](auto v) { return relu(v); }, x);
  check_both_orders(
      "bare leaky_relu", [](auto v) { return leaky_relu(v, 0.2f); }, x);
  check_both_orders(
      "bare abs", [](auto v) { return abs(v); }, x);
}

TEST_CASE("functions of two variables, broadcast in every way") {
  Context<Cpu> context;
  Shape const shapes[][2] = {{{3, 4}, {3, 4}}, {{3, 4}, {4}},       {{3, 1}, {3, 4}},    {{3, 4}, {}},
                             {{3, 1}, {1, 4}}, {{2, 3, 4}, {3, 1}}, {{2, 1, 4}, {3, 1}}, {{}, {}}};
  for (auto const& [first, second] : shapes) {
    INFO(first.text() << " and " << second.text());
    auto x = signed_ones(context, first), y = signed_ones(context, second, 2), p = positive(context, second, 3);
    check_both_orders(
        "product", [](auto a, auto b) { return a * b; }, x, y);
    check_both_orders(
        "quotient", [](auto a, auto b) { return a / b; }, x, p);
    check_both_orders(
        "sum and difference", [](auto a, auto b) { return square(a + b) * (a - b); }, x, y);
    check_both_orders(
        "max and min", [](auto a, auto b) { return max(a, b) * square(min(a, b)); }, x, y);
    check_both_orders(
        "bare sum", [](auto a, auto b) { return a - b; }, x, y);
  }
}

TEST_CASE("numbers of every type in expressions") {
  Context<Cpu> context;
  auto x = signed_ones(context, {5}), p = positive(context, {5});
  check_both_orders(
      "integers", [](auto v) { return (2 * v - 1) * (v / 2 + 3) - v * 7; }, x);
  check_both_orders(
      "unsigned", [](auto v) { return -v * std::size_t{3} + square(-v / 4u); }, x);
  check_both_orders(
      "float", [](auto v) { return v * 0.1f * v / 3.0f; }, x);
  check_both_orders(
      "number over variable", [](auto v) { return 1 / v + 2.5 - 1.0f / square(v); }, p);
  check_both_orders(
      "hinges", [](auto v) { return square(max(0, 1 - v)) + square(min(v, 0.5)) + max(v, 0) * min(0, v); }, x);
  Var<double, Cpu> v = variable(full(context, {}, 3.0));
  CHECK((v / 3.0f).shape() == Shape{});
  CHECK(sum(v / 3.0f).item() == 1);  // the number counts as a double, not 1 / 3.0f
  CHECK(sum(v / 2).item() == 1.5);
  CHECK(grad(sum(v * v / 2), v).item() == 3);
}

TEST_CASE("whole expressions are one node") {
  Context<Cpu> context;
  auto mu = signed_ones(context, {4, 3}), logvar = signed_ones(context, {4, 3}, 2), eps = signed_ones(context, {4, 3}, 3);
  auto sample = [](auto m, auto l, auto e) { return m + exp(0.5f * l) * e; };
  check_both_orders("reparametrised sample", sample, mu, logvar, eps);
  check_both_orders(
      "Gaussian divergence", [](auto m, auto l) { return -0.5 * sum_per_sample(1 + l - square(m) - exp(l)); }, mu, logvar);
  Var<double, Cpu> m = variable(mu), l = variable(logvar), e = constant(eps), y = sample(m, l, e);
  CHECK(y.node().inputs() == 3);
}

TEST_CASE("sums and means over everything, per sample and per channel") {
  Context<Cpu> context;
  for (Shape const& shape : {Shape{3, 4}, Shape{2, 3, 2, 4}, Shape{5}, Shape{3, 1}, Shape{1, 4}}) {
    INFO(shape.text());
    auto x = signed_ones(context, shape);
    check_both_orders(
        "sum", [](auto v) { return sum(square(v)); }, x);
    check_both_orders(
        "mean", [](auto v) { return mean(exp(v)); }, x);
    check_both_orders(
        "sum per sample", [](auto v) { return square(sum_per_sample(v * v)); }, x);
    check_both_orders(
        "mean per sample", [](auto v) { return square(mean_per_sample(v * v)); }, x);
    check_both_orders(
        "sum per channel", [](auto v) { return square(sum_per_channel(v * v)); }, x);
    check_both_orders(
        "mean per channel", [](auto v) { return exp(mean_per_channel(v * v)); }, x);
    check_both_orders(
        "normalised",
        [](auto v) {
          Var<double, Cpu> centred = v - mean_per_channel(v);
          return centred / sqrt(mean_per_channel(square(centred)) + 0.1);
        },
        x);
    auto host = to_host(x);
    double total = 0, squares = 0;
    for (double v : host) total += v, squares += v * v;
    Var<double, Cpu> v = constant(x);
    CHECK(sum(v).item() == Approx(total).margin(1e-12));
    CHECK(mean(v).item() == Approx(total / static_cast<double>(host.size())).margin(1e-12));
    CHECK(norm(v) == Approx(std::sqrt(squares)));
    CHECK(sum_per_sample(v).shape()[0] == shape[0]);
    CHECK(sum_per_sample(v).value().count() == shape[0]);
    CHECK(sum_per_channel(v).shape() == Shape{shape.back()});
  }
}

TEST_CASE("tensors without elements have sums of zero and empty gradients") {
  Context<Cpu> context;
  Var<double, Cpu> x = variable(zeros<double>(context, {0, 3})), b = variable(full(context, {3}, 2.0)),
                   s = variable(full(context, {}, 2.0));
  CHECK(sum(x * b).item() == 0);
  CHECK(to_host(sum_per_channel(x + b).value()) == std::vector<double>{0, 0, 0});
  auto [gx, gb, gs] = grad(sum(square(x * b * s)), {x, b, s});
  CHECK(gx.shape() == Shape{0, 3});
  CHECK(to_host(gb.value()) == std::vector<double>{0, 0, 0});
  CHECK(gs.item() == 0);
  Var<double, Cpu> e = variable(zeros<double>(context, {2, 0, 4})), c = variable(full(context, {2, 1, 1}, 1.0)),
                   d = variable(full(context, {4}, 1.0));
  auto [gc, gd] = grad(sum(exp(e * c + d)), {c, d});
  CHECK(to_host(gc.value()) == std::vector<double>{0, 0});
  CHECK(to_host(gd.value()) == std::vector<double>{0, 0, 0, 0});
}

// Sums that take their gradient in the pass of their value: they agree with the composed sums in value, first and second order,
// wherever they stand in a graph, and cost nothing where no gradient is wanted.
#include <gan/autodiff/matmul.hpp>
#include <gan/autodiff/one_pass.hpp>

#include "points.hpp"

using namespace points;
using V = Var<double, Cpu>;

namespace {

std::vector<double> host(V const& x) { return to_host(x.value()); }

void check_near(std::vector<double> const& got, std::vector<double> const& expected, double tolerance = 1e-13) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) CHECK(got[i] == Approx(expected[i]).epsilon(tolerance).margin(tolerance));
}

/// Memory that the arena will hand out again is full of NaN.
void poison(Context<Cpu>& context) {
  std::vector<Tensor<double, Cpu>> blocks;
  for (std::int64_t n = 1; n < 5000; n += 1 + n / 4)
    for (int i = 0; i < 8; ++i) blocks.push_back(full(context, {n}, std::nan("")));
}

/// f(sum, x...) gives a single value out of a way to sum; both ways must agree, in the gradients and in the gradients of a fixed
/// combination of these.
template <class F, class... X> void check_agreement(char const* name, Context<Cpu>& context, F const& f, X const&... points) {
  INFO(name);
  constexpr std::size_t n = sizeof...(X);
  auto jet = [&](auto const& way) {
    V x[n] = {variable(points)...};
    poison(context);
    auto value = evaluate(std::apply([&](auto const&... v) { return f(way, v...); }, std::to_array(x)));
    auto first = grad(value, x);
    V along = constant(zeros<double>(context, {}));
    auto recorded = grad(value, x, create_graph);
    for (std::size_t i = 0; i < n; ++i)
      along = along + sum(recorded[i] * constant(signed_ones(context, x[i].shape(), 5 + static_cast<int>(i))));
    poison(context);
    std::vector<double> out = host(value);
    for (auto const& list : {first, recorded})
      for (V const& g : list)
        for (double v : host(g)) out.push_back(v);
    if (along.needs_gradient())
      for (V const& g : grad(along, x))
        for (double v : host(g)) out.push_back(v);
    return out;
  };
  check_near(jet([](auto const& e) { return one_pass_sum(e); }), jet([](auto const& e) { return sum(e); }));
}

struct Wiggle {
  template <class S> auto operator()(S const& x) const { return softplus(-x) + 0.3f * square(tanh(x)); }
};
struct Three {
  template <class S> auto operator()(S const&) const { return 3.0f; }
};
struct Hinged {
  template <class S> auto operator()(S const& x) const { return relu(1 - x); }
};

}  // namespace

TEST_CASE("one-pass sums agree with composed sums in value, first and second order") {
  Context<Cpu> c;
  auto x = signed_ones(c, {3, 5}), y = signed_ones(c, {3, 5}, 2), row = signed_ones(c, {5}, 3),
       column = signed_ones(c, {3, 1}, 4), one = signed_ones(c, {}, 5), image = signed_ones(c, {2, 3, 4, 2}),
       channel = signed_ones(c, {3, 1, 2}, 6);
  check_agreement(
      "one variable", c, [](auto s, V a) { return s(apply(Wiggle{}, a)); }, x);
  check_agreement(
      "a bare variable", c, [](auto s, V a) { return s(a); }, x);
  check_agreement(
      "the same variable in two places", c, [](auto s, V a) { return s(a * exp(a)); }, x);
  check_agreement(
      "two variables", c, [](auto s, V a, V b) { return s(tanh(a * b) + a); }, x, y);
  check_agreement(
      "a constant among them", c, [&](auto s, V a) { return s(square(a - constant(y)) * constant(row)); }, x);
  check_agreement(
      "broadcast over rows, columns, everything", c, [](auto s, V a, V r, V k, V o) { return s(exp(0.3 * a * r) * k - a * o); },
      x, row, column, one);
  check_agreement(
      "broadcast in between", c, [](auto s, V a, V k) { return s(tanh(a + k)); }, image, channel);
  check_agreement(
      "minus the mean of itself", c, [](auto s, V a) { return s(apply(Wiggle{}, a - mean(a))); }, x);
  check_agreement(
      "a derivative of 0", c, [](auto s, V a) { return s(apply(Three{}, a)) + s(a); }, x);
  check_agreement(
      "no second order", c, [](auto s, V a) { return s(apply(Hinged{}, a)); }, x);
  check_agreement(
      "a single element", c, [](auto s, V a) { return s(exp(a)); }, one);
  check_agreement(
      "cotangents that are not 1", c,
      [](auto s, V a, V b) {
        V t = s(a * b), u = s(exp(a));
        return V(t * u + tanh(t) - 2 * u);
      },
      x, y);
  check_agreement(
      "added to another cotangent of the same input", c,
      [](auto s, V a, V b) {
        V h = matmul_transposed_b(a, b);
        return V(sum(h * h) + s(tanh(h)) + s(h) * 0.5 + sum(exp(h)));
      },
      x, y);
}

TEST_CASE("one-pass sums against central differences, both orders") {
  Context<Cpu> c;
  auto x = signed_ones(c, {3, 4}), k = signed_ones(c, {4}, 2);
  check_both_orders(
      "mean of a function", [](V a) { return one_pass_mean(apply(Wiggle{}, a)); }, x);
  check_both_orders(
      "squared, broadcast",
      [](V a, V b) {
        V s = one_pass_sum(tanh(a * b));
        return V(s * s * 0.1);
      },
      x, k);
}

TEST_CASE("a gradient whose cotangent is 1 is handed over as it is, again and again") {
  Context<Cpu> c;
  V x = variable(signed_ones(c, {7})), y = one_pass_sum(exp(x));
  for (int i = 0; i < 2; ++i) CHECK(grad(y, x).value().data() == y.node().output(1).data());
  V const twice = 2 * y;
  for (int i = 0; i < 2; ++i) {
    V const g = grad(twice, x);
    CHECK(g.value().data() != y.node().output(1).data());
    for (std::size_t k = 0; k < 7; ++k) CHECK(host(g)[k] == 2 * std::exp(host(x)[k]));
  }
  // Another cotangent that comes later is not added into what was handed over.
  V h = 1 * x, z = sum(h * h), both = one_pass_sum(exp(h));
  Sweep<double, Cpu> sweep(c, false, false);
  sweep.start(z), sweep.start(both);
  sweep.run(&x, 1);
  for (std::size_t k = 0; k < 7; ++k) {
    CHECK(to_host(sweep.result(x).value())[k] == Approx(std::exp(host(x)[k]) + 2 * host(x)[k]));
    CHECK(to_host(both.node().output(1))[k] == std::exp(host(x)[k]));
  }
}

TEST_CASE("without a gradient to ask for, a one-pass sum is the value alone") {
  Context<Cpu> c;
  V x = variable(signed_ones(c, {7}));
  auto is_value_only = [](V const& y) { return y.node().outputs() == 1 && y.node().inputs() == 0 && !y.needs_gradient(); };
  CHECK(is_value_only(one_pass_sum(exp(detach(x)))));
  CHECK_FALSE(is_value_only(one_pass_sum(exp(x))));
  NoRecording off(c);
  CHECK(is_value_only(one_pass_sum(exp(x))));
  CHECK(one_pass_sum(exp(x)).item() == Approx(sum(exp(x)).item()).epsilon(1e-14));
}

TEST_CASE("only gradients that can be asked for are computed") {
  Context<Cpu> c;
  V x = variable(signed_ones(c, {4})), k = constant(signed_ones(c, {4}, 2)), y = one_pass_sum(x * k);
  CHECK(y.node().output(1));
  CHECK_FALSE(y.node().output(2));
  CHECK(host(grad(y, x)) == host(k));
}

TEST_CASE("one-pass sums of order 1 refuse gradients of gradients with the sentence of all others") {
  Context<Cpu> c;
  auto x = variable<1>(signed_ones(c, {4}));
  auto y = one_pass_sum(square(x));
  CHECK(to_host(grad(y, x).value()) == to_host(evaluate(2 * x).value()));
  auto g = grad(y, x, create_graph);
  CHECK(to_host(g.value()) == to_host(grad(y, x).value()));
  CHECK_THROWS_WITH(grad(sum(g), x), Catch::Matchers::StartsWith("this expression was recorded to order 1"));
}

TEST_CASE("a sweep from several values is that of their sum, also where one is made of another or comes twice") {
  Context<Cpu> c;
  V x = variable(signed_ones(c, {5})), a = one_pass_sum(exp(x)), b = sum(x * x), d = a * b, e = reshape(sum(x), {1, 1}),
    unrelated = constant(full(c, {}, 3.0));
  Sweep<double, Cpu> sweep(c, false, false);
  for (V const& y : {a, d, e, unrelated, a}) sweep.start(y);
  sweep.run(&x, 1);
  check_near(to_host(sweep.result(x).value()), host(grad(2 * a + d + sum(e), x)));
}

TEST_CASE("one-pass gradients written into leaves overwrite where they come first and add where they do not") {
  Context<Cpu> c;
  auto gradient = full(c, {3}, std::nan(""));
  V x(Node<double, Cpu>::make<Leaf<double, Cpu>>(c, signed_ones(c, {3}), true, gradient), 0);
  for (int run = 0; run < 2; ++run) {
    V const terms[] = {one_pass_sum(exp(x)), one_pass_sum(x * x), sum(tanh(x)), V(one_pass_sum(x) * 3)};
    NoRecording off(c);
    Sweep<double, Cpu> sweep(c, false, true);
    for (V const& term : terms) sweep.start(term);
    sweep.run(&x, 1);
    for (std::size_t i = 0; i < 3; ++i) {
      double const v = host(x)[i], t = std::tanh(v);
      CHECK(to_host(gradient)[i] == Approx(std::exp(v) + 2 * v + 1 - t * t + 3));
      CHECK(to_host(terms[0].node().output(1))[i] == Approx(std::exp(v)));
    }
  }
}

TEMPLATE_TEST_CASE("means with gradients at sizes around packs, tiles and chunks", "", float, double) {
  using T = TestType;
  Context<Cpu> c;
  for (std::int64_t n : {1, 2, 15, 31, 32, 33, 64, 511, 512, 513, 1000, 32768, 32801, 100'003}) {
    INFO(n << " elements");
    auto const x = uniform<T>(c, {n, 1}, random::key(Seed{3}, Stream::data), T(-4), T(4));
    auto const y = mean_with_gradient(Wiggle{}, x);
    CHECK(y.value.shape() == Shape{});
    CHECK(y.gradient.shape() == x.shape());
    double value = 0, worst = 0;
    auto const at = to_host(x), slope = to_host(y.gradient);
    for (std::size_t i = 0; i < at.size(); ++i) {
      double const v = static_cast<double>(at[i]), t = std::tanh(v), count = static_cast<double>(n);
      value += (std::log1p(std::exp(-v)) + .3 * t * t) / count;
      double const exact = (-1 / (1 + std::exp(v)) + .6 * t * (1 - t * t)) / count;
      worst = std::max(worst, std::abs(static_cast<double>(slope[i]) - exact) * count);
    }
    double const tolerance = sizeof(T) == 4 ? 1e-6 : 1e-7;  // 0.3f is no double
    CHECK(static_cast<double>(to_host(y.value)[0]) == Approx(value).epsilon(tolerance));
    CHECK(worst < tolerance);
  }
}

TEST_CASE("one-pass sums have the same bits at any number of threads, in several dimensions too") {
  auto bits = [](int threads) {
    Context<Cpu> c(Cpu{.threads = threads}, Seed{});
    Var<float, Cpu> x = variable(uniform<float>(c, {37, 40, 50}, random::key(Seed{3}, Stream::data), -1, 1)),
                    k = variable(uniform<float>(c, {37, 1, 50}, random::key(Seed{4}, Stream::data), -1, 1));
    auto y = one_pass_sum(tanh(x * k));
    auto out = to_host(y.value());
    auto const g = grad(y, {x, k});
    for (auto const& one : g)
      for (float v : to_host(one.value())) out.push_back(v);
    return out;
  };
  CHECK(bits(1) == bits(2));
}

TEST_CASE("a mean whose function does not depend on its input has a gradient of 0") {
  Context<Cpu> c;
  poison(c);
  auto const y = mean_with_gradient(Three{}, signed_ones(c, {6}));
  CHECK(to_host(y.value)[0] == Approx(3));
  CHECK(to_host(y.gradient) == std::vector<double>(6, 0.0));
}

/// The gradient penalty against Gulrajani et al. 2017, algorithm 1. Its values of given critics stand in oracle/wgan.cpp.
#include <gan/regularizer/gradient_penalty.hpp>

#include <gan/autodiff/gradcheck.hpp>
#include <gan/autodiff/matmul.hpp>
#include <gan/backend/cpu/backend.hpp>

#include "../catch.hpp"

using namespace gan;
using V = Var<double, Cpu>;

namespace {

void check_near(V const& got, std::vector<double> const& expected) {
  auto const values = to_host(got.value());
  REQUIRE(values.size() == expected.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    INFO("element " << i);
    CHECK(std::abs(values[i] - expected[i]) <= 1e-9);
  }
}

/// A two-layer critic v . phi(W x + b).
struct Critic {
  bool is_tanh;
  template <class X, class W, class B, class O> auto operator()(X const& x, W const& w, B const& b, O const& v) const {
    auto h = matmul_transposed_b(x, w) + b;
    return is_tanh ? matmul(V(tanh(h)), v) : matmul(V(gan::apply(ops::LeakyRelu{}, h, .2)), v);
  }
};

/// What a step gives to the penalty, with chosen epsilons; remembers where the critic was asked.
struct KnownStep {
  V real_batch, fake_batch, epsilon, weight;
  V asked{};
  V uniform_per_sample() const { return epsilon; }
  V const& real() const { return real_batch; }
  V const& fake() const { return fake_batch; }
  template <class X> V differentiable(X const& x) const { return variable(evaluate(x).value()); }
  V discriminator(V const& x) {
    asked = x;
    return matmul(V(reshape(x, Shape{x.shape()[0], x.shape().count() / x.shape()[0]})), weight);
  }
};

}  // namespace

TEST_CASE("an exactly 1-Lipschitz critic has no penalty at any batch size and shape") {
  Context<Cpu> c{Seed{2}};
  for (std::int64_t n : {1, 4, 64})
    for (auto shape : {Shape{n, 7}, Shape{n, 6, 5, 3}}) {
      INFO(shape.text());
      std::int64_t const size = shape.count() / n;
      V direction = constant(randn<double>(c, {size, 1}));
      V unit = direction / norm(direction);
      V x = variable(randn<double>(c, shape));
      V scores = matmul(V(reshape(x, Shape{n, size})), unit);
      for (bool one_sided : {false, true}) CHECK(V(GradientPenalty{.one_sided = one_sided}.penalty(scores, x)).item() < 1e-28);
      // Twice the slope costs (2 - 1)^2, half of it (1/2 - 1)^2 or nothing.
      CHECK(V(GradientPenalty{}.penalty(V(2 * scores), x)).item() == Approx(1));
      CHECK(V(GradientPenalty{}.penalty(V(.5 * scores), x)).item() == Approx(.25));
      CHECK(V(GradientPenalty{.one_sided = true}.penalty(V(.5 * scores), x)).item() == 0);
      CHECK(V(GradientPenalty{.target = 0}.penalty(scores, x)).item() == Approx(1));
    }
}

TEST_CASE("a linear critic: d penalty / dw = 2 (|w| - 1) w / |w|") {
  Context<Cpu> c;
  V w = variable(from_host<double>(c, {2, 1}, {3, -4})), x = variable(randn<double>(c, {5, 2}));
  V penalty = GradientPenalty{}.penalty(V(matmul(x, w)), x);
  CHECK(penalty.item() == Approx(16));
  check_near(grad(penalty, w), {8 * .6, -8 * .8});
}

TEST_CASE("a critic without slope: penalty 1, and everything stays finite") {
  Context<Cpu> c;
  V w = variable(zeros<double>(c, {2, 1})), x = variable(randn<double>(c, {5, 2}));
  V penalty = GradientPenalty{}.penalty(V(matmul(x, w)), x);
  CHECK(penalty.item() == Approx(1));
  check_near(grad(penalty, w), {0, 0});
  // One dead sample beside a living one
  V y = variable(from_host<double>(c, {2, 1}, {-1, 1})), slope = variable(full<double>(c, {1, 1}, 3));
  V half = GradientPenalty{}.penalty(V(matmul(V(relu(y)), slope)), y);
  CHECK(half.item() == Approx((1 + 4) / 2.));
  check_near(grad(half, slope), {2});
}

TEST_CASE("the penalty sees each sample at one point between its real and its generated partner") {
  Context<Cpu> c{Seed{3}};
  for (auto shape : {Shape{4, 2}, Shape{4, 3, 3, 2}}) {
    std::int64_t const size = shape.count() / 4;
    Shape per_sample = shape;
    for (int i = 1; i < shape.rank(); ++i) per_sample[i] = 1;
    std::vector<double> const e{0, .25, .5, 1};
    KnownStep step{constant(randn<double>(c, shape)), constant(randn<double>(c, shape)), constant(from_host(c, per_sample, e)),
                   constant(randn<double>(c, {size, 1}))};
    double const norm_of_weight = norm(step.weight);
    CHECK(V(GradientPenalty{.weight = 7}.discriminator_term(step)).item() ==
          Approx(7 * (norm_of_weight - 1) * (norm_of_weight - 1)));
    auto const x = to_host(step.real().value()), y = to_host(step.fake().value()), at = to_host(step.asked.value());
    for (std::size_t i = 0; i < at.size(); ++i) {
      double const epsilon = e[i / static_cast<std::size_t>(size)];
      CHECK(at[i] == Approx(epsilon * x[i] + (1 - epsilon) * y[i]).margin(1e-15));
    }
  }
}

TEST_CASE("the penalty's gradient in the critic's parameters agrees with central differences") {
  Context<Cpu> c{Seed{6}};
  auto const at = randn<double>(c, {8, 2});
  auto w = randn<double>(c, {3, 2}), b = randn<double>(c, {3}), v = randn<double>(c, {3, 1});
  for (bool one_sided : {false, true})
    for (bool is_tanh : {true, false})
      gradcheck(
          [&](auto const& weight, auto const& bias, auto const& out) {
            V x = variable(at);
            return V(GradientPenalty{.one_sided = one_sided}.penalty(V(Critic{is_tanh}(x, weight, bias, out)), x));
          },
          w, b, v);
}

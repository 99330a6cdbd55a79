/// Penalties on the slope at the samples and around them: R1 and R2 (Mescheder et al. 2018), DRAGAN (Kodali et al. 2017).
#include <gan/regularizer/dragan.hpp>
#include <gan/regularizer/r2_penalty.hpp>

#include "known_step.hpp"

using namespace gan;
using namespace test;

TEST_CASE("R1 and R2 of a linear critic are weight / 2 |w|^2 at any batch size and shape") {
  Context<Cpu> c{Seed{2}};
  for (std::int64_t n : {1, 4, 64})
    for (auto shape : {Shape{n, 6}, Shape{n, 2, 1, 3}}) {
      INFO(shape.text());
      V const w = variable(from_host<double>(c, {6, 1}, {3, -4, 1, 2, 0, -1}));  // |w|^2 = 31
      KnownStep step{constant(randn<double>(c, shape)), constant(randn<double>(c, shape)), linear(w)};
      V const r1 = R1Penalty{}.discriminator_term(step);
      check_near(step.asked, to_host(step.real().value()), 0);
      V const r2 = R2Penalty{.weight = 3}.discriminator_term(step);
      check_near(step.asked, to_host(step.fake().value()), 0);
      CHECK(r1.item() == Approx(5 * 31));
      CHECK(r2.item() == Approx(1.5 * 31));
      check_near(grad(r1, w), {30, -40, 10, 20, 0, -10});  // weight * w
    }
}

TEST_CASE("R1 of a quadratic critic: the mean over the samples of the squared slope") {
  Context<Cpu> c;
  // D(x) = a |x|^2 / 2 has the slope a x: R1 = weight / 2 a^2 mean |x|^2, and d R1 / da = weight a mean |x|^2
  V const a = variable(full<double>(c, {}, .7));
  KnownStep step{constant(from_host<double>(c, {2, 2}, {1, 2, -3, 0})), {}, [a](V const& x) {
                   return V(.5 * a * sum_per_sample(square(x)));
                 }};
  V const r1 = R1Penalty{.weight = 10}.discriminator_term(step);
  CHECK(r1.item() == Approx(5 * .49 * 7));
  CHECK(grad(r1, a).item() == Approx(10 * .7 * 7));
  // A critic without slope costs nothing and has no gradient.
  V const flat = variable(zeros<double>(c, {2, 1}));
  step.critic = linear(flat);
  V const none = R1Penalty{}.discriminator_term(step);
  CHECK(none.item() == 0);
  check_near(grad(none, flat), {0, 0}, 0);
}

TEST_CASE("R1 of a two-layer critic") {
  // |g|^2 / 2 for f = v . tanh(W x + b), |g| = 1.0460169107 (closed form, evaluated with numpy)
  Context<Cpu> c;
  V const w = constant(from_host<double>(c, {3, 2}, {.5, -.3, .2, .8, -.7, .1})),
          b = constant(from_host<double>(c, {3}, {.1, -.2, .05})), v = constant(from_host<double>(c, {3, 1}, {1, -1.5, .5}));
  KnownStep step{constant(from_host<double>(c, {1, 2}, {.3, -.6})), {}, [=](V const& x) {
                   return V(matmul(V(tanh(matmul_transposed_b(x, w) + b)), v));
                 }};
  CHECK(V(R1Penalty{.weight = 1}.discriminator_term(step)).item() == Approx(1.0460169107 * 1.0460169107 / 2).epsilon(1e-9));
}

TEST_CASE("DRAGAN: a linear critic of slope 1 has no penalty, others (|w| - 1)^2") {
  Context<Cpu> c{Seed{2}};
  for (auto shape : {Shape{16, 6}, Shape{16, 2, 1, 3}}) {
    V const direction = constant(randn<double>(c, {6, 1}));
    V const unit = direction / norm(direction);
    KnownStep step{constant(randn<double>(c, shape)), {}, linear(unit), constant(rand<double>(c, shape))};
    CHECK(V(Dragan{}.discriminator_term(step)).item() < 1e-28);
    step.critic = linear(V(3 * unit));
    CHECK(V(Dragan{.weight = 7}.discriminator_term(step)).item() == Approx(7 * 4));
    CHECK(V(Dragan{.weight = 1, .target = 3}.discriminator_term(step)).item() < 1e-28);
  }
}

TEST_CASE("DRAGAN asks the critic at x + spread std(x) u, the deviation over the whole batch") {
  Context<Cpu> c;
  // Values 1, 2, 3, 6 have mean 3 and variance 14 / 4
  std::vector<double> const x{1, 2, 3, 6}, u{0, .25, .5, 1};
  double const deviation = std::sqrt(3.5);
  for (double spread : {.5, 2.}) {
    KnownStep step{
        constant(from_host(c, {2, 2}, x)), {}, linear(constant(full<double>(c, {2, 1}, 1))), constant(from_host(c, {2, 2}, u))};
    V const term = Dragan{.spread = static_cast<float>(spread)}.discriminator_term(step);
    CHECK(term.item() == Approx(10 * (std::sqrt(2) - 1) * (std::sqrt(2) - 1)));
    check_near(step.asked, {1, 2 + spread * deviation * .25, 3 + spread * deviation * .5, 6 + spread * deviation}, 1e-14);
  }
}

TEST_CASE("slopes at samples: the gradient in the critic's parameters agrees with central differences, to second order") {
  Context<Cpu> c{Seed{6}};
  KnownStep const given{
      constant(randn<double>(c, {5, 2})), constant(randn<double>(c, {5, 2})), {}, constant(rand<double>(c, {5, 2}))};
  auto check = [&](auto const& penalty) {
    gradcheck(
        [&](auto const& w, auto const& b, auto const& v) {
          KnownStep step = given;
          step.critic = [&](V const& x) { return V(matmul(V(tanh(matmul_transposed_b(x, w) + b)), v)); };
          return V(penalty.discriminator_term(step));
        },
        randn<double>(c, {3, 2}), randn<double>(c, {3}), randn<double>(c, {3, 1}));
  };
  check(R1Penalty{});
  check(R2Penalty{});
  check(Dragan{});
}

/// Wasserstein GAN (Arjovsky, Chintala and Bottou 2017) and its gradient penalty (Gulrajani et al. 2017). That the estimate of
/// a trained critic comes near to these distances is in train/earth_mover.cpp.
#include <gan/autodiff/matmul.hpp>
#include <gan/core/sample.hpp>
#include <gan/loss/divergences.hpp>
#include <gan/loss/wasserstein.hpp>
#include <gan/network/dc.hpp>
#include <gan/optim/optimizer.hpp>
#include <gan/regularizer/gradient_penalty.hpp>

#include "table.hpp"

using namespace oracle;

namespace {
/// What the loss says of a critic, the estimate of the distance: -L_D.
template <class S> double estimate(Normal1 p, Normal1 q, S const& critic, std::vector<double> const& kinks = {}) {
  return -objectives(Wasserstein{}, p, q, critic, kinks).discriminator;
}
double estimate(std::vector<double> const& real, std::vector<double> const& fake) {
  Context<Cpu> c;
  auto scores = [&](std::vector<double> const& s) { return tensor(c, {static_cast<std::int64_t>(s.size()), 1}, s); };
  return -V(real_term(Wasserstein{}, scores(real)) + fake_term(Wasserstein{}, scores(fake))).item();
}

/// Points of the plane, and the 1-Lipschitz critic that is minus the distance to the nearest real one.
struct Point {
  double x, y;
};
double points_estimate(std::vector<Point> const& real, std::vector<Point> const& fake) {
  auto scores = [&](std::vector<Point> const& at) {
    std::vector<double> out;
    for (Point a : at) {
      double nearest = INFINITY;
      for (Point b : real) nearest = std::min(nearest, std::hypot(a.x - b.x, a.y - b.y));
      out.push_back(-nearest);
    }
    return out;
  };
  return estimate(scores(real), scores(fake));
}

/// The critic v . phi(W x + b) at one sample.
struct Critic {
  bool is_tanh;
  V operator()(V const& x, V const& w, V const& b, V const& v) const {
    V const h = matmul_transposed_b(x, w) + b;
    return is_tanh ? matmul(V(tanh(h)), v) : matmul(V(gan::apply(ops::LeakyRelu{}, h, .2)), v);
  }
};
struct Asked {
  Critic critic;
  Context<Cpu> c{};
  V w = tensor(c, {3, 2}, {.5, -.3, .2, .8, -.7, .1}), b = tensor(c, {3}, {.1, -.2, .05}), v = tensor(c, {3, 1}, {1, -1.5, .5}),
    x = tensor(c, {1, 2}, {.3, -.6});
  V scores = critic(x, w, b, v);
  V penalty(bool one_sided) { return GradientPenalty{.one_sided = one_sided}.penalty(scores, x); }
};
std::function<Numbers()> input_gradient(bool is_tanh) {
  return [=] {
    Asked a{{is_tanh}};
    return numbers(grad(sum(a.scores), a.x));
  };
}
/// The penalty and its gradient in W, b and v.
std::function<Numbers()> penalty(bool is_tanh, bool one_sided = false) {
  return [=] {
    Asked a{{is_tanh}};
    V const penalty = a.penalty(one_sided);
    auto const [dw, db, dv] = grad(penalty, {a.w, a.b, a.v});
    return joined({penalty.item(), numbers(dw), numbers(db), numbers(dv)});
  };
}
/// The same gradient by first order alone: 2 (|g| - 1) times the difference of the critic's parameter gradients at x + e r and
/// x - e r over 2 e, where r = g / |g| is the direction of the slope.
Numbers penalty_by_differences(bool is_tanh) {
  Asked a{{is_tanh}};
  V const g = grad(sum(a.scores), a.x);
  double const length = norm(g), e = 1e-4;
  V const step = constant(V(g * (e / length)).value());
  auto const [w1, b1, v1] = grad(sum(a.critic(V(a.x + step), a.w, a.b, a.v)), {a.w, a.b, a.v});
  auto const [w0, b0, v0] = grad(sum(a.critic(V(a.x - step), a.w, a.b, a.v)), {a.w, a.b, a.v});
  double const factor = (length - 1) / e;
  return joined({(length - 1) * (length - 1), numbers(V((w1 - w0) * factor)), numbers(V((b1 - b0) * factor)),
                 numbers(V((v1 - v0) * factor))});
}

/// D of two point masses at distance 1 under instance noise of this deviation.
template <class D> std::function<Numbers()> noisy(D d, double sigma, double factor = 1) {
  return [=] { return factor * divergence_of(d, {0, sigma}, {1, sigma}, {.5}); };
}
/// How far one step with gradient .5 goes.
double first_step(RmsProp policy) {
  Context<Cpu> c;
  policy.rate = 5e-5f;
  auto theta = full<double>(c, {1}, 0.0);
  OptimizerState<double, Cpu, RmsProp> state(c, policy, theta);
  state.step(theta, full<double>(c, {1}, .5));
  return -to_host(theta)[0];
}
}  // namespace

TEST_CASE("the Wasserstein loss at one score, and the distance at an optimal critic") {
  char const *const dual = "Arjovsky et al. 2017, eq. 2", *const example = "Arjovsky et al. 2017, example 1";
  Normal1 const standard{0, 1};
  std::vector<Row> rows{
      {dual, "real", {-3, -1}, 0, at(Wasserstein{}, Term::real, 3)},
      {dual, "fake", {3, 1}, 0, at(Wasserstein{}, Term::fake, 3)},
      {dual, "generator", {-3, -1}, 0, at(Wasserstein{}, Term::generator, 3)},
      {dual, "N(0, 1), N(1, 1): the critic -x", 1., 1e-12,
       [=] {
         return estimate(standard, {1, 1}, [](double x) { return -x; });
       }},
      {dual, "N(0, 1), N(-2.5, 1): the critic x", 2.5, 1e-12,
       [=] {
         return estimate(standard, {-2.5, 1}, [](double x) { return x; });
       }},
      {dual, "N(0, 1), N(0, 4): the critic -|x|", .7978845608, 6e-11,
       [=] {
         return estimate(standard, {0, 2}, [](double x) { return -std::abs(x); }, {0});
       }},
      {dual, "N(0, 1), N(1, 4): the critic -|x + 1|, where x and its image 1 + 2 x meet", 1.1666309412, 6e-11,
       [=] {
         return estimate(standard, {1, 2}, [](double x) { return -std::abs(x + 1); }, {-1});
       }},
      {dual, "the histograms .4, .6, 0 and .1, .4, .5 on 0, 1, 2: the critic -x", .8, 1e-15,
       [] {
         return estimate({0, 0, 0, 0, -1, -1, -1, -1, -1, -1}, {0, -1, -1, -1, -1, -2, -2, -2, -2, -2});
       }},
      {dual, "three points and three others: the critic minus the distance to the nearest real one", 1., 1e-15,
       [] {
         return points_estimate({{0, 0}, {1, 0}, {0, 2}}, {{0, 1}, {2, 0}, {1, 2}});
       }},
  };
  for (double t : {-1., .25, 3.})
    rows.push_back({example, "parallel lines at distance " + std::to_string(t), std::abs(t), 0, [=] {
                      return points_estimate({{0, 0}, {0, .5}, {0, 1}}, {{t, 0}, {t, .5}, {t, 1}});
                    }});
  // The supports are disjoint for every t but 0, where a critic may go to +-infinity, as good as 800 in double
  rows.push_back({example, "parallel lines: total variation is 1", 1., 0, [] {
                    FDivergence<TotalVariation> const loss;
                    return -(value(loss, Term::real, 800) + value(loss, Term::fake, -800));
                  }});
  rows.push_back({example, "parallel lines: KL is infinite, its bound grows without end", 800., 1e-9, [] {
                    FDivergence<KullbackLeibler> const loss;
                    return -(value(loss, Term::real, 800) + value(loss, Term::fake, -800));
                  }});
  check(rows);
}

TEST_CASE("the gradient penalty of two-layer critics") {
  // Closed form: g = W^T s, s = v phi'(h), r = g / |g|, c = 2 (|g| - 1); dv = c (W r) phi'(h), dh = c (W r) v phi''(h),
  // dW = c s r^T + dh x^T, db = dh
  char const* const source = "Gulrajani et al. 2017, algorithm 1, derived";
  Numbers const smooth{.0021175561,  -.0136201275, -.0674515629, .0374543011, .0434271125,  -.0053155773, -.0433661399,
                       -.0148578632, .0866788407,  -.0003019257, .0183285000, -.0524251089, -.0013944597},
      linear{.1250509911, -.4048471357, .5799161673, .1214541407, -.1739748502, -.0404847136, .0579916167, 0, 0,
             0,           -.3763984180, .0765927013, .0682769223};
  check({
      {source, "tanh: gradient of the critic", {-.1246120257, -1.0385678700}, 6e-11, input_gradient(true)},
      {source, "tanh: its length", 1.0460169107, 6e-11,
       [] {
         Asked a{{true}};
         return norm(grad(sum(a.scores), a.x));
       }},
      {source, "tanh: penalty and its gradient in W, b, v", smooth, 6e-11, penalty(true)},
      {source, "tanh, one-sided: the slope is above the target", smooth, 6e-11, penalty(true, true)},
      {source, "tanh: by first order alone", smooth, 1e-9, [] { return penalty_by_differences(true); }},
      {source, "leaky ReLU: gradient of the critic", {.37, -.53}, 1e-14, input_gradient(false)},
      {source, "leaky ReLU: its length", .6463745044, 6e-11,
       [] {
         Asked a{{false}};
         return norm(grad(sum(a.scores), a.x));
       }},
      {source, "leaky ReLU: penalty and its gradient, none in b", linear, 6e-11, penalty(false)},
      {source, "leaky ReLU, one-sided: the slope is below the target", Numbers(std::vector<double>(13)), 0,
       penalty(false, true)},
      {source, "leaky ReLU: by first order alone", linear, 1e-9, [] { return penalty_by_differences(false); }},
  });
}

TEST_CASE("instance noise makes the divergences of two points finite") {
  char const* const source = "derived";
  std::vector<Row> rows;
  struct At {
    double sigma, jsd, tv;
  };
  // Total variation is 2 Phi(1 / (2 sigma)) - 1, KL 1 / (2 sigma^2)
  for (auto [sigma, jsd, tv] : {At{.1, .69314632, .9999994267}, At{.5, .33683082, .6826894921}, At{1, .11142148, .3829249225},
                                At{2, .03031130, .1974126514}}) {
    std::string const noise = " of two points under noise of deviation " + std::to_string(sigma);
    rows.push_back({source, "Jensen-Shannon divergence" + noise, jsd, 6e-9, noisy(JensenShannon{}, sigma, .5)});
    rows.push_back({source, "KL" + noise, 1 / (2 * sigma * sigma), 1e-10, noisy(KullbackLeibler{}, sigma)});
    rows.push_back({source, "total variation" + noise, tv, 6e-11, noisy(TotalVariation{}, sigma)});
  }
  check(rows);
}

TEST_CASE("the first steps of RMSProp in its two conventions, and the critic's parameters") {
  Sequential const critic{Conv2d{1, 64, 5, 2, 2}, Conv2d{64, 128, 5, 2, 2}, Conv2d{128, 256, 5, 2, 2}, Linear{4096, 1}};
  // Options of optimisers are floats: a decay of .99f leaves 1 - .99f, which is off by 1e-6 of itself.
  check({
      {"Arjovsky et al. 2017, algorithm 1", "RMSProp, rate 5e-5, gradient .5: state 0, epsilon outside the root", 4.999999e-4,
       5e-10, [] { return first_step(RmsProp{}); }},
      {"Arjovsky et al. 2017, algorithm 1", "the same in the convention of TensorFlow 1: state 1, epsilon inside", 2.5993762e-5,
       5e-11, [] { return first_step(RmsProp::tensorflow1()); }},
      {"Gulrajani et al. 2017, MNIST", "critic 28 - 14 - 7 - 4, 64 to 256 maps", 1'030'145., 0,
       [=] { return parameter_count(critic); }},
      {"Gulrajani et al. 2017, MNIST", "DCCritic of a side of 32, which ends on the same 4 x 4 maps", 1'030'145., 0,
       [] { return parameter_count(DCCritic{}.layers(Image<1, 32, 32>{})); }},
  });
}

/// Losses made of others: label smoothing, the blend of the authors' code, relativistic averages.
#include <gan/autodiff/gradcheck.hpp>
#include <gan/backend/cpu/backend.hpp>
#include <gan/loss/blended.hpp>
#include <gan/loss/hinge.hpp>
#include <gan/loss/label_smoothing.hpp>
#include <gan/loss/least_squares.hpp>
#include <gan/loss/non_saturating.hpp>
#include <gan/loss/relativistic.hpp>
#include <gan/loss/wasserstein.hpp>
#include <gan/model/save.hpp>
#include <gan/network/autoencoder_energy.hpp>
#include <gan/network/mlp.hpp>
#include <gan/regularizer/instance_noise.hpp>
#include <gan/verify/verify.hpp>

#include "../catch.hpp"

using namespace gan;
using V = Var<double, Cpu>;

namespace {
/// Value and derivative of a function of a score.
template <class F> std::pair<double, double> at(F const& f, double score) {
  auto const d = detail::derivatives<double>(f, score);
  return {d[0], d[1]};
}
template <class L> auto real(L const& loss) {
  return [=](auto s) { return loss.real(s); };
}
template <class L> auto fake(L const& loss) {
  return [=](auto s) { return loss.fake(s); };
}
template <class L> auto generator(L const& loss) {
  return [=](auto s) { return loss.generator(s); };
}
V scores(Context<Cpu>& c, std::vector<double> const& values) {
  return variable(from_host(c, {static_cast<std::int64_t>(values.size()), 1}, values));
}
void check_near(V const& got, std::vector<double> const& expected) {
  auto const values = to_host(got.value());
  REQUIRE(values.size() == expected.size());
  for (std::size_t i = 0; i < values.size(); ++i) CHECK(values[i] == Approx(expected[i]).margin(1e-11));
}
}  // namespace

TEST_CASE("label smoothing: the cross entropy with a real label of 1 - amount") {
  LabelSmoothing const loss{NonSaturating{}, 0.1f};
  // -(.9 log D + .1 log(1 - D)) at s = 1, evaluated with numpy; its minimum is at D = .9
  CHECK(at(real(loss), 1).first == Approx(.413261687518).epsilon(1e-7));
  CHECK(at(real(loss), 1).second == Approx(-.168941421370).epsilon(1e-7));
  CHECK(at(real(loss), std::log(9)).second == Approx(0).margin(1e-8));
  for (double s : {-3., 0., 2.}) {
    CHECK(at(fake(loss), s) == at(fake(NonSaturating{}), s));
    CHECK(at(generator(loss), s) == at(generator(NonSaturating{}), s));
    CHECK(at(real(LabelSmoothing{NonSaturating{}, 0}), s) == at(real(NonSaturating{}), s));
    CHECK(at(real(LabelSmoothing{LeastSquares{-1, 1, 0}, .25f}), s).second == Approx(.75 * (s - 1) + .25 * (s + 1)));
  }
  STATIC_REQUIRE(std::is_same_v<decltype(LabelSmoothing{Hinge{}}), LabelSmoothing<Hinge>>);
  CHECK(LabelSmoothing{Hinge{}}.amount == .1f);
}

TEST_CASE("the blended generator: (c_ns L_ns - c_mm L_D) / (c_ns + c_mm)") {
  BlendedGenerator const loss{.non_saturating = 3, .minimax = 1};
  // Evaluated with numpy
  CHECK(at(generator(loss), 1).first == Approx(-.09336915624089).epsilon(1e-9));
  CHECK(at(generator(loss), 1).second == Approx(-.384470710685).epsilon(1e-9));
  CHECK(at(generator(loss), -10).first == Approx(7.50002269944961).epsilon(1e-9));
  CHECK(at(generator(loss), -10).second == Approx(-.74997730106565).epsilon(1e-9));
  for (double s : {-5., 0., 4.}) {
    CHECK(at(generator(BlendedGenerator{1, 0}), s) == at(generator(NonSaturating{}), s));
    CHECK(at(generator(BlendedGenerator{0, 1}), s).first == Approx(at(generator(Minimax{}), s).first));
    CHECK(at(real(loss), s) == at(real(Minimax{}), s));
    CHECK(at(fake(loss), s) == at(fake(Minimax{}), s));
    // Equal parts: softplus(-s) - softplus(s) = -s, a gradient of -1/2 everywhere
    CHECK(at(generator(BlendedGenerator{}), s).second == Approx(-.5));
  }
}

TEST_CASE("verify accepts losses made of others, which overflow nowhere") {
  CHECK(verify(LabelSmoothing{NonSaturating{}, .1f}).overflows.empty());
  CHECK(verify(LabelSmoothing{LeastSquares{}, .1f}).overflows.empty());
  CHECK(verify(BlendedGenerator{2, 1}).overflows.empty());
  CHECK(verify(Hinge{}).overflows.empty());
}

TEST_CASE("relativistic average: objectives and gradients of given scores") {
  Context<Cpu> c;
  V const r = scores(c, {1, 2, -.5}), f = scores(c, {0, -1, .25});
  // mean -log sigmoid(r - mean f) + mean -log(1 - sigmoid(f - mean r)) (eq. 10 and 11), evaluated with numpy
  RelativisticAverage const loss{};
  V const d = loss.discriminator_loss(r, f), g = loss.generator_loss(r, f);
  CHECK(d.item() == Approx(.710233904701).epsilon(1e-11));
  CHECK(g.item() == Approx(2.876900571367).epsilon(1e-11));
  // dL_D/dr_i = -(sigmoid(mean f - r_i) + mean_j sigmoid(f_j - mean r)) / n
  check_near(grad(d, r), {-.163005416043, -.120555191401, -.276164203396});
  check_near(grad(d, f), {.198783139190, .143750119501, .217191552149});
  CHECK(V(RelativisticAverage{LeastSquares{-1, 1}}.discriminator_loss(r, f)).item() == Approx(.680555555556).epsilon(1e-11));
  CHECK(V(RelativisticAverage{Hinge{}}.discriminator_loss(r, f)).item() == Approx(.611111111111).epsilon(1e-11));
  // Of a linear critic nothing but twice the difference of the means remains
  CHECK(V(RelativisticAverage{Wasserstein{}}.discriminator_loss(r, f)).item() == Approx(-2 * (2.5 / 3 + .25)));
}

TEST_CASE(
    "relativistic average: only differences count, the generator's game is the discriminator's with the batches exchanged") {
  Context<Cpu> c{Seed{2}};
  RelativisticAverage const loss{};
  for (std::int64_t n : {1, 4, 64}) {
    V const r = variable(randn<double>(c, {n, 1})), f = variable(randn<double>(c, {n, 1}));
    double const d = V(loss.discriminator_loss(r, f)).item();
    CHECK(V(loss.discriminator_loss(V(r + 17), V(f + 17))).item() == Approx(d).epsilon(1e-11));
    CHECK(V(loss.generator_loss(f, r)).item() == d);
    auto const [dr, df] = grad(loss.generator_loss(r, f), {r, f});
    CHECK(sum(dr + df).item() == Approx(0).margin(1e-13));  // that of a common shift
    CHECK(V(loss.discriminator_loss(V(0 * r), V(0 * f))).item() == Approx(2 * std::log(2)));
  }
}

TEST_CASE("relativistic average: both orders of derivatives agree with central differences") {
  Context<Cpu> c{Seed{3}};
  auto check = [&](auto const& loss) {
    auto const r = randn<double>(c, {5, 1}), f = randn<double>(c, {5, 1});
    auto const d = [&](auto const& a, auto const& b) { return loss.discriminator_loss(a, b); };
    auto const g = [&](auto const& a, auto const& b) { return loss.generator_loss(a, b); };
    gradcheck(d, r, f);
    gradgradcheck(d, r, f);
    gradcheck(g, r, f);
    gradgradcheck(g, r, f);
  };
  check(RelativisticAverage{});
  check(RelativisticAverage{LeastSquares{-1, 1}});
}

TEST_CASE("a composition's text tells losses inside others apart, and the annealing of a regularizer") {
  CHECK(detail::loss_text(RelativisticAverage{}) != detail::loss_text(RelativisticAverage{Hinge{}}));
  CHECK(detail::loss_text(RelativisticAverage{LeastSquares{-1, 1}}) !=
        detail::loss_text(RelativisticAverage{LeastSquares{0, 1}}));
  CHECK(detail::loss_text(LabelSmoothing{NonSaturating{}}) != detail::loss_text(LabelSmoothing{Hinge{}}));
  CHECK(detail::regularizer_text(InstanceNoise{.1f, LinearAnnealing{.5}}) !=
        detail::regularizer_text(InstanceNoise{.1f, LinearAnnealing{.6}}));
  CHECK(detail::regularizer_text(InstanceNoise{.1f, NoAnnealing{}}) !=
        detail::regularizer_text(InstanceNoise{.1f, LinearAnnealing{}}));
}

TEST_CASE("losses that couple the batches stand where others do, and want a logit as they do") {
  STATIC_REQUIRE(CoupledLoss<RelativisticAverage<>>);
  STATIC_REQUIRE_FALSE(CoupledLoss<NonSaturating>);
  STATIC_REQUIRE(compatible<MlpGenerator, MlpDiscriminator, RelativisticAverage<>> == Misfit::none);
  STATIC_REQUIRE(compatible<MlpGenerator, AutoencoderEnergyD, RelativisticAverage<>> == Misfit::loss_needs_logit);
  STATIC_REQUIRE(compatible<MlpGenerator, MlpDiscriminator, LabelSmoothing<Hinge>> == Misfit::none);
}

/// The cost of energies with its gradient in one pass over reconstructions: against plain loops, against the composed operations in both
/// orders, on any number of threads, and in a training beside a discriminator that evaluates its energies itself.
#include <cmath>

#include <gan/autodiff/gradcheck.hpp>
#include <gan/network/conditional.hpp>
#include <gan/network/mlp_autoencoder_energy.hpp>

#include "../train/training.hpp"

using namespace gan;
using namespace test;
using Numbers = std::vector<double>;

namespace {

constexpr EnergyNorm norms[] = {EnergyNorm::L2, EnergyNorm::SumSq, EnergyNorm::MeanSq};

/// A cost with a curvature of its own: E^2 / 2 + 3 E.
struct Curved {
  template <class S> GAN_HD auto operator()(S const& s) const { return 0.5f * s * s + 3 * s; }
};
using Hinged = gan::detail::FakeOp<MarginLoss>;
using Flat = gan::detail::RealOp<MarginLoss>;

struct Slopes {
  double value = 0;
  Numbers gradient;
};
/// The mean of E^2 / 2 + 3 E over rows of r - x and its gradient for r, by the definition.
Slopes curved_by_loops(Numbers const& r, Numbers const& x, std::size_t n, EnergyNorm norm) {
  std::size_t const size = r.size() / n;
  Slopes out{0, Numbers(r.size())};
  for (std::size_t i = 0; i < n; ++i) {
    double sum = 0;
    for (std::size_t k = i * size; k < (i + 1) * size; ++k) sum += (r[k] - x[k]) * (r[k] - x[k]);
    double const energy = norm == EnergyNorm::L2 ? std::sqrt(sum) : norm == EnergyNorm::SumSq ? sum : sum / double(size);
    out.value += (energy * energy / 2 + 3 * energy) / double(n);
    double const slope = (energy + 3) / double(n);
    double const each = norm == EnergyNorm::L2 ? (sum > 0 ? 1 / energy : 0) : norm == EnergyNorm::SumSq ? 2 : 2 / double(size);
    for (std::size_t k = i * size; k < (i + 1) * size; ++k) out.gradient[k] = slope * each * (r[k] - x[k]);
  }
  return out;
}

/// Two batches of this shape, of which the first rows are the same.
template <class T> std::array<Tensor<T, Cpu>, 2> batches(Context<Cpu>& c, Shape const& shape) {
  auto const r = randn<T>(c, shape), x = randn<T>(c, shape);
  std::copy_n(x.data(), shape.count() / shape[0], r.data());
  return {r, x};
}

template <class Op, class R, class X> auto composed(Op const& op, R const& r, X const& x, EnergyNorm norm) {
  return mean(apply(op, residual_energy(r - x, norm)));
}

void check_near(Numbers const& got, Numbers const& expected, double epsilon = 1e-12) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) CHECK(got[i] == Approx(expected[i]).epsilon(epsilon).margin(1e-14));
}
template <class X> Numbers numbers(X const& tensor) {
  auto const host = to_host(tensor);
  return Numbers(host.begin(), host.end());
}

/// AutoencoderEnergy with its energies evaluated in the layer.
template <class Inner> struct EvaluatedLayers {
  Inner inner;
  void declare(Declaration& d) const { inner.declare(d); }
  template <class X, class P> auto operator()(X const& x, P& pass) const {
    auto out = inner(x, pass);
    return Scored<std::decay_t<decltype(out.code)>>{score_of(out), out.code};
  }
};
template <class D> struct EvaluatedEnergyD {
  using score = Energy;
  static constexpr bool mixes_samples = true, has_code = true;
  D inner;
  template <class Sample> auto layers(Sample) const {
    return EvaluatedLayers<decltype(inner.layers(Sample{}))>{inner.layers(Sample{})};
  }
};
/// An auto-encoder that mixes no samples, so that both batches go through it as one.
template <bool Evaluates> struct JointEnergyD {
  using score = Energy;
  static constexpr bool mixes_samples = false, has_code = true;
  EnergyNorm norm = EnergyNorm::L2;
  template <class Sample> auto layers(Sample) const {
    AutoencoderEnergy const whole{Sequential{Linear{Sample::size, 5}}, Sequential{Tanh{}, Linear{5, Sample::size}}, norm};
    if constexpr (Evaluates) return EvaluatedLayers<decltype(AutoencoderEnergy{whole})>{whole};
    else return whole;
  }
};

/// Reads the scores of both objectives and adds what is no constant.
struct ReadsScores {
  template <class Step> auto discriminator_term(Step& step) const {
    return 0.1f * (mean(square(step.real_score())) + mean(step.fake_score()));
  }
  template <class Step> auto generator_term(Step& step) const { return 0.1f * mean(square(step.fake_score())); }
};

/// A gradient of a gradient in the objective that has the costs of energies: networks of order 2.
struct PenalisedSlopes {
  static constexpr bool second_order = true;
  template <class Step> auto discriminator_term(Step& step) const {
    auto const x = step.differentiable(step.real());
    return 0.1f * sum(square(grad(sum(step.discriminator(x)), x, create_graph)));
  }
};

/// All numbers of a training of four steps in double.
template <class D, class... R> Numbers trained(D const& d, R const&... regularizers) {
  Gan const gan{MlpGenerator{.latent = 4, .hidden = {8}}, d, MarginLoss{.margin = 1.5f}, regularizers...};
  Model model{gan, Vector<2>{}, Cpu{}, Seed{5}, double{}};
  TrainingLoop loop(model, {.batch = 7});
  loop.run(points(), 4);
  return numbers_of(model);
}

}  // namespace

TEST_CASE("the mean cost of energies and its gradients are those of plain loops, whatever is wanted of them") {
  Context<Cpu> c;
  for (auto norm : norms)
    for (Shape const& shape : {Shape{1, 1}, Shape{5, 2}, Shape{4, 19}, Shape{3, 7, 5, 3}, Shape{70, 784}, Shape{2, 40000}}) {
      INFO("norm " << static_cast<int>(norm) << ", shape " << shape.text());
      auto const [r, x] = batches<double>(c, shape);
      auto const expected = curved_by_loops(to_host(r), to_host(x), static_cast<std::size_t>(shape[0]), norm);
      Numbers turned = expected.gradient;
      for (double& g : turned) g = -g;
      Numbers twice = turned;
      for (double& g : twice) g *= 2;
      for (bool of_r : {false, true})
        for (bool of_x : {false, true}) {
          auto const a = of_r ? variable<1>(r) : constant<1>(r), b = of_x ? variable<1>(x) : constant<1>(x);
          auto const term = energy_term(Curved{}, a, b, norm);
          CHECK(term.shape() == Shape{});
          CHECK(term.needs_gradient() == (of_r || of_x));
          CHECK(term.item() == Approx(expected.value).epsilon(1e-12).margin(1e-11));
          if (of_r) check_near(numbers(grad(term, a).value()), expected.gradient);
          if (of_x) check_near(numbers(grad(2 * term, b).value()), twice);
          if (of_r && of_x) {
            auto const [ga, gb] = grad(term, {a, b});
            check_near(numbers(ga.value()), expected.gradient);
            check_near(numbers(gb.value()), turned);
          }
        }
      NoRecording<Cpu> off(c);
      auto const quiet = energy_term(Curved{}, variable<1>(r), variable<1>(x), norm);
      CHECK_FALSE(quiet.needs_gradient());
      CHECK(quiet.item() == Approx(expected.value).epsilon(1e-12).margin(1e-11));
    }
}

TEST_CASE("the mean cost of energies is the composed one in value, first and second order") {
  Context<Cpu> c;
  auto const [r, x] = batches<double>(c, Shape{5, 6});
  auto const direction = constant(randn<double>(c, {5, 6}));
  auto const jet = [&, &r = r, &x = x](auto const& term, bool of_x) {
    Var<double, Cpu> const a = variable(r), b = of_x ? variable(x) : constant(x);
    Var<double, Cpu> const objective = term(a, b) * 1.5 + sum(a * b) * 0.1;
    Numbers out = numbers(objective.value());
    auto append = [&](auto const& more) {
      for (double v : numbers(more.value())) out.push_back(v);
    };
    append(grad(objective, a));
    Var<double, Cpu> const recorded = grad(term(a, b), a, create_graph);
    append(recorded);
    append(grad(sum(recorded * direction), a));
    if (of_x) {
      append(grad(objective, b));
      append(grad(sum(recorded * direction), b));
    }
    return out;
  };
  for (auto norm : norms)
    for (bool of_x : {false, true}) {
      auto check = [&](auto const& op) {
        check_near(jet([&](auto const& a, auto const& b) { return energy_term(op, a, b, norm); }, of_x),
                   jet([&](auto const& a, auto const& b) { return composed(op, a, b, norm); }, of_x));
      };
      check(Curved{});
      check(Flat{});
      for (float margin : {1.0f, 3.0f, 10.0f, 30.0f}) check(Hinged{MarginLoss{margin}});  // off for some rows and on for others
    }
  for (auto norm : norms) {
    auto const a = randn<double>(c, {3, 4}), b = randn<double>(c, {3, 4});
    auto term = [=](auto const& y, auto const& z) { return energy_term(Curved{}, y, z, norm); };
    gradcheck(term, a, b);
    gradgradcheck(term, a, b);
  }
}

TEST_CASE("with order 1 a graph of the gradient is there, but not its gradient") {
  Context<Cpu> c;
  auto const [r, x] = batches<double>(c, Shape{5, 6});
  auto const a = variable<1>(r), b = constant<1>(x);
  auto const recorded = grad(energy_term(Curved{}, a, b, EnergyNorm::L2), a, create_graph);
  check_near(numbers(recorded.value()), curved_by_loops(to_host(r), to_host(x), 5, EnergyNorm::L2).gradient);
  CHECK_THROWS_AS(grad(sum(recorded), a), GradientError);
}

TEST_CASE("the mean cost of energies has the same bits on any number of threads") {
  auto on = [](int threads, EnergyNorm norm) {
    Context<Cpu> c{Cpu{.threads = threads}, Seed{2}};
    auto const [r, x] = batches<double>(c, Shape{333, 401});
    auto const a = variable<1>(r), b = variable<1>(x);
    auto const term = energy_term(Curved{}, a, b, norm);
    auto const [ga, gb] = grad(term, {a, b});
    auto out = to_host(term.value());
    for (auto const& g : {ga, gb})
      for (double v : to_host(g.value())) out.push_back(v);
    return out;
  };
  for (auto norm : norms) {
    auto const one = on(1, norm);
    CHECK(one == on(2, norm));
    CHECK(one == on(3, norm));
  }
}

TEST_CASE("the mean cost of energies of float batches is near that of double ones, and shows what is not finite") {
  Context<Cpu> c;
  auto const [r, x] = batches<float>(c, Shape{64, 784});
  Numbers const rd = numbers(r), xd = numbers(x);
  for (auto norm : norms) {
    auto const expected = curved_by_loops(rd, xd, 64, norm);
    auto const a = variable<1>(r);
    auto const term = energy_term(Curved{}, a, constant<1>(x), norm);
    CHECK(term.item() == Approx(expected.value).epsilon(1e-6));
    auto const slope = to_host(grad(term, a).value());
    for (std::size_t i = 0; i < slope.size(); ++i)
      CHECK(static_cast<double>(slope[i]) == Approx(expected.gradient[i]).epsilon(1e-5).margin(1e-7));
    auto const bad = from_host(c, Shape{2, 2}, std::vector<float>{1, 2, std::nanf(""), 4});
    CHECK(std::isnan(energy_term(Curved{}, constant<1>(bad), constant<1>(zeros<float>(c, {2, 2})), norm).item()));
  }
}

TEST_CASE("the norm of a residual below 1e-12 counts as 1e-12, without a gradient - above it has its own") {
  Context<Cpu> c;
  auto const r = variable<1>(from_host(c, Shape{3, 2}, Numbers{3e-13, 4e-13, 3e-12, -4e-12, 0, 0}));
  auto const term = energy_term(Curved{}, r, constant<1>(zeros<double>(c, {3, 2})), EnergyNorm::L2);
  CHECK(term.item() == Approx(3 * (1e-12 + 5e-12 + 1e-12) / 3).epsilon(1e-6));
  check_near(numbers(grad(term, r).value()), {0, 0, .6, -.8, 0, 0}, 1e-9);
}

TEST_CASE("a reconstruction of another shape is refused") {
  Context<Cpu> c;
  auto const r = constant<1>(zeros<float>(c, {3, 4})), x = constant<1>(zeros<float>(c, {3, 2, 2}));
  CHECK_THROWS_AS(energy_term(Curved{}, r, x, EnergyNorm::L2), ShapeError);
  CHECK_THROWS_WITH(energy_term(Curved{}, r, x, EnergyNorm::L2), Catch::Contains("same shape"));
}

TEST_CASE("a training on energies left to the loss is one on energies that the discriminator evaluates") {
  for (auto norm : norms) {
    INFO("norm " << static_cast<int>(norm));
    AutoencoderEnergyD const left{.width = 6, .code = 3, .norm = norm};
    EvaluatedEnergyD<AutoencoderEnergyD> const evaluated{left};
    auto both = [&](auto const& a, auto const& b) {
      check_near(trained(a), trained(b));
      check_near(trained(a, ReadsScores{}, PullingAway{}), trained(b, ReadsScores{}, PullingAway{}));
      check_near(trained(a, PenalisedSlopes{}), trained(b, PenalisedSlopes{}));
    };
    both(left, evaluated);
    both(JointEnergyD<false>{norm}, JointEnergyD<true>{norm});
  }
  AutoencoderEnergyD const left{.width = 6, .code = 3};
  CHECK(trained(left) != trained(left, ReadsScores{}));
}

TEST_CASE("energies of images and of samples with their classes are left to the loss alike") {
  std::vector<float> values;
  for (int i = 0; i < 12 * 64; ++i) values.push_back(static_cast<float>(std::sin(i)));
  auto const images = data::in_memory<Image<1, 8, 8>, 2>(values, {0, 1, 1, 0, 1, 0, 0, 1, 0, 0, 1, 1});
  auto trains = [&](auto const& generator, auto const& d) {
    Model model{Gan{generator, d, MarginLoss{.margin = 8}}, Image<1, 8, 8>{}, Cpu{}, Seed{5}, double{}};
    TrainingLoop loop(model, {.batch = 5});
    loop.run(images, 3);
    return numbers_of(model);
  };
  auto both = [&](auto const& d) {
    EvaluatedEnergyD<std::decay_t<decltype(d)>> const evaluated{d};
    MlpGenerator const g{.latent = 4, .hidden = {8}};
    Classes<2> const classes;
    check_near(trains(g, d), trains(g, evaluated));
    check_near(trains(ConditionalGenerator{g, classes}, ConditionalD{d, classes}),
               trains(ConditionalGenerator{g, classes}, ConditionalD{evaluated, classes}));
  };
  both(AutoencoderEnergyD{.width = 2});
  both(MlpAutoencoderEnergyD{.hidden = {9}, .code = 4});
}

TEST_CASE("a step tells the energies that it has left to the loss, as often as it is asked") {
  Gan const gan{MlpGenerator{.latent = 4, .hidden = {8}}, AutoencoderEnergyD{.width = 6, .code = 3}, MarginLoss{}};
  Model model{gan, Vector<2>{}, Cpu{}, Seed{5}, double{}};
  Step<decltype(model)> step(model, 0, 0, 0);
  auto const x = constant<1>(randn<double>(model.context(), {5, 2})), y = constant<1>(randn<double>(model.context(), {5, 2}));
  auto real = step.discriminator_output(x, false);
  CHECK_FALSE(real.score);
  step.set_outputs(std::move(real), step.discriminator_output(y, false));
  for (int times = 0; times < 2; ++times) {
    {
      NoRecording<Cpu> off(model.context());
      CHECK_FALSE(step.fake_score().needs_gradient());
    }
    CHECK(step.fake_score().needs_gradient());
    CHECK(step.fake_score().shape() == Shape{5, 1});
  }
  CHECK(numbers(step.real_score().value()) == numbers(step.discriminator(x).value()));
}

/// What one system is of another, step for step: trainings from the same seed in double that must end in the same numbers,
/// because their objectives have the same gradients. In value the same identities stand in oracle/identities.cpp.
#include <gan/loss/blended.hpp>
#include <gan/loss/divergences.hpp>
#include <gan/loss/label_smoothing.hpp>

#include "training.hpp"

using namespace gan;
using namespace test;
using enum GeneratorObjective;

namespace {

/// All parameters after 20 steps of plain gradient descent, with a smooth discriminator so that rounding is not amplified by
/// kinks.
struct SmoothDiscriminator {
  using score = Logit;
  static constexpr bool mixes_samples = false;
  template <class Sample> auto layers(Sample) const {
    return Sequential{Linear{Sample::size, 12}, Tanh{}, Linear{12, 12}, Tanh{}, Linear{12, 1}};
  }
};
struct SmoothGenerator {
  int latent = 3;
  template <class Sample> auto layers(Sample) const { return Sequential{Linear{latent, 12}, Tanh{}, Linear{12, Sample::size}}; }
};
struct Schedule {
  int k;
  bool simultaneous;
};

template <class Loss> std::vector<double> trained(Loss const& loss, Schedule s, float rate = .125f) {
  Trainer trainer{Model{Gan{SmoothGenerator{}, SmoothDiscriminator{}, loss}, Vector<2>{}, Cpu{}, Seed{7}, double{}},
                  TrainingOptions{.batch = 16,
                                  .discriminator_steps = s.k,
                                  .simultaneous = s.simultaneous,
                                  .generator = Sgd{rate},
                                  .discriminator = Sgd{rate}}};
  trainer.run(points(), 20);
  return numbers_of(trainer.model());
}

/// The greatest difference of two lists, relative where numbers are above 1.
double difference(std::vector<double> const& x, std::vector<double> const& y) {
  REQUIRE(x.size() == y.size());
  double most = 0;
  for (std::size_t i = 0; i < x.size(); ++i) most = std::max(most, std::abs(x[i] - y[i]) / std::max(1., std::abs(x[i])));
  return most;
}

/// For the saddle F(theta, omega) = d/2 theta^2 + theta omega - d/2 omega^2: "samples" are theta, scores omega theta.
struct Scalar {
  bool times_input;
  void declare(Declaration& d) const { d.parameter("weight", {1, 1}, Fill{0}); }
  template <class X, class P> auto operator()(X const& x, P& pass) const {
    using V = typename P::Variable;
    V const w = pass.parameter(), in = evaluate(x);
    return times_input ? V(evaluate(in * w)) : V(evaluate(0 * in + w));
  }
};
struct Theta {
  int latent = 1;
  template <class Sample> auto layers(Sample) const { return Sequential{Scalar{false}}; }
};
struct Omega {
  using score = Logit;
  static constexpr bool mixes_samples = false;
  template <class Sample> auto layers(Sample) const { return Sequential{Scalar{true}}; }
};
struct Product {
  using score = Logit;
  template <class S> GAN_HD auto real(S s) const { return 0 * s; }
  template <class S> GAN_HD auto fake(S s) const { return -s; }
  template <class S> GAN_HD auto generator(S s) const { return s; }
};
/// d/2 of the square of the one parameter, in each network's own objective.
struct HalfSquare {
  float d = .5f;
  template <class Step> auto generator_term(Step& step) const { return term(step.model().generator()); }
  template <class Step> auto discriminator_term(Step& step) const { return term(step.model().discriminator()); }

 private:
  template <class Network> auto term(Network const& network) const { return .5f * d * sum(square(network.leaves()[0])); }
};

}  // namespace

TEST_CASE("trainings that are the same game take the same steps") {
  for (Schedule const s : {Schedule{1, false}, Schedule{3, false}, Schedule{1, true}}) {
    INFO(s.k << " discriminator steps" << (s.simultaneous ? ", both networks from one batch" : ""));
    auto const minimax_game = trained(Minimax{}, s), strong_game = trained(NonSaturating{}, s);
    // The two games differ, and 20 steps are enough to see it.
    CHECK(difference(minimax_game, strong_game) > 1e-3);
    // Nowozin et al. 2016, tables 1 and 6
    CHECK(difference(trained(FDivergence<GanDivergence>{}, s), minimax_game) < 1e-9);
    CHECK(difference(trained(FDivergence<GanDivergence, alternative>{}, s), strong_game) < 1e-9);
    CHECK(difference(trained(FDivergence<JensenShannon>{}, s), minimax_game) < 1e-9);
    CHECK(difference(trained(FDivergence<JensenShannon, alternative>{}, s), strong_game) < 1e-9);
    // Half of the Jensen-Shannon divergence, made up for by the rate
    CHECK(difference(trained(FDivergence<WeightedJensenShannon>{{.5}}, s, .25f), minimax_game) < 1e-9);
    // g = h: both objectives of the generator are one
    CHECK(difference(trained(FDivergence<TotalVariation, alternative>{}, s), trained(FDivergence<TotalVariation>{}, s)) < 1e-9);
    // Goodfellow et al. 2014, code
    CHECK(difference(trained(BlendedGenerator{1, 0}, s), strong_game) < 1e-9);
    CHECK(difference(trained(BlendedGenerator{0, 1}, s), minimax_game) < 1e-9);
    CHECK(difference(trained(LabelSmoothing{NonSaturating{}, 0}, s), strong_game) < 1e-9);
  }
}

TEST_CASE("the single step of f-GAN contracts a saddle at the rate of its theorem, which the saddle attains") {
  // Nowozin et al. 2016, theorem 2: with rate d / L the half square J of the gradient falls by 1 - d^2 / L. Here d = .5, L =
  // 1.25.
  Model model{Gan{Theta{}, Omega{}, Product{}, HalfSquare{.5f}}, Vector<1>{}, Cpu{}, Seed{1}, double{}};
  auto parameter = [](auto const& network) { return network.parameters().view(0); };
  fill(model.context(), parameter(model.generator()).data(), 1, 1.);
  fill(model.context(), parameter(model.discriminator()).data(), 1, 2.);
  Updates updates(model, TrainingOptions{.batch = 4, .simultaneous = true, .generator = Sgd{.4f}, .discriminator = Sgd{.4f}});
  auto const real = full<double>(model.context(), {4, 1}, 0.);
  for (double expected : {3.125, 2.5, 2., 1.6}) {
    double const theta = to_host(parameter(model.generator()))[0], omega = to_host(parameter(model.discriminator()))[0];
    double const d_theta = .5 * theta + omega, d_omega = theta - .5 * omega;
    CHECK((d_theta * d_theta + d_omega * d_omega) / 2 == Approx(expected).epsilon(1e-7));
    Step<decltype(model)> step(model, 0, 0, 0);
    updates.both(step, real, 1);
  }
}

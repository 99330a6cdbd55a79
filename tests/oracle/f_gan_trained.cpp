/// f-GAN's experiment in one dimension (Nowozin et al. 2016, section 2.5), trained: where a normal distribution comes to under
/// each divergence. The optima are those of f_gan.cpp, by quadrature.
#include <cmath>

#include <gan/data/gaussians.hpp>
#include <gan/loss/divergences.hpp>
#include <gan/nn/activations.hpp>
#include <gan/nn/linear.hpp>
#include <gan/regularizer/gradient_clipping.hpp>
#include <gan/train/trainer.hpp>

#include "table.hpp"

using namespace gan;

namespace {

/// x = mu + e^l z.
struct LocationAndScale {
  void declare(Declaration& d) const {
    d.parameter("mean", {1}, Zeros{});
    d.parameter("log_deviation", {1}, Zeros{});
  }
  template <class X, class P> auto operator()(X const& z, P& pass) const {
    auto const mean = pass.parameter(), log_deviation = pass.parameter();
    return mean + exp(log_deviation) * z;
  }
};
struct NormalGenerator {
  int latent = 1;
  NoisePrior noise = NormalNoise{};
  template <class Sample> auto layers(Sample) const { return Sequential{LocationAndScale{}}; }
};
struct Critic {
  using score = Logit;
  static constexpr bool mixes_samples = false;
  template <class Sample> auto layers(Sample) const {
    return Sequential{Linear{1, 64, Normal{.5f}}, Tanh{}, Linear{64, 64, Normal{.15f}}, Tanh{}, Linear{64, 1, Normal{.1f}}};
  }
};

/// The divergence by the critic, the mean and the deviation, as averages over the last 400 of 4000 single steps.
template <class D> oracle::Numbers trained(D const& divergence, std::uint64_t seed) {
  auto const data = data::gaussian_mixture<1>({.modes = {{.center = {-1}, .sigma = std::sqrt(.065f), .weight = .33f},
                                                         {.center = {2}, .sigma = std::sqrt(2.f), .weight = .67f}}});
  Adam const adam{.rate = 3e-3f, .beta1 = .5f};
  Model model{Gan{NormalGenerator{}, Critic{}, FDivergence<D>{divergence}, GradientClipping{5}}, Vector<1>{}, Cpu{},
              Seed{seed}};
  double estimate = 0, mean = 0, log_deviation = 0;
  train(model, data,
        {.batch = 1024,
         .steps = 4000,
         .simultaneous = true,
         .generator = adam,
         .discriminator = adam,
         .decay = StepDecay{.every = 2400, .factor = .1}},
        [&](auto const& event) {
          if (event.step <= 3600) return;
          estimate -= event.discriminator_loss() / 400;
          auto const& parameters = event.model().generator().parameters();
          mean += static_cast<double>(to_host(parameters.view(0))[0]) / 400;
          log_deviation += static_cast<double>(to_host(parameters.view(1))[0]) / 400;
        });
  return {estimate, mean, std::exp(log_deviation)};
}

}  // namespace

TEST_CASE("f-GAN trains one normal distribution to the fit of its divergence", "[.long]") {
  struct Fit {
    char const* name;
    std::function<oracle::Numbers(std::uint64_t)> trained;
    double divergence, mean, deviation, tolerance;
  };
  auto with = [](auto d) { return [d](std::uint64_t seed) { return trained(d, seed); }; };
  for (Fit const& fit : {Fit{"KL", with(KullbackLeibler{}), .283052, 1.01, 1.83067, .05},
                         Fit{"reverse KL", with(ReverseKullbackLeibler{}), .248210, 1.57810, 1.63117, .05},
                         Fit{"Jensen-Shannon", with(JensenShannon{}), .128079, 1.30685, 1.75397, .05},
                         Fit{"Pearson", with(PearsonChiSquared{}), .645780, .57366, 1.92731, .1}})
    for (std::uint64_t seed : {1, 2, 3}) {
      auto const found = fit.trained(seed);
      INFO(fit.name << ", seed " << seed << ": divergence " << found[0] << ", mean " << found[1] << ", deviation " << found[2]);
      CHECK(std::abs(found[0] - fit.divergence) < .05 * fit.divergence);
      CHECK(std::abs(found[1] - fit.mean) < fit.tolerance);
      CHECK(std::abs(found[2] - fit.deviation) < fit.tolerance);
    }
}

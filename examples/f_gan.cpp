// Which normal distribution is nearest to a mixture of two? It depends on the divergence (Nowozin et al. 2016, section 4.1): one that
// weighs data without model covers both modes, one that weighs model without data seeks one. Every divergence is fitted by its own GAN,
// with one batch for both gradients, and compared with the exact minimiser, which quadrature gives. The arguments are the number of
// steps, of seeds, and a file for a picture; 4000 steps take some seconds each. Ends with 1 where a full fit misses the exact one.
// ctest: 20
// ctest-long: 4000 3
#include <cmath>
#include <cstdio>
#include <gan/gan.hpp>

using namespace gan;

/// mean + deviation * z, with both to be learnt.
struct LocationScale {
  void declare(Declaration& d) const {
    d.parameter("mean", {1}, Zeros{});
    d.parameter("log_deviation", {1}, Zeros{});
  }
  template <class X, class P> auto operator()(X const& z, P& pass) const {
    auto mean = pass.parameter(), log_deviation = pass.parameter();
    return mean + exp(log_deviation) * z;
  }
};
struct NormalGenerator {
  int latent = 1;
  template <class Sample> auto layers(Sample) const { return Sequential{LocationScale{}}; }
};
struct TanhCritic {
  using score = Logit;
  static constexpr bool mixes_samples = false;
  template <class Sample> auto layers(Sample) const {
    return Sequential{Linear{1, 64, Normal{.5f}}, Tanh{}, Linear{64, 64, Normal{.15f}}, Tanh{}, Linear{64, 1, Normal{.1f}}};
  }
};

struct Fit {
  double mean = 0, deviation = 0, bound = 0;
};

/// The fit of one divergence, averaged over the last tenth of the steps.
template <class Divergence> Fit fit(std::int64_t steps, std::uint64_t seed) {
  auto const mixture = data::gaussian_mixture<1>({.modes = {{{-1}, std::sqrt(.065f), .33f}, {{2}, std::sqrt(2.f), .67f}}});
  Model model{Gan{NormalGenerator{}, TanhCritic{}, FDivergence<Divergence>{}, GradientClipping{5}}, Vector<1>{}, Cpu{},
              Seed{seed}};
  Adam const adam{.rate = 3e-3f, .beta1 = .5f};
  Fit sum;
  std::int64_t counted = 0;
  train(model, mixture,
        {.batch = 1024,
         .steps = steps,
         .simultaneous = true,
         .generator = adam,
         .discriminator = adam,
         .decay = StepDecay{.every = std::max<std::int64_t>(1, steps * 6 / 10), .factor = .1}},
        [&](auto const& event) {
          if (event.step <= steps - steps / 10) return;
          auto const& parameters = event.model().generator().parameters();
          sum.mean += static_cast<double>(to_host(parameters.view(0))[0]);
          sum.deviation += std::exp(static_cast<double>(to_host(parameters.view(1))[0]));
          sum.bound -= event.discriminator_loss();
          ++counted;
        });
  double const n = static_cast<double>(std::max<std::int64_t>(1, counted));
  return {sum.mean / n, sum.deviation / n, sum.bound / n};
}

double normal_density(double x, double mean, double deviation) {
  double const z = (x - mean) / deviation;
  return std::exp(-z * z / 2) / (deviation * std::sqrt(2 * 3.14159265358979323846));
}

/// A density over [-4, 7] as a curve of a plot.
template <class F> Curve curve(char const* name, F const& density) {
  Curve out{name, {}, {}};
  for (double x = -4; x <= 7; x += .02) {
    out.x.push_back(x);
    out.y.push_back(density(x));
  }
  return out;
}

/// Prints the fits of one divergence beside the exact minimiser, and adds the first of them to the plot; false where one is off.
template <class Divergence>
bool compare(char const* name, Fit const& exact, double deviation_tolerance, std::int64_t steps, int seeds,
             std::vector<Curve>& plot) {
  bool good = true;
  for (int seed = 0; seed < seeds; ++seed) {
    Fit const found = fit<Divergence>(steps, static_cast<std::uint64_t>(seed));
    bool const near = std::abs(found.mean - exact.mean) < .05 &&
                      std::abs(found.deviation - exact.deviation) < deviation_tolerance &&
                      std::abs(found.bound - exact.bound) < .05 * exact.bound;
    std::printf("%-18s %d   %7.4f %7.4f   %7.4f %7.4f   %7.4f %7.4f  %s\n", name, seed, found.mean, exact.mean, found.deviation,
                exact.deviation, found.bound, exact.bound, near ? "" : "off");
    std::fflush(stdout);
    good = good && near;
    if (seed == 0) plot.push_back(curve(name, [&](double x) { return normal_density(x, found.mean, found.deviation); }));
  }
  return good;
}

int main(int count, char** arguments) {
  std::int64_t const steps = count > 1 ? std::atoi(arguments[1]) : 4000;
  int const seeds = count > 2 ? std::atoi(arguments[2]) : 1;
  std::printf("divergence      seed   mean, exact       deviation, exact  bound, exact\n");
  std::vector<Curve> plot{curve("mixture", [](double x) {
    return .33 * normal_density(x, -1, std::sqrt(.065)) + .67 * normal_density(x, 2, std::sqrt(2.));
  })};
  bool good = true;
  good &= compare<KullbackLeibler>("KL", {1.01000, 1.83067, .283052}, .05, steps, seeds, plot);
  good &= compare<ReverseKullbackLeibler>("reverse KL", {1.57810, 1.63117, .248210}, .05, steps, seeds, plot);
  good &= compare<JensenShannon>("Jensen-Shannon", {1.30685, 1.75397, .128079}, .05, steps, seeds, plot);
  good &= compare<Jeffrey>("Jeffrey", {1.32163, 1.70292, .570807}, .05, steps, seeds, plot);
  good &= compare<PearsonChiSquared>("Pearson", {.57366, 1.92731, .645780}, .1, steps, seeds, plot);
  good &= compare<SquaredHellinger>("squared Hellinger", {1.31294, 1.73265, .134678}, .05, steps, seeds, plot);
  if (count > 3)
    save_curves(
        arguments[3], plot,
        {.title = "the normal distributions nearest to a mixture", .x_label = "x", .y_label = "density", .smooth = false});
  return good || steps < 4000 ? 0 : 1;
}

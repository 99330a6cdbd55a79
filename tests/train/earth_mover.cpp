/// What a Wasserstein critic reports is the earth mover's distance W, which has closed forms for these pairs: normal distributions
/// apart by mu are |mu| apart, those of deviations 1 and 2 sqrt(2 / pi); the parallel lines of Arjovsky et al. 2017, example 1, are
/// |t| apart, where the Jensen-Shannon divergence is log 2 for every t but 0. Under the gradient penalty a critic of slope s gains
/// s W - weight (s - 1)^2, so the best slope is 1 + W / (2 weight) and its estimate W + W^2 / (2 weight).
#include <cmath>

#include "training.hpp"

using namespace gan;

namespace {

/// A generator without parameters: a fixed distribution, made of uniform or normal noise.
template <class Map> struct Fixed {
  int latent;
  NoisePrior noise;
  Map map;
  template <class Sample> auto layers(Sample) const { return Sequential{map}; }
};
struct Stretched {
  float scale, shift;
  template <class X, class P> auto operator()(X const& x, P&) const { return x * scale + shift; }
};
/// Uniform noise u in [-1, 1] as the point (t, (u + 1) / 2) of a line.
struct Line {
  float t;
  template <class X, class P> auto operator()(X const& u, P&) const { return concatenate(1, u * 0.f + t, u * .5f + .5f); }
};

/// The line through 0 as data: (0, y) with y uniform in [0, 1).
struct LineAtZero {
  using sample = Vector<2>;
  std::uint64_t size() const { return 0; }
  void copy(std::uint64_t index, float* out) const {
    out[0] = 0;
    out[1] = random::uniform<float>(random::key(Seed{9}, Stream::data), static_cast<std::uint32_t>(index), 0);
  }
};

constexpr float weight = 10;
double estimate_of(double distance) { return distance + distance * distance / (2 * weight); }

/// The critic's estimate after training it alone, averaged over the last third of the steps: minus its loss, without the penalty.
template <class Generator, class Data> double estimate(Generator generator, Data const& data, int hidden, int steps) {
  using Sample = typename Data::sample;
  Gan gan{generator, MlpDiscriminator{.hidden = {hidden, hidden}}, Wasserstein{}, GradientPenalty{.weight = weight}};
  Model model{gan, Sample{}, Cpu{}, Seed{1}};
  int const batch = 512, last = steps / 3;
  Updates updates(model, TrainingOptions{.batch = batch, .discriminator = Adam{.rate = 2e-3f, .beta1 = .5f, .beta2 = .9f}});
  std::vector<float> samples(static_cast<std::size_t>(batch * Sample::size));
  double sum = 0;
  for (int i = 0; i < steps; ++i) {
    data::copy_batch(data, model.seed(), static_cast<std::uint64_t>(i * batch), batch, samples.data());
    Step<decltype(model)> step(model, i, 0, static_cast<std::uint32_t>(i));
    updates.discriminate(step, from_host(model.context(), Sample::shape(batch), samples), i < steps - last ? 1 : .1);
    if (i >= steps - last)
      for (std::size_t term : {0, 1}) sum -= static_cast<double>(to_host(updates.discriminator_terms()[term].value)[0]);
  }
  return sum / last;
}

auto const standard_normal = data::gaussian_mixture<1>({.modes = {{{0}, 1, 1}}});

}  // namespace

TEST_CASE("a critic's estimate of normal distributions that are apart is their earth mover's distance") {
  for (float mean : {.5f, 1.f, -2.f}) {
    INFO("N(0, 1) and N(" << mean << ", 1)");
    double const found = estimate(Fixed<Stretched>{1, NormalNoise{}, {1, mean}}, standard_normal, 64, 900);
    CHECK(found == Approx(estimate_of(std::abs(mean))).epsilon(.03));
  }
}

TEST_CASE("a critic's estimate of parallel lines is their distance") {
  for (float t : {-1.f, .25f, 2.f}) {
    INFO("t = " << t);
    double const found = estimate(Fixed<Line>{1, UniformNoise{1}, {t}}, LineAtZero{}, 64, 900);
    CHECK(found == Approx(estimate_of(std::abs(t))).epsilon(.03));
  }
}

TEST_CASE("a critic's estimate of normal distributions of two widths is their earth mover's distance", "[.long]") {
  double const found = estimate(Fixed<Stretched>{1, NormalNoise{}, {2, 0}}, standard_normal, 128, 4500);
  CHECK(found == Approx(estimate_of(.7978845608)).epsilon(.03));
}

#pragma once
/// Small policies with posteriors, and a look into their steps.
#include <gan/loss/distribution_least_squares.hpp>
#include <gan/network/posterior.hpp>
#include <gan/network/posterior_promoted.hpp>
#include <gan/regularizer/latent_code.hpp>

#include "training.hpp"

namespace posteriors {
using namespace test;
using Numbers = std::vector<double>;

inline Numbers numbers(auto const& tensor) {
  auto const values = to_host(tensor);
  return {values.begin(), values.end()};
}
inline void check_close(Numbers const& got, Numbers const& expected, double tolerance) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    INFO("element " << i);
    CHECK(std::abs(got[i] - expected[i]) <= tolerance);
  }
}

/// (m, s) = x W + c in `dimensions` dimensions.
template <bool Mixes = false> struct AffinePosterior {
  using score = Posterior;
  static constexpr bool mixes_samples = Mixes;
  int dimensions = 2;
  template <class Sample> auto layers(Sample) const {
    return Sequential{Linear{Sample::size, 2 * dimensions, Normal{.deviation = .5f}}};
  }
};
/// x = [noise; z] A + b; outside training z is 0.
struct AffinePromoted {
  static constexpr bool promoted_by_posterior = true;
  int latent = 3, dimensions = 2;
  int latent_size() const { return latent + dimensions; }
  template <class Sample> auto layers(Sample) const { return Sequential{Linear{latent_size(), Sample::size}}; }
  template <class T, class Device>
  Tensor<T, Device> draw_latent(Context<Device>& context, std::int64_t n, random::Key key, std::int64_t first) const {
    auto const noise = constant<1>(draw_noise<T>(context, NormalNoise{}, n, latent, key, first));
    return concatenate(1, noise, constant<1>(zeros<T>(context, Shape{n, dimensions}))).value();
  }
  template <class V, class Step> V latent_input(V const& drawn, Step& step) const {
    return PosteriorPromotedGenerator{.latent = latent, .dimensions = dimensions}.latent_input(drawn, step);
  }
};

/// What a step has, for a look from outside.
struct Look {
  Numbers real, latent;
};
struct Spy {
  static constexpr char const* name = "spy";
  std::vector<Look>*discriminator, *generator;
  template <class Step> auto look(std::vector<Look>& out, Step& step) const {
    out.push_back({numbers(step.real().value()), numbers(step.latent().value())});
    return constant(zeros<double>(step.real().context(), Shape{}));
  }
  template <class Step> auto discriminator_term(Step& step) const { return look(*discriminator, step); }
  template <class Step> auto generator_term(Step& step) const { return look(*generator, step); }
};

/// Rows of x times a weight {in, out} and plus the bias behind it.
inline Numbers affine(Numbers const& theta, Numbers const& x, std::size_t in, std::size_t out) {
  Numbers y;
  for (std::size_t i = 0; i * in < x.size(); ++i)
    for (std::size_t o = 0; o < out; ++o) {
      double sum = theta[in * out + o];
      for (std::size_t k = 0; k < in; ++k) sum += x[i * in + k] * theta[k * out + o];
      y.push_back(sum);
    }
  return y;
}
template <class Network> Numbers parameters_of(Network const& network) {
  Numbers out;
  for (std::size_t i = 0; i < network.parameters().size(); ++i)
    for (double v : numbers(network.parameters().view(i))) out.push_back(v);
  return out;
}

inline constexpr float rate = .125f;
inline constexpr Sgd unmoving{1e-30f};
inline TrainingOptions sgd(int batch) { return {.batch = batch, .generator = Sgd{rate}, .discriminator = Sgd{rate}}; }
}  // namespace posteriors

#pragma once
/// Auto-encoders that the tests of their training share.
#include <gan/model/vae_gan.hpp>

#include "training.hpp"

namespace test {

using Numbers = std::vector<double>;
constexpr double pi = 3.14159265358979323846;

inline auto tiny_vae() {
  return Vae{MlpEncoder{.latent = 2, .hidden = {7}}, MlpDecoder{.latent = 2, .hidden = {5}}, GaussianLikelihood{.5f}};
}
inline auto tiny_autoencoder() {
  return Autoencoder{MlpEncoder{.latent = 2, .hidden = {7}}, MlpDecoder{.latent = 2, .hidden = {5}}, SquaredError{}};
}

/// Parts of a VAE-GAN.
inline MlpEncoder const encoder{.latent = 2, .hidden = {4}};
inline MlpDecoder const decoder{.latent = 2, .hidden = {5}};

/// Three tanh units as features, and one logit of them.
struct TanhFeatures {
  using score = Logit;
  static constexpr bool mixes_samples = false, has_features = true;
  template <class Sample> auto layers(Sample) const {
    return TrunkAndHead{Sequential{Linear{Sample::size, 3}, Tanh{}}, 3, Linear{3, 1}};
  }
};
/// The parameters of a network, one after another.
template <class Network> Numbers parameters_of(Network const& network) {
  Numbers out;
  for (std::size_t i = 0; i < network.parameters().size(); ++i)
    for (auto v : to_host(network.parameters().view(i))) out.push_back(static_cast<double>(v));
  return out;
}

/// By central differences of fourth order.
template <class F> Numbers slope_of(Numbers const& at, F const& f) {
  Numbers out;
  for (std::size_t i = 0; i < at.size(); ++i) {
    double const h = 2e-4;
    auto moved = [&](double by) {
      Numbers there = at;
      there[i] += by;
      return f(there);
    };
    out.push_back((8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h));
  }
  return out;
}

/// Fully connected layers in plain C++, as their definition says; each takes its weight and its bias from theta.
struct LayerReader {
  Numbers const& theta;
  std::size_t at = 0;
  Numbers layer(Numbers const& x, std::size_t out, bool squashed) {
    Numbers y(out);
    for (std::size_t j = 0; j < out; ++j) {
      y[j] = theta[at + x.size() * out + j];
      for (std::size_t i = 0; i < x.size(); ++i) y[j] += x[i] * theta[at + i * out + j];
      if (squashed) y[j] = std::tanh(y[j]);
    }
    at += x.size() * out + out;
    return y;
  }
};

}  // namespace test

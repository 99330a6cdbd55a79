#pragma once
/// Small compositions for the tests of models and of their training.
#include <gan/backend/cpu/backend.hpp>
#include <gan/loss/least_squares.hpp>
#include <gan/loss/non_saturating.hpp>
#include <gan/loss/wasserstein.hpp>
#include <gan/model/save.hpp>
#include <gan/network/mlp.hpp>
#include <gan/nn/batch_norm.hpp>
#include <gan/regularizer/gradient_penalty.hpp>

#include "../io/files.hpp"

namespace test {
using namespace gan;

/// An own pair of networks as users write them, with running statistics in the generator.
struct OwnGenerator {
  int latent = 5, width = 8;
  template <class Sample> auto layers(Sample) const {
    return Sequential{Linear{latent, width}, BatchNorm{width}, Relu{}, Linear{width, Sample::size}, Tanh{}, Reshape<Sample>{}};
  }
};
struct OwnDiscriminator {
  using score = Logit;
  static constexpr bool mixes_samples = false;
  int width = 8;
  template <class Sample> auto layers(Sample) const {
    return Sequential{Flatten{}, Linear{Sample::size, width}, LeakyRelu{0.2f}, Linear{width, 1}};
  }
};

inline auto small_mlp() {
  return Gan{MlpGenerator{.latent = 3, .hidden = {16, 8}}, MlpDiscriminator{.hidden = {16}}, NonSaturating{}};
}
inline auto own_networks() { return Gan{OwnGenerator{}, OwnDiscriminator{}, LeastSquares{}}; }

/// All numbers of a model, parameters and running statistics.
template <class M> auto numbers_of(M const& model) {
  auto out = to_host(model.generator().parameters().values());
  for (auto const* flat : {&model.generator().state(), &model.discriminator().parameters(), &model.discriminator().state()}) {
    auto const more = to_host(flat->values());
    out.insert(out.end(), more.begin(), more.end());
  }
  return out;
}
}  // namespace test

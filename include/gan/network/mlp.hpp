#pragma once
#include <gan/network/noise.hpp>
#include <gan/network/trunk.hpp>
#include <gan/nn/activations.hpp>
#include <gan/nn/batch_norm.hpp>
#include <gan/nn/linear.hpp>
#include <gan/nn/reshape.hpp>

namespace gan {

namespace detail {
/// Fully connected layers of these sizes, each with the activation; `in` is what goes into the first.
template <class Activation>
Stack<Sequential<Linear, Activation>> hidden_layers(int in, std::vector<int> const& sizes, Activation activation,
                                                    Init const& init) {
  Stack<Sequential<Linear, Activation>> stack;
  for (int size : sizes) {
    stack.layers.push_back(Sequential{Linear{in, size, init}, activation});
    in = size;
  }
  return stack;
}
/// The same with batch norm before the activation; a bias would have no effect there.
template <class Activation>
Stack<Sequential<LinearNoBias, BatchNorm, Activation>> normalised_layers(int in, std::vector<int> const& sizes,
                                                                         Activation activation, Init const& init) {
  Stack<Sequential<LinearNoBias, BatchNorm, Activation>> stack;
  for (int size : sizes) {
    stack.layers.push_back(Sequential{LinearNoBias{in, size, init}, BatchNorm{size}, activation});
    in = size;
  }
  return stack;
}
inline int last_size(int in, std::vector<int> const& sizes) { return sizes.empty() ? in : sizes.back(); }

/// sample -> hidden -> one logit.
template <class Sample, class Activation>
auto scored_layers(std::vector<int> const& hidden, Activation activation, Init const& init) {
  int const features = last_size(Sample::size, hidden);
  return TrunkAndHead{Sequential{Flatten{}, hidden_layers(Sample::size, hidden, activation, init)}, features,
                      Linear{features, 1, init}};
}

/// Ends a generator: tanh for images, whose pixels are in [-1, 1]; linear for vectors.
template <class Sample> struct OutputRange {
  template <class X, class P> auto operator()(X const& x, P&) const {
    if constexpr (Sample::is_image) return tanh(x);
    else return x;
  }
};
}  // namespace detail

/// Fully connected generator: latent -> hidden (ReLU) -> sample, with tanh at the end for an Image, linear for a Vector.
struct MlpGenerator {
  int latent = 100;
  std::vector<int> hidden = {256, 256};
  NoisePrior noise = NormalNoise{};
  Init init = He{};

  template <class Sample> auto layers(Sample) const { return ending_in<Sample>(detail::OutputRange<Sample>{}); }
  /// The same with numbers without bound at the end, as the decoder of a BernoulliLikelihood.
  template <class Sample> auto logit_layers(Sample) const { return ending_in<Sample>(NoActivation{}); }

 private:
  template <class Sample, class Range> auto ending_in(Range range) const {
    return Sequential{detail::hidden_layers(latent, hidden, Relu{}, init),
                      Linear{detail::last_size(latent, hidden), Sample::size, init}, range, Reshape<Sample>{}};
  }
};

/// The same with batch norm before every ReLU (Nowozin et al. 2016 and Zhao et al. 2017 on MNIST).
struct NormalisedMlpGenerator {
  int latent = 100;
  std::vector<int> hidden = {800, 800};
  NoisePrior noise = NormalNoise{};
  Init init = Normal{0.02f};

  template <class Sample> auto layers(Sample) const {
    return Sequential{detail::normalised_layers(latent, hidden, Relu{}, init),
                      Linear{detail::last_size(latent, hidden), Sample::size, init}, detail::OutputRange<Sample>{},
                      Reshape<Sample>{}};
  }
};

/// Fully connected discriminator: sample -> hidden (ReLU) -> one logit.
struct MlpDiscriminator {
  using score = Logit;
  static constexpr bool mixes_samples = false, has_features = true, dense = true;
  std::vector<int> hidden = {256, 256};
  float slope = 0;  ///< of the activation below 0: 0 is ReLU, .2 a common leaky ReLU
  Init init = He{};

  template <class Sample> auto layers(Sample) const { return detail::scored_layers<Sample>(hidden, LeakyRelu{slope}, init); }
};

/// The same with ELU in place of ReLU (Nowozin et al. 2016 on MNIST): smooth, so penalties on its slope have curvature.
struct EluDiscriminator {
  using score = Logit;
  static constexpr bool mixes_samples = false, has_features = true, dense = true;
  std::vector<int> hidden = {240, 240};
  Init init = He{};

  template <class Sample> auto layers(Sample) const { return detail::scored_layers<Sample>(hidden, Elu{}, init); }
};

}  // namespace gan

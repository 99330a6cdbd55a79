#pragma once
/// The list of all policies, which examples/policies.hpp begins, with what only tests need: layers, parts of the list, names.
#include "../examples/policies.hpp"

#include <cstring>
#include <string>
#include <vector>

#include <gan/network/encoder.hpp>
#include <gan/nn/adain.hpp>
#include <gan/nn/conv_maxout.hpp>
#include <gan/nn/dropout.hpp>
#include <gan/nn/layer_norm.hpp>
#include <gan/nn/max_pool.hpp>
#include <gan/nn/minibatch_deviation.hpp>
#include <gan/nn/minibatch_discrimination.hpp>
#include <gan/nn/residual.hpp>

namespace policies {

/// AdaIN as a layer: content and style come side by side.
struct StyledContent {
  static constexpr bool mixes_samples = true;
  AdaIN norm;
  void declare(Declaration& d) const { norm.declare(d); }
  template <class X, class P> auto operator()(X const& x, P& pass) const {
    return norm(slice(x, 1, 0, 2), slice(x, 1, 2, 6), pass);
  }
};

/// A layer with the shape of the samples that it is verified on; without one, verify finds it.
template <class L> struct Layer {
  using type = L;
  char const* name;
  L value;
  Shape sample = {};
};
inline auto activations() {
  return std::tuple{Layer<Relu>{"Relu", {}},
                    Layer<LeakyRelu>{"LeakyRelu", {}},
                    Layer<Elu>{"Elu", {}},
                    Layer<Tanh>{"Tanh", {}},
                    Layer<Sigmoid>{"Sigmoid", {}},
                    Layer<SigmoidImage>{"SigmoidImage", {}},
                    Layer<Softplus>{"Softplus", {}},
                    Layer<NoActivation>{"NoActivation", {}},
                    Layer<Affine>{"Affine", {.scale = 0.5f, .shift = 0.5f}},
                    Layer<SameShape>{"SameShape", {}}};
}
inline auto shapes() {
  return std::tuple{Layer<Flatten>{"Flatten", {}, {2, 2, 3}},
                    Layer<Reshape<Image<1, 2, 3>>>{"Reshape", {}, {6}},
                    Layer<ToMaps>{"ToMaps", {2, 3, 1}, {6}},
                    Layer<MaxPool>{"MaxPool", {}, {5, 4, 2}},
                    Layer<UpsampleNearest>{"UpsampleNearest", {}, {2, 3, 2}},
                    Layer<MeanPool>{"MeanPool", {}, {2, 4, 2}},
                    Layer<GlobalMeanPool>{"GlobalMeanPool", {}, {2, 3, 2}},
                    Layer<Dropout>{"Dropout", {}}};
}
inline auto dense_layers() {
  return std::tuple{Layer<Linear>{"Linear", {3, 4}},
                    Layer<LinearNoBias>{"LinearNoBias", {3, 4}},
                    Layer<Maxout>{"Maxout", {3, 4, 2}},
                    Layer<GaussianHead>{"GaussianHead", {3, 2}},
                    Layer<SpectralLinear>{"SpectralLinear", {{3, 4}}},
                    Layer<MinibatchDiscrimination>{"MinibatchDiscrimination", {3, 4, 2}},
                    Layer<MinibatchDeviation>{"MinibatchDeviation", {}}};
}
inline auto norms() {
  return std::tuple{Layer<BatchNorm>{"BatchNorm", {3}}, Layer<BatchNormNoAffine>{"BatchNormNoAffine", {3}},
                    Layer<LayerNorm>{"LayerNorm", {3}, {2, 2, 3}}, Layer<StyledContent>{"AdaIN", {{.channels = 2}}, {6}}};
}
inline auto convolutions() {
  return std::tuple{Layer<Conv2d>{"Conv2d", {2, 3, 3, 1, 1}},
                    Layer<Conv2dNoBias>{"Conv2dNoBias", {2, 3, 4, 2, 1}, {6, 6, 2}},
                    Layer<ConvTransposed2d>{"ConvTransposed2d", {2, 3}},
                    Layer<ConvTransposed2dNoBias>{"ConvTransposed2dNoBias", {2, 3}},
                    Layer<ConvMaxout>{"ConvMaxout", {2, 3, 2, 3}, {4, 4, 2}},
                    Layer<SpectralConv2d>{"SpectralConv2d", {{2, 3}}},
                    Layer<SpectralConvTransposed2d>{"SpectralConvTransposed2d", {{2, 3}}}};
}
inline auto encoders() {
  return std::tuple{policy("MlpEncoder", MlpEncoder{.latent = 3, .hidden = {5}}),
                    policy("MlpDecoder", MlpDecoder{.latent = 3, .hidden = {5}}),
                    policy("DCEncoder", DCEncoder{.latent = 3, .width = 2})};
}

/// Elements Begin ... End - 1 of a list, or as many as there are.
template <std::size_t Begin, std::size_t End = 1000, class... P> auto part(std::tuple<P...> const& list) {
  constexpr std::size_t end = End < sizeof...(P) ? End : sizeof...(P);
  return [&]<std::size_t... I>(std::index_sequence<I...>) { return std::tuple{std::get<Begin + I>(list)...}; }
  (std::make_index_sequence<end - Begin>{});
}
/// Calls f with every element of a list.
template <class F, class... P> void for_each(std::tuple<P...> const& list, F const& f) {
  std::apply([&](auto const&... p) { (f(p), ...); }, list);
}

/// Names without arguments: FDivergence<KullbackLeibler> is an FDivergence.
inline std::vector<std::string> names() {
  std::vector<std::string> out;
  auto add = [&](auto const& list) {
    for_each(list, [&](auto const& p) { out.push_back(std::string(p.name, std::strcspn(p.name, "<"))); });
  };
  add(losses()), add(divergences()), add(likelihoods()), add(regularizers()), add(discriminators()), add(generators());
  add(encoders()), add(activations()), add(shapes()), add(dense_layers()), add(norms()), add(convolutions());
  return out;
}

/// Classes of these folders that are no policies of their own, and why.
struct NoPolicy {
  char const* name;
  char const* why;
};
inline constexpr NoPolicy no_policies[] = {
    {"AutoencoderEnergy", "layers of AutoencoderEnergyD"},
    {"BasicBatchNorm", "BatchNorm and BatchNormNoAffine"},
    {"BasicConv2d", "Conv2d and Conv2dNoBias"},
    {"BasicConvTransposed2d", "ConvTransposed2d and ConvTransposed2dNoBias"},
    {"BasicLinear", "Linear and LinearNoBias"},
    {"Clamp", "an operation of WeightClipping and GradientClipping"},
    {"Classes", "a number of classes"},
    {"CodeDeviation", "an option of code heads"},
    {"Codes", "what a Coded draws"},
    {"DCCompleter", "an option of MaskedGenerator, verified in it"},
    {"Declaration", "what layers declare to"},
    {"Declared", "what layers declare"},
    {"Encoded", "an encoder's output"},
    {"Encoder", "layers of encoders"},
    {"Energy", "a kind of score"},
    {"Fill", "an initialisation"},
    {"FixedDeviation", "an option of code heads"},
    {"FlatTensors", "where parameters live"},
    {"FlooredDeviation", "an option of code heads"},
    {"GaussianPrior", "an option of DistributionLeastSquares"},
    {"Glorot", "an initialisation"},
    {"He", "an initialisation"},
    {"Init", "all initialisations"},
    {"LearnedSimilarity", "an option of VaeGan, which compares features of its own"},
    {"Logit", "a kind of score"},
    {"LeftHalf", "masks of a MaskedGenerator"},
    {"MissingRectangle", "masks of a MaskedGenerator"},
    {"MlpCompleter", "an option of MaskedGenerator"},
    {"Moments", "numbers of a batch norm"},
    {"NeedsClassGuess", "a fact of regularizers"},
    {"NeedsCode", "a fact of regularizers"},
    {"NeedsCodeHead", "a fact of regularizers"},
    {"NeedsFeatures", "a fact of regularizers"},
    {"NeedsLabelHead", "a fact of regularizers"},
    {"NeedsNothing", "a fact of regularizers"},
    {"NeedsOneScore", "a fact of regularizers"},
    {"NeedsPosterior", "a fact of regularizers"},
    {"Network", "layers with their numbers"},
    {"NoisePrior", "all priors of noise"},
    {"Normal", "an initialisation"},
    {"NormalNoise", "a prior of noise"},
    {"Pass", "what a layer is called with"},
    {"PassMode", "what a layer is called with"},
    {"Posterior", "a kind of score"},
    {"RandomPixels", "masks of a MaskedGenerator"},
    {"Residual", "layers of ResNetGenerator and ResNetCritic"},
    {"Scored", "a discriminator's output"},
    {"Sequential", "layers one after the other"},
    {"ShrinkTo", "an operation of GradientNormClipping and MaxNorm"},
    {"Spectral", "SpectralLinear, SpectralConv2d and SpectralConvTransposed2d"},
    {"SphereNoise", "a prior of noise"},
    {"Stack", "layers one after the other"},
    {"TrunkAndHead", "layers of discriminators"},
    {"TrunkAndHeads", "layers of code heads"},
    {"TrunkAndPosterior", "layers of PosteriorD"},
    {"Uniform", "an initialisation"},
    {"UniformNoise", "a prior of noise"},
    {"Zeros", "an initialisation"},
};

}  // namespace policies

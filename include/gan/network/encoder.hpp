#pragma once
/// Encoders, from a sample to a Gaussian over codes, and the fully connected decoder that mirrors one. An encoder policy has `latent`
/// and `layers(Sample)`, whose output is Encoded or, where codes are points, {n, latent}.
#include <gan/network/dc.hpp>
#include <gan/network/mlp.hpp>
#include <gan/nn/gaussian_head.hpp>

namespace gan {

/// An encoder in two parts: a trunk from the sample to `features` numbers, and a head from these to the code.
template <class Trunk, class Head> struct Encoder {
  static constexpr bool mixes_samples = layer_mixes_samples<Trunk>;
  Trunk trunk;
  int features;
  Head head;

  void declare(Declaration& d) const {
    d.part("trunk", trunk);
    d.part("head", head);
  }
  template <class X, class P> auto operator()(X const& x, P& pass) const {
    using V = Var<typename P::value_type, typename P::device_type, std::max(P::order, X::order)>;
    V const seen(evaluate(trunk(x, pass)));
    return head(V(reshape(seen, Shape{seen.shape()[0], features})), pass);
  }
};
template <class Trunk, class Head> Encoder(Trunk, int, Head) -> Encoder<Trunk, Head>;

namespace detail {
template <class X> struct IsEncoded { static constexpr bool value = false; };
template <class V> struct IsEncoded<Encoded<V>> { static constexpr bool value = true; };
}  // namespace detail

/// An encoder's output as Encoded; of one whose codes are points the log variance is empty.
template <class V, class Output> Encoded<V> as_encoded(Output const& output) {
  if constexpr (detail::IsEncoded<Output>::value) return {V(evaluate(output.mean)), V(evaluate(output.log_variance))};
  else return {V(evaluate(output)), {}};
}

/// The same encoder with points as codes: of a Gaussian head only the mean stays; anything else is that already.
template <class Layers> Layers const& point_encoder(Layers const& layers) { return layers; }
template <class Trunk> auto point_encoder(Encoder<Trunk, GaussianHead> const& e) {
  return Encoder{e.trunk, e.features, Linear{e.features, e.head.latent, e.head.init}};
}

/// What stands behind the hidden layers of a fully connected encoder or decoder.
enum class Hidden { Relu, Tanh };

namespace detail {
struct HiddenUnits {
  Hidden kind;
  template <class X, class P> auto operator()(X const& x, P&) const {
    using V = Var<typename X::value_type, typename X::device_type, X::order>;
    return kind == Hidden::Relu ? V(relu(x)) : V(tanh(x));
  }
};
}  // namespace detail

/// Fully connected encoder: sample -> hidden -> mean and log variance. As it stands that of Kingma and Welling 2014 (section 5).
struct MlpEncoder {
  int latent = 100;
  std::vector<int> hidden = {500};
  Hidden units = Hidden::Tanh;
  Init init = Glorot{};

  template <class Sample> auto layers(Sample) const {
    int const features = detail::last_size(Sample::size, hidden);
    return Encoder{Sequential{Flatten{}, detail::hidden_layers(Sample::size, hidden, detail::HiddenUnits{units}, init)},
                   features, GaussianHead{features, latent, init}};
  }
};

/// Its mirror: latent -> hidden -> sample, with tanh at the end for an Image, linear for a Vector; or logits. An MlpGenerator is
/// another decoder, with ReLU.
struct MlpDecoder {
  int latent = 100;
  std::vector<int> hidden = {500};
  Hidden units = Hidden::Tanh;
  Init init = Glorot{};

  template <class Sample> auto layers(Sample) const { return ending_in<Sample>(detail::OutputRange<Sample>{}); }
  template <class Sample> auto logit_layers(Sample) const { return ending_in<Sample>(NoActivation{}); }

 private:
  template <class Sample, class Range> auto ending_in(Range range) const {
    return Sequential{detail::hidden_layers(latent, hidden, detail::HiddenUnits{units}, init),
                      Linear{detail::last_size(latent, hidden), Sample::size, init}, range, Reshape<Sample>{}};
  }
};

/// image -> halved level by level -> mean and log variance; a DCDiscriminator's trunk with a Gaussian head.
struct DCEncoder {
  static constexpr bool needs_image = true;
  static constexpr int divides = 4;
  int latent = 100;
  int width = 64;  ///< maps of the first level; each level behind it has twice as many
  int kernel = 4;

  template <class Sample> auto layers(Sample) const {
    auto const s = detail::DcSizes<Sample>::of(width, kernel);
    return Encoder{Sequential{detail::first_level(s), LeakyRelu{}, detail::normalised_levels(s)}, s.smallest(),
                   GaussianHead{s.smallest(), latent, detail::dc_init}};
  }
};

}  // namespace gan

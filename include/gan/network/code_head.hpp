#pragma once
#include <gan/network/codes.hpp>
#include <gan/network/trunk.hpp>
#include <gan/nn/activations.hpp>
#include <gan/nn/batch_norm.hpp>
#include <gan/nn/linear.hpp>

namespace gan {

/// Where the gradient of a discriminator's guess goes in the discriminator's own steps: into the head and the trunk, as in the
/// code of the authors of Chen et al. 2016, or into the head alone, as in their equation 6. In the generator's steps it always
/// goes through head and trunk into the generator.
enum class CodeRouting { trunk_and_head, head_only };

/// A trunk with two heads: the score and a guess of the generator's codes.
template <class Trunk, class Head, class Guess> struct TrunkAndHeads {
  static constexpr bool mixes_samples = layer_mixes_samples<Trunk> || layer_mixes_samples<Head> || layer_mixes_samples<Guess>;
  Trunk trunk;
  int features;
  Head head;
  Guess guess;
  CodeRouting routing;

  void declare(Declaration& d) const {
    d.part("trunk", trunk);
    d.part("head", head);
    d.part("guess", guess);
  }
  template <class X, class P> auto operator()(X const& input, P& pass) const {
    using V = Var<typename P::value_type, typename P::device_type, std::max(P::order, X::order)>;
    V const x(evaluate(input)), seen(evaluate(trunk(x, pass)));
    V const rows = reshape(seen, Shape{seen.shape()[0], features});
    V const score(evaluate(head(rows, pass)));
    // A discriminator's step has constant samples; where a gradient goes to the samples, it passes through the trunk.
    bool const cut = routing == CodeRouting::head_only && !x.needs_gradient();
    return Scored<V>{score, {}, rows, {}, V(evaluate(guess(cut ? detach(rows) : rows, pass)))};
  }
};
template <class Trunk, class Head, class Guess>
TrunkAndHeads(Trunk, int, Head, Guess, CodeRouting) -> TrunkAndHeads<Trunk, Head, Guess>;

namespace detail {

template <class L> struct IsTrunkAndHead { static constexpr bool value = false; };
template <class Trunk, class Head> struct IsTrunkAndHead<TrunkAndHead<Trunk, Head>> { static constexpr bool value = true; };

/// FC hidden, batch norm if `Normalised`, leaky ReLU, FC outputs; without hidden units the outputs stand on the features.
template <bool Normalised> auto guess_layers(int features, int hidden, float slope, Init const& init, int outputs) {
  require<OptionError>(hidden >= 0, "a code head cannot have ", hidden, " hidden units");
  Linear const last{hidden > 0 ? hidden : features, outputs, init};
  if constexpr (Normalised) {
    Stack<Sequential<LinearNoBias, BatchNorm, LeakyRelu>> stack;
    if (hidden > 0)
      stack.layers.push_back(Sequential{LinearNoBias{features, hidden, init},
                                        BatchNorm{.channels = hidden, .gain = Normal{.02f, 1}}, LeakyRelu{slope}});
    return Sequential{stack, last};
  } else {
    Stack<Sequential<Linear, LeakyRelu>> stack;
    if (hidden > 0) stack.layers.push_back(Sequential{Linear{features, hidden, init}, LeakyRelu{slope}});
    return Sequential{stack, last};
  }
}

/// The layers of a discriminator with one head more; guess(features) gives its layers.
template <class D, class Sample, class Guess>
auto with_guess(D const& discriminator, Sample, CodeRouting routing, Guess guess) {
  auto const layers = discriminator.layers(Sample{});
  constexpr bool has_trunk = IsTrunkAndHead<std::decay_t<decltype(layers)>>::value;
  static_assert(has_trunk,
                "a code head stands on the trunk of a discriminator whose layers are a TrunkAndHead; an MlpDiscriminator "
                "and a DCDiscriminator have one");
  if constexpr (has_trunk) return TrunkAndHeads{layers.trunk, layers.features, layers.head, guess(layers.features), routing};
  else return layers;
}

template <class P> constexpr int divides_of() {
  if constexpr (requires { P::divides; }) return P::divides;
  else return 1;
}

}  // namespace detail

/// A discriminator with a second head Q on its trunk, which guesses the generator's codes (Chen et al. 2016): FC
/// 128, batch norm, leaky ReLU .1, FC. The codes must be those of the generator, a Coded. The head has a batch norm where the
/// discriminator has one or the like; where that treats its samples independently, so does the head.
template <class D> struct CodeHead {
  using score = typename D::score;
  static constexpr bool mixes_samples = D::mixes_samples, has_features = true, guesses_codes = true, dense = is_dense<D>;
  static constexpr bool needs_image = requires { requires D::needs_image; };
  static constexpr int divides = detail::divides_of<D>();
  D discriminator = {};
  Codes codes = {};
  CodeRouting routing = CodeRouting::trunk_and_head;
  CodeDeviation deviation = FixedDeviation{};
  int hidden = 128;  ///< units of the head's hidden layer; 0: the guess is linear in the features
  float slope = 0.1f;
  Init init = Normal{.02f};

  template <class Sample> auto layers(Sample) const {
    codes.validate();
    validate(deviation);
    return detail::with_guess(discriminator, Sample{}, routing, [this](int features) {
      return detail::guess_layers<mixes_samples>(features, hidden, slope, init, guess_size(codes, deviation));
    });
  }
};
template <class D, class... Options> CodeHead(D, Codes, Options...) -> CodeHead<D>;

}  // namespace gan

#pragma once
#include <gan/loss/distribution_least_squares.hpp>
#include <gan/loss/non_saturating.hpp>
#include <gan/network/coded.hpp>
#include <gan/network/trunk.hpp>
#include <gan/nn/activations.hpp>
#include <gan/nn/linear.hpp>
#include <gan/regularizer/facts.hpp>

namespace gan::detail {

/// Two small networks without kinks, for checks of regularizers: the discriminator has everything that one can need.
struct SmoothGenerator {
  int latent = 2;
  template <class Sample> auto layers(Sample) const {
    return Sequential{Linear{latent, 3, Normal{0.7f}}, Tanh{}, Linear{3, Sample::size, Normal{0.7f}}};
  }
};

struct SmoothLayers {
  static constexpr bool mixes_samples = false;
  Linear hidden, score, deviation, code, guess;
  bool gives_posterior;

  void declare(Declaration& d) const {
    d.part("hidden", hidden);
    d.part("score", score);
    d.part("deviation", deviation);
    d.part("code", code);
    d.part("guess", guess);
  }
  template <class X, class P> auto operator()(X const& x, P& pass) const {
    using V = Var<typename P::value_type, typename P::device_type, std::max(P::order, X::order)>;
    V const seen = tanh(hidden(x, pass));
    Scored<V> out{V(score(seen, pass))};
    V const spread = deviation(seen, pass);
    if (gives_posterior) out.deviation = spread;
    out.code = V(code(seen, pass));
    out.features = seen;
    out.guess = V(guess(seen, pass));
    return out;
  }
};

template <class Score> struct SmoothDiscriminator {
  using score = Score;
  static constexpr bool mixes_samples = false, has_code = true, has_features = true, guesses_codes = true,
                        guesses_labels = true;
  int guessed_classes() const { return codes.categorical[0]; }
  Codes codes = {};
  CodeDeviation deviation = FixedDeviation{};

  template <class Sample> auto layers(Sample) const {
    int const units = 4, dimensions = std::is_same_v<Score, Posterior> ? 2 : 1;
    Normal const init{0.7f};
    return SmoothLayers{Linear{Sample::size, units, init}, Linear{units, dimensions, init},
                        Linear{units, dimensions, init},   Linear{units, 3, init},
                        Linear{units, codes.size(), init}, std::is_same_v<Score, Posterior>};
  }
};

/// The loss beside a regularizer only says which score its discriminator gives.
template <class R>
using LossBeside = std::conditional_t<std::is_same_v<needs_of<R>, NeedsPosterior>, DistributionLeastSquares, NonSaturating>;

}  // namespace gan::detail

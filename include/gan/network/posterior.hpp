#pragma once
#include <gan/network/dc.hpp>
#include <gan/nn/spectral_norm.hpp>

namespace gan {

/// A discriminator that gives posteriors: a trunk from the sample to `features` numbers, and two heads from these to the means and to
/// the deviations {n, dimensions}.
template <class Trunk, class Head> struct TrunkAndPosterior {
  static constexpr bool mixes_samples = layer_mixes_samples<Trunk> || layer_mixes_samples<Head>;
  Trunk trunk;
  int features;
  Head mean, deviation;

  void declare(Declaration& d) const {
    d.part("trunk", trunk);
    d.part("mean", mean);
    d.part("deviation", deviation);
  }
  template <class X, class P> auto operator()(X const& x, P& pass) const {
    using V = Var<typename P::value_type, typename P::device_type, std::max(P::order, X::order)>;
    V const seen = evaluate(trunk(x, pass));
    V const rows = reshape(seen, Shape{seen.shape()[0], features});
    Scored<V> out{V(evaluate(mean(rows, pass))), {}, rows};
    out.deviation = V(evaluate(deviation(rows, pass)));
    return out;
  }
};
template <class Trunk, class Head> TrunkAndPosterior(Trunk, int, Head, Head) -> TrunkAndPosterior<Trunk, Head>;

/// The discriminator of P2GAN (Zhang et al. 2021): sample -> a Gaussian in `dimensions` dimensions, by two linear heads without
/// activation, so that a deviation can have either sign (see DeviationSign). Spectral norm on every layer and on both heads, leaky
/// ReLU. An image passes for each of its halvings a 3 x 3 convolution and a 4 x 4 one of stride 2 with width * 2^level maps, then one
/// more of 3 x 3 with twice as many (the layout of Miyato et al. 2018, table 3); a vector passes two layers of 2 width units.
struct PosteriorD {
  using score = Posterior;
  static constexpr bool mixes_samples = false, has_features = true;
  static constexpr int divides = 4;
  int width = 64;        ///< maps of the first level; half the hidden units for a vector
  int dimensions = 128;  ///< of the posterior
  float slope = 0.1f;    ///< of the activations below 0

  template <class Sample> auto layers(Sample) const {
    LeakyRelu const activation{slope};
    if constexpr (Sample::is_image) {
      auto const s = detail::DcSizes<Sample>::of(width, 4);
      Stack<Sequential<SpectralConv2d, LeakyRelu, SpectralConv2d, LeakyRelu>> levels;
      for (int level = 0; level < s.levels; ++level) {
        int const maps = s.maps_at(level);
        levels.layers.push_back(Sequential{SpectralConv2d{level ? s.maps_at(level - 1) : s.channels, maps, 3, 1, 1}, activation,
                                           SpectralConv2d{maps, maps, 4, 2, 1}, activation});
      }
      int const last = s.maps_at(s.levels);
      return heads(Sequential{levels, SpectralConv2d{s.maps_at(s.levels - 1), last, 3, 1, 1}, activation},
                   s.height * s.width * last);
    } else {
      int const hidden = 2 * width;
      return heads(Sequential{SpectralLinear{Sample::size, hidden}, activation, SpectralLinear{hidden, hidden}, activation},
                   hidden);
    }
  }

 private:
  template <class Trunk> TrunkAndPosterior<Trunk, SpectralLinear> heads(Trunk trunk, int features) const {
    SpectralLinear const head{features, dimensions};
    return {std::move(trunk), features, head, head};
  }
};

}  // namespace gan

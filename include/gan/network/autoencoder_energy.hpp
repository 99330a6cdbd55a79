#pragma once
#include <gan/network/dc.hpp>
#include <gan/network/mlp.hpp>

namespace gan {

/// An auto-encoder as a network that gives energies: E(x) = |decoder(encoder(x)) - x|, and the encoder's output as the code. The
/// energy depends on x twice, through the reconstruction and directly; it is left to be evaluated, see Scored.
template <class Encoder, class Decoder> struct AutoencoderEnergy {
  static constexpr bool mixes_samples = layer_mixes_samples<Encoder> || layer_mixes_samples<Decoder>;
  Encoder encoder;
  Decoder decoder;
  EnergyNorm norm;

  void declare(Declaration& d) const {
    d.part("encoder", encoder);
    d.part("decoder", decoder);
  }
  template <class X, class P> auto operator()(X const& input, P& pass) const {
    using V = Var<typename P::value_type, typename P::device_type, std::max(P::order, X::order)>;
    V const x(evaluate(input)), code(evaluate(encoder(x, pass)));
    V const reconstruction(evaluate(decoder(code, pass)));
    require<ShapeError>(reconstruction.shape() == x.shape(), "an auto-encoder of samples ", x.shape(),
                        " gives reconstructions of this shape, not ", reconstruction.shape());
    Scored<V> out;
    out.code = reshape(code, Shape{x.shape()[0], code.value().count() / x.shape()[0]});
    out.reconstruction = reconstruction, out.target = x, out.norm = norm;
    return out;
  }
};
template <class Encoder, class Decoder> AutoencoderEnergy(Encoder, Decoder, EnergyNorm) -> AutoencoderEnergy<Encoder, Decoder>;

/// The discriminator of EBGAN (Zhao et al. 2017): an auto-encoder whose reconstruction error is the energy. Convolutional for images,
/// fully connected for vectors. The code is linear, before any activation, so that pulling-away can make codes orthogonal.
struct AutoencoderEnergyD {
  using score = Energy;
  static constexpr bool mixes_samples = true, has_code = true;
  static constexpr int divides = 4;
  int width = 64;  ///< maps of the first level; half the hidden units for a vector
  int kernel = 4;
  int code = 16;  ///< size of a vector's code; an image's code is its smallest maps
  EnergyNorm norm = EnergyNorm::L2;

  template <class Sample> auto layers(Sample) const {
    if constexpr (Sample::is_image) {
      auto const s = detail::DcSizes<Sample>::of(width, kernel);
      // The last level of the encoder ends in its batch norm; its activation stands at the decoder's door.
      Stack<Sequential<LeakyRelu, Conv2dNoBias, BatchNorm>> down;
      for (int level = 1; level < s.levels; ++level)
        down.layers.push_back(Sequential{
            LeakyRelu{}, Conv2dNoBias{s.maps_at(level - 1), s.maps_at(level), kernel, 2, s.padding(), detail::dc_init},
            BatchNorm{.channels = s.maps_at(level), .gain = detail::dc_gain}});
      return AutoencoderEnergy{Sequential{detail::first_level(s), down},
                               Sequential{LeakyRelu{}, detail::normalised_levels_up(s, LeakyRelu{}), detail::last_level(s)},
                               norm};
    } else {
      int const hidden = 2 * width;
      return AutoencoderEnergy{
          Sequential{LinearNoBias{Sample::size, hidden}, BatchNorm{hidden}, LeakyRelu{}, Linear{hidden, code}},
          Sequential{LeakyRelu{}, Linear{code, hidden}, LeakyRelu{}, Linear{hidden, Sample::size}}, norm};
    }
  }
};

}  // namespace gan

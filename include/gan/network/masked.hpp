#pragma once
#include <gan/network/completer.hpp>
#include <gan/network/masks.hpp>

namespace gan {

namespace detail {
/// A sample with its mask: one channel more for an image, as many dimensions again for a vector.
template <class Sample> struct WithMask { using type = Vector<2 * Sample::size>; };
template <int C, int H, int W> struct WithMask<Image<C, H, W>> { using type = Image<C + 1, H, W>; };

/// given where the mask is 1, made where it is 0.
struct Composite {
  template <class M, class X, class Y> GAN_HD auto operator()(M const& mask, X const& given, Y const& made) const {
    return mask * given + (1 - mask) * made;
  }
};

/// Samples {n, ...} with their masks {n, mask size} behind the other channels or dimensions. Real and generated samples may stand one
/// after the other: then both have these masks.
template <class V> V with_masks(V const& x, V const& masks) {
  std::int64_t const n = masks.shape()[0];
  require<ShapeError>(n > 0 && x.shape()[0] % n == 0, "samples of ", n, " masks cannot come in a batch of ", x.shape()[0]);
  V rows = masks;
  for (std::int64_t have = n; have < x.shape()[0]; have += n) rows = concatenate(0, rows, masks);
  if (x.shape().rank() == 2) return concatenate(1, x, rows);
  return concatenate(3, x, reshape(rows, Shape{x.shape()[0], x.shape()[1], x.shape()[2], 1}));
}

/// Rows [sample with noise where it is missing ; mask] to completed samples.
template <class Sample, class Layers> struct MaskedLayers {
  static constexpr bool mixes_samples = layer_mixes_samples<Layers>;
  Layers layers;

  void declare(Declaration& d) const { layers.declare(d); }
  template <class X, class P> auto operator()(X const& input, P& pass) const {
    using V = Var<typename P::value_type, typename P::device_type, std::max(P::order, X::order)>;
    V const rows(evaluate(input));
    std::int64_t const n = rows.shape()[0];
    V const seen = reshape(slice(rows, 1, 0, Sample::size), Sample::shape(n));
    V const masks = slice(rows, 1, Sample::size, Sample::size + mask_size<Sample>);
    V const made(evaluate(layers(with_masks(seen, masks), pass)));
    return apply(Composite{}, V(reshape(masks, mask_shape<Sample>(n))), seen, made);
  }
};
}  // namespace detail

/// Generates the missing part of a sample from the given one: all conditionals p(x_S | x_notS) by one network (Goodfellow et al. 2014,
/// section 7). For a mask M and noise n the network N makes
///   y = M x + (1 - M) N([M x + (1 - M) n ; M]),
/// so what is given stays as it is. In training x is the real batch, and M is drawn by a mask policy, anew in every step:
///   MaskedGenerator{Image<1, 28, 28>{}, DCCompleter{}, RandomPixels{.probability = .5f}}
/// with a MaskedD. `complete` fills samples; `generate`, which has none, gives nothing: M is 0 everywhere, as masks in training
/// hardly are unless their policy says so.
template <class Sample, class N, class Mask> struct MaskedGenerator {
  static constexpr bool masked = true;
  static constexpr bool needs_image = requires { requires N::needs_image; }
  || requires { requires Mask::needs_image; };
  static constexpr int divides = [] {
    if constexpr (requires { N::divides; }) return N::divides;
    else return 1;
  }();
  Sample sample = {};
  N network = {};
  Mask mask = {};
  NoisePrior noise = NormalNoise{};

  int latent_size() const { return Sample::size + mask_size<Sample>; }
  template <class S> auto layers(S) const {
    static_assert(std::is_same_v<S, Sample>, "a masked generator completes samples of the shape that it was made with");
    using Layers = std::decay_t<decltype(network.layers(typename detail::WithMask<Sample>::type{}, Sample{}))>;
    return detail::MaskedLayers<Sample, Layers>{network.layers(typename detail::WithMask<Sample>::type{}, Sample{})};
  }

  /// Noise for all of a sample, and a mask of 0.
  template <class T, class Device>
  Tensor<T, Device> draw_latent(Context<Device>& context, std::int64_t count, random::Key key, std::int64_t first) const {
    auto const drawn = draw_noise<T>(context, noise, count, Sample::size, key, first);
    return concatenate(1, constant<1>(drawn), constant<1>(zeros<T>(context, Shape{count, mask_size<Sample>}))).value();
  }
  /// The network's input for samples, masks and noise {n, size}.
  template <class V> V input(V const& samples, V const& masks, V const& drawn) const {
    std::int64_t const n = samples.shape()[0];
    V const seen = apply(detail::Composite{}, masks, samples, V(reshape(drawn, Sample::shape(n))));
    return concatenate(1, reshape(seen, Shape{n, Sample::size}), reshape(masks, Shape{n, mask_size<Sample>}));
  }
  /// In a training step: of the real batch, with masks of its own.
  template <class V, class Step> V latent_input(V const& drawn, Step& step) const {
    auto const masks = mask.given(Sample{}, drawn.shape()[0], [&](Shape const& shape) { return step.uniform_draws(shape); });
    return input(step.real(), V(masks), V(slice(drawn, 1, 0, Sample::size)));
  }
};
template <class Sample, class N, class Mask> MaskedGenerator(Sample, N, Mask) -> MaskedGenerator<Sample, N, Mask>;
template <class Sample, class N, class Mask> MaskedGenerator(Sample, N, Mask, NoisePrior) -> MaskedGenerator<Sample, N, Mask>;

/// The discriminator of a MaskedGenerator: it sees [x ; M] of real samples and [y ; M] of completed ones, so that it can judge
/// whether the missing part fits the given one.
template <class D> struct MaskedD {
  using score = typename D::score;
  static constexpr bool masked = true;
  static constexpr bool mixes_samples = D::mixes_samples;
  static constexpr bool has_code = gan::has_code<D>, has_features = gan::has_features<D>;
  static constexpr bool needs_image = requires { requires D::needs_image; };
  static constexpr int divides = [] {
    if constexpr (requires { D::divides; }) return D::divides;
    else return 1;
  }();
  D discriminator = {};

  template <class Sample> auto layers(Sample) const { return discriminator.layers(typename detail::WithMask<Sample>::type{}); }
  /// Samples with the masks that stand at the end of rows {n, ...}, as a MaskedGenerator's input has them.
  template <class V> V with_masks(V const& x, V const& rows) const {
    std::int64_t const size = x.shape().rank() == 4 ? x.shape()[1] * x.shape()[2] : x.shape()[1], end = rows.shape()[1];
    return detail::with_masks(x, V(slice(rows, 1, end - size, end)));
  }
};
template <class D> MaskedD(D) -> MaskedD<D>;

/// Whether a policy completes or judges samples by what is given of them.
template <class P> inline constexpr bool is_masked = requires { requires P::masked; };

}  // namespace gan

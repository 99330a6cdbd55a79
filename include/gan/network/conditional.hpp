#pragma once
#include <cmath>

#include <gan/core/sample.hpp>
#include <gan/network/codes.hpp>
#include <gan/network/noise.hpp>
#include <gan/network/scored.hpp>

namespace gan {

/// The number of classes that a sample can have, as a type: Classes<10>{}.
template <int Count> struct Classes {
  static_assert(Count >= 2, "a condition needs at least two classes");
  static constexpr int count = Count;
};

namespace detail {
template <class Sample, int Count, bool Dense> struct WithClasses { using type = Vector<Sample::size + Count>; };
template <int C, int H, int W, int Count> struct WithClasses<Image<C, H, W>, Count, false> {
  using type = Image<C + Count, H, W>;
};

inline void require_class_scale(float scale) {
  require<OptionError>(scale > 0 && std::isfinite(scale), "the scale of a condition must be finite and above 0, not ", scale);
}
template <class V> V scaled(V const& classes, float scale) { return scale == 1 ? classes : V(evaluate(classes * scale)); }

/// Samples with their classes {n, count} behind them: further columns of vectors; of images further maps, each 1 everywhere or 0. Real
/// and generated samples may stand one after the other: then both have these classes.
template <Operand X, class V> V with_classes(X const& samples, V const& classes) {
  V const x = evaluate(samples);
  std::int64_t const n = classes.shape()[0], count = classes.shape()[1];
  require<ShapeError>(n > 0 && x.shape()[0] % n == 0, "samples of ", n, " classes cannot come in a batch of ", x.shape()[0]);
  V rows = classes;
  for (std::int64_t have = n; have < x.shape()[0]; have += n) rows = concatenate(0, rows, classes);
  if (x.shape().rank() == 2) return concatenate(1, x, rows);
  auto const flat = zeros<typename V::value_type>(x.context(), Shape{1, x.shape()[1], x.shape()[2], 1});
  V const maps = reshape(rows, Shape{x.shape()[0], 1, 1, count}) + constant<V::order>(flat);
  return concatenate(3, x, maps);
}
}  // namespace detail

/// A generator that gets the class of its sample beside its noise: ConditionalGenerator{DCGenerator{}, Classes<10>{}} (Goodfellow et al.
/// 2014, section 7; Mirza and Osindero 2014). Its input is [noise; class] with `scale` at the class and 0 elsewhere. In training these
/// are the classes of the real batch; otherwise drawn uniformly, or those that `generate` is given.
template <class G, int Count> struct ConditionalGenerator {
  static_assert(
      requires(G g) { g.latent = 1; },
      "ConditionalGenerator takes a generator policy with `int latent`, the size of its input");
  static_assert(
      !has_more_than_noise<G>,
      "ConditionalGenerator puts the class behind a generator's noise, but this generator's input has more than noise; a "
      "PosteriorPromotedGenerator takes none");
  static constexpr bool uses_labels = true;
  static constexpr int classes = Count;
  static constexpr bool needs_image = requires { requires G::needs_image; };
  static constexpr int divides = [] {
    if constexpr (requires { G::divides; }) return G::divides;
    else return 1;
  }();
  G generator = {};
  Classes<Count> condition = {};
  float scale = 1;  ///< larger where a dense network would hardly heed a 1 among a hundred other numbers

  int latent_size() const { return generator.latent + Count; }
  template <class Sample> auto layers(Sample) const {
    detail::require_class_scale(scale);
    G whole = generator;
    whole.latent = latent_size();
    return whole.layers(Sample{});
  }

  template <class T, class Device>
  Tensor<T, Device> draw_latent(Context<Device>& context, std::int64_t count, random::Key key, std::int64_t first) const {
    auto const drawn = draw_codes<T>(context, Codes{.categorical = {Count}}, count, key, first);
    auto const noise = gan::draw_latent<T>(context, generator, count, key, first);
    return concatenate(1, constant<1>(noise), detail::scaled(constant<1>(drawn), scale)).value();
  }
  /// In a training step: the classes of the real batch in place of the drawn ones.
  template <class V, class Step> V latent_input(V const& drawn, Step& step) const {
    require<ShapeError>(step.labels() && step.labels().shape() == Shape{drawn.shape()[0], Count}, "a conditional generator of ",
                        Count, " classes needs a class for each of ", drawn.shape()[0],
                        " real samples, but the data set gives ",
                        step.labels() ? step.labels().shape().text() : std::string("none"));
    return concatenate(1, slice(drawn, 1, 0, generator.latent), detail::scaled(step.labels(), scale));
  }
};
template <class G, int Count, class... Scale>
ConditionalGenerator(G, Classes<Count>, Scale...) -> ConditionalGenerator<G, Count>;

/// A discriminator that gets the class beside the sample: ConditionalD{DCDiscriminator{}, Classes<10>{}} sees a map more for each
/// class, a dense one such as ConditionalD{MaxoutD{}, Classes<10>{}} a number more for each, behind all pixels.
template <class D, int Count> struct ConditionalD {
  using score = typename D::score;
  static constexpr bool uses_labels = true;
  static constexpr int classes = Count;
  static constexpr bool mixes_samples = D::mixes_samples;
  static constexpr bool has_code = gan::has_code<D>, has_features = gan::has_features<D>;
  static constexpr bool needs_image = requires { requires D::needs_image; };
  static constexpr int divides = [] {
    if constexpr (requires { D::divides; }) return D::divides;
    else return 1;
  }();
  D discriminator = {};
  Classes<Count> condition = {};
  float scale = 1;  ///< what stands at the class

  /// What the layers see of a sample.
  template <class Sample> using seen = typename detail::WithClasses<Sample, Count, is_dense<D>>::type;
  template <class Sample> auto layers(Sample) const {
    detail::require_class_scale(scale);
    return discriminator.layers(seen<Sample>{});
  }
  template <Operand X, class V> V with_classes(X const& x, V const& labels) const {
    V const rows = detail::scaled(labels, scale);
    if constexpr (is_dense<D>) {
      V const samples = evaluate(x);
      std::int64_t const n = samples.shape()[0];
      return detail::with_classes(V(reshape(samples, Shape{n, samples.shape().count() / n})), rows);
    } else return detail::with_classes(x, rows);
  }
};
template <class D, int Count, class... Scale> ConditionalD(D, Classes<Count>, Scale...) -> ConditionalD<D, Count>;

/// How many classes a policy is conditioned on; 0 where it has no condition.
template <class P>
inline constexpr int classes_of = [] {
  if constexpr (requires { std::bool_constant<(P::classes > 0)>{}; }) return P::classes;
  else return 0;
}();

/// What stands at the class in a conditional generator's input.
template <class P> float class_scale(P const& policy) {
  if constexpr (requires { policy.scale; }) return policy.scale;
  else return 1;
}

}  // namespace gan

#pragma once
/// Masks, which say what of a sample is given: 1 there, 0 where it is missing. Of an image a mask has a number for each pixel,
/// the same for all channels {n, H, W, 1}; of a vector one for each dimension {n, D}. A mask policy has
///   template <class Sample, class Uniform> auto given(Sample, std::int64_t n, Uniform const& uniform) const
/// which gives n masks from draws of [0, 1), uniform(shape).
#include <gan/autodiff/expression.hpp>
#include <gan/core/sample.hpp>
#include <gan/tensor/shared_draws.hpp>

namespace gan {

/// The shape of n masks of a sample.
template <class Sample> Shape mask_shape(std::int64_t n) {
  if constexpr (Sample::is_image) return {n, Sample::height, Sample::width, 1};
  else return {n, Sample::size};
}
/// Numbers of one mask.
template <class Sample>
inline constexpr int mask_size = [] {
  if constexpr (Sample::is_image) return Sample::height * Sample::width;
  else return Sample::size;
}();

namespace detail {

struct BelowThreshold {
  float threshold;
  template <class U> GAN_HD auto operator()(U const& u) const { return select(u < threshold, u * 0 + 1, u * 0); }
};
/// 0 inside a rectangle whose sides and place are drawn, 1 outside, for the middle of a pixel in [0, 1]^2.
struct OutsideRectangle {
  float smallest, largest;
  template <class H, class W, class Y, class X, class I, class J>
  GAN_HD auto operator()(H const& h, W const& w, Y const& y, X const& x, I const& row, J const& column) const {
    auto const height = smallest + (largest - smallest) * h;
    auto const width = smallest + (largest - smallest) * w;
    auto const top = y * (1 - height);
    auto const left = x * (1 - width);
    auto const outside = max(max(top - row, row - (top + height)), max(left - column, column - (left + width)));
    return select(outside < 0, outside * 0, outside * 0 + 1);
  }
};

/// (i + .5) / size for i in 0 ... size - 1, in this shape of as many.
template <class V> V middles(V const& like, int size, Shape const& shape) {
  std::vector<typename V::value_type> values;
  for (int i = 0; i < size; ++i) values.push_back(static_cast<typename V::value_type>((i + 0.5) / size));
  return constant<V::order>(fixed_values(like.context(), shape, values));
}

}  // namespace detail

/// Each pixel, or dimension of a vector, is given with one probability, independently of the others.
struct RandomPixels {
  float probability = 0.5f;

  template <class Sample, class Uniform> auto given(Sample, std::int64_t n, Uniform const& uniform) const {
    require<OptionError>(probability >= 0 && probability <= 1, "a pixel is given with a probability in [0, 1], not ",
                         probability);
    return evaluate(apply(detail::BelowThreshold{probability}, uniform(mask_shape<Sample>(n))));
  }
};

/// The left half of an image is given, the first half of a vector; of an odd width the smaller one.
struct LeftHalf {
  template <class Sample, class Uniform> auto given(Sample, std::int64_t n, Uniform const& uniform) const {
    auto const draws = uniform(mask_shape<Sample>(n));  // only says where to compute
    int const width = draws.shape()[Sample::is_image ? 2 : 1];
    auto const column = detail::middles(draws, width, Sample::is_image ? Shape{1, 1, width, 1} : Shape{1, width});
    float const half = static_cast<float>(width / 2) / static_cast<float>(width);
    return evaluate(apply(detail::BelowThreshold{half}, column + 0 * draws));
  }
};

/// All of an image is given but a rectangle in it: its sides are drawn uniformly between two parts of the image's, its place uniformly
/// within the image. A pixel is missing where its middle is inside.
struct MissingRectangle {
  static constexpr bool needs_image = true;
  float smallest = 0.25f, largest = 0.75f;

  template <class Sample, class Uniform> auto given(Sample, std::int64_t n, Uniform const& uniform) const {
    require<OptionError>(0 < smallest && smallest <= largest && largest <= 1,
                         "the sides of a missing rectangle are parts of the image's in (0, 1], not from ", smallest, " to ",
                         largest);
    Shape const one{n, 1, 1, 1};
    auto const h = uniform(one), w = uniform(one), y = uniform(one), x = uniform(one);
    auto const rows = detail::middles(h, Sample::height, {1, Sample::height, 1, 1}),
               columns = detail::middles(h, Sample::width, {1, 1, Sample::width, 1});
    return evaluate(apply(detail::OutsideRectangle{smallest, largest}, h, w, y, x, rows, columns));
  }
};

/// `count` masks of a policy for a sample; mask i depends on the key and first_sample + i alone.
template <class T, class Device, class Sample, class Mask>
Tensor<T, Device> draw_masks(Context<Device>& context, Sample, Mask const& mask, std::int64_t count, random::Key key,
                             std::int64_t first_sample = 0) {
  auto uniform_draws = [&](Shape const& shape) {
    key.stream += 0x100u;
    return constant<1>(uniform<T>(context, shape, key, T(0), T(1), first_sample));
  };
  NoRecording<Device> off(context);
  return mask.given(Sample{}, count, uniform_draws).value();
}

}  // namespace gan

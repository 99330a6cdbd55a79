#pragma once
/// What one thread of a convolution does on a card: the patches of images become the rows of a matrix, and the rows of a matrix are
/// added up to images again. The same code on both sides, so that it is tested without a card.
#include <gan/core/convolution.hpp>
#include <gan/map/thread.hpp>

namespace gan {

/// A block of images and their patches, counted in vectors of neighbouring channels. Patches lie one after the other, each as
/// {kernel, kernel, channels}; a thread takes the vector of its own number in the patches, or in the images.
struct PatchLoop {
  Divisor vectors, kernel, stride, width, height, out_width, out_height;
  std::int32_t padding = 0;

  PatchLoop() = default;
  PatchLoop(Convolution const& s, int lanes)
      : vectors(s.channels / lanes),
        kernel(s.kernel),
        stride(s.stride),
        width(s.width),
        height(s.height),
        out_width(s.out_width),
        out_height(s.out_height),
        padding(static_cast<std::int32_t>(s.padding)) {}

  std::uint32_t patch_threads(std::int64_t images) const { return threads(images, out_height, out_width, kernel, kernel); }
  std::uint32_t image_threads(std::int64_t images) const { return threads(images, height, width); }

 private:
  template <class... D> std::uint32_t threads(std::int64_t images, D const&... sizes) const {
    std::int64_t count = images * vectors.value;
    ((count *= sizes.value), ...);
    require<ShapeError>(count < std::int64_t{1} << 31, "a block of ", images, " images has ", count,
                        " vectors of channels or patches, more than the 2147483647 that one launch can count");
    return static_cast<std::uint32_t>(count);
  }
};

namespace detail {
/// Takes the last digit off a number that is written in mixed sizes.
GAN_HD inline std::uint32_t take(std::uint32_t& number, Divisor const& size) {
  std::uint32_t const rest = size.quotient(number), digit = number - rest * size.value;
  number = rest;
  return digit;
}
}  // namespace detail

/// patches[number] = the vector of `images` that stands there; 0 outside the image.
template <class Vector>
GAN_HD void gather_patch(PatchLoop const& s, Vector const* images, Vector* patches, std::uint32_t number) {
  std::uint32_t rest = number;
  std::uint32_t const vector = detail::take(rest, s.vectors), q = detail::take(rest, s.kernel),
                      p = detail::take(rest, s.kernel), j = detail::take(rest, s.out_width),
                      i = detail::take(rest, s.out_height);
  // Unsigned: what lies before the first row or column is very large.
  std::uint32_t const y = i * s.stride.value + p - static_cast<std::uint32_t>(s.padding),
                      x = j * s.stride.value + q - static_cast<std::uint32_t>(s.padding);
  Vector value{};
  if (y < s.height.value && x < s.width.value)
    value = images[((rest * s.height.value + y) * s.width.value + x) * s.vectors.value + vector];
  patches[number] = value;
}

/// images[number] (+)= the sum of all vectors of `patches` that were gathered from there, in a fixed order.
template <class T, int Width>
GAN_HD void add_patches(PatchLoop const& s, Lanes<T, Width> const* patches, Lanes<T, Width>* images, bool accumulate,
                        std::uint32_t number) {
  std::uint32_t rest = number;
  std::uint32_t const vector = detail::take(rest, s.vectors),
                      x = detail::take(rest, s.width) + static_cast<std::uint32_t>(s.padding),
                      y = detail::take(rest, s.height) + static_cast<std::uint32_t>(s.padding);
  std::uint32_t const last_i = s.stride.quotient(y), last_j = s.stride.quotient(x);
  Lanes<T, Width> sum{};
  if (accumulate) sum = images[number];
  // Row i of the outputs reaches row y of the padded image by the kernel's row p = y - i stride; before the first row i is very large.
  GAN_ROLLED() for (std::uint32_t i = last_i, p = y - last_i * s.stride.value; p < s.kernel.value; p += s.stride.value, --i) {
    if (i >= s.out_height.value) continue;
    GAN_ROLLED() for (std::uint32_t j = last_j, q = x - last_j * s.stride.value; q < s.kernel.value; q += s.stride.value, --j) {
      if (j >= s.out_width.value) continue;
      std::uint32_t const patch = (rest * s.out_height.value + i) * s.out_width.value + j;
      Lanes<T, Width> const more = patches[((patch * s.kernel.value + p) * s.kernel.value + q) * s.vectors.value + vector];
      for (int lane = 0; lane < Width; ++lane) sum.value[lane] += more.value[lane];
    }
  }
  images[number] = sum;
}

}  // namespace gan

#pragma once
#include <cstdint>

#include <gan/core/shape.hpp>

namespace gan {

/// A sample that is an image: `C` channels, `H` rows, `W` columns, values in [-1, 1]. In memory channels come last: {n, H, W, C}.
template <int C, int H, int W> struct Image {
  static_assert(C > 0 && H > 0 && W > 0, "an image needs at least one channel, one row and one column");
  static constexpr int channels = C, height = H, width = W, size = C * H * W;
  static constexpr bool is_image = true;
  static Shape shape(std::int64_t n) { return {n, H, W, C}; }
};

/// A sample that is a point in `D` dimensions, of any range: {n, D}.
template <int D> struct Vector {
  static_assert(D > 0, "a vector needs at least one dimension");
  static constexpr int size = D;
  static constexpr bool is_image = false;
  static Shape shape(std::int64_t n) { return {n, D}; }
};

}  // namespace gan

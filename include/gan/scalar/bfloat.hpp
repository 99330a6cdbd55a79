#pragma once
#include <cstdint>

#include <gan/core/config.hpp>

namespace gan {

/// The bfloat16 nearest to a float, given by the float's own bits: the upper half of them, ties to even. What is beyond the largest
/// bfloat16 becomes infinite; a NaN stays one.
GAN_HD inline std::uint16_t nearest_bfloat(std::uint32_t bits) {
  bool const is_nan = (bits & 0x7FFFFFFFu) > 0x7F800000u;
  if (is_nan) return static_cast<std::uint16_t>((bits >> 16) | 0x40u);
  return static_cast<std::uint16_t>((bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16);
}

}  // namespace gan

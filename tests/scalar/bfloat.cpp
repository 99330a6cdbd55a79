// Rounding to bfloat16 against the nearest of its two neighbours.
#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include <gan/scalar/bfloat.hpp>

#include "../catch.hpp"

namespace {
double value_of(std::uint16_t bfloat) { return static_cast<double>(std::bit_cast<float>(std::uint32_t{bfloat} << 16)); }
std::uint16_t rounded(float x) { return gan::nearest_bfloat(std::bit_cast<std::uint32_t>(x)); }
}  // namespace

TEST_CASE("a float is rounded to the nearest bfloat16, a tie to the even one") {
  std::mt19937 random(1);
  for (int i = 0; i < 200'000; ++i) {
    auto bits = static_cast<std::uint32_t>(random());
    if (i % 4 == 0) bits = (bits & 0xFFFF0000u) | 0x8000u;  // half way
    float const x = std::bit_cast<float>(bits);
    if (!std::isfinite(x) || (bits & 0x7F800000u) >= 0x7F000000u) continue;  // far from the end of the range
    auto const low = static_cast<std::uint16_t>(bits >> 16), high = static_cast<std::uint16_t>(low + 1);
    double const below = std::abs(static_cast<double>(x) - value_of(low)),
                 above = std::abs(value_of(high) - static_cast<double>(x));
    std::uint16_t const expected = below < above ? low : above < below ? high : low % 2 == 0 ? low : high;
    INFO(x);
    REQUIRE(rounded(x) == expected);
  }
}

TEST_CASE("zeros, infinities and NaN stay what they are as bfloat16, and what is too large becomes infinite") {
  float const infinity = std::numeric_limits<float>::infinity();
  CHECK(rounded(0.0f) == 0);
  CHECK(rounded(-0.0f) == 0x8000);
  CHECK(value_of(rounded(infinity)) == std::numeric_limits<double>::infinity());
  CHECK(value_of(rounded(-infinity)) == -std::numeric_limits<double>::infinity());
  CHECK(value_of(rounded(std::numeric_limits<float>::max())) == std::numeric_limits<double>::infinity());
  for (std::uint32_t bits : {0x7F800001u, 0xFF800001u, 0x7FC00000u, 0xFFFFFFFFu, 0x7F80FFFFu})
    CHECK(std::isnan(value_of(gan::nearest_bfloat(bits))));
}

// The threads of a convolution on a card, run one after the other on the host: patches against naive loops.
#include <random>
#include <vector>

#include <gan/map/patches.hpp>

#include "../catch.hpp"

using namespace gan;

namespace {
using Values = std::vector<double>;

/// Calls body(image index, patch index) for every element of a patch, the image index -1 outside the image.
template <class Body> void for_patches(Convolution const& s, Body body) {
  std::int64_t patch = 0;
  for (std::int64_t n = 0; n < s.n; ++n)
    for (std::int64_t i = 0; i < s.out_height; ++i)
      for (std::int64_t j = 0; j < s.out_width; ++j)
        for (std::int64_t p = 0; p < s.kernel; ++p)
          for (std::int64_t q = 0; q < s.kernel; ++q)
            for (std::int64_t c = 0; c < s.channels; ++c, ++patch) {
              std::int64_t const y = i * s.stride + p - s.padding, x = j * s.stride + q - s.padding;
              bool const inside = y >= 0 && y < s.height && x >= 0 && x < s.width;
              body(inside ? ((n * s.height + y) * s.width + x) * s.channels + c : -1, patch);
            }
}

template <int Width> void check_threads(Convolution const& s, unsigned seed) {
  using Vector = Lanes<double, Width>;
  PatchLoop const loop(s, Width);
  std::mt19937 random(seed);
  std::int64_t const pixels = s.images().count(), elements = s.n * s.positions() * s.patch();
  REQUIRE(loop.patch_threads(s.n) * Width == elements);
  REQUIRE(loop.image_threads(s.n) * Width == pixels);
  // Whole numbers: sums are exact in any order.
  auto numbers = [&](std::int64_t n) {
    std::vector<Vector> out(static_cast<std::size_t>(n / Width));
    for (auto& v : out)
      for (double& x : v.value) x = static_cast<double>(static_cast<int>(random() % 19) - 9);
    return out;
  };
  auto at = [](auto& v, std::int64_t i) -> auto& { return v[static_cast<std::size_t>(i / Width)].value[i % Width]; };

  auto const images = numbers(pixels), rows = numbers(elements);
  auto patches = numbers(elements);
  for (std::uint32_t i = 0; i < loop.patch_threads(s.n); ++i) gather_patch(loop, images.data(), patches.data(), i);
  std::int64_t wrong = 0;
  for_patches(
      s, [&](std::int64_t image, std::int64_t patch) { wrong += at(patches, patch) != (image < 0 ? 0 : at(images, image)); });
  CHECK(wrong == 0);

  for (bool accumulate : {false, true}) {
    auto got = numbers(pixels), expected = got;
    if (!accumulate)
      for (auto& v : expected) v = Vector{};
    for_patches(s, [&](std::int64_t image, std::int64_t patch) {
      if (image >= 0) at(expected, image) += at(rows, patch);
    });
    for (std::uint32_t i = 0; i < loop.image_threads(s.n); ++i) add_patches(loop, rows.data(), got.data(), accumulate, i);
    for (std::int64_t i = 0; i < pixels; ++i) wrong += at(got, i) != at(expected, i);
    CHECK(wrong == 0);
  }
}
}  // namespace

TEST_CASE("gathering patches and adding them up, thread by thread") {
  std::mt19937 random(3);
  int tried = 0;
  while (tried < 200) {
    std::int64_t const kernel = 1 + random() % 5, height = 1 + random() % 9, width = 1 + random() % 9;
    int const stride = 1 + static_cast<int>(random() % 3), padding = static_cast<int>(random() % 3);
    if (std::min(height, width) + 2 * padding < kernel) continue;
    bool const vectors = tried % 2;
    std::int64_t const channels = vectors ? 4 * (1 + random() % 2) : 1 + random() % 3;
    Convolution const s = convolution_of({1 + static_cast<std::int64_t>(random()) % 3, height, width, channels},
                                         {kernel, kernel, channels, 2}, stride, padding);
    INFO("images " << s.images() << ", kernel " << kernel << ", stride " << stride << ", padding " << padding);
    if (vectors) check_threads<4>(s, static_cast<unsigned>(tried));
    else check_threads<1>(s, static_cast<unsigned>(tried));
    ++tried;
  }
}

TEST_CASE("a block of patches that one launch cannot count is refused") {
  Convolution const s = convolution_of({1, 512, 512, 1024}, {4, 4, 1024, 1}, 1, 1);
  CHECK_THROWS_WITH(PatchLoop(s, 1).patch_threads(1), Catch::Contains("2147483647"));
}

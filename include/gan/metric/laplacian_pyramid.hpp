#pragma once
#include <gan/metric/draws.hpp>
#include <gan/metric/features.hpp>
#include <gan/metric/host_images.hpp>

namespace gan::metric {

namespace detail {

/// Convolution with the binomial [1 4 6 4 1]/16 along both sides; beyond the border the image is mirrored at its last pixel.
inline HostImages blurred(HostImages const& images) {
  auto mirrored = [](std::int64_t i, std::int64_t n) {
    if (n == 1) return std::int64_t{0};
    while (i < 0 || i >= n) i = i < 0 ? -i : 2 * (n - 1) - i;
    return i;
  };
  double const weights[] = {1 / 16., 4 / 16., 6 / 16., 4 / 16., 1 / 16.};
  auto along = [&](HostImages const& from, bool rows) {
    HostImages to = from;
    for (std::int64_t i = 0; i < from.count; ++i)
      for (std::int64_t y = 0; y < from.height; ++y)
        for (std::int64_t x = 0; x < from.width; ++x)
          for (std::int64_t c = 0; c < from.channels; ++c) {
            double sum = 0;
            for (int k = -2; k <= 2; ++k)
              sum += weights[k + 2] *
                     (rows ? from.at(i, mirrored(y + k, from.height), x, c) : from.at(i, y, mirrored(x + k, from.width), c));
            to.at(i, y, x, c) = sum;
          }
    return to;
  };
  return along(along(images, true), false);
}

/// Every second pixel of the blurred image, from the first.
inline HostImages halved(HostImages const& images) {
  HostImages const from = blurred(images);
  HostImages to{from.count, from.height / 2, from.width / 2, from.channels, {}};
  to.values.resize(from.values.size() / 4);
  for (std::int64_t i = 0; i < to.count; ++i)
    for (std::int64_t y = 0; y < to.height; ++y)
      for (std::int64_t x = 0; x < to.width; ++x)
        for (std::int64_t c = 0; c < to.channels; ++c) to.at(i, y, x, c) = from.at(i, 2 * y, 2 * x, c);
  return to;
}

/// Zeros between the pixels, then four times the blur.
inline HostImages doubled(HostImages const& from) {
  HostImages to{from.count, 2 * from.height, 2 * from.width, from.channels, {}};
  to.values.resize(from.values.size() * 4);
  for (std::int64_t i = 0; i < from.count; ++i)
    for (std::int64_t y = 0; y < from.height; ++y)
      for (std::int64_t x = 0; x < from.width; ++x)
        for (std::int64_t c = 0; c < from.channels; ++c) to.at(i, 2 * y, 2 * x, c) = 4 * from.at(i, y, x, c);
  return blurred(to);
}

}  // namespace detail

/// The levels of a Laplacian pyramid (Burt and Adelson 1983), from full size down: each is what halving and doubling loses of
/// its image, the last one the smallest image itself. A level is halved while its sides are even and their halves at least
/// `smallest`.
inline std::vector<HostImages> laplacian_pyramid(HostImages images, std::int64_t smallest = 16) {
  require<OptionError>(smallest >= 1, "a pyramid needs a smallest side of at least 1, not ", smallest);
  std::vector<HostImages> levels{std::move(images)};
  for (;;) {
    HostImages& top = levels.back();
    if (top.height % 2 || top.width % 2 || top.height / 2 < smallest || top.width / 2 < smallest) return levels;
    HostImages half = detail::halved(top);
    HostImages const back = detail::doubled(half);
    for (std::size_t i = 0; i < back.values.size(); ++i) top.values[i] -= back.values[i];
    levels.push_back(std::move(half));
  }
}

/// Random patches of each image, {count * patches, side * side * channels}, every channel brought to mean 0 and deviation 1
/// over all patches (one that is constant, to 0). Where they lie follows from the seed and the number of the image alone.
inline Features patch_features(std::string name, HostImages const& images, std::int64_t patches, std::int64_t side, Seed seed) {
  require<OptionError>(patches >= 1 && 1 <= side && side <= images.height && side <= images.width,
                       "patches of at least 1 pixel that fit into the image are needed, not ", patches, " patches of side ",
                       side, " of images {", images.height, ", ", images.width, "}");
  Features out{std::move(name), side * side * images.channels, {}};
  out.values.reserve(static_cast<std::size_t>(images.count * patches * out.size));
  auto const key = detail::draw_key(seed, detail::Draw::patch);
  for (std::int64_t i = 0; i < images.count; ++i)
    for (std::int64_t p = 0; p < patches; ++p) {
      std::int64_t const top = detail::index_draw(key, i, 2 * p, images.height - side + 1);
      std::int64_t const left = detail::index_draw(key, i, 2 * p + 1, images.width - side + 1);
      for (std::int64_t y = 0; y < side; ++y)
        for (std::int64_t x = 0; x < side; ++x)
          for (std::int64_t c = 0; c < images.channels; ++c) out.values.push_back(images.at(i, top + y, left + x, c));
    }
  auto const channels = static_cast<std::size_t>(images.channels);
  double const count = static_cast<double>(out.values.size() / channels);
  for (std::size_t c = 0; c < channels; ++c) {
    double mean = 0, square = 0;
    for (std::size_t i = c; i < out.values.size(); i += channels) mean += out.values[i] / count;
    for (std::size_t i = c; i < out.values.size(); i += channels) {
      out.values[i] -= mean;
      square += out.values[i] * out.values[i] / count;
    }
    // What is left of a constant channel is rounding noise, which must not be blown up.
    double const deviation = std::sqrt(square);
    double const scale = deviation > 1e-12 * std::abs(mean) ? 1 / deviation : 0;
    for (std::size_t i = c; i < out.values.size(); i += channels) out.values[i] *= scale;
  }
  return out;
}

}  // namespace gan::metric

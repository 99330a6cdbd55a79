#pragma once
#include <array>
#include <limits>

#include <gan/metric/host_images.hpp>

namespace gan::metric {

/// How far reconstructions are from their originals. These compare values, not features: no extractor is between.
struct Reconstruction {
  double mean_square = 0;    ///< mean of (x - y)^2 over all values
  double mean_absolute = 0;  ///< mean of |x - y|
  double cosine = 0;         ///< mean over samples of x . y / (|x| |y|) in [-1, 1]; 0 for a sample without length
  double psnr = 0;           ///< 10 log10(range^2 / mean_square) in dB; infinity where all values are equal
};

/// The errors of reconstructions {n, ...} of originals of the same shape; `range` is the distance of the least and the largest
/// possible value, 2 for images in [-1, 1]. Throws ShapeError, OptionError, NumericalError.
template <class T, class Device>
Reconstruction reconstruction(Tensor<T, Device> const& original, Tensor<T, Device> const& reproduced, double range = 2) {
  Shape const& shape = original.shape();
  require<ShapeError>(shape == reproduced.shape() && shape.rank() >= 1 && shape.count() > 0,
                      "reconstructions {n, ...} must have the shape of their originals, not ", reproduced.shape(), " for ",
                      shape);
  require<OptionError>(range > 0 && std::isfinite(range), "a range of values is positive, not ", range);
  auto const x = to_host(original), y = to_host(reproduced);
  std::size_t const samples = static_cast<std::size_t>(shape[0]), size = x.size() / samples;
  Reconstruction out;
  for (std::size_t i = 0; i < samples; ++i) {
    double dot = 0, left = 0, right = 0;
    for (std::size_t p = i * size; p < (i + 1) * size; ++p) {
      double const a = static_cast<double>(x[p]), b = static_cast<double>(y[p]);
      require<NumericalError>(std::isfinite(a) && std::isfinite(b), "reconstructions and originals must be finite, but value ",
                              p, " is ", b, " for ", a);
      out.mean_square += (a - b) * (a - b) / static_cast<double>(x.size());
      out.mean_absolute += std::abs(a - b) / static_cast<double>(x.size());
      dot += a * b, left += a * a, right += b * b;
    }
    if (left > 0 && right > 0) out.cosine += dot / (std::sqrt(left) * std::sqrt(right)) / static_cast<double>(samples);
  }
  out.psnr = 10 * std::log10(range * range / out.mean_square);
  return out;
}

namespace detail {

/// Weighted means over all 11 x 11 windows that lie inside the image, with a normal window of deviation 1.5.
inline HostImages window_means(HostImages const& from) {
  constexpr int side = 11;
  std::array<double, side> weights;
  double sum = 0;
  for (int k = 0; k < side; ++k) sum += weights[static_cast<std::size_t>(k)] = std::exp(-(k - 5) * (k - 5) / (2 * 1.5 * 1.5));
  for (double& w : weights) w /= sum;
  auto along = [&](HostImages const& x, bool rows) {
    HostImages y{x.count, x.height - (rows ? side - 1 : 0), x.width - (rows ? 0 : side - 1), x.channels, {}};
    y.values.resize(static_cast<std::size_t>(y.count * y.height * y.width * y.channels));
    for (std::int64_t i = 0; i < y.count; ++i)
      for (std::int64_t r = 0; r < y.height; ++r)
        for (std::int64_t c = 0; c < y.width; ++c)
          for (std::int64_t channel = 0; channel < y.channels; ++channel) {
            double mean = 0;
            for (int k = 0; k < side; ++k)
              mean += weights[static_cast<std::size_t>(k)] * x.at(i, r + (rows ? k : 0), c + (rows ? 0 : k), channel);
            y.at(i, r, c, channel) = mean;
          }
    return y;
  };
  return along(along(from, true), false);
}

}  // namespace detail

/// The structural similarity of reconstructions to their originals (Wang et al. 2004), in [-1, 1], 1 for equal images: the mean
/// over images, channels and windows inside the image of
/// (2 m_x m_y + c1)(2 s_xy + c2) / ((m_x^2 + m_y^2 + c1)(s_x^2 + s_y^2 + c2)), c1 = (.01 range)^2, c2 = (.03 range)^2,
/// with moments under a normal window of 11 x 11 pixels and deviation 1.5. Images {n, height, width, channels} of sides of at
/// least 11.
template <class T, class Device>
double structural_similarity(Tensor<T, Device> const& original, Tensor<T, Device> const& reproduced, double range = 2) {
  char const* const what = "the structural similarity";
  auto x = host_images(what, original), y = host_images(what, reproduced);
  require<ShapeError>(original.shape() == reproduced.shape(), what, " needs images of one shape, not ", original.shape(),
                      " and ", reproduced.shape());
  require<ShapeError>(x.height >= 11 && x.width >= 11, what, " needs images of at least 11 x 11 pixels, not ",
                      original.shape());
  require<OptionError>(range > 0 && std::isfinite(range), "a range of values is positive, not ", range);
  auto moments = [](HostImages const& a, HostImages const& b) {
    HostImages product = a;
    for (std::size_t i = 0; i < a.values.size(); ++i) product.values[i] *= b.values[i];
    return detail::window_means(product).values;
  };
  auto const xx = moments(x, x), yy = moments(y, y), xy = moments(x, y);
  auto const mx = detail::window_means(x).values, my = detail::window_means(y).values;
  double const c1 = .0001 * range * range, c2 = .0009 * range * range;
  double sum = 0;
  for (std::size_t i = 0; i < mx.size(); ++i) {
    double const means = mx[i] * my[i], squares = mx[i] * mx[i] + my[i] * my[i];
    double const structure = 2 * (xy[i] - means) + c2, variances = xx[i] + yy[i] - squares + c2;
    sum += (2 * means + c1) * structure / ((squares + c1) * variances);
  }
  return sum / static_cast<double>(mx.size());
}

}  // namespace gan::metric

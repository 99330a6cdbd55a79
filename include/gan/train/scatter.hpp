#pragma once
#include <gan/io/canvas.hpp>
#include <gan/io/image.hpp>
#include <gan/tensor/tensor.hpp>

namespace gan {

/// Draws points {n, 2} as dots in a square picture; both axes reach from -range to range. Points outside are left out.
template <class T, class Device>
void save_scatter(std::string const& path, Tensor<T, Device> const& points, double range = 3, int pixels = 512) {
  require<ShapeError>(points.shape().rank() == 2 && points.shape()[1] == 2, path, ": a scatter needs points {n, 2}, not ",
                      points.shape());
  require<OptionError>(range > 0 && pixels >= 16, path, ": a scatter needs a positive range and at least 16 pixels, not ",
                       range, " and ", pixels);
  io::Canvas canvas(pixels, pixels);
  double const half = pixels / 2.0;
  canvas.line({{half, 0}, {half, 2 * half}}, 1, {}, 0.15);
  canvas.line({{0, half}, {2 * half, half}}, 1, {}, 0.15);
  auto const host = to_host(points);
  for (std::size_t i = 0; i + 1 < host.size(); i += 2) {
    double const x = half * (1 + static_cast<double>(host[i]) / range),
                 y = half * (1 - static_cast<double>(host[i + 1]) / range);
    if (x >= 0 && x < pixels && y >= 0 && y < pixels) canvas.line({{x, y}, {x, y}}, 3, {31, 96, 176}, 0.5);
  }
  save_png(path, canvas.pixels().data(), pixels, pixels, 3);
}

}  // namespace gan

#pragma once
#include <cmath>
#include <cstdint>
#include <vector>

#include <gan/tensor/tensor.hpp>

namespace gan::metric {

/// Images on the host, in double: {count, height, width, channels}.
struct HostImages {
  std::int64_t count = 0, height = 0, width = 0, channels = 0;
  std::vector<double> values;

  double& at(std::int64_t i, std::int64_t y, std::int64_t x, std::int64_t c) { return values[index(i, y, x, c)]; }
  double at(std::int64_t i, std::int64_t y, std::int64_t x, std::int64_t c) const { return values[index(i, y, x, c)]; }

 private:
  std::size_t index(std::int64_t i, std::int64_t y, std::int64_t x, std::int64_t c) const {
    return static_cast<std::size_t>(((i * height + y) * width + x) * channels + c);
  }
};

/// The values of images {n, height, width, channels}; throws ShapeError for another rank, NumericalError for nan or inf.
template <class T, class Device> HostImages host_images(char const* what, Tensor<T, Device> const& images) {
  Shape const& s = images.shape();
  require<ShapeError>(s.rank() == 4 && images.count() > 0, what, " needs images {n, height, width, channels}, not ", s);
  auto const host = to_host(images);
  for (std::size_t i = 0; i < host.size(); ++i)
    require<NumericalError>(std::isfinite(host[i]), what, " needs finite images, but value ", i, " is ", host[i]);
  return {s[0], s[1], s[2], s[3], {host.begin(), host.end()}};
}

}  // namespace gan::metric

#pragma once
#include <gan/autodiff/conv.hpp>
#include <gan/autodiff/matmul.hpp>
#include <gan/autodiff/shape_ops.hpp>

#include "families.hpp"
#include "lab.hpp"

namespace agreement {

/// What has a kernel for each scalar type, whatever the functor.
template <class T, class Device> Records typed_operations(Device device, double nudge) {
  Lab<T, Device> lab(device, nudge);
  for (Shape const& shape : {Shape{6, 3, 8}, Shape{5, 3}, Shape{300, 17}, Shape{2, 1100}, Shape{40000}}) {
    auto const x = lab.draw(shape, 1);
    auto of = [&](char const* name, auto f) { keep_all<2>(lab, name, f, x); };
    of("sum", [](auto const& a) { return sum(a); });
    of("sum per sample", [](auto const& a) { return sum_per_sample(a); });
    of("sum per channel", [](auto const& a) { return sum_per_channel(a); });
  }
  for (Shape const& s : {Shape{5, 7, 3}, Shape{64, 32, 48}, Shape{1, 40, 1}, Shape{130, 1, 9}}) {
    std::int64_t const m = s[0], n = s[1], k = s[2];
    auto const plain = [](auto const& a, auto const& b) { return matmul(a, b); };
    keep_all<2>(lab, "matmul", plain, lab.draw({m, k}, 1), lab.draw({k, n}, 2));
    auto const left = [](auto const& a, auto const& b) { return matmul_transposed_a(a, b); };
    keep_all<2>(lab, "matmul with a transposed", left, lab.draw({k, m}, 1), lab.draw({k, n}, 2));
    auto const right = [](auto const& a, auto const& b) { return matmul_transposed_b(a, b); };
    keep_all<2>(lab, "matmul with b transposed", right, lab.draw({m, k}, 1), lab.draw({n, k}, 2));
  }
  // Channels that are whole vectors, and not; kernels of one pixel, larger than the image with its margin, strides.
  struct Case {
    int size, channels, maps, kernel, stride, padding;
  };
  for (Case const c : {Case{6, 3, 4, 3, 1, 1}, Case{8, 4, 8, 4, 2, 1}, Case{5, 8, 2, 1, 1, 0}, Case{4, 2, 5, 4, 1, 0},
                       Case{7, 1, 3, 5, 2, 2}, Case{9, 4, 4, 3, 3, 0}, Case{6, 16, 4, 5, 1, 2}}) {
    std::string const which = std::to_string(c.size) + " pixels, kernel " + std::to_string(c.kernel);
    auto const conv = [&](auto const& x, auto const& w) { return conv2d(x, w, c.stride, c.padding); };
    keep_all<2>(lab, "conv2d, " + which, conv, lab.draw({3, c.size, c.size, c.channels}, 1),
                lab.draw({c.kernel, c.kernel, c.channels, c.maps}, 2));
    auto const transposed = [&](auto const& x, auto const& w) {
      return conv2d_transposed(x, w, c.stride, c.padding, c.stride - 1);
    };
    keep_all<2>(lab, "conv2d_transposed, " + which, transposed, lab.draw({3, c.size, c.size, c.maps}, 1),
                lab.draw({c.kernel, c.kernel, c.channels, c.maps}, 2));
  }
  auto const shaped = [](auto const& a, auto const& b) { return reshape(slice(concatenate(1, a, b), 1, 1, 6), Shape{5, 3}); };
  keep_all<2>(lab, "shapes", shaped, lab.draw({3, 4}, 1), lab.draw({3, 4}, 2));
  keep_all<2>(
      lab, "concatenate batches", [](auto const& a, auto const& b) { return concatenate(0, a, b); }, lab.draw({3, 4, 2}, 1),
      lab.draw({5, 4, 2}, 2));
  return lab.records();
}

template <class Device> Records operations(Device device, double nudge) { return typed_operations<double>(device, nudge); }
template <class Device> Records operations_in_float(Device device, double nudge) {
  return typed_operations<float>(device, nudge);
}

}  // namespace agreement

#pragma once
/// Convolutions on a card against naive loops.
#include <random>

#include "card.hpp"

/// Small whole numbers, which are exact in any order and at any precision.
template <class T> std::vector<T> numbers(std::mt19937& random, gan::Shape const& shape) {
  std::vector<T> x(static_cast<std::size_t>(shape.count()));
  for (auto& one : x) one = static_cast<T>(static_cast<int>(random() % 9) - 4);
  return x;
}

/// All three directions on the card against naive loops.
template <class T> void check_convolution(CudaContext& context, gan::Convolution const& s, bool accumulate) {
  using namespace gan;
  std::mt19937 random(1);
  auto const x = numbers<T>(random, s.images()), w = numbers<T>(random, s.weight()), g = numbers<T>(random, s.outputs());
  auto y = numbers<T>(random, s.outputs()), dx = numbers<T>(random, s.images()), dw = numbers<T>(random, s.weight());
  auto const cx = from_host(context, s.images(), x), cw = from_host(context, s.weight(), w),
             cg = from_host(context, s.outputs(), g), cy = from_host(context, s.outputs(), y),
             cdx = from_host(context, s.images(), dx), cdw = from_host(context, s.weight(), dw);
  conv_forward(context, s, cx.data(), cw.data(), cy.data(), accumulate);
  conv_backward_images(context, s, cg.data(), cw.data(), cdx.data(), accumulate);
  conv_backward_weight(context, s, cx.data(), cg.data(), cdw.data(), accumulate);
  if (!accumulate)
    for (auto* out : {&y, &dx, &dw}) std::fill(out->begin(), out->end(), T(0));
  for (std::int64_t n = 0; n < s.n; ++n)
    for (std::int64_t i = 0; i < s.out_height; ++i)
      for (std::int64_t j = 0; j < s.out_width; ++j)
        for (std::int64_t p = 0; p < s.kernel; ++p)
          for (std::int64_t q = 0; q < s.kernel; ++q) {
            std::int64_t const row = i * s.stride + p - s.padding, column = j * s.stride + q - s.padding;
            if (row < 0 || row >= s.height || column < 0 || column >= s.width) continue;
            for (std::int64_t c = 0; c < s.channels; ++c)
              for (std::int64_t o = 0; o < s.out_channels; ++o) {
                auto const a = static_cast<std::size_t>(((n * s.height + row) * s.width + column) * s.channels + c),
                           k = static_cast<std::size_t>(((p * s.kernel + q) * s.channels + c) * s.out_channels + o),
                           b = static_cast<std::size_t>(((n * s.out_height + i) * s.out_width + j) * s.out_channels + o);
                y[b] += x[a] * w[k];
                dx[a] += g[b] * w[k];
                dw[k] += x[a] * g[b];
              }
          }
  INFO("images " << s.images() << ", weight " << s.weight() << ", accumulate " << accumulate);
  CHECK(to_host(cy) == y);
  CHECK(to_host(cdx) == dx);
  CHECK(to_host(cdw) == dw);
}

/// Channels that are whole vectors, and not; whole images, single pixels, strides, margins.
template <class T> void check_convolutions(CudaContext& context) {
  using gan::convolution_of;
  for (bool accumulate : {false, true}) {
    check_convolution<T>(context, convolution_of({3, 7, 6, 3}, {4, 4, 3, 5}, 2, 1), accumulate);
    check_convolution<T>(context, convolution_of({2, 8, 8, 8}, {5, 5, 8, 4}, 2, 2), accumulate);
    check_convolution<T>(context, convolution_of({4, 4, 4, 4}, {4, 4, 4, 6}, 1, 0), accumulate);    // whole images
    check_convolution<T>(context, convolution_of({2, 5, 5, 12}, {1, 1, 12, 3}, 1, 0), accumulate);  // single pixels
    check_convolution<T>(context, convolution_of({2, 9, 5, 1}, {3, 3, 1, 2}, 3, 1), accumulate);
  }
  check_convolution<T>(context, convolution_of({300, 32, 32, 4}, {4, 4, 4, 2}, 1, 2), false);  // several blocks
}

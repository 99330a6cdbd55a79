#pragma once
/// Convolution in its three directions as im2row and GEMM: the patches of a block of images become the rows of a matrix. Channels
/// come last, so a patch is a few contiguous runs, and the result needs no transposition.
#include <gan/backend/cpu/gemm.hpp>
#include <gan/core/convolution.hpp>

namespace gan {

namespace detail {
/// Calls run(image offset, patch offset, length) for each contiguous run of the patch at output position (i, j) that lies inside the
/// image, and gap(patch offset, length) for each that lies outside.
template <class Run, class Gap>
void for_runs(Convolution const& s, std::int64_t i, std::int64_t j, Run const& run, Gap const& gap) {
  std::int64_t const top = i * s.stride - s.padding, left = j * s.stride - s.padding, row = s.kernel * s.channels;
  std::int64_t const first = std::max<std::int64_t>(0, -left), last = std::min(s.kernel, s.width - left);
  for (std::int64_t p = 0; p < s.kernel; ++p) {
    std::int64_t y = top + p;
    if (y < 0 || y >= s.height || first >= last) {
      gap(p * row, row);
      continue;
    }
    if (first > 0) gap(p * row, first * s.channels);
    run((y * s.width + left + first) * s.channels, p * row + first * s.channels, (last - first) * s.channels);
    if (last < s.kernel) gap(p * row + last * s.channels, (s.kernel - last) * s.channels);
  }
}

template <class T> void image_to_rows(Convolution const& s, T const* image, T* rows) {
  for (std::int64_t i = 0; i < s.out_height; ++i)
    for (std::int64_t j = 0; j < s.out_width; ++j, rows += s.patch())
      for_runs(
          s, i, j, [&](std::int64_t from, std::int64_t to, std::int64_t n) { std::copy_n(image + from, n, rows + to); },
          [&](std::int64_t to, std::int64_t n) { std::fill_n(rows + to, n, T(0)); });
}

template <class T> void add_rows_to_image(Convolution const& s, T const* rows, T* image) {
  for (std::int64_t i = 0; i < s.out_height; ++i)
    for (std::int64_t j = 0; j < s.out_width; ++j, rows += s.patch())
      for_runs(
          s, i, j,
          [&](std::int64_t to, std::int64_t from, std::int64_t n) {
            for (std::int64_t e = 0; e < n; ++e) image[to + e] += rows[from + e];
          },
          [](std::int64_t, std::int64_t) {});
}

/// Images are taken in blocks whose patches fill about this much memory; the block depends on the shape only.
inline constexpr std::int64_t patch_bytes = 4 << 20;
template <class T> std::int64_t images_per_block(Convolution const& s) {
  return std::clamp<std::int64_t>(patch_bytes / (s.positions() * s.patch() * static_cast<std::int64_t>(sizeof(T))), 1, s.n);
}

/// Calls body(first image, images, patches) block by block; `gathers` fills the patches from `images` first.
template <class T, class Body> void by_blocks(Context<Cpu>& context, Convolution const& s, T const* images, Body const& body) {
  if (s.n == 0) return;
  std::int64_t const block = images_per_block<T>(s), each = s.positions() * s.patch(), image = s.height * s.width * s.channels;
  Storage<Cpu> memory(context.arena(), static_cast<std::size_t>(block * each) * sizeof(T));
  T* patches = static_cast<T*>(memory.data());
  for (std::int64_t first = 0; first < s.n; first += block) {
    std::int64_t n = std::min(block, s.n - first);
    if (images)
      context.workers().parallel(n,
                                 [&](std::int64_t i) { image_to_rows(s, images + (first + i) * image, patches + i * each); });
    body(first, n, patches);
  }
}
}  // namespace detail

/// outputs (+)= convolution of images with weight.
template <class T>
void conv_forward(Context<Cpu>& context, Convolution const& s, T const* images, T const* weight, T* outputs, bool accumulate) {
  if (s.patches_are_images())
    return gemm(context, false, false, s.n * s.positions(), s.out_channels, s.patch(), images, weight, outputs, accumulate);
  detail::by_blocks(context, s, images, [&](std::int64_t first, std::int64_t n, T const* patches) {
    gemm(context, false, false, n * s.positions(), s.out_channels, s.patch(), patches, weight,
         outputs + first * s.positions() * s.out_channels, accumulate);
  });
}

/// images (+)= adjoint of the convolution, applied to outputs: the transposed convolution, and the gradient for the images.
template <class T>
void conv_backward_images(Context<Cpu>& context, Convolution const& s, T const* outputs, T const* weight, T* images,
                          bool accumulate) {
  if (s.patches_are_images())
    return gemm(context, false, true, s.n * s.positions(), s.patch(), s.out_channels, outputs, weight, images, accumulate);
  std::int64_t const image = s.height * s.width * s.channels, each = s.positions() * s.patch();
  detail::by_blocks(context, s, static_cast<T const*>(nullptr), [&](std::int64_t first, std::int64_t n, T* patches) {
    gemm(context, false, true, n * s.positions(), s.patch(), s.out_channels, outputs + first * s.positions() * s.out_channels,
         weight, patches, false);
    context.workers().parallel(n, [&](std::int64_t i) {
      T* to = images + (first + i) * image;
      if (!accumulate) std::fill_n(to, image, T(0));
      detail::add_rows_to_image(s, patches + i * each, to);
    });
  });
}

/// weight (+)= gradient of <outputs, convolution of images> for the weight.
template <class T>
void conv_backward_weight(Context<Cpu>& context, Convolution const& s, T const* images, T const* outputs, T* weight,
                          bool accumulate) {
  if (s.patches_are_images() || s.n == 0)
    return gemm(context, true, false, s.patch(), s.out_channels, s.n * s.positions(), images, outputs, weight, accumulate);
  detail::by_blocks(context, s, images, [&](std::int64_t first, std::int64_t n, T const* patches) {
    gemm(context, true, false, s.patch(), s.out_channels, n * s.positions(), patches,
         outputs + first * s.positions() * s.out_channels, weight, accumulate || first > 0);
  });
}

}  // namespace gan

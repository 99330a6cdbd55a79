#pragma once
/// Convolution in its three directions as products of patches: those of a block of images become the rows of a matrix
/// (map/patches.hpp says what a thread does), which cuBLAS multiplies with the weight.
#include <gan/backend/cuda/gemm.cuh>
#include <gan/map/patches.hpp>

namespace gan {

namespace detail {
template <class T, int Width>
__global__ void __launch_bounds__(Context<Cuda>::block)
    gather_kernel(PatchLoop const s, Lanes<T, Width> const* images, Lanes<T, Width>* patches, std::uint32_t threads) {
  std::uint32_t const all = gridDim.x * blockDim.x;
  for (std::uint32_t i = blockIdx.x * blockDim.x + threadIdx.x; i < threads; i += all) gather_patch(s, images, patches, i);
}
template <class T, int Width>
__global__ void __launch_bounds__(Context<Cuda>::block)
    add_patches_kernel(PatchLoop const s, Lanes<T, Width> const* patches, Lanes<T, Width>* images, bool accumulate,
                       std::uint32_t threads) {
  std::uint32_t const all = gridDim.x * blockDim.x;
  for (std::uint32_t i = blockIdx.x * blockDim.x + threadIdx.x; i < threads; i += all)
    add_patches(s, patches, images, accumulate, i);
}

/// Channels in vectors of 16 bytes, where they divide and the images start where a vector may.
template <class T> bool in_vectors(Convolution const& s, T const* images) {
  constexpr int width = 16 / sizeof(T);
  return s.channels % width == 0 && reinterpret_cast<std::uintptr_t>(images) % 16 == 0;
}

template <int Width, class T>
void gather_by(Context<Cuda>& context, Convolution const& s, std::int64_t n, T const* images, T* patches) {
  using Vector = Lanes<T, Width>;
  PatchLoop const loop(s, Width);
  std::uint32_t const threads = loop.patch_threads(n);
  launch(context.stream(), context.blocks(threads), "gather the patches of a convolution", gather_kernel<T, Width>, loop,
         reinterpret_cast<Vector const*>(images), reinterpret_cast<Vector*>(patches), threads);
}
template <int Width, class T>
void add_by(Context<Cuda>& context, Convolution const& s, std::int64_t n, T const* patches, T* images, bool accumulate) {
  using Vector = Lanes<T, Width>;
  PatchLoop const loop(s, Width);
  std::uint32_t const threads = loop.image_threads(n);
  launch(context.stream(), context.blocks(threads), "add up the patches of a convolution", add_patches_kernel<T, Width>, loop,
         reinterpret_cast<Vector const*>(patches), reinterpret_cast<Vector*>(images), accumulate, threads);
}

/// Images are taken in blocks whose patches fill about this much memory; the block depends on the shape only.
inline constexpr std::int64_t device_patch_bytes = std::int64_t{64} << 20;

/// Calls body(first image, images, patches) block by block, in memory for the patches of a block.
template <class T, class Body> void by_blocks(Context<Cuda>& context, Convolution const& s, Body const& body) {
  if (s.n == 0) return;
  std::int64_t const each = s.positions() * s.patch();
  std::int64_t const block =
      std::clamp<std::int64_t>(device_patch_bytes / (each * static_cast<std::int64_t>(sizeof(T))), 1, s.n);
  Storage<Cuda> memory(context.arena(), static_cast<std::size_t>(block * each) * sizeof(T));
  for (std::int64_t first = 0; first < s.n; first += block)
    body(first, std::min(block, s.n - first), static_cast<T*>(memory.data()));
}

template <class T>
void gather(Context<Cuda>& context, Convolution const& s, std::int64_t first, std::int64_t n, T const* images, T* patches) {
  T const* from = images + first * s.height * s.width * s.channels;
  if (in_vectors(s, images)) gather_by<16 / sizeof(T)>(context, s, n, from, patches);
  else gather_by<1>(context, s, n, from, patches);
}

/// outputs (+)= convolution of images with weight.
template <class T>
void forward_by_patches(Context<Cuda>& context, Convolution const& s, T const* images, T const* weight, T* outputs,
                        bool accumulate) {
  if (s.patches_are_images())
    return gemm(context, false, false, s.n * s.positions(), s.out_channels, s.patch(), images, weight, outputs, accumulate);
  by_blocks<T>(context, s, [&](std::int64_t first, std::int64_t n, T* patches) {
    gather(context, s, first, n, images, patches);
    gemm(context, false, false, n * s.positions(), s.out_channels, s.patch(), static_cast<T const*>(patches), weight,
         outputs + first * s.positions() * s.out_channels, accumulate);
  });
}

/// images (+)= adjoint of the convolution, applied to outputs: the transposed convolution, and the gradient for the images.
template <class T>
void backward_images_by_patches(Context<Cuda>& context, Convolution const& s, T const* outputs, T const* weight, T* images,
                                bool accumulate) {
  if (s.patches_are_images())
    return gemm(context, false, true, s.n * s.positions(), s.patch(), s.out_channels, outputs, weight, images, accumulate);
  by_blocks<T>(context, s, [&](std::int64_t first, std::int64_t n, T* patches) {
    gemm(context, false, true, n * s.positions(), s.patch(), s.out_channels, outputs + first * s.positions() * s.out_channels,
         weight, patches, false);
    T* to = images + first * s.height * s.width * s.channels;
    if (in_vectors(s, images)) add_by<16 / sizeof(T)>(context, s, n, patches, to, accumulate);
    else add_by<1>(context, s, n, patches, to, accumulate);
  });
}

/// weight (+)= gradient of <outputs, convolution of images> for the weight.
template <class T>
void backward_weight_by_patches(Context<Cuda>& context, Convolution const& s, T const* images, T const* outputs, T* weight,
                                bool accumulate) {
  if (s.patches_are_images() || s.n == 0)
    return gemm(context, true, false, s.patch(), s.out_channels, s.n * s.positions(), images, outputs, weight, accumulate);
  by_blocks<T>(context, s, [&](std::int64_t first, std::int64_t n, T* patches) {
    gather(context, s, first, n, images, patches);
    gemm(context, true, false, s.patch(), s.out_channels, n * s.positions(), static_cast<T const*>(patches),
         outputs + first * s.positions() * s.out_channels, weight, accumulate || first > 0);
  });
}

}  // namespace detail
}  // namespace gan

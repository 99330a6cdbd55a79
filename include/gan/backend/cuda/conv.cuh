#pragma once
/// Convolution in its three directions: products of patches, or cuDNN in programs that link gan::cudnn.
#include <gan/backend/cuda/conv_patches.cuh>

#if GAN_HAS_CUDNN()
#include <gan/backend/cuda/conv_cudnn.cuh>
#endif

namespace gan {

/// outputs (+)= convolution of images with weight.
template <class T>
void conv_forward(Context<Cuda>& context, Convolution const& s, T const* images, T const* weight, T* outputs, bool accumulate) {
#if GAN_HAS_CUDNN()
  if (detail::forward_by_cudnn(context, s, images, weight, outputs, accumulate)) return;
#endif
  detail::forward_by_patches(context, s, images, weight, outputs, accumulate);
}

/// images (+)= adjoint of the convolution, applied to outputs: the transposed convolution, and the gradient for the images.
template <class T>
void conv_backward_images(Context<Cuda>& context, Convolution const& s, T const* outputs, T const* weight, T* images,
                          bool accumulate) {
#if GAN_HAS_CUDNN()
  if (detail::backward_images_by_cudnn(context, s, outputs, weight, images, accumulate)) return;
#endif
  detail::backward_images_by_patches(context, s, outputs, weight, images, accumulate);
}

/// weight (+)= gradient of <outputs, convolution of images> for the weight.
template <class T>
void conv_backward_weight(Context<Cuda>& context, Convolution const& s, T const* images, T const* outputs, T* weight,
                          bool accumulate) {
#if GAN_HAS_CUDNN()
  if (detail::backward_weight_by_cudnn(context, s, images, outputs, weight, accumulate)) return;
#endif
  detail::backward_weight_by_patches(context, s, images, outputs, weight, accumulate);
}

}  // namespace gan

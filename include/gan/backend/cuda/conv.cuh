#pragma once
#include <gan/backend/cuda/context.cuh>
#include <gan/core/convolution.hpp>

namespace gan {

namespace detail {
template <class T> struct Convolves {
  static_assert(sizeof(T) == 0, "convolution is not available on Cuda yet; use Cpu in a .cpp");
};
}  // namespace detail

template <class T> void conv_forward(Context<Cuda>&, Convolution const&, T const*, T const*, T*, bool) {
  detail::Convolves<T>();
}
template <class T> void conv_backward_images(Context<Cuda>&, Convolution const&, T const*, T const*, T*, bool) {
  detail::Convolves<T>();
}
template <class T> void conv_backward_weight(Context<Cuda>&, Convolution const&, T const*, T const*, T*, bool) {
  detail::Convolves<T>();
}

}  // namespace gan

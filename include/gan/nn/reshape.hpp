#pragma once
#include <gan/autodiff/shape_ops.hpp>

namespace gan {

/// {n, ...} to {n, size}.
struct Flatten {
  template <class X, class P> auto operator()(X const& x, P&) const {
    Shape shape = x.shape();
    return reshape(x, Shape{shape[0], shape[0] ? shape.count() / shape[0] : 0});
  }
};

/// {n, Sample::size} to the shape of a batch of samples.
template <class Sample> struct Reshape {
  template <class X, class P> auto operator()(X const& x, P&) const { return reshape(x, Sample::shape(x.shape()[0])); }
};

/// {n, size} to maps {n, height, width, channels}.
struct ToMaps {
  int height = 1, width = 1, channels = 1;
  template <class X, class P> auto operator()(X const& x, P&) const {
    return reshape(x, Shape{x.shape()[0], height, width, channels});
  }
};

}  // namespace gan

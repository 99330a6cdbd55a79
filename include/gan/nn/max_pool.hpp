#pragma once
#include <gan/autodiff/shape_ops.hpp>
#include <gan/nn/pass.hpp>

namespace gan {

/// The maximum over windows of 2 or 4 pixels a side that start at every other pixel of maps {n, height, width, channels}; a window that
/// reaches beyond the maps has no part: a side becomes floor((side - window) / 2) + 1. Of equal pixels one gets the gradient.
struct MaxPool {
  int window = 2;

  void declare(Declaration&) const {
    require<OptionError>(window == 2 || window == 4, "max pooling has windows of 2 or 4 pixels, not ", window);
  }
  template <class X, class P> auto operator()(X const& input, P&) const {
    using V = typename P::Variable;
    V x = evaluate(input);
    require<ShapeError>(x.shape().rank() == 4 && x.shape()[1] >= window && x.shape()[2] >= window,
                        "max pooling with a window of ", window,
                        " needs maps {n, height, width, channels} of at least as many pixels a side, not ", x.shape());
    for (int axis : {1, 2}) {
      x = slice(x, axis, 0, x.shape()[axis] / 2 * 2);
      x = pairs(x, axis);
      // A window of four is two neighbouring pairs.
      std::int64_t const size = x.shape()[axis];
      if (window == 4) x = max(slice(x, axis, 0, size - 1), slice(x, axis, 1, size));
    }
    return x;
  }

 private:
  /// The larger of pixels 2 i and 2 i + 1 along an axis.
  template <class V> static V pairs(V const& x, int axis) {
    Shape const s = x.shape();
    Shape split;
    for (int i = 0; i < s.rank(); ++i) {
      split.push_back(i == axis ? s[i] / 2 : s[i]);
      if (i == axis) split.push_back(2);
    }
    V const two = reshape(x, split), larger = max(slice(two, axis + 1, 0, 1), slice(two, axis + 1, 1, 2));
    Shape half = s;
    half[axis] /= 2;
    return reshape(larger, half);
  }
};

}  // namespace gan

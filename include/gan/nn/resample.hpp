#pragma once
#include <gan/autodiff/reduce.hpp>
#include <gan/autodiff/shape_ops.hpp>

namespace gan {

/// Doubles both sides of maps {n, height, width, channels}: every pixel becomes a square of four equal ones.
struct UpsampleNearest {
  template <class X, class P> auto operator()(X const& input, P& pass) const {
    using T = typename P::value_type;
    auto const x = evaluate(input);
    Shape const s = x.shape();
    require<ShapeError>(s.rank() == 4, "upsampling needs maps {n, height, width, channels}, not ", s);
    auto const four = constant<P::order>(zeros<T>(pass.context(), Shape{1, 1, 2, 1, 2, 1}));
    return reshape(reshape(x, Shape{s[0], s[1], 1, s[2], 1, s[3]}) + four, Shape{s[0], 2 * s[1], 2 * s[2], s[3]});
  }
};

/// Halves both sides of maps {n, height, width, channels}, which must be even: the mean of every square of four pixels.
struct MeanPool {
  template <class X, class P> auto operator()(X const& input, P&) const {
    auto const x = evaluate(input);
    Shape const s = x.shape();
    require<ShapeError>(s.rank() == 4 && s[1] % 2 == 0 && s[2] % 2 == 0, "mean pooling needs maps of even sides, not ", s);
    Shape const half{s[0], s[1] / 2, 1, s[2] / 2, 1, s[3]};
    return reshape(evaluate(0.25f * reshape(x, Shape{s[0], s[1] / 2, 2, s[2] / 2, 2, s[3]}), half),
                   Shape{s[0], s[1] / 2, s[2] / 2, s[3]});
  }
};

/// The mean of each map: {n, height, width, channels} to {n, channels}.
struct GlobalMeanPool {
  template <class X, class P> auto operator()(X const& input, P&) const {
    auto const x = evaluate(input);
    Shape const s = x.shape();
    require<ShapeError>(s.rank() == 4, "a mean over maps needs maps {n, height, width, channels}, not ", s);
    double const share = 1 / static_cast<double>(s[1] * s[2]);
    return reshape(evaluate(share * x, Shape{s[0], 1, 1, s[3]}), Shape{s[0], s[3]});
  }
};

}  // namespace gan

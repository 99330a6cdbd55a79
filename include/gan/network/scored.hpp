#pragma once
#include <gan/loss/score.hpp>
#include <gan/nn/sequential.hpp>

namespace gan {

/// What a discriminator gives for a batch of n samples; what it does not have is empty.
template <class V> struct Scored {
  V score;        ///< {n, 1}; of a Posterior the means {n, dimensions}
  V code{};       ///< an encoder's output {n, size}
  V features{};   ///< what the last layer sees {n, size}
  V deviation{};  ///< of a Posterior {n, dimensions}
  V guess{};      ///< what a head says of the generator's codes {n, size}
};

namespace detail {
template <class X> struct IsScored { static constexpr bool value = false; };
template <class V> struct IsScored<Scored<V>> { static constexpr bool value = true; };
}  // namespace detail

/// A discriminator's output as Scored; a plain network gives its last layer, one number per sample.
template <class V, class Output> Scored<V> as_scored(Output const& output) {
  if constexpr (detail::IsScored<Output>::value) return output;
  else {
    V score(evaluate(output));
    require<ShapeError>(score.value().count() == score.shape()[0],
                        "a discriminator gives one score per sample, not a tensor of shape ", score.shape());
    return {V(reshape(score, Shape{score.shape()[0], 1}))};
  }
}

/// A discriminator policy with a code says `static constexpr bool has_code = true`, one with features `has_features`.
template <class D> inline constexpr bool has_code = requires { requires D::has_code; };
template <class D> inline constexpr bool has_features = requires { requires D::has_features; };

}  // namespace gan

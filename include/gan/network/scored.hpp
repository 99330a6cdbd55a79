#pragma once
#include <gan/autodiff/shape_ops.hpp>
#include <gan/loss/score.hpp>
#include <gan/network/energy_term.hpp>
#include <gan/nn/sequential.hpp>

namespace gan {

/// What a discriminator gives for a batch of n samples; what it does not have is empty.
template <class V> struct Scored {
  V score;        ///< {n, 1}; of a Posterior the means {n, dimensions}; see score_of
  V code{};       ///< an encoder's output {n, size}
  V features{};   ///< what the last layer sees {n, size}
  V deviation{};  ///< of a Posterior {n, dimensions}
  V guess{};      ///< what a head says of the generator's codes, or of the sample's class {n, size}
  /// Of an Energy in place of the score, so that a loss can have its energies and their gradient in one pass: their residual's sides.
  V reconstruction{}, target{};
  EnergyNorm norm{};
};

/// The score of an output; of one with an energy that is not evaluated, its energies. Every call evaluates them.
template <class V> V score_of(Scored<V> const& output) {
  if (output.score || !output.reconstruction) return output.score;
  return V(residual_energy(output.reconstruction - output.target, output.norm));
}

namespace detail {
template <class X> struct IsScored { static constexpr bool value = false; };
template <class V> struct IsScored<Scored<V>> { static constexpr bool value = true; };
}  // namespace detail

/// A discriminator's output as Scored; a plain network gives its last layer: one number per sample, or for a Posterior the means and
/// the deviations side by side {n, 2 dimensions}. Energies are evaluated, unless `evaluates` is false.
template <class V, class Kind = Logit, class Output> Scored<V> as_scored(Output const& output, bool evaluates = true) {
  if constexpr (detail::IsScored<Output>::value) {
    if constexpr (std::is_same_v<Kind, Posterior>) {
      Shape const mean = output.score.shape(), deviation = output.deviation ? output.deviation.shape() : Shape{};
      require<ShapeError>(mean.rank() == 2 && deviation == mean,
                          "a posterior's means and deviations are both {n, dimensions}, not of shapes ", mean, " and ",
                          deviation);
    }
    Scored<V> out = output;
    if (evaluates) out.score = score_of(out);
    return out;
  } else if constexpr (std::is_same_v<Kind, Posterior>) {
    V const both(evaluate(output));
    Shape const shape = both.shape();
    require<ShapeError>(shape.rank() == 2 && shape[1] % 2 == 0,
                        "a posterior is means and deviations side by side {n, 2 dimensions}, not a tensor of shape ", shape);
    Scored<V> out{V(slice(both, 1, 0, shape[1] / 2))};
    out.deviation = V(slice(both, 1, shape[1] / 2, shape[1]));
    return out;
  } else {
    V score(evaluate(output));
    require<ShapeError>(score.value().count() == score.shape()[0],
                        "a discriminator gives one score per sample, not a tensor of shape ", score.shape());
    return {V(reshape(score, Shape{score.shape()[0], 1}))};
  }
}

/// A discriminator policy with a code says `static constexpr bool has_code = true`, one with features `has_features`.
template <class D> inline constexpr bool has_code = requires { requires D::has_code; };
template <class D> inline constexpr bool has_features = requires { requires D::has_features; };
/// One that sees a sample's numbers as one row, wherever in an image they stand, says `dense`.
template <class D> inline constexpr bool is_dense = requires { requires D::dense; };
/// One whose guess begins with a logit for each class says how many, by `int guessed_classes() const`.
template <class D> inline constexpr bool guesses_classes = requires(D const& d) { d.guessed_classes(); };
/// A generator policy whose latent vectors hold samples of the discriminator's posteriors of real samples says
/// `static constexpr bool promoted_by_posterior = true`; see PosteriorPromotedGenerator.
template <class G> inline constexpr bool is_promoted = requires { requires G::promoted_by_posterior; };

}  // namespace gan

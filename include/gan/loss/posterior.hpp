#pragma once
#include <gan/loss/score.hpp>

namespace gan {

/// A loss on posteriors: what the mean and the deviation of one dimension of a real and of a fake sample's posterior cost the
/// discriminator, and what a fake one's cost the generator; generic in the scalars. All else is optional:
///   real(mean, deviation, draw), ...   the costs from one standard normal draw, which count where the member samples() says true
///   deviation(s)                       the deviation that the loss reads from the number s that the discriminator gives
///   DimensionReduction reduction       how the costs of a sample's dimensions become that of the sample
template <class L>
concept PosteriorLoss = std::is_same_v<typename L::score, Posterior> && requires(L const& loss, Pack<float, 1> s) {
  loss.real(s, s);
  loss.fake(s, s);
  loss.generator(s, s);
};

/// How the dimensions of a posterior add up. A sum over d dimensions is d times the mean, and weighs d times as much beside what has
/// no dimensions.
enum class DimensionReduction { mean, sum };

namespace detail {
template <class L> struct PosteriorRealOp {
  L loss;
  template <class... S> GAN_HD auto operator()(S const&... s) const { return loss.real(s...); }
};
template <class L> struct PosteriorFakeOp {
  L loss;
  template <class... S> GAN_HD auto operator()(S const&... s) const { return loss.fake(s...); }
};
template <class L> struct PosteriorGeneratorOp {
  L loss;
  template <class... S> GAN_HD auto operator()(S const&... s) const { return loss.generator(s...); }
};
template <class L> struct DeviationOp {
  L loss;
  template <class S> GAN_HD auto operator()(S const& s) const { return loss.deviation(s); }
};

/// Mean over the batch of costs {n, d}, and their mean or sum over the dimensions.
template <Operand X> auto over_dimensions(X const& costs, DimensionReduction reduction) {
  Shape const shape = costs.shape();
  double const count =
      reduction == DimensionReduction::mean ? static_cast<double>(shape.count()) : static_cast<double>(shape[0]);
  return sum(costs * (1 / count));
}

template <class Op, class L, class... X> auto posterior_term(L const& loss, X const&... x) {
  DimensionReduction reduction = DimensionReduction::mean;
  if constexpr (requires { loss.reduction; }) reduction = loss.reduction;
  return over_dimensions(apply(Op{loss}, x...), reduction);
}
}  // namespace detail

/// Mean over the batch, and mean or sum over the dimensions, of what real posteriors {n, d} cost the discriminator. With `draws`
/// {n, d} the costs are those of one draw of each posterior.
template <PosteriorLoss L, Operand M, Operand S, Operand... Draws>
auto real_term(L const& loss, M const& mean, S const& deviation, Draws const&... draws) {
  return detail::posterior_term<detail::PosteriorRealOp<L>>(loss, mean, deviation, draws...);
}
/// The same of what fake posteriors cost the discriminator.
template <PosteriorLoss L, Operand M, Operand S, Operand... Draws>
auto fake_term(L const& loss, M const& mean, S const& deviation, Draws const&... draws) {
  return detail::posterior_term<detail::PosteriorFakeOp<L>>(loss, mean, deviation, draws...);
}
/// The same of what fake posteriors cost the generator.
template <PosteriorLoss L, Operand M, Operand S, Operand... Draws>
auto generator_term(L const& loss, M const& mean, S const& deviation, Draws const&... draws) {
  return detail::posterior_term<detail::PosteriorGeneratorOp<L>>(loss, mean, deviation, draws...);
}

/// The deviations that a loss reads from what a discriminator gives as deviations; without an opinion of the loss the same.
template <class L, Operand S> auto deviation_of(L const& loss, S const& given) {
  if constexpr (requires(Pack<float, 1> s) { loss.deviation(s); }) return evaluate(apply(detail::DeviationOp<L>{loss}, given));
  else return evaluate(given);
}

}  // namespace gan

#pragma once
#include <gan/loss/distribution_least_squares.hpp>
#include <gan/regularizer/facts.hpp>

namespace gan {

namespace detail {
/// |x|; derivative 0 at 0, where it is least.
template <class S> GAN_HD auto size_of_gap(S const& x) { return select(x == 0, Zero{}, abs(x)); }
struct ParameterGap {
  template <class M, class S, class N, class T>
  GAN_HD auto operator()(M const& mean, S const& deviation, N const& other_mean, T const& other_deviation) const {
    return size_of_gap(mean - other_mean) + size_of_gap(deviation - other_deviation);
  }
};
struct DrawGap {
  template <class M, class S, class N, class T, class E>
  GAN_HD auto operator()(M const& mean, S const& deviation, N const& other_mean, T const& other_deviation, E const& eps) const {
    return size_of_gap(eps * (deviation - other_deviation) + (mean - other_mean));
  }
};
}  // namespace detail

/// How far the posteriors of two batches {n, d} are from each other, sample by sample: mean over the batch, mean or sum over the
/// dimensions, of |m - m'| + |s - s'|; with `draws` {n, d} of |eps (s - s') + (m - m')|, the distance of one draw of each by the same
/// eps. A scalar.
template <Operand M, Operand S, Operand N, Operand T, Operand... Draws>
auto posterior_gap(DimensionReduction reduction, M const& mean, S const& deviation, N const& other_mean,
                   T const& other_deviation, Draws const&... draws) {
  using Gap = std::conditional_t<sizeof...(Draws) == 0, detail::ParameterGap, detail::DrawGap>;
  return detail::over_dimensions(apply(Gap{}, mean, deviation, other_mean, other_deviation, draws...), reduction);
}

/// Adds weight * E |D(x_g) - D(x_r)| to the generator's objective: the posterior of a generated sample near that of the real sample of
/// the same place in the batch, whose own posterior promoted it (Zhang et al. 2021, the L1 loss on latent codes). D(x_r) is a constant.
struct LatentCode {
  using needs = NeedsPosterior;
  static constexpr bool compares_with_real = true;
  static constexpr char const* name = "latent code";
  float weight = 10;
  Evaluation evaluation = Evaluation::closed_form;  ///< of parameters, or of a draw of each
  DimensionReduction reduction = DimensionReduction::mean;

  template <class Step> auto generator_term(Step& step) const {
    auto const& loss = step.model().gan().loss;
    auto const m = step.fake_score(), s = deviation_of(loss, step.fake_deviation());
    auto const other = detach(step.real_score()), spread = detach(deviation_of(loss, step.real_deviation()));
    return weight * (evaluation == Evaluation::sampled
                         ? posterior_gap(reduction, m, s, other, spread, step.normal_draws(m.shape()))
                         : posterior_gap(reduction, m, s, other, spread));
  }
};

}  // namespace gan

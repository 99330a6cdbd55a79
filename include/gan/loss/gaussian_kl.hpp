#pragma once
#include <gan/autodiff/reduce.hpp>
#include <gan/autodiff/shape_ops.hpp>

namespace gan {

namespace detail {
/// (m^2 + (e^v - 1 - v)) / 2; near v = 0 the bracket does not cancel.
struct StandardKl {
  template <class M, class V> GAN_HD auto operator()(M const& mean, V const& log_variance) const {
    return 0.5f * (square(mean) + (expm1(log_variance) - log_variance));
  }
};
struct DiagonalKl {
  template <class M1, class S1, class M2, class S2>
  GAN_HD auto operator()(M1 const& m1, S1 const& s1, M2 const& m2, S2 const& s2) const {
    return log(s2) - log(s1) + 0.5f * (square(s1 / s2) + square((m1 - m2) / s2) - 1);
  }
};
inline void require_codes(char const* what, Shape const& first, Shape const& other) {
  require<ShapeError>(first.rank() == 2 && first == other, what, " of one shape {n, size}, not ", first, " and ", other);
}
}  // namespace detail

/// KL(N(mean, e^log_variance) || N(0, I)) of each sample: -1/2 sum_j (1 + v_j - m_j^2 - e^v_j), {n, 1} for means m and log variances v
/// {n, size} (Kingma and Welling 2014, appendix B). Its gradients are m and (e^v - 1) / 2. Throws ShapeError where the shapes differ.
template <Operand M, Operand V> auto gaussian_kl(M const& mean, V const& log_variance) {
  detail::require_codes("a divergence needs means and log variances", mean.shape(), log_variance.shape());
  return sum_per_sample(apply(detail::StandardKl{}, mean, log_variance));
}

/// KL(N(m1, s1^2) || N(m2, s2^2)) of each sample: sum_j log(s2/s1) + (s1^2 + (m1 - m2)^2) / (2 s2^2) - 1/2, {n, 1} for means and
/// deviations {n, size}; deviations must be above 0, else the result is not finite. Throws ShapeError where the shapes differ.
template <Operand M1, Operand S1, Operand M2, Operand S2>
auto gaussian_kl(M1 const& m1, S1 const& s1, M2 const& m2, S2 const& s2) {
  detail::require_codes("a divergence needs means and deviations", m1.shape(), s1.shape());
  detail::require_codes("a divergence needs two sets of means", m1.shape(), m2.shape());
  detail::require_codes("a divergence needs means and deviations", m2.shape(), s2.shape());
  return sum_per_sample(apply(detail::DiagonalKl{}, m1, s1, m2, s2));
}

}  // namespace gan

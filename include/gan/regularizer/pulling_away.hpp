#pragma once
#include <gan/autodiff/matmul.hpp>
#include <gan/autodiff/reduce.hpp>
#include <gan/regularizer/facts.hpp>

namespace gan {

/// Pulling-away term of codes S {n, s} (Zhao et al. 2017, section 2.4):
///   1/(n (n-1)) sum_{i != j} ( S_i . S_j / (|S_i| |S_j|) )^2   in [0, 1];  0 for a single sample.
/// The squared cosines are the entries of the Gram matrix of the normalised rows; of H H^T and H^T H, which have the same norm, the
/// smaller is formed.
template <Operand S> auto pulling_away(S const& codes) {
  auto s = evaluate(codes);
  std::int64_t const n = s.shape()[0], size = s.shape().back();
  require<ShapeError>(s.shape().rank() == 2, "pulling-away needs codes of shape {n, size}, not ", s.shape());
  auto rows = evaluate(s / sqrt(max(sum_per_sample(square(s)), 1e-24f)));
  auto gram = n <= size ? matmul_transposed_b(rows, rows) : matmul_transposed_a(rows, rows);
  // The diagonal of H H^T is 1 where a row is not zero; it is taken as the squared row norms, so that zero rows count as orthogonal.
  auto diagonal = sum(square(sum_per_sample(square(rows))));
  double const scale = n > 1 ? 1.0 / (static_cast<double>(n) * static_cast<double>(n - 1)) : 0.0;
  return evaluate((sum(square(gram)) - diagonal) * scale);
}

/// Adds weight * pulling-away term of the generated batch's codes to the generator's objective; the discriminator's has none of it.
struct PullingAway {
  using needs = NeedsCode;
  static constexpr char const* name = "pulling-away";
  float weight = 0.1f;
  template <class Step> auto generator_term(Step& step) const { return weight * pulling_away(step.fake_code()); }
};

}  // namespace gan

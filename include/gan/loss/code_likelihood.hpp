#pragma once
/// What a head says of codes, as -log Q(c | x) of each sample: {n, 1}. A mean of it is a term of an objective.
#include <algorithm>
#include <cmath>
#include <variant>

#include <gan/autodiff/reduce.hpp>
#include <gan/autodiff/shape_ops.hpp>
#include <gan/autodiff/update.hpp>

namespace gan {

/// The deviation of the Gaussian Q(c | x) of a continuous code: the same everywhere, 1 in Chen et al. 2016.
struct FixedDeviation {
  float deviation = 1;
};
/// The head gives log(deviation^2), its log variance, held in [-10, 10] and at 2 log(floor) or above; outside, its derivative
/// is 0. Without a floor -log Q has no lower bound: the deviation of a code that is recovered exactly would shrink to 0.
struct FlooredDeviation {
  float floor = 0.1f;
};
using CodeDeviation = std::variant<FixedDeviation, FlooredDeviation>;

/// Throws OptionError where a deviation or a floor is not above 0 or not finite.
inline void validate(CodeDeviation const& deviation) {
  auto const* fixed = std::get_if<FixedDeviation>(&deviation);
  float const value = fixed ? fixed->deviation : std::get<FlooredDeviation>(deviation).floor;
  require<OptionError>(value > 0 && std::isfinite(value), fixed ? "the deviation" : "the floor of the deviation",
                       " of a continuous code must be above 0 and finite, not ", value);
}

namespace detail {

struct Larger {
  static constexpr int inputs = 2, outputs = 1;
  template <class S> GAN_HD auto operator()(S const& x, S const& y) const { return max(x, y); }
};
struct GaussianNll {
  template <class C, class M, class V> GAN_HD auto operator()(C const& code, M const& mean, V const& log_variance) const {
    return 0.5f * (log_variance + square(code - mean) * exp(-log_variance)) + 0.9189385332046727;
  }
};

inline void require_same_rows(char const* what, Shape const& first, Shape const& other) {
  require<ShapeError>(first.rank() == 2 && first[1] > 0 && first == other, what, " of one shape {n, size}, not ", first,
                      " and ", other);
}

/// The largest number of each row {n, size}: {n, 1}; the two halves against each other, until one column is left.
template <class T, class Device> Tensor<T, Device> row_maximum(Tensor<T, Device> x) {
  auto& context = x.context();
  while (x.shape()[1] > 1) {
    std::int64_t const n = x.shape()[0], width = x.shape()[1], half = (width + 1) / 2;  // an odd middle is in both halves
    Tensor<T, Device> const left(context, Shape{n, half}), right(context, Shape{n, half});
    copy_runs(context, x.data(), width, left.data(), half, n, half);
    copy_runs(context, x.data() + (width - half), width, right.data(), half, n, half);
    update(Larger{}, {left, right}, {left});
    x = left;
  }
  return x;
}

}  // namespace detail

/// e^(l_k) / sum_j e^(l_j) of logits l {n, K}; finite at every finite logit.
template <Operand L> auto softmax(L const& logits) {
  using V = Var<typename L::value_type, typename L::device_type, L::order>;
  V const l = evaluate(logits), e = exp(l - constant<L::order>(detail::row_maximum(l.value())));
  return V(e / sum_per_sample(e));
}

/// -log Q of a categorical code: sum_k c_k (log sum_j e^(l_j) - l_k) for logits l {n, K} and c {n, K}, rows with a 1 at their
/// class; a row of zeros costs 0 and gives no gradient. It takes logits, not probabilities, and is finite at every finite
/// logit; its gradient is softmax(l) - c. Throws ShapeError where the shapes differ.
template <Operand L, Operand C> auto categorical_nll(L const& logits, C const& classes) {
  using V = Var<typename L::value_type, typename L::device_type, L::order>;
  V const l = evaluate(logits);
  detail::require_same_rows("a categorical likelihood needs logits and classes", l.shape(), classes.shape());
  // The shift is constant: the sum does not depend on it.
  V const shift = constant<L::order>(detail::row_maximum(l.value()));
  V const log_sum = log(sum_per_sample(exp(l - shift))) + shift;
  return sum_per_sample(classes * (log_sum - l));
}

/// -log Q of continuous codes: sum_j log(2 pi)/2 + v_j/2 + (c_j - mean_j)^2 / (2 e^(v_j)) for codes, means and log variances v
/// {n, size}. Throws ShapeError where the shapes differ.
template <Operand C, Operand M, Operand S> auto gaussian_nll(C const& code, M const& mean, S const& log_variance) {
  detail::require_same_rows("a Gaussian likelihood needs codes and means", code.shape(), mean.shape());
  detail::require_same_rows("a Gaussian likelihood needs means and log variances", mean.shape(), log_variance.shape());
  return sum_per_sample(apply(detail::GaussianNll{}, code, mean, log_variance));
}
/// The same with one deviation for all.
template <Operand C, Operand M> auto gaussian_nll(C const& code, M const& mean, float deviation = 1) {
  detail::require_same_rows("a Gaussian likelihood needs codes and means", code.shape(), mean.shape());
  double const d = static_cast<double>(deviation);
  return sum_per_sample(0.5 * square((code - mean) * (1 / d)) + (0.9189385332046727 + std::log(d)));
}

/// The log variance that a head's raw output stands for.
template <Operand R> auto floored_log_variance(R const& raw, FlooredDeviation const& deviation) {
  double const lowest = std::max(-10.0, 2 * std::log(static_cast<double>(deviation.floor)));
  return max(min(raw, 10.0), lowest);
}

}  // namespace gan

#pragma once
/// What a decoder's output says of a sample, as policies. `cost(x, y)` is -log p(x | y) of one dimension up to a constant, generic in
/// the scalars; `output(y)` is the sample that y stands for, for images in [-1, 1]; `constant()`, where there is one, is what the
/// cost leaves out of a dimension. A likelihood of images that wants numbers without bound from its decoder, and not pixels, says
/// `static constexpr bool takes_logits = true`; one whose fields have a range has `validate()`.
#include <cmath>

#include <gan/autodiff/reduce.hpp>
#include <gan/autodiff/shape_ops.hpp>

namespace gan {

/// Pixels are coins: y is the logit of x01 = (x + 1) / 2 for x in [-1, 1], and -log p = softplus(y) - x01 y (Kingma and Welling 2014,
/// appendix C.1). A pixel between the ends counts as a mean of coins. Finite at every logit.
struct BernoulliLikelihood {
  static constexpr bool takes_logits = true;
  template <class X, class Y> GAN_HD auto cost(X const& x, Y const& logit) const {
    return softplus(logit) - (0.5f * x + 0.5f) * logit;
  }
  template <class Y> GAN_HD auto output(Y const& logit) const { return 2 * sigmoid(logit) - 1; }
};

/// x = y + deviation * noise: -log p = (x - y)^2 / (2 deviation^2) + log(2 pi deviation^2) / 2 (the same, appendix C.2, with one
/// deviation for all dimensions).
struct GaussianLikelihood {
  float deviation = 1;
  void validate() const {
    require<OptionError>(deviation > 0, "a Gaussian likelihood needs a deviation above 0, not ", deviation);
  }
  template <class X, class Y> GAN_HD auto cost(X const& x, Y const& y) const { return 0.5f * square((x - y) / deviation); }
  template <class Y> GAN_HD auto output(Y const& y) const { return y; }
  double constant() const { return 0.9189385332046727 + std::log(static_cast<double>(deviation)); }
};

/// (x - y)^2, the error of a plain auto-encoder. It is that of a Gaussian likelihood of deviation sqrt(1/2) without its constant.
struct SquaredError {
  template <class X, class Y> GAN_HD auto cost(X const& x, Y const& y) const { return square(x - y); }
  template <class Y> GAN_HD auto output(Y const& y) const { return y; }
};

namespace detail {
template <class L> struct CostOp {
  L likelihood;
  template <class X, class Y> GAN_HD auto operator()(X const& x, Y const& y) const { return likelihood.cost(x, y); }
};
template <class L> struct OutputOp {
  L likelihood;
  template <class Y> GAN_HD auto operator()(Y const& y) const { return likelihood.output(y); }
};
}  // namespace detail

template <class L>
concept Likelihood = requires(L const& likelihood, Pack<float, 1> x) {
  likelihood.cost(x, x);
  likelihood.output(x);
};
/// A likelihood that wants numbers without bound from its decoder, and not pixels.
template <class L> inline constexpr bool takes_logits = requires { requires L::takes_logits; };

/// Throws OptionError where a field of the likelihood is out of its range.
template <Likelihood L> void validate_likelihood(L const& likelihood) {
  if constexpr (requires { likelihood.validate(); }) likelihood.validate();
}

/// -log p(x | y) of each sample, summed over its dimensions: {n, 1} for x and a decoder's output y of one shape {n, ...}. Its mean is
/// the term that an objective has. Throws ShapeError where the shapes differ, OptionError for a field out of its range.
template <Likelihood L, Operand X, Operand Y> auto negative_log_likelihood(L const& likelihood, X const& x, Y const& decoded) {
  Shape const shape = x.shape();
  require<ShapeError>(shape.rank() >= 1 && shape == decoded.shape(), "a likelihood compares samples of shape ", shape,
                      " with a decoder's output of the same shape, not of ", decoded.shape());
  validate_likelihood(likelihood);
  Shape const each{shape[0], 1};
  auto cost = reshape(sum_per_sample(apply(detail::CostOp<L>{likelihood}, x, decoded)), each);
  if constexpr (requires { likelihood.constant(); }) {
    double const dimensions = static_cast<double>(shape.count()) / static_cast<double>(shape[0]);
    return evaluate(cost + dimensions * likelihood.constant());
  } else {
    return cost;
  }
}

/// The samples that a decoder's output stands for: the means of p(x | y), in the library's range of values.
template <Likelihood L, Operand Y> auto decoded_samples(L const& likelihood, Y const& decoded) {
  return evaluate(apply(detail::OutputOp<L>{likelihood}, decoded));
}

}  // namespace gan

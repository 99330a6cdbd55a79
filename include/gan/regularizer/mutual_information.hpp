#pragma once
#include <gan/loss/code_likelihood.hpp>
#include <gan/regularizer/facts.hpp>

namespace gan {

/// -log Q(c | x) of each sample {n, 1} for a head's guess {n, guess size} of the codes c {n, codes' size}:
///   categorical_weight * sum over categorical codes + continuous_weight * sum over continuous codes.
/// `codes` says what they are (see Codes), `first` from which categorical code on they count. Throws ShapeError where sizes
/// differ.
template <class Codes, Operand Q, Operand C>
auto code_nll(Codes const& codes, CodeDeviation const& deviation, Q const& guess, C const& code, float categorical_weight = 1,
              float continuous_weight = 1, int first = 0) {
  using V = Var<typename Q::value_type, typename Q::device_type, Q::order>;
  V const q = evaluate(guess), c = evaluate(code);
  auto const* fixed = std::get_if<FixedDeviation>(&deviation);
  int const size = codes.size(), means = size, n = static_cast<int>(q.shape()[0]);
  require<ShapeError>(q.shape() == Shape{n, fixed ? size : size + codes.continuous} && c.shape() == Shape{n, size}, "codes of ",
                      size, " numbers have a guess {n, ", fixed ? size : size + codes.continuous, "}, not codes of shape ",
                      c.shape(), " with a guess of shape ", q.shape());
  V total = constant<Q::order>(zeros<typename Q::value_type>(q.context(), Shape{n, 1}));
  int at = 0;
  for (int i = 0; i < static_cast<int>(codes.categorical.size()); ++i) {
    int const end = at + codes.categorical[static_cast<std::size_t>(i)];
    if (i >= first) total = V(total + categorical_weight * categorical_nll(slice(q, 1, at, end), slice(c, 1, at, end)));
    at = end;
  }
  if (codes.continuous > 0) {
    V const mean = slice(q, 1, at, means), value = slice(c, 1, at, size);
    V const nll = fixed ? gaussian_nll(value, mean, fixed->deviation)
                        : gaussian_nll(value, mean,
                                       floored_log_variance(slice(q, 1, means, means + codes.continuous),
                                                            std::get<FlooredDeviation>(deviation)));
    total = V(total + continuous_weight * nll);
  }
  return total;
}

/// Adds lambda E[-log Q(c | G(z, c))] to both objectives: minus a lower bound of the mutual information I(c; G(z, c)), up to
/// the constant H(c) (Chen et al. 2016, equation 6; in the discriminator's objective as in the authors' code),
///   L_I = H(c) - E[-log Q(c | G(z, c))] <= I(c; G(z, c)).
/// L_I is at most log K for a categorical code; for a continuous one it can be negative. See information_bound. The generator
/// is a Coded, the discriminator has the same codes' CodeHead, which also says whether the gradient goes into the trunk. lambda
/// is 1 in the paper for categorical codes, and smaller for continuous ones so that the term is on the scale of the others,
/// often .1; the authors' code has 1 for both on MNIST. Beside SemiSupervisedInformation the first categorical code is left to
/// that.
struct MutualInformation {
  using needs = NeedsCodeHead;
  static constexpr char const* name = "mutual information";
  float categorical_weight = 1;
  float continuous_weight = 1;

  template <class Step> auto discriminator_term(Step& step) const { return term(step); }
  template <class Step> auto generator_term(Step& step) const { return term(step); }

 private:
  template <class Step> auto term(Step& step) const {
    auto const& gan = step.model().gan();
    auto const& head = gan.discriminator;
    auto const& latent = step.latent();
    std::int64_t const size = latent.shape()[1];
    auto const codes = slice(latent, 1, size - head.codes.size(), size);
    constexpr int first = labels_first_code<std::decay_t<decltype(gan)>> ? 1 : 0;
    return mean(code_nll(head.codes, head.deviation, step.fake_guess(), codes, categorical_weight, continuous_weight, first));
  }
};

}  // namespace gan

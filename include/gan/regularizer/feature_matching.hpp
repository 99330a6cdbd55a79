#pragma once
#include <gan/autodiff/collective.hpp>
#include <gan/autodiff/reduce.hpp>
#include <gan/regularizer/facts.hpp>

namespace gan {

/// Squared distance of the batch means of two sets of features {n, size}: |mean_i f(x_i) - mean_j f(y_j)|^2; a scalar. Where ranks
/// share a batch, the means are those of the joint batch, or of the rank's own with Coupling{.terms = Reach::local}.
template <Operand A, Operand B> auto feature_distance(A const& real, B const& fake) {
  auto r = evaluate(real), f = evaluate(fake);
  require<ShapeError>(r.shape().rank() == 2 && f.shape().rank() == 2 && r.shape()[1] == f.shape()[1],
                      "feature matching needs two sets of features {n, size} of one size, not of shapes ", r.shape(), " and ",
                      f.shape());
  auto center = [](auto const& x) {
    auto const own = evaluate(x * (1.0 / static_cast<double>(x.shape()[0])), Shape{1, x.shape()[1]});
    return rank_average(own, &Coupling::terms);
  };
  return sum(square(center(r) - center(f)));
}

/// Adds weight * |E f(x) - E f(G(z))|^2 to the generator's objective, f the features that the discriminator's last layer sees
/// (Salimans et al. 2016, section 3.1). The paper uses it in place of the loss's own generator term; here it stands beside it.
struct FeatureMatching {
  using needs = NeedsFeatures;
  static constexpr bool compares_with_real = true;
  static constexpr char const* name = "feature matching";
  float weight = 1;
  template <class Step> auto generator_term(Step& step) const {
    return weight * feature_distance(step.real_features(), step.fake_features());
  }
};

}  // namespace gan

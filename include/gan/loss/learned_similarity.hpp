#pragma once
#include <gan/autodiff/reduce.hpp>

namespace gan {

/// 1/2 |f(x) - f(y)|^2 of each sample, summed over features: {n, 1} for features {n, size} of samples x and of their reconstructions y
/// (Larsen et al. 2016, eq. 7 and 8): a Gaussian reconstruction term, up to its constant, in a discriminator's features in place of
/// pixels. f(x) counts as a constant: no gradient passes there. Throws ShapeError where the shapes differ.
template <Operand X, Operand Y> auto learned_similarity(X const& features, Y const& reconstructed) {
  auto const fx = detach(evaluate(features));
  auto const fy = evaluate(reconstructed);
  require<ShapeError>(fx.shape().rank() == 2 && fx.shape() == fy.shape(),
                      "a learned similarity needs two sets of features of one shape {n, size}, not ", fx.shape(), " and ",
                      fy.shape());
  return sum_per_sample(0.5f * square(fx - fy));
}

/// The reconstruction term of a VaeGan. `weight` is the paper's gamma: it weighs the term against the discriminator's judgement in the
/// decoder's objective, and nowhere else. The default is that of the authors' code.
struct LearnedSimilarity {
  float weight = 5e-5f;
};

}  // namespace gan

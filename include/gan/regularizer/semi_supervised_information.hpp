#pragma once
#include <gan/autodiff/collective.hpp>
#include <gan/loss/code_likelihood.hpp>
#include <gan/regularizer/facts.hpp>

namespace gan {

/// -log Q(y | x) averaged over the samples that have a label; a scalar. Logits {n, classes}; in the labels {n, classes} a row
/// without a label is all 0. 0 where no sample has one. Where ranks share a batch, the mean of what they give is the average over the
/// labelled samples of the joint batch; with Coupling{.terms = Reach::local} each rank gives the average over its own.
template <Operand L, Operand Y> auto labelled_nll(L const& logits, Y const& labels) {
  auto const* ranks = joint_ranks(evaluate(labels).context(), &Coupling::terms);
  // Of n ranks, the mean number of labelled samples is at least 1/n where there is any.
  double const least = ranks ? 1.0 / ranks->size() : 1.0;
  return evaluate(sum(categorical_nll(logits, labels)) / max(rank_average(sum(labels), &Coupling::terms), least));
}

/// Ties the first categorical code c_ss to the classes of a data set of which few samples are labelled (Spurr et al. 2017;
/// weights and routing are those of the authors' code). It adds
///   weight * mean over labelled real samples of -log Q_ss(y | x)        to the discriminator's objective,
///   weight * E[-log Q_ss(c_ss | G(z, c))]                               to the generator's.
/// Generated samples do not train Q_ss: it would fix what c_ss means before the labels do. With `generated_weight` w they do,
///   w * weight * E[-log Q_ss(c_ss | G(z, c))]                           in the discriminator's objective too,
/// and w = 1 is the objective as the paper writes it. Where no sample of the data set has a label, nothing else could train Q_ss, and the
/// discriminator's term is that of MutualInformation. The other codes are those of a
/// MutualInformation beside it, with a weight of .8 there. The generator is a Coded, the discriminator a
/// LabelledCodeHead of the same codes, the data set has labels, see data::partly_labelled.
struct SemiSupervisedInformation {
  using needs = NeedsLabelHead;
  static constexpr bool uses_labels = true, labels_first_code = true;
  static constexpr char const* name = "semi-supervised information";
  float weight = 2;
  float generated_weight = 0;

  template <class Step> auto discriminator_term(Step& step) const {
    if (!step.labels()) return generated(step);
    auto const guess = step.real_guess();
    int const classes = step.model().gan().discriminator.codes.categorical[0];
    require<ShapeError>(step.labels().shape() == Shape{guess.shape()[0], classes},
                        "the first categorical code stands for the classes of the data set: a code of ", classes,
                        " values needs labels {", guess.shape()[0], ", ", classes, "}, not ", step.labels().shape());
    auto const labelled = evaluate(weight * labelled_nll(slice(guess, 1, 0, classes), step.labels()));
    return generated_weight != 0 ? evaluate(labelled + generated_weight * generated(step)) : labelled;
  }
  template <class Step> auto generator_term(Step& step) const { return generated(step); }

 private:
  template <class Step> auto generated(Step& step) const {
    auto const& codes = step.model().gan().discriminator.codes;
    auto const& latent = step.latent();
    std::int64_t const begin = latent.shape()[1] - codes.size(), classes = codes.categorical[0];
    return evaluate(weight *
                    mean(categorical_nll(slice(step.fake_guess(), 1, 0, classes), slice(latent, 1, begin, begin + classes))));
  }
};

}  // namespace gan

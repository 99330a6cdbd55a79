#pragma once
#include <gan/regularizer/facts.hpp>
#include <gan/regularizer/semi_supervised_information.hpp>

namespace gan {

/// Adds weight * mean over labelled real samples of -log softmax(guess(x))_y to the discriminator's objective: the supervised cost of a
/// discriminator that guesses classes, such as a LadderD in training by its corrupted path (Rasmus et al. 2015; Zhao et al. 2017,
/// section 4.3). Samples without a label cost nothing, see data::partly_labelled; throws OptionError where no sample of a data set has
/// one, ShapeError where it has another number of classes.
struct LabelledCost {
  using needs = NeedsClassGuess;
  static constexpr bool uses_labels = true;
  static constexpr char const* name = "labelled cost";
  float weight = 1;

  template <class Step> auto discriminator_term(Step& step) const {
    require<OptionError>(static_cast<bool>(step.labels()),
                         "a labelled cost needs labels, but no sample of the data set has one");
    auto const guess = step.real_guess();
    int const classes = step.model().gan().discriminator.guessed_classes();
    require<ShapeError>(step.labels().shape() == Shape{guess.shape()[0], classes}, "a discriminator that guesses ", classes,
                        " classes needs labels {", guess.shape()[0], ", ", classes, "}, not ", step.labels().shape());
    return evaluate(weight * labelled_nll(slice(guess, 1, 0, classes), step.labels()));
  }
};

}  // namespace gan

#pragma once
#include <gan/loss/margin.hpp>
#include <gan/network/ladder.hpp>
#include <gan/network/mlp.hpp>
#include <gan/regularizer/labelled_cost.hpp>
#include <gan/system/recipe.hpp>

namespace gan::systems {

/// EBGAN-LN (Zhao et al. 2017, section 4.3): a ladder network on permutation-invariant MNIST that learns classes from few labels, and
/// generated samples as contrastive ones, which vanish as the margin goes to 0. Train it on data::partly_labelled(digits, {.labelled =
/// 100}) and ask `model.classify`. The ladder, its rate and the length are those of Rasmus et al. 2015; the margin and its
/// straight way to 0, the generator and the weight of the labels are ours.
template <class = void> auto ebgan_ladder(float margin = 16) {
  Adam const adam{.rate = 2e-3f};
  return Recipe{
      Gan{NormalisedMlpGenerator{.latent = 100, .hidden = {800, 800}}, LadderD{},
          MarginLoss{.margin = margin, .decay = LinearAnnealing{}}, LabelledCost{.weight = 1}},
      TrainingOptions{
          .batch = 100, .epochs = 150, .generator = adam, .discriminator = adam, .decay = LinearToZero{.from = 2. / 3}}};
}

}  // namespace gan::systems

#pragma once
#include <tuple>

#include <gan/model/compatible.hpp>

namespace gan {

/// A generative adversarial network as a composition of policies: a generator, a discriminator, a loss, and any number of
/// regularizers. A policy is a value; so is the composition:
///   Gan ebgan{DCGenerator{.latent = 100}, AutoencoderEnergyD{}, MarginLoss{.margin = 10}, PullingAway{.weight = 0.1f}};
/// Policies that make no sense together do not compile.
template <class G, class D, class Loss, class... Regularizers> struct Gan {
  static constexpr Misfit misfit = compatible<G, D, Loss, Regularizers...>;
  static_assert(
      misfit != Misfit::generator_without_layers,
      "a generator policy needs `template <class Sample> auto layers(Sample) const`, which gives the network from the latent "
      "vector to a sample");
  static_assert(
      misfit != Misfit::discriminator_without_layers,
      "a discriminator policy needs `template <class Sample> auto layers(Sample) const`, which gives the network from a sample "
      "to its score");
  static_assert(
      misfit != Misfit::discriminator_without_score,
      "a discriminator policy says what it gives per sample: `using score = gan::Logit`, gan::Energy or gan::Posterior");
  static_assert(
      misfit != Misfit::discriminator_hides_mixing,
      "a discriminator policy says `static constexpr bool mixes_samples`: true if batch statistics couple its samples");
  static_assert(misfit != Misfit::loss_without_terms,
                "a loss needs `using score` and the member templates real(s), fake(s) and generator(s), or "
                "discriminator_loss(real, fake) and "
                "generator_loss(real, fake)");
  static_assert(misfit != Misfit::loss_without_posterior_terms,
                "a loss on posteriors needs the member templates real(mean, deviation), fake(mean, deviation) and "
                "generator(mean, deviation)");
  static_assert(
      misfit != Misfit::loss_needs_energy,
      "this loss needs an Energy score (>= 0 per sample), but this discriminator gives a Logit; an AutoencoderEnergyD gives "
      "energies");
  static_assert(misfit != Misfit::loss_needs_logit,
                "this loss needs a Logit score (one unbounded number per sample), but this discriminator gives another; a "
                "DCDiscriminator "
                "or an MlpDiscriminator gives logits");
  static_assert(
      misfit != Misfit::loss_needs_posterior,
      "this loss needs a Posterior score (a mean and a deviation per dimension), but this discriminator gives another; a "
      "PosteriorD gives posteriors");
  static_assert(misfit != Misfit::generator_needs_posterior,
                "this generator is promoted by the discriminator's posteriors of real samples, but this discriminator gives "
                "none; a PosteriorD does");
  static_assert(misfit != Misfit::classes_differ,
                "generator and discriminator need the same condition: ConditionalGenerator{generator, Classes<10>{}} with "
                "ConditionalD{discriminator, Classes<10>{}}");
  static_assert(
      misfit != Misfit::masks_differ,
      "a masked generator and a masked discriminator need each other: MaskedGenerator{Image<1, 28, 28>{}, DCCompleter{}, "
      "RandomPixels{}} with MaskedD{discriminator}");
  static_assert(misfit != Misfit::regularizer_without_effect,
                "a regularizer needs at least one of discriminator_input, discriminator_term, generator_term, before_update, "
                "after_discriminator_update and after_generator_update");
  static_assert(misfit != Misfit::regularizer_needs_code,
                "this regularizer needs a discriminator with a code (an encoder's output); an AutoencoderEnergyD has one");
  static_assert(misfit != Misfit::regularizer_needs_features,
                "this regularizer needs a discriminator with features (what its last layer sees); an MlpDiscriminator and a "
                "DCDiscriminator have them");
  static_assert(misfit != Misfit::regularizer_needs_posterior,
                "this regularizer compares posteriors, but this discriminator gives none; a PosteriorD does");
  static_assert(
      misfit != Misfit::regularizer_needs_one_score,
      "a gradient penalty bounds the slope of one score per sample, but this discriminator gives posteriors; the spectral "
      "norm of a PosteriorD bounds that of all their means and deviations");
  static_assert(misfit != Misfit::regularizer_needs_codes,
                "mutual information needs a generator that draws codes: Coded{generator, Codes{.categorical = {10}}}");
  static_assert(misfit != Misfit::regularizer_needs_code_head,
                "mutual information needs a discriminator with a head that guesses the codes: CodeHead{discriminator, "
                "Codes{.categorical = {10}}}");
  static_assert(misfit != Misfit::regularizer_needs_label_head,
                "semi-supervised information needs a discriminator with a head for the labels: LabelledCodeHead{discriminator, "
                "Codes{.categorical = {10}}}");
  static_assert(misfit != Misfit::regularizer_needs_class_guess,
                "a labelled cost needs a discriminator that guesses the classes of samples; a LadderD does");
  static_assert(
      misfit != Misfit::penalty_needs_independent_samples,
      "a per-sample penalty needs a discriminator that treats samples independently (no batch statistics); use DCCritic");

  using generator_type = G;
  using discriminator_type = D;
  using loss_type = Loss;
  using network_policies = std::tuple<G, D>;

  G generator;
  D discriminator;
  Loss loss;
  std::tuple<Regularizers...> regularizers;

  Gan(G g, D d, Loss l, Regularizers... r)
      : generator(std::move(g)), discriminator(std::move(d)), loss(std::move(l)), regularizers(std::move(r)...) {}

  /// Real and generated samples stand in one batch of the discriminator, also in the generator's steps.
  static constexpr bool mixes_batches = (false || ... || is_mixing_batches<Regularizers>);
  /// They do so in the discriminator's steps: by that choice, or because it makes no difference to samples that stay independent.
  static constexpr bool joint_batches = mixes_batches || !layer_mixes_samples<D>;
  /// The generator's objective has scores, features or the like of real samples.
  static constexpr bool generator_sees_real = CoupledLoss<Loss> || (false || ... || is_comparing_with_real<Regularizers>);
  /// Some policy reads the labels of the real samples; a regularizer has the first categorical code to itself.
  static constexpr bool uses_labels = ((gan::uses_labels<G> || gan::uses_labels<D>) || ... || gan::uses_labels<Regularizers>);
  /// The number of classes that the networks are conditioned on; 0 where they are not.
  static constexpr int classes = classes_of<G>;
  static constexpr bool labels_first_code = (false || ... || gan::labels_first_code<Regularizers>);
  /// Some regularizer differentiates gradients of the discriminator; of the generator.
  static constexpr bool second_order_discriminator = (false || ... || is_second_order<Regularizers>);
  static constexpr bool second_order_generator =
      (false || ... || (is_second_order<Regularizers> && HasGeneratorTerm<Regularizers>));
};

}  // namespace gan

#pragma once
/// Which policies fit together, decided at compile time in one place: `Gan` asserts it, and tables of combinations read it.
#include <gan/loss/posterior.hpp>
#include <gan/network/codes.hpp>
#include <gan/network/conditional.hpp>
#include <gan/network/masked.hpp>
#include <gan/network/scored.hpp>
#include <gan/regularizer/facts.hpp>

namespace gan {

/// Why a combination makes no sense; the sentences stand in `Gan`'s assertions.
enum class Misfit {
  none,
  generator_without_layers,
  discriminator_without_layers,
  discriminator_without_score,
  discriminator_hides_mixing,
  loss_without_terms,
  loss_without_posterior_terms,
  loss_needs_energy,
  loss_needs_logit,
  loss_needs_posterior,
  generator_needs_posterior,
  classes_differ,
  masks_differ,
  regularizer_without_effect,
  regularizer_needs_code,
  regularizer_needs_features,
  regularizer_needs_posterior,
  regularizer_needs_one_score,
  regularizer_needs_codes,
  regularizer_needs_code_head,
  regularizer_needs_label_head,
  regularizer_needs_class_guess,
  penalty_needs_independent_samples,
};

GAN_HAS_MEMBER(HasLayers, layers)
GAN_HAS_MEMBER(HasReal, real)
GAN_HAS_MEMBER(HasFake, fake)
GAN_HAS_MEMBER(HasGenerator, generator)

namespace detail {

template <class P>
concept HasScore = requires {
  typename P::score;
};
template <class P>
concept SaysMixing = requires {
  { P::mixes_samples } -> std::convertible_to<bool>;
};
template <class L>
concept HasLossTerms = HasScore<L> &&(CoupledLoss<L> || (HasReal<L> && HasFake<L> && HasGenerator<L>));

template <class D> inline constexpr bool gives_posterior = false;
template <HasScore D> inline constexpr bool gives_posterior<D> = std::is_same_v<typename D::score, Posterior>;

template <class G, class D, class R> constexpr Misfit regularizer_misfit() {
  if (!HasEffect<R>) return Misfit::regularizer_without_effect;
  if (std::is_same_v<needs_of<R>, NeedsCode> && !has_code<D>) return Misfit::regularizer_needs_code;
  if (std::is_same_v<needs_of<R>, NeedsFeatures> && !has_features<D>) return Misfit::regularizer_needs_features;
  if (std::is_same_v<needs_of<R>, NeedsPosterior> && !gives_posterior<D>) return Misfit::regularizer_needs_posterior;
  if (std::is_same_v<needs_of<R>, NeedsOneScore> && gives_posterior<D>) return Misfit::regularizer_needs_one_score;
  constexpr bool needs_label_head = std::is_same_v<needs_of<R>, NeedsLabelHead>;
  if (needs_label_head || std::is_same_v<needs_of<R>, NeedsCodeHead>) {
    if (!has_codes<G>) return Misfit::regularizer_needs_codes;
    if (needs_label_head && !guesses_labels<D>) return Misfit::regularizer_needs_label_head;
    if (!guesses_codes<D>) return Misfit::regularizer_needs_code_head;
  }
  if (std::is_same_v<needs_of<R>, NeedsClassGuess> && !guesses_classes<D>) return Misfit::regularizer_needs_class_guess;
  if constexpr (SaysMixing<D>)
    if (is_per_sample<R> && D::mixes_samples) return Misfit::penalty_needs_independent_samples;
  return Misfit::none;
}

template <class G, class D, class L, class... R> constexpr Misfit misfit() {
  if (!HasLayers<G>) return Misfit::generator_without_layers;
  if (!HasLayers<D>) return Misfit::discriminator_without_layers;
  if constexpr (!HasScore<D>) return Misfit::discriminator_without_score;
  else if (!SaysMixing<D>) return Misfit::discriminator_hides_mixing;
  else if constexpr (!HasLossTerms<L>) return Misfit::loss_without_terms;
  else if constexpr (std::is_same_v<typename L::score, Posterior> && !PosteriorLoss<L>)
    return Misfit::loss_without_posterior_terms;
  else if (!std::is_same_v<typename L::score, typename D::score>)
    return std::is_same_v<typename L::score, Energy>  ? Misfit::loss_needs_energy
           : std::is_same_v<typename L::score, Logit> ? Misfit::loss_needs_logit
                                                      : Misfit::loss_needs_posterior;
  if (is_promoted<G> && !gives_posterior<D>) return Misfit::generator_needs_posterior;
  if (classes_of<G> != classes_of<D>) return Misfit::classes_differ;
  if (is_masked<G> != is_masked<D>) return Misfit::masks_differ;
  Misfit found = Misfit::none;
  ((found = found == Misfit::none ? regularizer_misfit<G, D, R>() : found), ...);
  return found;
}

}  // namespace detail

/// Why these policies do not fit together; `Misfit::none` where they do.
template <class G, class D, class Loss, class... Regularizers>
inline constexpr Misfit compatible = detail::misfit<G, D, Loss, Regularizers...>();

/// Whether a policy's networks exist for a sample: convolutional ones need images whose sides are divisible by `divides`.
template <class Policy, class Sample> constexpr bool has_its_image() {
  if constexpr (requires { requires Policy::needs_image; }) return Sample::is_image;
  else return true;
}
template <class Policy, class Sample> constexpr bool has_its_size() {
  if constexpr (requires { Policy::divides; } && Sample::is_image)
    return Sample::height % Policy::divides == 0 && Sample::width % Policy::divides == 0;
  else return true;
}

}  // namespace gan

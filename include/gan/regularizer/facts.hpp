#pragma once
#include <type_traits>

#include <gan/core/has_member.hpp>

namespace gan {

/// What a regularizer says of itself, all optional:
///   using needs = NeedsCode;                     the discriminator must have a code; NeedsFeatures: features;
///                                                NeedsPosterior: it must give posteriors; NeedsOneScore: it must give none
///                                                NeedsCodeHead: the generator must draw codes and the discriminator guess them;
///                                                NeedsLabelHead: the first of them by a head of its own
///                                                NeedsClassGuess: the discriminator must guess classes
///   static constexpr bool second_order = true;   it differentiates a gradient
///   static constexpr bool per_sample = true;     it is wrong where the discriminator mixes the samples of a batch
///   static constexpr bool compares_with_real = true;   its generator_term reads what the discriminator gives for real samples
///   static constexpr bool mixes_batches = true;  real and generated samples share one batch, see MixedBatches
///   static constexpr bool uses_labels = true;    it reads step.labels(), so the data set must have classes
///   static constexpr bool labels_first_code = true;   the first categorical code is its own, see SemiSupervisedInformation
/// and for `verify`
///   static constexpr bool compares_samples = true;   its term is no mean over samples: a batch of a batch twice has another
///   static constexpr bool scale_invariant = true;    its term does not depend on the size of any sample's code or features
///   static constexpr bool idempotent = true;     what it does to gradients or parameters is done at once
/// and what it does, at least one of:
///   discriminator_input(x, step)                 what every input of the discriminator passes through
///   discriminator_term(step), generator_term(step)   a scalar that is added to that network's objective
///   before_update(gradients)                     changes a network's gradients, one flat tensor
///   after_discriminator_update(parameters), after_generator_update(parameters)   changes the network's FlatTensors
/// On a graphics card a step is captured once and replayed without the host: what a policy does there besides, such as to count or
/// to print, is done when it is captured. A step that asks for its number or the training's progress is not replayed; what makes
/// only a few kinds of steps of the number says which:
///   step_kind(number)                            steps of the same kind do the same; such as number % 16 == 0, a std::int64_t
struct NeedsNothing {};
struct NeedsCode {};
struct NeedsFeatures {};
struct NeedsCodeHead {};
struct NeedsLabelHead {};
struct NeedsClassGuess {};
struct NeedsPosterior {};
struct NeedsOneScore {};

GAN_HAS_MEMBER(HasDiscriminatorInput, discriminator_input)
GAN_HAS_MEMBER(HasDiscriminatorTerm, discriminator_term)
GAN_HAS_MEMBER(HasGeneratorTerm, generator_term)
GAN_HAS_MEMBER(HasBeforeUpdate, before_update)
GAN_HAS_MEMBER(HasAfterDiscriminatorUpdate, after_discriminator_update)
GAN_HAS_MEMBER(HasAfterGeneratorUpdate, after_generator_update)
GAN_HAS_MEMBER(HasStepKind, step_kind)

template <class R> inline constexpr bool is_mixing_batches = requires { requires R::mixes_batches; };

/// A class with at least one of them, or with a say in how batches pass.
template <class R>
concept HasEffect = HasDiscriminatorInput<R> || HasDiscriminatorTerm<R> || HasGeneratorTerm<R> || HasBeforeUpdate<R> ||
    HasAfterDiscriminatorUpdate<R> || HasAfterGeneratorUpdate<R> || is_mixing_batches<R>;

namespace detail {
template <class R> struct NeedsOf { using type = NeedsNothing; };
template <class R>
requires requires { typename R::needs; }
struct NeedsOf<R> {
  using type = typename R::needs;
};
}  // namespace detail

template <class R> using needs_of = typename detail::NeedsOf<R>::type;
template <class R> inline constexpr bool is_comparing_with_real = requires { requires R::compares_with_real; };
template <class P> inline constexpr bool uses_labels = requires { requires P::uses_labels; };
template <class P> inline constexpr bool labels_first_code = requires { requires P::labels_first_code; };
template <class R> inline constexpr bool is_second_order = requires { requires R::second_order; };
template <class R> inline constexpr bool is_per_sample = requires { requires R::per_sample; };

}  // namespace gan

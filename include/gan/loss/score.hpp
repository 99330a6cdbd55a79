#pragma once
#include <concepts>

#include <gan/autodiff/one_pass.hpp>
#include <gan/core/has_member.hpp>

namespace gan {

/// The kinds of score a discriminator can give per sample, and a loss can want.
struct Logit {};      ///< one unbounded number: a logit, or a critic's value
struct Energy {};     ///< one number >= 0, low on data
struct Posterior {};  ///< a mean and a deviation per dimension

/// A loss is three scalar functions, generic in the scalar: what a real and a fake score cost the discriminator, and what a fake
/// score costs the generator. The objectives are their means over the batch. It may say what leaves the discriminator's objective as
/// it is, for `verify`:
///   static constexpr bool shift_invariant = true;   one number more on all scores, real and fake
///   static constexpr bool scale_invariant = true;   a positive factor of all scores
template <class L>
concept ScoreLoss = requires(L const& loss, Pack<float, 1> s) {
  typename L::score;
  loss.real(s);
  loss.fake(s);
  loss.generator(s);
};

/// A loss that couples the batches gives two objectives over their score vectors {n, 1} instead. Where these are means over the
/// samples, it may say mixes_samples = false.
GAN_HAS_MEMBER(HasDiscriminatorLoss, discriminator_loss)
GAN_HAS_MEMBER(HasGeneratorLoss, generator_loss)
template <class L>
concept CoupledLoss = HasDiscriminatorLoss<L> && HasGeneratorLoss<L>;

/// A loss that changes over a training gives that of one step: at(iteration, progress), whose terms count, and may say by
/// changes() whether it does. See MarginLoss.
template <class L> auto loss_at(L const& loss, std::int64_t iteration, double progress) {
  if constexpr (requires { loss.at(iteration, progress); }) return loss.at(iteration, progress);
  else return loss;
}

namespace detail {
template <class L> struct RealOp {
  L loss;
  template <class S> GAN_HD auto operator()(S const& s) const { return loss.real(s); }
};
template <class L> struct FakeOp {
  L loss;
  template <class S> GAN_HD auto operator()(S const& s) const { return loss.fake(s); }
};
template <class L> struct GeneratorOp {
  L loss;
  template <class S> GAN_HD auto operator()(S const& s) const { return loss.generator(s); }
};
}  // namespace detail

/// Mean of what the real scores cost the discriminator.
template <ScoreLoss L, Operand S> auto real_term(L const& loss, S const& scores) {
  return one_pass_mean(apply(detail::RealOp<L>{loss}, scores));
}
/// Mean of what the fake scores cost the discriminator.
template <ScoreLoss L, Operand S> auto fake_term(L const& loss, S const& scores) {
  return one_pass_mean(apply(detail::FakeOp<L>{loss}, scores));
}
/// Mean of what the fake scores cost the generator.
template <ScoreLoss L, Operand S> auto generator_term(L const& loss, S const& scores) {
  return one_pass_mean(apply(detail::GeneratorOp<L>{loss}, scores));
}

}  // namespace gan

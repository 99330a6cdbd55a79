#pragma once
/// The checks that the library's own policies pass, for those of users.
#include <gan/verify/coupled_loss.hpp>
#include <gan/verify/divergence.hpp>
#include <gan/verify/layer.hpp>
#include <gan/verify/posterior_loss.hpp>
#include <gan/verify/regularizer.hpp>

namespace gan {

namespace detail {

/// A policy that `verify` knows. What has a score is meant as a loss, or as a discriminator.
template <class P>
concept Verifiable = ScoreLoss<P> || PosteriorLoss<P> || CoupledLoss<P> || Divergence<P> || Likelihood<P> || HasEffect<P> ||
    (HasCall<P> && !HasScore<P> && !HasReal<P> && !HasFake<P>);

template <class Policy, class Device> VerifyReport verified(Policy const& policy, Device device) {
  VerifyReport report;
  if constexpr (HasEffect<Policy>) {
    check_regularizer(device, policy, report);
  } else {
    Context<Device> context(device, Seed{});
    if constexpr (CoupledLoss<Policy>) check_coupled_loss(context, policy, report);
    else if constexpr (PosteriorLoss<Policy>) check_posterior_loss(context, policy, report);
    else if constexpr (ScoreLoss<Policy>) check_score_loss(context, policy, report);
    else if constexpr (Divergence<Policy>) check_divergence(context, policy, report);
    else if constexpr (Likelihood<Policy>) check_likelihood(context, policy, report);
    else check_layer(context, policy, likely_samples(policy), report);
    if constexpr (IsFDivergence<Policy>::value) check_relations(policy.divergence, report);
  }
  return report;
}

}  // namespace detail

/// Checks a policy as the library's own are checked: a loss, a divergence, a likelihood, a regularizer or a layer. Throws CheckFailed
/// with the quantity that is wrong, where, and what was expected there; the report says what was checked.
/// - All derivatives, of first and second order, against central differences in double; batches of 1, 4 and 64, and their samples in
///   another order; what training computes against the same number by number.
/// - Scores up to 1e4 on either side (an Energy has no negative ones): no NaN; from which score on float overflows stands in the
///   report. Float agrees with double.
/// - A divergence: g increases, h is the conjugate of g, Fenchel's equality, f(1).
/// - A regularizer: its terms on small networks, also where all parameters are 0; what it does to gradients and parameters is finite.
/// - A layer: in training and in evaluation; samples are independent unless it says mixes_samples.
/// - What a policy says of itself: shift_invariant, scale_invariant (a loss: of all scores; a regularizer: of each sample's code and
///   features), mixes_samples = false (a loss over both batches that is a mean over samples), compares_samples (a regularizer whose
///   term is no mean over samples), idempotent (a change of parameters or gradients that is done at once).
/// It computes on `device`: in a .cu say verify(policy, Cuda{}).
template <class Policy, class Device = Cpu>
requires(is_cpu<Device> || is_cuda<Device>) VerifyReport verify(Policy const& policy, Device device = {}) {
  static_assert(has_backend<Device> || !is_cuda<Device>, "Cuda needs nvcc: compile this file as .cu");
  static_assert(has_backend<Device> || !is_cpu<Device>, "Cpu needs a host compiler: in a .cu say verify(policy, Cuda{})");
  static_assert(
      detail::Verifiable<Policy>,
      "verify takes a loss (`using score` and the member templates real(s), fake(s) and generator(s)), a divergence (g(v) "
      "and h(v)), a likelihood, a regularizer or a layer");
  if constexpr (has_backend<Device> && detail::Verifiable<Policy>) return detail::verified(policy, device);
  else return {};
}

/// Checks a layer on samples of this shape, where verify does not find one: verify(layer, Shape{28, 28, 1}).
template <class Layer, class Device = Cpu> VerifyReport verify(Layer const& layer, Shape const& sample, Device device = {}) {
  VerifyReport report;
  Context<Device> context(device, Seed{});
  detail::check_layer(context, layer, {sample}, report);
  return report;
}

}  // namespace gan

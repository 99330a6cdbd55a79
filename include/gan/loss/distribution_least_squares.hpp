#pragma once
#include <gan/loss/posterior.hpp>

namespace gan {

/// N(mean, deviation^2), the same in every dimension.
struct GaussianPrior {
  float mean = 0, deviation = 1;
  friend bool operator==(GaussianPrior const&, GaussianPrior const&) = default;
};

/// Whether a distance of distributions is its expectation, or that of one draw of each.
enum class Evaluation { closed_form, sampled };

/// What becomes of a discriminator's deviation s, which has either sign where its head is linear: N(m, s^2) does not depend on the
/// sign, but the distance to a prior does.
enum class DeviationSign { raw, abs, softplus };

/// Least squares between posteriors and priors (Zhang et al. 2021, P2GAN): half of Dis(N(m, s^2), prior) per dimension, with
///   Dis = E[((eps s + m) - (eps s_0 + m_0))^2] = (m - m_0)^2 + (s - s_0)^2  for a prior N(m_0, s_0^2) and eps ~ N(0, 1),
/// the same eps on both sides; for s, s_0 >= 0 the squared 2-Wasserstein distance. The discriminator draws posteriors of real samples
/// to `real_prior` and those of fake ones to `fake_prior`; the generator draws the latter to the prior whose parameters are the
/// averages of both. In one dimension with a fixed deviation this is LeastSquares. `sampled` takes one eps per dimension and term in
/// place of the expectation. A Model of it throws OptionError where both priors are the same.
struct DistributionLeastSquares {
  using score = Posterior;
  GaussianPrior fake_prior = {-1, 1}, real_prior = {1, 1};
  Evaluation evaluation = Evaluation::closed_form;
  DeviationSign sign = DeviationSign::raw;
  DimensionReduction reduction = DimensionReduction::mean;

  GAN_HD GaussianPrior generator_prior() const {
    return {(fake_prior.mean + real_prior.mean) / 2, (fake_prior.deviation + real_prior.deviation) / 2};
  }
  bool samples() const { return evaluation == Evaluation::sampled; }
  void validate() const {
    require<OptionError>(fake_prior != real_prior, "the priors of real and of fake samples must differ, but both are N(",
                         real_prior.mean, ", ", real_prior.deviation, "^2)");
  }

  template <class S> GAN_HD auto deviation(S const& s) const {
    return either(sign == DeviationSign::raw, s, either(sign == DeviationSign::abs, abs(s), softplus(s)));
  }
  template <class M, class S> GAN_HD auto real(M const& m, S const& s) const { return expected(m, s, real_prior); }
  template <class M, class S> GAN_HD auto fake(M const& m, S const& s) const { return expected(m, s, fake_prior); }
  template <class M, class S> GAN_HD auto generator(M const& m, S const& s) const { return expected(m, s, generator_prior()); }
  template <class M, class S, class E> GAN_HD auto real(M const& m, S const& s, E const& eps) const {
    return of_draw(m, s, eps, real_prior);
  }
  template <class M, class S, class E> GAN_HD auto fake(M const& m, S const& s, E const& eps) const {
    return of_draw(m, s, eps, fake_prior);
  }
  template <class M, class S, class E> GAN_HD auto generator(M const& m, S const& s, E const& eps) const {
    return of_draw(m, s, eps, generator_prior());
  }

 private:
  template <class M, class S> GAN_HD auto expected(M const& m, S const& s, GaussianPrior const& prior) const {
    return 0.5f * (square(m - prior.mean) + square(deviation(s) - prior.deviation));
  }
  template <class M, class S, class E>
  GAN_HD auto of_draw(M const& m, S const& s, E const& eps, GaussianPrior const& prior) const {
    return 0.5f * square(eps * (deviation(s) - prior.deviation) + (m - prior.mean));
  }
};

}  // namespace gan

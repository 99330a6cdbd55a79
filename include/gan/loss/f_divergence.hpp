#pragma once
#include <gan/loss/score.hpp>

namespace gan {

/// What a generator minimises under an f-divergence: -h(v), the bound itself, or -g(v), the alternative whose gradient stays strong
/// where the critic is sure (Nowozin et al. 2016, section 3.2).
enum class GeneratorObjective { minimax, alternative };

/// The variational bound of an f-divergence D_f(P||Q) = int q f(p/q) of data P and model Q as a loss (Nowozin et al. 2016, eq. 4 and 6):
/// the critic V minimises  -mean g(V(real)) + mean h(V(fake)),  which is minus the bound. `Divergence` is a small struct with
///   g(v)   the output activation, increasing, into the domain of the conjugate f*
///   h(v)   f*(g(v)) in a form that is stable for every v
/// and for checks f(u), its derivative slope(u), conjugate(t), and ratio(v), the estimate of p/q that v implies; h' = ratio g'.
/// Where f(1) is not 0 it says so with a static member f_at_1.
template <class Divergence, GeneratorObjective Objective = GeneratorObjective::minimax> struct FDivergence {
  using score = Logit;
  Divergence divergence = {};
  template <class S> GAN_HD auto real(S v) const { return -divergence.g(v); }
  template <class S> GAN_HD auto fake(S v) const { return divergence.h(v); }
  template <class S> GAN_HD auto generator(S v) const {
    if constexpr (Objective == GeneratorObjective::minimax) return -divergence.h(v);
    else return -divergence.g(v);
  }
  /// Scores above it count as data: f'(1) (section 3.3). Compare g(v) with it.
  auto threshold() const { return divergence.slope(Pack<double, 1>(1.0)).v; }
};

}  // namespace gan

#pragma once
#include <gan/network/energy_term.hpp>
#include <gan/train/score_terms.hpp>

#include "../policies.hpp"
#include "families.hpp"
#include "lab.hpp"

namespace agreement {

/// The terms of a loss on scores of its kind, as training computes them.
template <class L, class Device> void keep_loss(Lab<double, Device>& lab, std::string const& name, L const& policy) {
  auto const loss = loss_at(policy, 3, .5);
  Shape const batch{37, 1};
  if constexpr (CoupledLoss<L>) {
    auto const d = [&](auto const& real, auto const& fake) { return loss.discriminator_loss(real, fake); };
    keep_all<1>(lab, name + ", discriminator", d, lab.draw(batch, 1), lab.draw(batch, 2));
    auto const g = [&](auto const& real, auto const& fake) { return loss.generator_loss(real, fake); };
    keep_all<1>(lab, name + ", generator", g, lab.draw(batch, 1), lab.draw(batch, 2));
  } else if constexpr (PosteriorLoss<L>) {
    Shape const posteriors{9, 4};
    auto terms = [&](auto const&... x) {
      keep_all<1>(
          lab, name + ", real", [&](auto const&... s) { return real_term(loss, s...); }, x...);
      keep_all<1>(
          lab, name + ", fake", [&](auto const&... s) { return fake_term(loss, s...); }, x...);
      keep_all<1>(
          lab, name + ", generator", [&](auto const&... s) { return generator_term(loss, s...); }, x...);
    };
    terms(lab.draw(posteriors, 1), lab.draw(posteriors, 2, .1, 2));
    keep_all<1>(
        lab, name + ", deviation", [&](auto const& s) { return deviation_of(loss, s); }, lab.draw(posteriors, 3));
  } else {
    double const low = std::is_same_v<typename L::score, Energy> ? .1 : -6;
    for (std::int64_t n : {37, 5000}) {  // one block, and sums in parts
      auto const scores = lab.draw({n, 1}, 1, low, 6);
      keep_all<1>(
          lab, name + ", real", [&](auto const& s) { return real_term(loss, s); }, scores);
      keep_all<1>(
          lab, name + ", fake", [&](auto const& s) { return fake_term(loss, s); }, scores);
      keep_all<1>(
          lab, name + ", generator", [&](auto const& s) { return generator_term(loss, s); }, scores);
    }
    if constexpr (std::is_same_v<typename L::score, Energy>)
      for (EnergyNorm norm : {EnergyNorm::L2, EnergyNorm::SumSq, EnergyNorm::MeanSq}) {
        auto const energy = [&](auto const& op) {
          return [&, op](auto const& r, auto const& x) { return energy_term(op, r, x, norm); };
        };
        using Terms = std::decay_t<decltype(loss)>;
        auto const r = lab.draw({6, 50}, 1), x = lab.draw({6, 50}, 2);
        keep_all<1>(lab, name + ", energies of real samples", energy(gan::detail::RealOp<Terms>{loss}), r, x);
        keep_all<1>(lab, name + ", energies of fake samples", energy(gan::detail::FakeOp<Terms>{loss}), r, x);
      }
  }
}

}  // namespace agreement

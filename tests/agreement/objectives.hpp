#pragma once
#include <gan/loss/code_likelihood.hpp>
#include <gan/loss/gaussian_kl.hpp>

#include "loss_terms.hpp"

namespace agreement {

template <class Device> Records objectives(Device device, double nudge) {
  Lab<double, Device> lab(device, nudge);
  policies::for_each(policies::losses(), [&](auto const& p) { keep_loss(lab, p.name, p.value); });
  policies::for_each(policies::likelihoods(), [&](auto const& p) {
    keep_all<1>(
        lab, p.name, [&](auto const& x, auto const& y) { return negative_log_likelihood(p.value, x, y); },
        lab.draw({4, 30}, 1, -1, 1), lab.draw({4, 30}, 2));
    keep_all<1>(
        lab, p.name, [&](auto const& y) { return decoded_samples(p.value, y); }, lab.draw({4, 30}, 2));
  });
  auto const rows = [&](std::uint64_t set) { return lab.draw({6, 5}, set); };
  keep_all<1>(
      lab, "gaussian_kl", [](auto const& m, auto const& v) { return gaussian_kl(m, v); }, rows(1), rows(2));
  keep_all<1>(
      lab, "gaussian_kl of two",
      [](auto const& a, auto const& s, auto const& b, auto const& t) { return gaussian_kl(a, s, b, t); }, rows(1),
      lab.draw({6, 5}, 2, .3, 2), rows(3), lab.draw({6, 5}, 4, .3, 2));
  keep_all<1>(
      lab, "softmax", [](auto const& x) { return softmax(x); }, rows(1));
  auto const classes = constant<1>(from_host(lab.context(), {3, 3}, std::vector<double>{1, 0, 0, 0, 0, 1, 0, 1, 0}));
  keep_all<1>(
      lab, "categorical_nll", [&](auto const& x) { return categorical_nll(x, classes); }, lab.draw({3, 3}, 1));
  keep_all<1>(
      lab, "gaussian_nll", [](auto const& c, auto const& m) { return gaussian_nll(c, m, .5f); }, rows(1), rows(2));
  keep_all<1>(
      lab, "gaussian_nll with a deviation", [](auto const& c, auto const& m, auto const& v) { return gaussian_nll(c, m, v); },
      rows(1), rows(2), rows(3));
  return lab.records();
}

}  // namespace agreement

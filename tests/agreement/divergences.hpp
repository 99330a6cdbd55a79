#pragma once
#include "loss_terms.hpp"

namespace agreement {

template <class Device> Records divergences(Device device, double nudge) {
  Lab<double, Device> lab(device, nudge);
  policies::for_each(policies::divergences(), [&](auto const& p) {
    using D = typename std::decay_t<decltype(p)>::type;
    keep_loss(lab, p.name, FDivergence<D>{p.value});
    // The other objective of the generator; all else is the same.
    FDivergence<D, GeneratorObjective::alternative> const loss{p.value};
    keep_all<1>(
        lab, std::string(p.name) + ", the other generator", [&](auto const& s) { return generator_term(loss, s); },
        lab.draw({37, 1}, 1, -6, 6));
  });
  return lab.records();
}

}  // namespace agreement

#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <variant>

#include <gan/core/error.hpp>

namespace gan {

/// How something fades over a training, as a factor of its strength.
struct NoAnnealing {};
/// 1 at the start, linearly to 0 over this part of the training, 0 after it.
struct LinearAnnealing {
  double part = 1;
};
/// factor^step, counted in generator steps.
struct ExponentialAnnealing {
  double factor = 0.999;
};
using Annealing = std::variant<NoAnnealing, LinearAnnealing, ExponentialAnnealing>;

namespace detail {
inline double annealed(NoAnnealing, std::int64_t, double) { return 1; }
inline double annealed(LinearAnnealing const& a, std::int64_t, double progress) {
  require<OptionError>(a.part > 0 && a.part <= 1, "LinearAnnealing needs a part of the training in (0, 1], not ", a.part);
  return std::max(0.0, 1 - progress / a.part);
}
inline double annealed(ExponentialAnnealing const& a, std::int64_t iteration, double) {
  require<OptionError>(a.factor > 0 && a.factor <= 1, "ExponentialAnnealing needs a factor in (0, 1], not ", a.factor);
  return std::pow(a.factor, static_cast<double>(iteration));
}
}  // namespace detail

/// Whether the factor changes at all.
inline bool anneals(Annealing const& annealing) { return !std::holds_alternative<NoAnnealing>(annealing); }

/// The factor after `iteration` generator steps, when `progress` of the training in [0, 1] is done.
inline double annealed(Annealing const& annealing, std::int64_t iteration, double progress) {
  return std::visit([&](auto const& a) { return detail::annealed(a, iteration, progress); }, annealing);
}

}  // namespace gan

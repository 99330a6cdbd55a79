#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <variant>

#include <gan/core/error.hpp>

namespace gan {

/// How the rate of an optimiser changes over a run, as a factor of its `rate`.
struct ConstantRate {};
/// Constant until `from` of the run is over, then linearly to 0 at its end.
struct LinearToZero {
  double from = 0;
};
/// factor^step, but not below `floor`.
struct ExponentialDecay {
  double factor = 1 / 1.000004;
  double floor = 1e-5;
};
/// Times `factor` after every `every` steps.
struct StepDecay {
  std::int64_t every = 1000;
  double factor = 0.5;
};
using Decay = std::variant<ConstantRate, LinearToZero, ExponentialDecay, StepDecay>;

namespace detail {
inline double rate_factor(ConstantRate, std::int64_t, std::int64_t) { return 1; }
inline double rate_factor(LinearToZero const& d, std::int64_t step, std::int64_t steps) {
  double const progress = steps > 0 ? static_cast<double>(step) / static_cast<double>(steps) : 0;
  return progress <= d.from ? 1 : std::max(0.0, (1 - progress) / (1 - d.from));
}
inline double rate_factor(ExponentialDecay const& d, std::int64_t step, std::int64_t) {
  return std::max(d.floor, std::pow(d.factor, static_cast<double>(step)));
}
inline double rate_factor(StepDecay const& d, std::int64_t step, std::int64_t) {
  return std::pow(d.factor, static_cast<double>(step / d.every));
}

inline void validate(ConstantRate) {}
inline void validate(LinearToZero const& d) {
  require<OptionError>(d.from >= 0 && d.from < 1, "LinearToZero needs a `from` in [0, 1), not ", d.from);
}
inline void validate(ExponentialDecay const& d) {
  require<OptionError>(d.factor > 0 && d.factor <= 1, "ExponentialDecay needs a factor in (0, 1], not ", d.factor);
  require<OptionError>(d.floor >= 0 && d.floor <= 1, "ExponentialDecay needs a floor in [0, 1], not ", d.floor);
}
inline void validate(StepDecay const& d) {
  require<OptionError>(d.every > 0, "StepDecay needs an `every` of at least 1, not ", d.every);
  require<OptionError>(d.factor > 0 && d.factor <= 1, "StepDecay needs a factor in (0, 1], not ", d.factor);
}
}  // namespace detail

/// Throws OptionError where an option is outside its range.
inline void validate(Decay const& decay) {
  std::visit([](auto const& d) { detail::validate(d); }, decay);
}

/// The factor for step 0, 1, ... of a run of `steps`.
inline double rate_factor(Decay const& decay, std::int64_t step, std::int64_t steps) {
  return std::visit([&](auto const& d) { return detail::rate_factor(d, step, steps); }, decay);
}

}  // namespace gan

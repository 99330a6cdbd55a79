#pragma once
#include <cmath>
#include <string>
#include <vector>

#include <gan/tensor/tensor.hpp>

namespace gan {

/// One term of an objective and its value, a single number on the device; for logs and error sentences.
template <class T, class Device> struct Term {
  char const* name;
  Tensor<T, Device> value;
};

/// What one part of a model minimises, as the terms of its last update.
template <class T, class Device> struct Objective {
  char const* name;
  std::vector<Term<T, Device>> const* terms;
};

namespace detail {

/// Throws NumericalError with the first term that is not finite.
template <class T, class Device>
void require_finite(std::int64_t step, char const* name, std::vector<Term<T, Device>> const& terms) {
  for (auto const& term : terms) {
    double const value = static_cast<double>(to_host(term.value)[0]);
    require<NumericalError>(std::isfinite(value), "training stopped at step ", step, ": the ", name, "'s term '", term.name,
                            "' is ", value, " instead of a finite number; parameters are those of the last good update");
  }
}

/// Poisons the optimisers when anything is not finite, on the device and before the update: parameters and moments stay those
/// of the last good update. The CPU stops there; another device goes on until look_at_guards, since the host would have to wait
/// for it. `gradients` and `poisons` are those of all networks that move together.
template <class T, class Device>
void guard_update(Context<Device>& context, std::int64_t iteration, char const* name, std::vector<Term<T, Device>> const& terms,
                  std::initializer_list<Tensor<T, Device>> gradients, std::initializer_list<Tensor<T, Device>> poisons) {
  Tensor<T, Device> const& poison = *poisons.begin();
  for (auto const& gradient : gradients) mark_non_finite(context, gradient.data(), gradient.count(), poison.data());
  for (auto const& term : terms) mark_non_finite(context, term.value.data(), std::int64_t{1}, poison.data());
  for (auto const* other = poisons.begin() + 1; other != poisons.end(); ++other)
    copy(context, poison.data(), other->data(), std::int64_t{1});
  if constexpr (is_cpu<Device>) {
    T found = 0;
    copy_to_host(Device{}, poison.data(), &found, 1);
    if (found == T(0)) return;
    require_finite(iteration + 1, name, terms);
    throw NumericalError(sentence("training stopped at step ", iteration + 1, ": the ", name,
                                  "'s gradient is not finite, though each of its terms is; parameters are those of the last "
                                  "good update"));
  }
}

/// How many steps a device goes on by itself before the host looks whether an optimiser was poisoned.
inline constexpr std::int64_t steps_between_looks = 16;

/// Looks, after `step` steps in all of which the last `unseen` have not been looked at, and throws NumericalError.
template <class Updates> void look_at_guards(Updates& updates, std::int64_t step, std::int64_t unseen) {
  std::string poisoned;
  updates.for_optimizers([&](std::string const& name, auto const&, auto const& optimizer) {
    if (poisoned.empty() && to_host(optimizer.poison())[0] != 0) poisoned = name;
  });
  if (poisoned.empty()) return;
  for (auto const& objective : updates.objectives()) require_finite(step, objective.name, *objective.terms);
  throw NumericalError(sentence("training stopped at step ", step, ": in one of the last ", unseen,
                                " steps the gradient of the ", poisoned,
                                " or a term of its objective was not finite; parameters are those of the last good "
                                "update"));
}

}  // namespace detail
}  // namespace gan

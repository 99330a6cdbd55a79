#pragma once
#include <cmath>
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

/// Poisons the optimisers when anything is not finite, on the device and before the update, and stops once the host has seen it:
/// parameters and moments are then those of the last good update. A host that would have to wait for its device looks now and then.
/// `gradients` and `poisons` are those of all networks that move together.
template <class T, class Device>
void guard_update(Context<Device>& context, std::int64_t iteration, char const* name, std::vector<Term<T, Device>> const& terms,
                  std::initializer_list<Tensor<T, Device>> gradients, std::initializer_list<Tensor<T, Device>> poisons) {
  Tensor<T, Device> const& poison = *poisons.begin();
  for (auto const& gradient : gradients) mark_non_finite(context, gradient.data(), gradient.count(), poison.data());
  for (auto const& term : terms) mark_non_finite(context, term.value.data(), std::int64_t{1}, poison.data());
  for (auto const* other = poisons.begin() + 1; other != poisons.end(); ++other)
    copy(context, poison.data(), other->data(), std::int64_t{1});
  constexpr std::int64_t steps_between_looks = is_cpu<Device> ? 1 : 16;
  if ((iteration + 1) % steps_between_looks != 0) return;
  T found = 0;
  copy_to_host(Device{}, poison.data(), &found, 1);
  if (found == T(0)) return;
  for (auto const& term : terms) {
    double value = static_cast<double>(to_host(term.value)[0]);
    require<NumericalError>(std::isfinite(value), "training stopped at step ", iteration + 1, ": the ", name, "'s term '",
                            term.name, "' is ", value,
                            " instead of a finite number; parameters are those of the last good update");
  }
  require<NumericalError>(steps_between_looks == 1, "training stopped at step ", iteration + 1, ": in one of the last ",
                          steps_between_looks, " steps the ", name,
                          "'s gradient or one of its terms was not finite; its parameters are those of the last good update");
  throw NumericalError(sentence("training stopped at step ", iteration + 1, ": the ", name,
                                "'s gradient is not finite, though each of its terms is; parameters are those of the last good "
                                "update"));
}

}  // namespace detail
}  // namespace gan

#pragma once
#include <cstddef>
#include <type_traits>
#include <utility>

#include <gan/core/config.hpp>

namespace gan {

/// A tuple for kernels: an aggregate, usable on both sides, without the constructors that make std::tuple slow to compile.
namespace detail {
template <std::size_t I, class T> struct Slot {
  T value;
  GAN_HD constexpr T const& get() const { return value; }
};
/// What holds nothing takes no room: most of a functor's parts, and partials that are Zero or One.
template <std::size_t I, class T>
requires(std::is_empty_v<T>&& std::is_trivially_default_constructible_v<T>) struct Slot<I, T> {
  Slot() = default;
  GAN_HD constexpr Slot(T const&) {}
  GAN_HD constexpr T get() const { return {}; }
};
template <class Indices, class... T> struct Slots;
template <std::size_t... I, class... T> struct Slots<std::index_sequence<I...>, T...> : Slot<I, T>... {};
}  // namespace detail

template <class... T> struct List : detail::Slots<std::index_sequence_for<T...>, T...> {
  static constexpr int size = sizeof...(T);
};

template <class... T> GAN_HD constexpr List<T...> list(T const&... values) { return {{{values}...}}; }

template <std::size_t I, class T> GAN_HD constexpr decltype(auto) get(detail::Slot<I, T> const& slot) { return slot.get(); }

template <class T> struct IsList { static constexpr bool value = false; };
template <class... T> struct IsList<List<T...>> { static constexpr bool value = true; };

/// Element I of a List; any other value is its own element 0. Unlike get<I>(as_list(value)) it copies no List: compilers keep what
/// is in registers there only if nobody copies it as a whole.
template <std::size_t I, class T> GAN_HD constexpr decltype(auto) element(T const& value) {
  if constexpr (IsList<T>::value) return get<I>(value);
  else return (value);
}

/// A List as it is, any other value as a List of one.
template <class T> GAN_HD constexpr auto as_list(T const& value) {
  if constexpr (IsList<T>::value) return value;
  else return list(value);
}

}  // namespace gan

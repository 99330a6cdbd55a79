#pragma once
#include <type_traits>

#include <gan/core/config.hpp>

namespace gan {

/// The constants 0 and 1 as types. A derivative that is one of them is known at compile time: what is multiplied by Zero is never
/// computed, and the tape prunes it.
struct Zero {};
struct One {};

template <class T> inline constexpr bool is_zero = std::is_same_v<T, Zero>;
template <class T> inline constexpr bool is_one = std::is_same_v<T, One>;
template <class T>
concept Arithmetic = std::is_arithmetic_v<T>;

/// Whatever may stand in an element-wise function: packs, duals, Zero, One and plain numbers.
template <class T> inline constexpr bool is_scalar_v = is_zero<T> || is_one<T>;
template <class T>
concept Structural = is_zero<T> || is_one<T>;
template <class T>
concept ScalarLike = is_scalar_v<T>;
template <class A, class B>
concept StructuralPair = (Structural<A> && (ScalarLike<B> || Arithmetic<B>)) ||
                         (Structural<B> && (ScalarLike<A> || Arithmetic<A>));

template <class A, class B>
requires StructuralPair<A, B> GAN_HD constexpr auto operator+(A const& a, B const& b) {
  if constexpr (is_zero<A>) return b;
  else if constexpr (is_zero<B>) return a;
  else if constexpr (is_one<A> && is_one<B>) return 2;
  else if constexpr (is_one<A>) return 1 + b;
  else return a + 1;
}

template <class A>
requires Structural<A> GAN_HD constexpr auto operator-(A const&) {
  if constexpr (is_zero<A>) return Zero{};
  else return -1;
}

template <class A, class B>
requires StructuralPair<A, B> GAN_HD constexpr auto operator-(A const& a, B const& b) {
  if constexpr (is_zero<B>) return a;
  else if constexpr (is_zero<A>) return -b;
  else if constexpr (is_one<A> && is_one<B>) return Zero{};
  else if constexpr (is_one<A>) return 1 - b;
  else return a - 1;
}

template <class A, class B>
requires StructuralPair<A, B> GAN_HD constexpr auto operator*(A const& a, B const& b) {
  if constexpr (is_zero<A> || is_zero<B>) return Zero{};
  else if constexpr (is_one<A>) return b;
  else return a;
}

template <class A, class B>
requires StructuralPair<A, B> GAN_HD constexpr auto operator/(A const& a, B const& b) {
  static_assert(!is_zero<B>, "division by a structural zero");
  if constexpr (is_zero<A>) return Zero{};
  else if constexpr (is_one<B>) return a;
  else if constexpr (Arithmetic<B>) return 1.0 / b;  // never a division of integers
  else return 1 / b;
}

}  // namespace gan

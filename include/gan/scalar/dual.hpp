#pragma once
/// `Dual<V, D...>`: a value and its partial derivatives in as many directions. Partials are typed: Zero, One, a plain number, or a
/// value. A function evaluated on duals gives its derivatives in the same pass; on duals of duals its second derivatives.
#include <gan/core/list.hpp>
#include <gan/scalar/pack.hpp>

namespace gan {

template <class V, class... D> struct Dual {
  V value;
  List<D...> partials;
};

template <class T> struct IsDual { static constexpr bool value = false; };
template <class V, class... D> struct IsDual<Dual<V, D...>> { static constexpr bool value = true; };
template <class T>
concept AnyDual = IsDual<T>::value;
template <class V, class... D> inline constexpr bool is_scalar_v<Dual<V, D...>> = true;
template <class T>
concept NotDual = !AnyDual<T> && !Structural<T> && (AnyPack<T> || Arithmetic<T>);

/// The value of a dual; anything else is its own value.
template <class T> GAN_HD auto value_of(T const& a) {
  if constexpr (AnyDual<T>) return a.value;
  else return a;
}

/// Partial I of a dual; Zero for anything else.
template <std::size_t I, class T> GAN_HD auto partial(T const& a) {
  if constexpr (AnyDual<T>) return get<I>(a.partials);
  else return Zero{};
}

namespace detail {
template <class T> struct Directions;
template <class V, class... D> struct Directions<Dual<V, D...>> : std::index_sequence_for<D...> {};

template <class V, class... D> GAN_HD auto make_dual(V const& value, D const&... partials) {
  return Dual<V, D...>{value, list(partials...)};
}

/// A dual with the value `y` and the partials `dy * dx_i`.
template <class Y, class DY, AnyDual X, std::size_t... I>
GAN_HD auto chain(Y const& y, DY const& dy, X const& x, std::index_sequence<I...>) {
  return make_dual(y, (dy * get<I>(x.partials))...);
}
template <class Y, class DY, AnyDual X> GAN_HD auto chain(Y const& y, DY const& dy, X const& x) {
  return chain(y, dy, x, Directions<X>{});
}

template <class A, class B> using pick_dual = std::conditional_t<AnyDual<A>, A, B>;
template <class A, class B> using directions_of = Directions<pick_dual<A, B>>;

template <class A, class B, std::size_t... I> GAN_HD auto add(A const& a, B const& b, std::index_sequence<I...>) {
  return make_dual(value_of(a) + value_of(b), (partial<I>(a) + partial<I>(b))...);
}
template <class A, class B, std::size_t... I> GAN_HD auto subtract(A const& a, B const& b, std::index_sequence<I...>) {
  return make_dual(value_of(a) - value_of(b), (partial<I>(a) - partial<I>(b))...);
}
template <class A, class B, std::size_t... I> GAN_HD auto multiply(A const& a, B const& b, std::index_sequence<I...>) {
  auto u = value_of(a);
  auto v = value_of(b);
  return make_dual(u * v, (partial<I>(a) * v + u * partial<I>(b))...);
}
template <class A, class B, std::size_t... I> GAN_HD auto divide(A const& a, B const& b, std::index_sequence<I...>) {
  auto inverse = One{} / value_of(b);
  auto quotient = value_of(a) * inverse;
  return make_dual(quotient, ((partial<I>(a) - quotient * partial<I>(b)) * inverse)...);
}
template <class M, class A, class B, std::size_t... I>
GAN_HD auto choose(M const& mask, A const& a, B const& b, std::index_sequence<I...>) {
  return make_dual(select(mask, value_of(a), value_of(b)), select(mask, partial<I>(a), partial<I>(b))...);
}
}  // namespace detail

template <class A, class B>
concept DualPair = (AnyDual<A> && (AnyDual<B> || NotDual<B>)) || (NotDual<A> && AnyDual<B>);

template <class A, class B>
requires DualPair<A, B> GAN_HD auto operator+(A const& a, B const& b) {
  return detail::add(a, b, detail::directions_of<A, B>{});
}
template <class A, class B>
requires DualPair<A, B> GAN_HD auto operator-(A const& a, B const& b) {
  return detail::subtract(a, b, detail::directions_of<A, B>{});
}
template <class A, class B>
requires DualPair<A, B> GAN_HD auto operator*(A const& a, B const& b) {
  return detail::multiply(a, b, detail::directions_of<A, B>{});
}
template <class A, class B>
requires DualPair<A, B> GAN_HD auto operator/(A const& a, B const& b) {
  return detail::divide(a, b, detail::directions_of<A, B>{});
}
template <AnyDual A> GAN_HD auto operator-(A const& a) { return detail::chain(-a.value, -1, a); }

// Comparisons look at the values; a derivative through a comparison is zero.
template <class A, class B>
requires DualPair<A, B> GAN_HD auto operator<(A const& a, B const& b) { return value_of(a) < value_of(b); }
template <class A, class B>
requires DualPair<A, B> GAN_HD auto operator<=(A const& a, B const& b) { return value_of(a) <= value_of(b); }
template <class A, class B>
requires DualPair<A, B> GAN_HD auto operator>(A const& a, B const& b) { return value_of(a) > value_of(b); }
template <class A, class B>
requires DualPair<A, B> GAN_HD auto operator>=(A const& a, B const& b) { return value_of(a) >= value_of(b); }
template <class A, class B>
requires DualPair<A, B> GAN_HD auto operator==(A const& a, B const& b) { return value_of(a) == value_of(b); }

/// `mask ? a : b`, value and partials.
template <class M, class A, class B>
requires(AnyDual<A> || AnyDual<B>) GAN_HD auto select(M const& mask, A const& a, B const& b) {
  return detail::choose(mask, a, b, detail::directions_of<A, B>{});
}

}  // namespace gan

#pragma once
/// `Pack<T, N>`: N values that go through an element-wise function together. This file knows N = 1, the scalar of a CUDA thread and
/// of host tests; the CPU backend adds the wide pack. Both offer the same functions: arithmetic, comparisons that give a Mask,
/// `select`, exp, log, log1p, expm1, tanh, sqrt, abs, min, max, sin, cos.
#include <cmath>

#include <gan/core/config.hpp>
#include <gan/scalar/zero_one.hpp>

namespace gan {

template <class T, int N> struct Pack;

/// The answer of a comparison of two packs of type P.
template <class P> struct Mask;

template <class T> struct Pack<T, 1> {
  using value_type = T;
  static constexpr int size = 1;
  T v;
  Pack() = default;
  GAN_HD explicit constexpr Pack(T value) : v(value) {}
  GAN_HD static Pack load(T const* p) { return Pack{*p}; }
  GAN_HD void store(T* p) const { *p = v; }
};

template <class T> struct Mask<Pack<T, 1>> { bool v; };

template <class T> struct IsPack { static constexpr bool value = false; };
template <class T, int N> struct IsPack<Pack<T, N>> { static constexpr bool value = true; };
template <class P>
concept AnyPack = IsPack<P>::value;
template <class T, int N> inline constexpr bool is_scalar_v<Pack<T, N>> = true;

#define GAN_PACK_1_OPERATOR(op)                                                            \
  template <class T> GAN_HD constexpr Pack<T, 1> operator op(Pack<T, 1> a, Pack<T, 1> b) { \
    return Pack<T, 1>{static_cast<T>(a.v op b.v)};                                         \
  }
GAN_PACK_1_OPERATOR(+)
GAN_PACK_1_OPERATOR(-)
GAN_PACK_1_OPERATOR(*)
GAN_PACK_1_OPERATOR(/)
#undef GAN_PACK_1_OPERATOR

#define GAN_PACK_1_COMPARISON(op) \
  template <class T> GAN_HD constexpr Mask<Pack<T, 1>> operator op(Pack<T, 1> a, Pack<T, 1> b) { return {a.v op b.v}; }
GAN_PACK_1_COMPARISON(<)
GAN_PACK_1_COMPARISON(<=)
GAN_PACK_1_COMPARISON(>)
GAN_PACK_1_COMPARISON(>=)
GAN_PACK_1_COMPARISON(==)
#undef GAN_PACK_1_COMPARISON

template <class T> GAN_HD constexpr Pack<T, 1> operator-(Pack<T, 1> a) { return Pack<T, 1>{-a.v}; }
template <class T> GAN_HD constexpr Pack<T, 1> select(Mask<Pack<T, 1>> m, Pack<T, 1> a, Pack<T, 1> b) { return m.v ? a : b; }

// The overloads of <cmath> take the type of their argument, on both sides; an unqualified call on a raw float would not.
#define GAN_PACK_1_FUNCTION(name) \
  template <class T> GAN_HD Pack<T, 1> name(Pack<T, 1> a) { return Pack<T, 1>{std::name(a.v)}; }
GAN_PACK_1_FUNCTION(exp)
GAN_PACK_1_FUNCTION(log)
GAN_PACK_1_FUNCTION(log1p)
GAN_PACK_1_FUNCTION(expm1)
GAN_PACK_1_FUNCTION(tanh)
GAN_PACK_1_FUNCTION(sqrt)
GAN_PACK_1_FUNCTION(sin)
GAN_PACK_1_FUNCTION(cos)
#undef GAN_PACK_1_FUNCTION
/// log(1 + a) for a in [0, 1] only.
template <class T> GAN_HD Pack<T, 1> log1p_of_unit(Pack<T, 1> a) { return log1p(a); }
template <class T> GAN_HD Pack<T, 1> abs(Pack<T, 1> a) { return Pack<T, 1>{std::fabs(a.v)}; }

// A pack and a plain number.
template <AnyPack P, Arithmetic C> GAN_HD auto operator+(P a, C c) { return a + P(static_cast<typename P::value_type>(c)); }
template <AnyPack P, Arithmetic C> GAN_HD auto operator+(C c, P a) { return P(static_cast<typename P::value_type>(c)) + a; }
template <AnyPack P, Arithmetic C> GAN_HD auto operator-(P a, C c) { return a - P(static_cast<typename P::value_type>(c)); }
template <AnyPack P, Arithmetic C> GAN_HD auto operator-(C c, P a) { return P(static_cast<typename P::value_type>(c)) - a; }
template <AnyPack P, Arithmetic C> GAN_HD auto operator*(P a, C c) { return a * P(static_cast<typename P::value_type>(c)); }
template <AnyPack P, Arithmetic C> GAN_HD auto operator*(C c, P a) { return P(static_cast<typename P::value_type>(c)) * a; }
template <AnyPack P, Arithmetic C> GAN_HD auto operator/(P a, C c) { return a / P(static_cast<typename P::value_type>(c)); }
template <AnyPack P, Arithmetic C> GAN_HD auto operator/(C c, P a) { return P(static_cast<typename P::value_type>(c)) / a; }
template <AnyPack P, Arithmetic C> GAN_HD auto operator<(P a, C c) { return a < P(static_cast<typename P::value_type>(c)); }
template <AnyPack P, Arithmetic C> GAN_HD auto operator<(C c, P a) { return P(static_cast<typename P::value_type>(c)) < a; }
template <AnyPack P, Arithmetic C> GAN_HD auto operator<=(P a, C c) { return a <= P(static_cast<typename P::value_type>(c)); }
template <AnyPack P, Arithmetic C> GAN_HD auto operator<=(C c, P a) { return P(static_cast<typename P::value_type>(c)) <= a; }
template <AnyPack P, Arithmetic C> GAN_HD auto operator>(P a, C c) { return a > P(static_cast<typename P::value_type>(c)); }
template <AnyPack P, Arithmetic C> GAN_HD auto operator>(C c, P a) { return P(static_cast<typename P::value_type>(c)) > a; }
template <AnyPack P, Arithmetic C> GAN_HD auto operator>=(P a, C c) { return a >= P(static_cast<typename P::value_type>(c)); }
template <AnyPack P, Arithmetic C> GAN_HD auto operator>=(C c, P a) { return P(static_cast<typename P::value_type>(c)) >= a; }
template <AnyPack P, Arithmetic C> GAN_HD auto operator==(P a, C c) { return a == P(static_cast<typename P::value_type>(c)); }
template <AnyPack P, Arithmetic C> GAN_HD auto operator==(C c, P a) { return P(static_cast<typename P::value_type>(c)) == a; }

/// Any value of an element-wise function that is no dual, as a pack of type P.
template <AnyPack P, class A> GAN_HD P to_pack(A const& a) {
  if constexpr (is_zero<A>) return P(typename P::value_type(0));
  else if constexpr (is_one<A>) return P(typename P::value_type(1));
  else if constexpr (Arithmetic<A>) return P(static_cast<typename P::value_type>(a));
  else return a;
}

/// `mask ? a : b` for values that are not duals; stays structural where both sides are the same constant.
template <AnyPack P, class A, class B>
requires(!(std::is_same_v<A, P> && std::is_same_v<B, P>)&&(Structural<A> || Arithmetic<A> ||
                                                           AnyPack<A>)&&(Structural<B> || Arithmetic<B> || AnyPack<B>)) GAN_HD
    auto select(Mask<P> mask, A const& a, B const& b) {
  if constexpr (Structural<A> && std::is_same_v<A, B>) return a;
  else return select(mask, to_pack<P>(a), to_pack<P>(b));
}

}  // namespace gan

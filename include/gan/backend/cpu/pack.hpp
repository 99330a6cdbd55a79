#pragma once
/// The wide pack of the CPU: two SIMD packets, built on Eigen's packet functions. Two, because one alone leaves the latency of the
/// polynomials of exp and tanh in plain sight.
#include <Eigen/Core>

#include <gan/scalar/pack.hpp>

namespace gan {

namespace detail {
template <class T> using Packet = typename Eigen::internal::packet_traits<T>::type;
template <class T> inline constexpr int packet_size = Eigen::internal::unpacket_traits<Packet<T>>::size;
}  // namespace detail

template <class T> inline constexpr int wide = 2 * detail::packet_size<T>;
template <class T> using WidePack = Pack<T, wide<T>>;

template <class T, int N>
requires(N > 1) struct Pack<T, N> {
  using value_type = T;
  using Packet = detail::Packet<T>;
  static constexpr int size = N;
  static_assert(N == wide<T>);
  Packet lo, hi;
  Pack() = default;
  GAN_INLINE Pack(Packet l, Packet h) : lo(l), hi(h) {}
  GAN_INLINE explicit Pack(T value) : lo(Eigen::internal::pset1<Packet>(value)), hi(lo) {}
  GAN_INLINE static Pack load(T const* p) {
    return {Eigen::internal::ploadu<Packet>(p), Eigen::internal::ploadu<Packet>(p + N / 2)};
  }
  GAN_INLINE void store(T* p) const {
    Eigen::internal::pstoreu(p, lo);
    Eigen::internal::pstoreu(p + N / 2, hi);
  }
};

template <class T, int N>
requires(N > 1) struct Mask<Pack<T, N>> {
  detail::Packet<T> lo, hi;
};

#define GAN_WIDE_OPERATOR(op, function)                                                    \
  template <class T, int N>                                                                \
  requires(N > 1) GAN_INLINE Pack<T, N>                                                    \
  operator op(Pack<T, N> const& a, Pack<T, N> const& b) {                                  \
    return {Eigen::internal::function(a.lo, b.lo), Eigen::internal::function(a.hi, b.hi)}; \
  }
GAN_WIDE_OPERATOR(+, padd)
GAN_WIDE_OPERATOR(-, psub)
GAN_WIDE_OPERATOR(*, pmul)
GAN_WIDE_OPERATOR(/, pdiv)
#undef GAN_WIDE_OPERATOR

#define GAN_WIDE_COMPARISON(op, function, first, second)                                                     \
  template <class T, int N>                                                                                  \
  requires(N > 1) GAN_INLINE Mask<Pack<T, N>>                                                                \
  operator op(Pack<T, N> const& a, Pack<T, N> const& b) {                                                    \
    return {Eigen::internal::function(first.lo, second.lo), Eigen::internal::function(first.hi, second.hi)}; \
  }
GAN_WIDE_COMPARISON(<, pcmp_lt, a, b)
GAN_WIDE_COMPARISON(<=, pcmp_le, a, b)
GAN_WIDE_COMPARISON(>, pcmp_lt, b, a)
GAN_WIDE_COMPARISON(>=, pcmp_le, b, a)
GAN_WIDE_COMPARISON(==, pcmp_eq, a, b)
#undef GAN_WIDE_COMPARISON

template <class T, int N>
requires(N > 1) GAN_INLINE Pack<T, N>
operator-(Pack<T, N> const& a) { return {Eigen::internal::pnegate(a.lo), Eigen::internal::pnegate(a.hi)}; }

template <class T, int N>
requires(N > 1) GAN_INLINE Pack<T, N> select(Mask<Pack<T, N>> const& m, Pack<T, N> const& a, Pack<T, N> const& b) {
  return {Eigen::internal::pselect(m.lo, a.lo, b.lo), Eigen::internal::pselect(m.hi, a.hi, b.hi)};
}

template <class T, int N>
requires(N > 1) GAN_INLINE Pack<T, N> abs(Pack<T, N> const& a) {
  return {Eigen::internal::pabs(a.lo), Eigen::internal::pabs(a.hi)};
}

namespace detail {
/// Lane by lane through the standard library: exact to its last bit, for double and for what has no float polynomial.
template <class P, class Function> GAN_INLINE P by_lane(P const& a, Function function) {
  typename P::value_type lanes[P::size];
  a.store(lanes);
  for (auto& lane : lanes) lane = function(lane);
  return P::load(lanes);
}
}  // namespace detail

// Float goes through Eigen's polynomials (a few units in the last place); they drop NaN in their clamps, so it is put back.
#define GAN_WIDE_TRANSCENDENTAL(name, function)                                       \
  template <class T, int N>                                                           \
  requires(N > 1) GAN_INLINE Pack<T, N> name(Pack<T, N> const& a) {                   \
    if constexpr (sizeof(T) == 4) {                                                   \
      Pack<T, N> y{Eigen::internal::function(a.lo), Eigen::internal::function(a.hi)}; \
      return select(a == a, y, a);                                                    \
    } else {                                                                          \
      return detail::by_lane(a, [](T x) { return std::name(x); });                    \
    }                                                                                 \
  }
GAN_WIDE_TRANSCENDENTAL(exp, pexp)
GAN_WIDE_TRANSCENDENTAL(log, plog)
GAN_WIDE_TRANSCENDENTAL(log1p, plog1p)
GAN_WIDE_TRANSCENDENTAL(expm1, pexpm1)
GAN_WIDE_TRANSCENDENTAL(tanh, ptanh)
#undef GAN_WIDE_TRANSCENDENTAL

namespace detail {
/// a p(a) where p, of degree 9, is the polynomial nearest to log(1 + a) / a on [0, 1]: its relative error is 5e-9.
template <class Packet> GAN_INLINE Packet log1p_of_unit(Packet const& a) {
  using Eigen::internal::pmadd, Eigen::internal::pmul, Eigen::internal::pset1;
  auto pair = [&](float low, float high) { return pmadd(a, pset1<Packet>(high), pset1<Packet>(low)); };
  Packet const a2 = pmul(a, a), a4 = pmul(a2, a2);
  Packet const p01 = pair(0.999999995287f, -0.499999024201f), p23 = pair(0.333299623477f, -0.249541330169f);
  Packet const p45 = pair(0.196759362536f, -0.153055845131f), p67 = pair(0.106036420166f, -0.0569594132536f);
  Packet const p89 = pair(0.0198514004944f, -0.00324401191252f);
  Packet const upper = pmadd(a4, p89, pmadd(a2, p67, p45));
  return pmul(a, pmadd(a4, upper, pmadd(a2, p23, p01)));
}
}  // namespace detail
template <class T, int N>
requires(N > 1) GAN_INLINE Pack<T, N> log1p_of_unit(Pack<T, N> const& a) {
  if constexpr (sizeof(T) == 4) return {detail::log1p_of_unit(a.lo), detail::log1p_of_unit(a.hi)};
  else return log1p(a);
}

// Eigen's psqrt makes NaN of infinity; the compiler turns these lanes into the processor's own square root.
template <class T, int N>
requires(N > 1) GAN_INLINE Pack<T, N> sqrt(Pack<T, N> const& a) {
  return detail::by_lane(a, [](T x) { return std::sqrt(x); });
}
template <class T, int N>
requires(N > 1) GAN_INLINE Pack<T, N> sin(Pack<T, N> const& a) {
  return detail::by_lane(a, [](T x) { return std::sin(x); });
}
template <class T, int N>
requires(N > 1) GAN_INLINE Pack<T, N> cos(Pack<T, N> const& a) {
  return detail::by_lane(a, [](T x) { return std::cos(x); });
}

}  // namespace gan

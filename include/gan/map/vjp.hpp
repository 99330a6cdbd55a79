#pragma once
/// `Vjp<F>`: the vector-Jacobian product of a map functor, again a map functor. Its inputs are the cotangents of F's outputs and then
/// F's inputs; its output i is  sum_j cotangent_j * d f_j / d x_i,  with the partials taken from one evaluation of F on duals.
/// Vjp<Vjp<F>> is the second order. An output that is Zero for every input has the type Zero and is never computed.
#include <gan/map/functor.hpp>

namespace gan {

namespace detail {
/// x_k as a dual with One in direction k of n and Zero in the others.
template <std::size_t K, class X, std::size_t... I> GAN_HD auto seeded(X const& x, std::index_sequence<I...>) {
  return make_dual(x, std::conditional_t<I == K, One, Zero>{}...);
}
}  // namespace detail

template <class F> struct Vjp {
  static constexpr int inputs = F::outputs + F::inputs, outputs = F::inputs;
  F f;

  template <class... S> GAN_HD auto operator()(S const&... arguments) const {
    return product(list(arguments...), std::make_index_sequence<F::inputs>{}, std::make_index_sequence<F::outputs>{});
  }

 private:
  template <class L, std::size_t... I, std::size_t... J>
  GAN_HD auto product(L const& a, std::index_sequence<I...> directions, std::index_sequence<J...> cotangents) const {
    auto const y = f(detail::seeded<I>(get<F::outputs + I>(a), directions)...);
    return list(contraction<I>(a, y, cotangents)...);
  }

  template <std::size_t I, class L, class Y, std::size_t... J>
  GAN_HD static auto contraction(L const& a, Y const& y, std::index_sequence<J...>) {
    return (Zero{} + ... + (partial<I>(element<J>(y)) * get<J>(a)));
  }
};

/// Output j of F when it is evaluated on packs of type P has this type; Zero where it is structurally zero.
namespace detail {
template <class F, class P, std::size_t... I>
auto outputs_on(std::index_sequence<I...>)
    -> decltype(as_list(std::declval<F const&>()(((void)I, std::declval<P const&>())...)));
template <class F, class P> using Outputs = decltype(outputs_on<F, P>(std::make_index_sequence<F::inputs>{}));
template <class... T> constexpr unsigned zero_bits(List<T...> const*) {
  unsigned bits = 0, bit = 1;
  ((bits |= is_zero<T> ? bit : 0u, bit <<= 1), ...);
  return bits;
}
}  // namespace detail

/// Bit j is set where output j of F is structurally zero.
template <class F, class T>
inline constexpr unsigned zero_mask = detail::zero_bits(static_cast<detail::Outputs<F, Pack<T, 1>>*>(nullptr));

}  // namespace gan

#pragma once
/// What a map functor is: a small, trivially copyable value with the static members `inputs` and `outputs` and a call operator that
/// is generic in its scalars and returns a value, or a List of `outputs` values. This file holds the ways to combine functors; an
/// expression over tensors is one of them.
#include <type_traits>

#include <gan/core/list.hpp>
#include <gan/scalar/functions.hpp>

namespace gan {

template <class F>
concept MapFunctor = requires {
  { F::inputs } -> std::convertible_to<int>;
  { F::outputs } -> std::convertible_to<int>;
}
&&std::is_trivially_copyable_v<F>;

/// Bit j is set where output j is only ever summed over all elements. A functor says so by a static member of this name; its loop
/// then keeps the sum in registers.
template <class F> inline constexpr unsigned sum_mask = 0;
template <class F>
requires requires { F::sum_mask; }
inline constexpr unsigned sum_mask<F> = F::sum_mask;

/// Its single input.
struct Identity {
  static constexpr int inputs = 1, outputs = 1;
  template <class S> GAN_HD S operator()(S const& x) const { return x; }
};

/// A number that is part of the functor.
template <class C> struct Constant {
  static constexpr int inputs = 0, outputs = 1;
  C value;
  GAN_HD C operator()() const { return value; }
};

namespace detail {
/// Calls f with the elements of a List at Offset ... Offset + f.inputs - 1.
template <int Offset, class F, class L, std::size_t... I>
GAN_HD auto call_part(F const& f, L const& arguments, std::index_sequence<I...>) {
  return f(get<Offset + static_cast<int>(I)>(arguments)...);
}
template <int Offset, class F, class L> GAN_HD auto call_part(F const& f, L const& arguments) {
  return call_part<Offset>(f, arguments, std::make_index_sequence<F::inputs>{});
}
}  // namespace detail

/// op(f_1(first inputs), f_2(next inputs), ...): the inputs are the parts' inputs in order.
template <class Op, class... F> struct Compose {
  static constexpr int inputs = (0 + ... + F::inputs), outputs = 1;
  List<Op, F...> parts;  // the operation and what it is applied to

  template <class... S> GAN_HD auto operator()(S const&... x) const {
    return call(list(x...), std::index_sequence_for<F...>{});
  }

 private:
  template <std::size_t I> GAN_HD static constexpr int offset() {
    int before = 0, part = 0;
    ((part++ < static_cast<int>(I) ? before += F::inputs : 0), ...);
    return before;
  }
  template <class L, std::size_t... I> GAN_HD auto call(L const& arguments, std::index_sequence<I...>) const {
    return get<0>(parts)(detail::call_part<offset<I>()>(get<I + 1>(parts), arguments)...);
  }
};

}  // namespace gan

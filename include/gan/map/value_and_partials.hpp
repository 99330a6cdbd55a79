#pragma once
#include <gan/map/vjp.hpp>

namespace gan {

/// A map functor of one output together with its derivatives: output 0 is its value, output 1 + i the partial for input i, from one
/// evaluation on duals. The value is for sums: it is only ever summed over all elements.
template <class F> struct ValueAndPartials {
  static_assert(F::outputs == 1);
  static constexpr int inputs = F::inputs, outputs = 1 + F::inputs;
  static constexpr unsigned sum_mask = 1;
  F f;

  template <class... S> GAN_HD auto operator()(S const&... x) const { return all(list(x...), std::index_sequence_for<S...>{}); }

 private:
  template <class L, std::size_t... I> GAN_HD auto all(L const& x, std::index_sequence<I...> directions) const {
    auto const y = f(detail::seeded<I>(get<I>(x), directions)...);
    return list(value_of(y), partial<I>(y)...);
  }
};

}  // namespace gan

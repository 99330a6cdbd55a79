#pragma once
#include <gan/backend/cpu/pack.hpp>
#include <gan/core/device.hpp>
#include <gan/map/map_op.hpp>

namespace gan {

/// The inner loop of a functor: n > 0 elements, a multiple of the wide pack, of contiguous inputs and outputs; of an output in the
/// functor's sum_mask it stores one pack, each lane the sum over its elements. It is all that is instantiated per functor; tails,
/// broadcasting and other sums are run-time code around it (map_run.hpp).
template <class T> struct MapKernelOf<T, Cpu> {
  using type = void (*)(void const* functor, T const* const* in, T* const* out, std::int64_t n);
};

namespace detail {
template <class P, unsigned Sums, class T, class Y, std::size_t... J>
GAN_INLINE void store_outputs(Y const& y, T* const* out, std::int64_t at, P* sums, std::index_sequence<J...>) {
  auto store = [&](auto j, auto const& value) {
    if constexpr (is_zero<std::decay_t<decltype(value)>>) return;
    else if constexpr (Sums >> j & 1) sums[j] = sums[j] + to_pack<P>(value);
    else to_pack<P>(value).store(out[j] + at);
  };
  (store(std::integral_constant<std::size_t, J>{}, element<J>(y)), ...);
}

template <class F, class T, std::size_t... I, std::size_t... J>
void map_loop(F const& f, T const* const* in, T* const* out, std::int64_t n, std::index_sequence<I...>,
              std::index_sequence<J...> outputs) {
  using P = WidePack<T>;
  constexpr unsigned summed = sum_mask<F>;
  T const* from[sizeof...(I) + 1] = {in[I]...};
  T* to[sizeof...(J) + 1] = {out[J]...};
  P sums[sizeof...(J) + 1] = {((void)J, P(T(0)))...};
  for (std::int64_t at = 0; at < n; at += P::size) store_outputs<P, summed>(f(P::load(from[I] + at)...), to, at, sums, outputs);
  for (std::size_t j = 0; j < sizeof...(J); ++j)
    if (summed >> j & 1) sums[j].store(to[j]);
}
}  // namespace detail

template <class F, class T> constexpr MapKernel<T, Cpu> map_kernel(Cpu) {
  return [](void const* functor, T const* const* in, T* const* out, std::int64_t n) {
    detail::map_loop(*static_cast<F const*>(functor), in, out, n, std::make_index_sequence<F::inputs>{},
                     std::make_index_sequence<F::outputs>{});
  };
}

}  // namespace gan

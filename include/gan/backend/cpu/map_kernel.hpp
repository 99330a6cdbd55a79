#pragma once
#include <gan/backend/cpu/pack.hpp>
#include <gan/core/device.hpp>
#include <gan/map/map_op.hpp>

namespace gan {

/// The inner loop of a functor: n elements, a multiple of the wide pack, of contiguous inputs and outputs. It is all that is
/// instantiated per functor; tails, broadcasting and sums are run-time code around it (map_run.hpp).
template <class T> struct MapKernelOf<T, Cpu> {
  using type = void (*)(void const* functor, T const* const* in, T* const* out, std::int64_t n);
};

namespace detail {
template <class P, class T, class Y, std::size_t... J>
GAN_INLINE void store_outputs(Y const& y, T* const* out, std::int64_t at, std::index_sequence<J...>) {
  auto store = [at](auto const& value, T* to) {
    if constexpr (!is_zero<std::decay_t<decltype(value)>>) to_pack<P>(value).store(to + at);
  };
  (store(get<J>(y), out[J]), ...);
}

template <class F, class T, std::size_t... I, std::size_t... J>
void map_loop(F const& f, T const* const* in, T* const* out, std::int64_t n, std::index_sequence<I...>,
              std::index_sequence<J...> outputs) {
  using P = WidePack<T>;
  T const* from[sizeof...(I) + 1] = {in[I]...};
  T* to[sizeof...(J) + 1] = {out[J]...};
  for (std::int64_t at = 0; at < n; at += P::size) store_outputs<P>(as_list(f(P::load(from[I] + at)...)), to, at, outputs);
}
}  // namespace detail

template <class F, class T> constexpr MapKernel<T, Cpu> map_kernel(Cpu) {
  return [](void const* functor, T const* const* in, T* const* out, std::int64_t n) {
    detail::map_loop(*static_cast<F const*>(functor), in, out, n, std::make_index_sequence<F::inputs>{},
                     std::make_index_sequence<F::outputs>{});
  };
}

}  // namespace gan

#pragma once
#include <gan/map/vjp.hpp>

namespace gan {

inline constexpr int max_map_inputs = 20, max_map_outputs = 12, max_functor_bytes = 128;

/// Pointer type of a device's instantiated kernel; each backend specialises it.
template <class T, class Device> struct MapKernelOf;
template <class T, class Device> using MapKernel = typename MapKernelOf<T, Device>::type;

/// The type-erased table of a functor on one device: what the tape and the backend need to know of it. Only `kernel` is code that is
/// instantiated per functor. `vjp` is the table of its derivative, null where the order that was asked for ends.
template <class T, class Device> struct MapOp {
  int inputs;
  int outputs;
  unsigned zero_mask;  ///< bit j: output j is structurally zero
  int functor_bytes;
  MapKernel<T, Device> kernel;
  MapOp const* vjp;
  unsigned sum_mask = 0;  ///< bit j: output j is only ever summed over all elements
};

namespace detail {
template <class F, class T, class Device, int Order> constexpr MapOp<T, Device> make_map_op();
}

/// The table of F with its derivatives up to `Order`.
template <class F, class T, class Device, int Order>
inline constexpr MapOp<T, Device> map_op = detail::make_map_op<F, T, Device, Order>();

namespace detail {
template <class F, class T, class Device, int Order> constexpr MapOp<T, Device> make_map_op() {
  static_assert(MapFunctor<F>, "a map functor is a trivially copyable struct with `inputs`, `outputs` and a call operator");
  static_assert(F::inputs <= max_map_inputs && F::outputs <= max_map_outputs,
                "this expression has too many tensors for one pass; store a part of it in a variable first");
  static_assert(sizeof(F) <= max_functor_bytes,
                "the constants of this expression take more than 128 bytes; pass them as tensors");
  MapOp<T, Device> const* vjp = nullptr;
  if constexpr (Order > 0) vjp = &map_op<Vjp<F>, T, Device, Order - 1>;
  return {F::inputs, F::outputs, gan::zero_mask<F, T>, sizeof(F), map_kernel<F, T>(Device{}), vjp, gan::sum_mask<F>};
}
}  // namespace detail

}  // namespace gan

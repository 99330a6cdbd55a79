#pragma once
#include <gan/autodiff/map_node.hpp>

namespace gan {

/// outputs[j] = f(inputs...)[j] for every element; inputs broadcast to the shape of the outputs, which is the same for all. An output
/// may be one of the inputs. Nothing is recorded: this is how optimisers and running statistics move their numbers.
template <class F, class T, class Device, std::size_t I, std::size_t O>
void update(F const& f, Tensor<T, Device> const (&inputs)[I], Tensor<T, Device> const (&outputs)[O]) {
  static_assert(F::inputs == static_cast<int>(I) && F::outputs == static_cast<int>(O));
  Tensor<T, Device> const* in[I];
  Shape const* shapes[O];
  MapOutput<T> out[O];
  for (std::size_t i = 0; i < I; ++i) in[i] = &inputs[i];
  for (std::size_t j = 0; j < O; ++j) {
    require<ShapeError>(outputs[j].shape() == outputs[0].shape(), "tensors of shapes ", outputs[0].shape(), " and ",
                        outputs[j].shape(), " cannot be updated together");
    shapes[j] = &outputs[j].shape();
    out[j].data = outputs[j].data();
  }
  run_map(outputs[0].context(), map_op<F, T, Device, 0>, &f, outputs[0].shape(), in, shapes, out);
}

namespace detail {
struct MoveTowards {
  static constexpr int inputs = 2, outputs = 1;
  double rate;
  template <class S> GAN_HD auto operator()(S const& average, S const& value) const {
    return average + rate * (value - average);
  }
};
}  // namespace detail

/// average = (1 - rate) average + rate * value, in place.
template <class T, class Device>
void move_towards(Tensor<T, Device> const& average, Tensor<T, Device> const& value, double rate) {
  update(detail::MoveTowards{rate}, {average, value}, {average});
}

}  // namespace gan

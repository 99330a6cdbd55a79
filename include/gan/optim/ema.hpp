#pragma once
#include <gan/autodiff/update.hpp>

namespace gan {

/// Exponential moving average of one flat tensor of parameters, after each of their steps:
///   average = decay average + (1 - decay) parameters,
/// from a copy of the parameters where there is no average yet.
template <class T, class Device>
void update_average(Tensor<T, Device>& average, Tensor<T, Device> const& parameters, double decay) {
  if (average) return move_towards(average, parameters, 1 - decay);
  average = Tensor<T, Device>(parameters.context(), parameters.shape());
  copy(parameters.context(), parameters.data(), average.data(), parameters.count());
}

}  // namespace gan

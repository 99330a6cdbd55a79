#pragma once
#include <gan/nn/network.hpp>

namespace gan {

/// Gradients of the sum of `terms` (single values) for the parameters of several networks in one sweep, written over the `gradients()`
/// of each. The networks share a context and an order.
template <class V, class First, class... Others>
void backward_jointly(std::vector<V> const& terms, First& first, Others&... others) {
  using T = typename V::value_type;
  using Device = typename V::device_type;
  auto& context = terms.at(0).context();
  NoRecording<Device> off(context);
  std::vector<typename First::Variable> leaves(first.leaves());
  (leaves.insert(leaves.end(), others.leaves().begin(), others.leaves().end()), ...);
  Sweep<T, Device> sweep(context, false, true);
  for (V const& term : terms) sweep.start(term);
  sweep.run(leaves.data(), leaves.size());
  auto without_result = [&](auto& network) {
    for (std::size_t i = 0; i < network.leaves().size(); ++i)
      if (!sweep.result(network.leaves()[i]))
        fill(context, network.parameters().view_of(network.gradients(), i).data(), network.leaves()[i].value().count(), T(0));
  };
  without_result(first);
  (without_result(others), ...);
}

}  // namespace gan

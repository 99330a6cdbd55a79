#pragma once
#include <gan/train/objective.hpp>

namespace gan::detail {

/// The terms' numbers become their averages over the ranks, those of the joint batch. Alone, nothing.
template <class T, class Device> void average_terms(Context<Device>& context, std::vector<Term<T, Device>>& terms) {
  auto* const ranks = context.communicator();
  if (!ranks || terms.empty()) return;
  Tensor<T, Device> const values(context, Shape{static_cast<std::int64_t>(terms.size())});
  for (std::size_t i = 0; i < terms.size(); ++i) {
    auto const value = values.view(static_cast<std::int64_t>(i), Shape{});
    copy(context, terms[i].value.data(), value.data(), 1);
    terms[i].value = value;
  }
  ranks->average(context, values.data(), values.count());
}

/// The gradients of a network's own part of the batch become those of the joint batch, in place.
template <class T, class Device> void average_gradients(Context<Device>& context, Tensor<T, Device> const& gradients) {
  if (auto* const ranks = context.communicator()) ranks->average(context, gradients.data(), gradients.count());
}

/// Running statistics that each rank keeps of its own samples become their averages, so that all ranks hold the same numbers.
template <class M, class Device> void average_state(M& model, Communicator<Device>& ranks) {
  model.for_networks([&](char const*, auto const& network) {
    auto const& state = network.state().values();
    if (state.count() > 0) ranks.average(model.context(), state.data(), state.count());
  });
}

}  // namespace gan::detail

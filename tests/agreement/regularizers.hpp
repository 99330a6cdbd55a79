#pragma once
#include <gan/train/update.hpp>
#include <gan/verify/smooth_networks.hpp>

#include "../policies.hpp"
#include "families.hpp"
#include "lab.hpp"

namespace agreement {

/// Moves values by about `nudge` of their size.
template <class T, class Device> void move_a_little(Tensor<T, Device> const& values, double nudge) {
  if (nudge == 0 || values.count() == 0) return;
  auto host = to_host(values);
  for (std::size_t i = 0; i < host.size(); ++i) host[i] *= static_cast<T>(1 + (i % 2 ? nudge : -nudge));
  copy_from_host(values.context(), host.data(), values.data(), values.count());
}

/// A step of both networks beside a regularizer: terms, gradients and parameters after it.
template <class R, class Device>
void keep_regularizer(Lab<double, Device>& lab, Device device, double nudge, std::string const& name, R const& regularizer) {
  using Loss = gan::detail::LossBeside<R>;
  using Composition = Gan<Coded<gan::detail::SmoothGenerator>, gan::detail::SmoothDiscriminator<typename Loss::score>, Loss, R>;
  using M = Model<Composition, Vector<3>, Device, double>;
  Codes const codes{.categorical = {3}, .continuous = 1};
  M model(Composition({{}, codes}, {codes}, {}, regularizer), Vector<3>{}, device, Seed{2});
  move_a_little(model.generator().parameters().values(), nudge);
  move_a_little(model.discriminator().parameters().values(), nudge);
  Updates<M> updates(model, {.batch = 9});
  std::vector<double> labels(27, 0), samples;
  for (std::size_t i = 0; i < 9; ++i)
    if (i % 4 != 3) labels[3 * i + i % 3] = 1;  // some have none
  for (int i = 0; i < 27; ++i) samples.push_back(1.5 * std::sin(.7 * i));
  updates.set_labels(from_host(model.context(), Shape{9, 3}, labels));
  auto const real = from_host(model.context(), Shape{9, 3}, samples);
  Step<M> first(model, 3, .5, 0), second(model, 3, .5, 1);
  updates.discriminate(first, real, 1);
  updates.generate(second, 9, 1);
  for (auto const* terms : {&updates.discriminator_terms(), &updates.generator_terms()})
    for (auto const& term : *terms) lab.keep(name + ", term " + term.name, term.value.reshaped({1}));
  model.for_networks([&](char const* network, auto const& n) {
    lab.keep(name + ", gradient of the " + network, n.gradients());
    lab.keep(name + ", parameters of the " + network, n.parameters().values());
  });
}

template <class Device> Records regularizers(Device device, double nudge) {
  Lab<double, Device> lab(device, nudge);
  policies::for_each(policies::regularizers(), [&](auto const& p) { keep_regularizer(lab, device, nudge, p.name, p.value); });
  return lab.records();
}

}  // namespace agreement

#pragma once
#include <gan/verify/layer.hpp>

#include "../policies.hpp"
#include "families.hpp"
#include "lab.hpp"

namespace agreement {

/// A layer's output, its gradients for the input and all parameters, and its state, in training and in evaluation.
template <class Layer, class Device>
void keep_layer(Lab<double, Device>& lab, std::string const& name, Layer const& layer, Shape const& sample) {
  using V = Var<double, Device, 1>;
  Declaration d;
  if constexpr (requires { layer.declare(d); }) layer.declare(d);
  FlatTensors<double, Device> const parameters(lab.context(), d.parameters(), random::key(Seed{3}, Stream::initial_parameters)),
      state(lab.context(), d.state(), random::key(Seed{4}, Stream::initial_parameters));
  Shape batch{5};
  for (int i = 0; i < sample.rank(); ++i) batch.push_back(sample[i]);
  for (bool training : {true, false}) {
    std::string const which = name + (training ? " in training" : " in evaluation");
    V const x = variable<1>(lab.draw(batch, 1)),
            row = variable<1>(lab.draw(Shape{std::max<std::int64_t>(1, parameters.count())}, 2, -.7, .7));
    std::vector<V> list;
    std::int64_t begin = 0;
    for (auto const& entry : parameters.entries()) {
      list.push_back(V(reshape(slice(row, 0, begin, begin + entry.shape.count()), entry.shape)));
      begin += entry.shape.count();
    }
    Pass<double, Device, 1> pass(lab.context(), std::span<V const>(list), state,
                                 PassMode{training, training, random::key(Seed{5}, Stream::check), 0});
    V const y = gan::detail::as_rows<V>(layer(x, pass));
    lab.keep(which, y.value());
    V const in[] = {x, row};
    auto const g = grad(sum(y * constant<1>(lab.draw(y.shape(), 1000))), in);
    lab.keep(which + ", gradient of the input", g[0].value());
    lab.keep(which + ", gradient of the parameters", g[1].value());
    lab.keep(which + ", state", state.values());
  }
}

/// The samples that a layer is verified on, or rows of six numbers.
template <class List, class Device> void keep_layers(Lab<double, Device>& lab, List const& list, Shape const& otherwise) {
  policies::for_each(list,
                     [&](auto const& p) { keep_layer(lab, p.name, p.value, p.sample.rank() > 0 ? p.sample : otherwise); });
}

template <class Device> Records layers(Device device, double nudge) {
  Lab<double, Device> lab(device, nudge);
  keep_layers(lab, policies::activations(), {2, 3, 4});
  keep_layers(lab, policies::shapes(), {6});
  keep_layers(lab, policies::dense_layers(), {3});
  keep_layers(lab, policies::norms(), {2, 2, 3});
  keep_layers(lab, policies::convolutions(), {4, 4, 2});
  return lab.records();
}

}  // namespace agreement

#pragma once
#include <gan/autodiff/shape_ops.hpp>

namespace gan {

/// The backward rule, with a graph, of a node whose kernels know the first order only and of which output 0 alone is seen: f, the
/// same function of its inputs in composed operations, is evaluated again and differentiated, and so can be differentiated once
/// more. Order is that of the variables the node was made for.
template <int Order, class T, class Device, std::size_t N, class F>
void composed_rule(Sweep<T, Device>& sweep, std::array<VarBase<T, Device>, N> const& inputs, F const& f) {
  // The sweep inside walks nodes that the one outside has not seen: it ends at other names of the inputs.
  std::array<Var<T, Device, Order>, N> x;
  for (std::size_t i = 0; i < N; ++i) x[i] = Var<T, Device, Order>(ReshapeNode<T, Device>::alias(inputs[i]));
  auto const y = evaluate(std::apply(f, x));
  Sweep<T, Device> inside(sweep.context(), true, false);
  inside.start(y, sweep.cotangent(0));
  inside.run(x.data(), N);
  for (int i = 0; i < static_cast<int>(N); ++i) {
    auto const gradient = inside.result(x[static_cast<std::size_t>(i)]);
    if (sweep.wants(i) && gradient) sweep.add(i, gradient);
  }
}
/// The same of a node with one input.
template <int Order, class T, class Device, class F>
void composed_rule(Sweep<T, Device>& sweep, VarBase<T, Device> const& input, F const& f) {
  composed_rule<Order>(sweep, std::array{input}, f);
}

}  // namespace gan

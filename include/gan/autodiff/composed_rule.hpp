#pragma once
#include <gan/autodiff/shape_ops.hpp>

namespace gan {

/// The backward rule, with a graph, of a node with one input and one output whose kernels know the first order only: f, the same
/// function of a variable in composed operations, is evaluated again and differentiated, and so can be differentiated once more.
/// Order is that of the variables the node was made for.
template <int Order, class T, class Device, class F>
void composed_rule(Sweep<T, Device>& sweep, VarBase<T, Device> const& input, F const& f) {
  // The sweep inside walks nodes that the one outside has not seen: it ends at another name of the input.
  Var<T, Device, Order> const x(ReshapeNode<T, Device>::alias(input));
  auto const y = evaluate(f(x));
  Sweep<T, Device> inside(sweep.context(), true, false);
  inside.start(y, sweep.cotangent(0));
  inside.run(&x, 1);
  if (inside.result(x)) sweep.add(0, inside.result(x));
}

}  // namespace gan

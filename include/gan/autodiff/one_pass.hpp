#pragma once
/// Sums for objectives: where a gradient can be asked for, value and first derivatives come from one pass over the numbers. Second
/// order falls back to the composed operations.
#include <gan/autodiff/reduce.hpp>
#include <gan/map/value_and_partials.hpp>

namespace gan {

namespace detail {
struct Scaled {
  static constexpr int inputs = 2, outputs = 1;
  template <class S> GAN_HD auto operator()(S const& scale, S const& x) const { return scale * x; }
};

/// In a sweep without a graph: adds a partial derivative of output 0, a single value, to the cotangent of an input; as it is where the
/// cotangent of the output is the sweep's own 1.
template <class T, class Device> void add_scaled(Sweep<T, Device>& sweep, int input, Tensor<T, Device> const& partial) {
  if (sweep.is_one(0)) {
    sweep.add(input, VarBase<T, Device>(Node<T, Device>::template make<Leaf<T, Device>>(sweep.context(), partial, false), 0));
    return;
  }
  Tensor<T, Device> const* inputs[] = {&sweep.cotangent(0).value(), &partial};
  Shape const* shapes[] = {&partial.shape()};
  MapOutput<T> const outputs[] = {sweep.target(input)};
  Scaled const f;
  run_map(sweep.context(), map_op<Scaled, T, Device, 0>, &f, partial.shape(), inputs, shapes, outputs);
}
}  // namespace detail

/// The sum of an expression together with its derivatives, which are outputs 1 + i of the node. A sweep without a graph hands them
/// on, times the cotangent where that is not the sweep's own 1; with a graph it is the MapNode of the sum.
template <class T, class Device> class OnePassSum final : public MapNode<T, Device> {
 public:
  using Ref = VarBase<T, Device>;

  /// `op` is the table of the expression, `with_partials` that of its ValueAndPartials.
  static Ref evaluate(Context<Device>& context, MapOp<T, Device> const& op, MapOp<T, Device> const& with_partials,
                      void const* functor, Ref const* inputs, Shape const& space) {
    Shape const scalar;
    bool needs = false;
    for (int i = 0; i < op.inputs; ++i) needs = needs || inputs[i].needs_gradient();
    if (!needs || !context.recording()) return MapNode<T, Device>::evaluate(context, op, functor, inputs, space, &scalar);
    OnePassSum* node = Node<T, Device>::template make<OnePassSum>(context, op, functor, space);
    Ref result(node, 0);
    Tensor<T, Device> const* values[max_map_inputs];
    Shape const* shapes[max_map_outputs];
    MapOutput<T> outputs[max_map_outputs];
    for (int j = 0; j < with_partials.outputs; ++j) {
      bool const computed = (j == 0 || inputs[j - 1].needs_gradient()) && !(with_partials.zero_mask >> j & 1);
      shapes[j] = j == 0 ? &scalar : &inputs[j - 1].shape();
      node->add_output(computed ? Tensor<T, Device>(context, *shapes[j]) : Tensor<T, Device>());
      if (computed) outputs[j].data = node->output(j).data();
    }
    for (int i = 0; i < op.inputs; ++i) values[i] = &inputs[i].value();
    run_map(context, with_partials, functor, space, values, shapes, outputs);
    for (int i = 0; i < op.inputs; ++i) node->add_input(inputs[i]);
    return result;
  }

  OnePassSum(Context<Device>& context, MapOp<T, Device> const& op, void const* functor, Shape const& space)
      : MapNode<T, Device>(context, true, op, functor, space) {}

  void backward(Sweep<T, Device>& sweep) override {
    if (sweep.graph()) return MapNode<T, Device>::backward(sweep);
    for (int i = 0; i < this->inputs(); ++i)
      if (sweep.wants(i)) detail::add_scaled(sweep, i, this->output(1 + i));
  }
};

/// As sum(x), in one pass with its gradient. Worth its memory (a gradient for every input) where that gradient will be asked for.
template <Operand X> auto one_pass_sum(X const& x) {
  auto const& e = detail::as_expression(x);
  using F = std::decay_t<decltype(e.f)>;
  using T = typename X::value_type;
  using Device = typename X::device_type;
  if constexpr (F::inputs >= max_map_outputs) return sum(x);  // more gradients than a pass can write
  else
    return Var<T, Device, X::order>(OnePassSum<T, Device>::evaluate(e.context(), map_op<F, T, Device, X::order>,
                                                                    map_op<ValueAndPartials<F>, T, Device, 0>, &e.f,
                                                                    e.leaves.data(), e.shape()));
}

/// As mean(x), in one pass with its gradient.
template <Operand X> auto one_pass_mean(X const& x) { return one_pass_sum(x * (1.0 / static_cast<double>(x.shape().count()))); }

/// A single value and its gradient for the numbers it was computed from.
template <class T, class Device> struct ValueAndGradient { Tensor<T, Device> value, gradient; };

/// The mean of op over all elements of x, and its gradient, in one pass; nothing is recorded. `op` is a small value whose call
/// operator is generic in its scalar, such as RealCost{Minimax{}}.
template <class Op, class T, class Device>
ValueAndGradient<T, Device> mean_with_gradient(Op const& op, Tensor<T, Device> const& x) {
  auto const e = apply(op, constant<1>(x)) * (1.0 / static_cast<double>(x.count()));
  using F = ValueAndPartials<std::decay_t<decltype(e.f)>>;
  F const f{e.f};
  auto& context = x.context();
  bool constexpr flat = (zero_mask<F, T> & 2) != 0;
  ValueAndGradient<T, Device> out{Tensor<T, Device>(context, Shape{}), Tensor<T, Device>(context, x.shape())};
  Tensor<T, Device> const* inputs[] = {&x};
  Shape const* shapes[] = {&out.value.shape(), &out.gradient.shape()};
  MapOutput<T> const outputs[] = {{out.value.data()}, {flat ? nullptr : out.gradient.data()}};
  run_map(context, map_op<F, T, Device, 0>, &f, x.shape(), inputs, shapes, outputs);
  if (flat) fill(context, out.gradient.data(), out.gradient.count(), T(0));
  return out;
}

}  // namespace gan

#pragma once
#include <cstddef>
#include <cstring>

#include <gan/autodiff/sweep.hpp>
#include <gan/map/plan.hpp>

namespace gan {

/// Runs `op` over tensors: the shapes of inputs and outputs become one plan. Inputs may be null (zero), outputs unwanted. A sum over
/// nothing is zero.
template <class T, class Device>
void run_map(Context<Device>& context, MapOp<T, Device> const& op, void const* functor, Shape const& space,
             Tensor<T, Device> const* const* inputs, Shape const* const* output_shapes, MapOutput<T> const* outputs) {
  Shape const* shapes[max_map_operands];
  T const* data[max_map_inputs];
  for (int i = 0; i < op.inputs; ++i) {
    shapes[i] = inputs[i] ? &inputs[i]->shape() : nullptr;
    data[i] = inputs[i] ? inputs[i]->data() : nullptr;
  }
  for (int j = 0; j < op.outputs; ++j) shapes[op.inputs + j] = outputs[j].data ? output_shapes[j] : nullptr;
  if (space.count() == 0) {
    for (int j = 0; j < op.outputs; ++j)
      if (outputs[j].data && !outputs[j].accumulate) fill(context, outputs[j].data, output_shapes[j]->count(), T(0));
    return;
  }
  run_map(context, op, functor, plan_map(space, shapes, op.inputs + op.outputs), data, outputs);
}

/// An element-wise operation with broadcasting inputs and summing outputs: output j has its own shape, and sums over the dimensions
/// of the iteration space in which that shape has size 1. Its derivative is another of its kind.
template <class T, class Device> class MapNode : public Node<T, Device> {
 public:
  using Ref = VarBase<T, Device>;

  /// A reference to output 0. Outputs whose bit in `wanted` is not set are not computed and are empty tensors.
  static Ref evaluate(Context<Device>& context, MapOp<T, Device> const& op, void const* functor, Ref const* inputs,
                      Shape const& space, Shape const* output_shapes, unsigned wanted = ~0u) {
    bool needs = false;
    for (int i = 0; i < op.inputs; ++i) needs = needs || inputs[i].needs_gradient();
    MapNode* node = Node<T, Device>::template make<MapNode>(context, context.recording() && needs, op, functor, space);
    Ref result(node, 0);
    Tensor<T, Device> const* values[max_map_inputs];
    Shape const* shapes[max_map_outputs];
    MapOutput<T> outputs[max_map_outputs];
    for (int i = 0; i < op.inputs; ++i) values[i] = inputs[i] ? &inputs[i].value() : nullptr;
    for (int j = 0; j < op.outputs; ++j) {
      bool computed = (wanted >> j & 1) && !(op.zero_mask >> j & 1);
      node->add_output(computed ? Tensor<T, Device>(context, output_shapes[j]) : Tensor<T, Device>());
      shapes[j] = &node->output(j).shape();
      if (computed) outputs[j].data = node->output(j).data();
    }
    run_map(context, op, functor, space, values, shapes, outputs);
    if (node->needs_gradient())
      for (int i = 0; i < op.inputs; ++i) node->add_input(inputs[i]);
    return result;
  }

  MapNode(Context<Device>& context, bool needs_gradient, MapOp<T, Device> const& op, void const* functor, Shape const& space)
      : Node<T, Device>(context, needs_gradient), op_(&op), space_(space) {
    std::memcpy(functor_, functor, static_cast<std::size_t>(op.functor_bytes));
  }

  bool passes(int input) const override { return !op_->vjp || !(op_->vjp->zero_mask >> input & 1); }

  void backward(Sweep<T, Device>& sweep) override {
    require<GradientError>(op_->vjp,
                           "this expression was recorded to order 1; a gradient of its gradient needs variables of order 2 "
                           "(in a Gan: a regularizer with second_order = true)");
    MapOp<T, Device> const& vjp = *op_->vjp;
    int const m = op_->outputs, n = op_->inputs;
    if (sweep.graph()) {
      Ref inputs[max_map_inputs];
      Shape shapes[max_map_outputs];
      unsigned wanted = 0;
      for (int j = 0; j < m; ++j) inputs[j] = sweep.cotangent(j);
      for (int i = 0; i < n; ++i) {
        inputs[m + i] = this->input(i);
        if (!sweep.wants(i)) continue;
        shapes[i] = this->input(i).shape();
        wanted |= 1u << i;
      }
      Ref gradients = evaluate(sweep.context(), vjp, functor_, inputs, space_, shapes, wanted);
      for (int i = 0; i < n; ++i)
        if (wanted >> i & 1) sweep.add(i, Ref(&gradients.node(), i));
      return;
    }
    Tensor<T, Device> const* inputs[max_map_inputs];
    Shape const* shapes[max_map_outputs];
    MapOutput<T> outputs[max_map_outputs];
    for (int j = 0; j < m; ++j) inputs[j] = sweep.cotangent(j) ? &sweep.cotangent(j).value() : nullptr;
    for (int i = 0; i < n; ++i) {
      inputs[m + i] = this->input(i) ? &this->input(i).value() : nullptr;
      if (!sweep.wants(i)) continue;
      shapes[i] = &this->input(i).shape();
      outputs[i] = sweep.target(i);
    }
    run_map(sweep.context(), vjp, functor_, space_, inputs, shapes, outputs);
  }

 private:
  MapOp<T, Device> const* op_;
  Shape space_;
  alignas(std::max_align_t) std::byte functor_[max_functor_bytes];
};

}  // namespace gan

#pragma once
#include <gan/autodiff/expression.hpp>
#include <gan/core/convolution.hpp>

namespace gan {

enum class ConvDirection { forward, images, weight };

/// A convolution in one of its three directions. Each is linear in both inputs, and its gradients are the other two:
///   forward  (images, weight)  -> outputs     images (outputs, weight)  -> images     weight  (images, outputs) -> weight
template <class T, class Device> class Conv final : public Node<T, Device> {
 public:
  using Ref = VarBase<T, Device>;

  static Ref evaluate(Convolution const& sizes, ConvDirection direction, Ref const& a, Ref const& b) {
    auto& context = a.context();
    Conv* node = Node<T, Device>::template make<Conv>(
        context, context.recording() && (a.needs_gradient() || b.needs_gradient()), sizes, direction);
    using enum ConvDirection;
    Shape shape = direction == forward ? sizes.outputs() : direction == images ? sizes.images() : sizes.weight();
    node->add_output(Tensor<T, Device>(context, shape));
    compute(sizes, direction, a, b, {node->output(0).data(), false});
    if (node->needs_gradient()) {
      node->add_input(a);
      node->add_input(b);
    }
    return Ref(node, 0);
  }

  Conv(Context<Device>& context, bool needs_gradient, Convolution const& sizes, ConvDirection direction)
      : Node<T, Device>(context, needs_gradient), sizes_(sizes), direction_(direction) {}

  void backward(Sweep<T, Device>& sweep) override {
    using enum ConvDirection;
    Ref const &a = this->input(0), &b = this->input(1), &g = sweep.cotangent(0);
    if (sweep.wants(0)) {
      if (direction_ == forward) gradient(sweep, 0, images, g, b);
      else if (direction_ == images) gradient(sweep, 0, forward, g, b);
      else gradient(sweep, 0, images, b, g);
    }
    if (sweep.wants(1)) {
      if (direction_ == forward) gradient(sweep, 1, weight, a, g);
      else if (direction_ == images) gradient(sweep, 1, weight, g, a);
      else gradient(sweep, 1, forward, a, g);
    }
  }

 private:
  static void compute(Convolution const& s, ConvDirection direction, Ref const& a, Ref const& b, MapOutput<T> to) {
    auto& context = a.context();
    T const *p = a.value().data(), *q = b.value().data();
    if (direction == ConvDirection::images) return conv_backward_images(context, s, p, q, to.data, to.accumulate);
    if (direction == ConvDirection::weight) return conv_backward_weight(context, s, p, q, to.data, to.accumulate);
    conv_forward(context, s, p, q, to.data, to.accumulate);
  }
  void gradient(Sweep<T, Device>& sweep, int input, ConvDirection direction, Ref const& a, Ref const& b) {
    if (sweep.graph()) sweep.add(input, evaluate(sizes_, direction, a, b));
    else compute(sizes_, direction, a, b, sweep.target(input));
  }

  Convolution sizes_;
  ConvDirection direction_;
};

/// Cross-correlation of images {n, height, width, channels} with a weight {k, k, channels, out}.
template <Operand X, Operand W> auto conv2d(X const& images, W const& weight, int stride, int padding) {
  using Node = Conv<typename X::value_type, typename X::device_type>;
  auto x = evaluate(images);
  auto w = evaluate(weight);
  return Var<typename X::value_type, typename X::device_type, detail::highest_order<X, W>>(
      Node::evaluate(convolution_of(x.shape(), w.shape(), stride, padding), ConvDirection::forward, x, w));
}

/// Transposed convolution: the adjoint of conv2d with the weight {k, k, out, channels}, for inputs {n, height, width, channels}.
template <Operand X, Operand W>
auto conv2d_transposed(X const& inputs, W const& weight, int stride, int padding, int output_padding = 0) {
  using Node = Conv<typename X::value_type, typename X::device_type>;
  auto x = evaluate(inputs);
  auto w = evaluate(weight);
  return Var<typename X::value_type, typename X::device_type, detail::highest_order<X, W>>(Node::evaluate(
      transposed_convolution_of(x.shape(), w.shape(), stride, padding, output_padding), ConvDirection::images, x, w));
}

}  // namespace gan

#pragma once
#include <gan/tensor/tensor.hpp>

namespace gan {

template <class T, class Device> class Node;
template <class T, class Device> class Sweep;

/// A counted reference to one output of a graph node: (owner, index), never an address of numbers.
template <class T, class Device> class VarBase {
 public:
  using value_type = T;
  using device_type = Device;
  VarBase() = default;
  VarBase(Node<T, Device>* node, int index) : node_(node), index_(index) { retain(); }
  VarBase(VarBase const& other) : node_(other.node_), index_(other.index_) { retain(); }
  VarBase(VarBase&& other) noexcept : node_(std::exchange(other.node_, nullptr)), index_(other.index_) {}
  VarBase& operator=(VarBase other) noexcept {
    std::swap(node_, other.node_);
    std::swap(index_, other.index_);
    return *this;
  }
  ~VarBase() { release(); }

  explicit operator bool() const { return node_; }
  Node<T, Device>& node() const { return *node_; }
  int index() const { return index_; }
  Tensor<T, Device> const& value() const { return node_->output(index_); }
  Shape const& shape() const { return value().shape(); }
  Context<Device>& context() const { return node_->context(); }
  bool needs_gradient() const { return node_ && node_->needs_gradient(); }

 private:
  friend class Node<T, Device>;
  void retain() {
    if (node_) ++node_->references_;
  }
  void release() {
    if (node_ && --node_->references_ == 0) Node<T, Device>::destroy(node_);
  }
  Node<T, Device>* node_ = nullptr;
  int index_ = 0;
};

/// One recorded operation: its inputs, its outputs, and how cotangents pass from the outputs to the inputs. A backward rule uses
/// only differentiable operations when a graph of the gradient is asked for.
template <class T, class Device> class Node {
 public:
  static constexpr int max_inputs = 20, max_outputs = 12;

  Node(Context<Device>& context, bool needs_gradient)
      : context_(&context), sequence_(context.next_sequence()), needs_gradient_(needs_gradient) {}
  Node(Node const&) = delete;
  Node& operator=(Node const&) = delete;
  virtual ~Node() = default;

  /// Adds the cotangents of the wanted inputs to the sweep.
  virtual void backward(Sweep<T, Device>& sweep) = 0;
  /// False where the derivative for this input is structurally zero.
  virtual bool passes(int) const { return true; }

  Context<Device>& context() const { return *context_; }
  bool needs_gradient() const { return needs_gradient_; }
  int inputs() const { return inputs_; }
  int outputs() const { return outputs_; }
  VarBase<T, Device> const& input(int i) const { return input_[i]; }
  Tensor<T, Device> const& output(int j) const { return output_[j]; }
  void add_input(VarBase<T, Device> const& x) { input_[inputs_++] = x; }
  void add_output(Tensor<T, Device> const& y) { output_[outputs_++] = y; }

  template <class N, class... Arguments> static N* make(Context<Device>& context, Arguments&&... arguments) {
    static_assert(sizeof(N) <= ContextBase<Device>::node_bytes);
    return new (context.allocate_node()) N(context, std::forward<Arguments>(arguments)...);
  }

 private:
  friend class VarBase<T, Device>;
  friend class Sweep<T, Device>;

  /// Destroys a node and whatever lived by it alone; by a list and not by recursion, so that long chains do not exhaust the stack.
  static void destroy(Node* node) {
    node->next_dead_ = nullptr;
    for (Node* dead = node; dead;) {
      Node* current = dead;
      dead = dead->next_dead_;
      for (int i = 0; i < current->inputs_; ++i) {
        Node* input = std::exchange(current->input_[i].node_, nullptr);
        if (input && --input->references_ == 0) {
          input->next_dead_ = dead;
          dead = input;
        }
      }
      Context<Device>& context = *current->context_;
      current->~Node();
      context.release_node(current);
    }
  }

  Context<Device>* context_;
  std::int64_t sequence_;
  Node* next_dead_ = nullptr;
  int references_ = 0, inputs_ = 0, outputs_ = 0;
  bool needs_gradient_;
  // While a sweep runs: seen by it, asked for, on a way to what was asked for; cotangents, and which of them the sweep may add to.
  bool seen_ = false, wanted_ = false, leads_ = false;
  unsigned owned_ = 0;
  VarBase<T, Device> input_[max_inputs];
  VarBase<T, Device> cotangent_[max_outputs];
  Tensor<T, Device> output_[max_outputs];
};

/// A value that was not computed from others: a variable, a parameter or a constant. `gradient` is where a sweep into leaves writes.
template <class T, class Device> class Leaf final : public Node<T, Device> {
 public:
  Leaf(Context<Device>& context, Tensor<T, Device> value, bool needs_gradient, Tensor<T, Device> gradient = {})
      : Node<T, Device>(context, needs_gradient), gradient_(std::move(gradient)) {
    this->add_output(std::move(value));
  }
  void backward(Sweep<T, Device>&) override {}
  Tensor<T, Device> const& gradient() const { return gradient_; }

 private:
  Tensor<T, Device> gradient_;
};

/// A tensor in a graph. `Order` is how often expressions of it can be differentiated: 2 for gradients of gradients, 1 where kernels
/// of the second order need not be compiled.
template <class T, class Device, int Order = 2> class Var : public VarBase<T, Device> {
 public:
  static constexpr int order = Order;
  static_assert(Order == 1 || Order == 2, "a Var records gradients of order 1 or 2");
  Var() = default;
  explicit Var(VarBase<T, Device> base) : VarBase<T, Device>(std::move(base)) {}
  Var(Node<T, Device>* node, int index) : VarBase<T, Device>(node, index) {}
  /// Evaluates an expression in one pass.
  template <class Expression>
  requires requires(Expression const& e) { evaluate(e).value(); }
  Var(Expression const& e) : VarBase<T, Device>(evaluate(e)) {}

  /// The single value of a scalar, on the host.
  T item() const {
    require<ShapeError>(this->value().count() == 1, "item() needs a single value, not a tensor of shape ", this->shape());
    return to_host(this->value())[0];
  }
};

/// A tensor whose gradient can be asked for.
template <int Order = 2, class T, class Device> Var<T, Device, Order> variable(Tensor<T, Device> value) {
  auto& context = value.context();
  return {Node<T, Device>::template make<Leaf<T, Device>>(context, std::move(value), true), 0};
}
/// A value that never needs a gradient.
template <int Order = 2, class T, class Device> Var<T, Device, Order> constant(Tensor<T, Device> value) {
  auto& context = value.context();
  return {Node<T, Device>::template make<Leaf<T, Device>>(context, std::move(value), false), 0};
}
/// The same value, cut from the graph.
template <class T, class Device, int Order> Var<T, Device, Order> detach(Var<T, Device, Order> const& x) {
  return constant<Order>(x.value());
}

}  // namespace gan

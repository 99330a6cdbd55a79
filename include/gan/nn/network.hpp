#pragma once
#include <gan/autodiff/grad.hpp>
#include <gan/nn/pass.hpp>

namespace gan {

/// Layers with their numbers: flat parameters and gradients, running state, and the leaves that forward passes read.
template <class T, class Device, int Order, class Layers> class Network {
 public:
  using Variable = Var<T, Device, Order>;

  Network(Context<Device>& context, Layers layers, random::Key key) : context_(&context), layers_(std::move(layers)) {
    Declaration declaration;
    if constexpr (requires { layers_.declare(declaration); }) layers_.declare(declaration);
    parameters_ = FlatTensors<T, Device>(context, declaration.parameters(), key);
    state_ = FlatTensors<T, Device>(context, declaration.state(), key);
    gradients_ = zeros<T>(context, parameters_.values().shape());
    for (std::size_t i = 0; i < parameters_.size(); ++i)
      leaves_.push_back(Variable(Node<T, Device>::template make<Leaf<T, Device>>(context, parameters_.view(i), true,
                                                                                 parameters_.view_of(gradients_, i)),
                                 0));
  }

  /// The layers' output for x.
  template <Operand X> auto operator()(X const& x, PassMode const& mode) const {
    Pass<T, Device, Order> pass(*context_, leaves_, state_, mode);
    return layers_(x, pass);
  }
  /// The same with other parameter values of the same layout (an average of them, say); they get no gradient.
  template <Operand X> auto with(Tensor<T, Device> const& values, X const& x, PassMode const& mode) const {
    std::vector<Variable> leaves;
    for (std::size_t i = 0; i < parameters_.size(); ++i) leaves.push_back(constant<Order>(parameters_.view_of(values, i)));
    Pass<T, Device, Order> pass(*context_, leaves, state_, mode);
    return layers_(x, pass);
  }

  /// Gradients of the sum of `terms` (single values) for all parameters, written over `gradients()`.
  template <class V> void backward(std::vector<V> const& terms) {
    NoRecording<Device> off(*context_);
    Sweep<T, Device> sweep(*context_, false, true);
    for (V const& term : terms) sweep.start(term);
    sweep.run(leaves_.data(), leaves_.size());
    for (std::size_t i = 0; i < leaves_.size(); ++i)
      if (!sweep.result(leaves_[i]))
        fill(*context_, parameters_.view_of(gradients_, i).data(), leaves_[i].value().count(), T(0));
  }

  Layers const& layers() const { return layers_; }
  FlatTensors<T, Device> const& parameters() const { return parameters_; }
  FlatTensors<T, Device> const& state() const { return state_; }
  Tensor<T, Device> const& gradients() const { return gradients_; }
  std::vector<Variable> const& leaves() const { return leaves_; }

 private:
  Context<Device>* context_;
  Layers layers_;
  FlatTensors<T, Device> parameters_, state_;
  Tensor<T, Device> gradients_;
  std::vector<Variable> leaves_;
};

}  // namespace gan

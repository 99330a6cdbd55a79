#pragma once
/// Operations over the ranks that share a training step. Every rank computes an objective of its own samples; the joint objective is
/// the mean of these, and so is its gradient. A cotangent is therefore the derivative of the SUM of all ranks' objectives, and each
/// operation's derivative is one of these operations again: average <-> average, gather <-> sum of parts. All ranks must make the same
/// operations in the same order, forwards and backwards. Alone, they give their argument and record nothing.
#include <gan/autodiff/expression.hpp>

namespace gan {

/// Each element's average over the ranks.
template <class T, class Device> class RankAverage final : public Node<T, Device> {
 public:
  using Ref = VarBase<T, Device>;
  static Ref evaluate(Ref const& x, Communicator<Device>& ranks) {
    auto& context = x.context();
    RankAverage* node = Node<T, Device>::template make<RankAverage>(context, context.recording() && x.needs_gradient(), ranks);
    Ref const result(node, 0);
    Tensor<T, Device> out(context, x.shape());
    copy(context, x.value().data(), out.data(), out.count());
    ranks.average(context, out.data(), out.count());
    node->add_output(out);
    if (node->needs_gradient()) node->add_input(x);
    return result;
  }
  RankAverage(Context<Device>& context, bool needs_gradient, Communicator<Device>& ranks)
      : Node<T, Device>(context, needs_gradient), ranks_(ranks) {}
  void backward(Sweep<T, Device>& sweep) override {
    if (sweep.wants(0)) sweep.add(0, evaluate(sweep.cotangent(0), ranks_));
  }

 private:
  Communicator<Device>& ranks_;
};

template <class T, class Device> class RankParts;

/// The ranks' tensors one after the other along the first dimension.
template <class T, class Device> class RankGather final : public Node<T, Device> {
 public:
  using Ref = VarBase<T, Device>;
  static Ref evaluate(Ref const& x, Communicator<Device>& ranks) {
    auto& context = x.context();
    Shape shape = x.shape();
    require<ShapeError>(shape.rank() > 0, "a single number cannot be gathered from ranks; give it a dimension");
    shape[0] *= ranks.size();
    RankGather* node = Node<T, Device>::template make<RankGather>(context, context.recording() && x.needs_gradient(), ranks);
    Ref const result(node, 0);
    node->add_output(Tensor<T, Device>(context, shape));
    ranks.gather(context, x.value().data(), node->output(0).data(), x.value().count());
    if (node->needs_gradient()) node->add_input(x);
    return result;
  }
  RankGather(Context<Device>& context, bool needs_gradient, Communicator<Device>& ranks)
      : Node<T, Device>(context, needs_gradient), ranks_(ranks) {}
  void backward(Sweep<T, Device>& sweep) override {
    if (sweep.wants(0)) sweep.add(0, RankParts<T, Device>::evaluate(sweep.cotangent(0), ranks_));
  }

 private:
  Communicator<Device>& ranks_;
};

/// This rank's part, along the first dimension, of the sum of the ranks' tensors.
template <class T, class Device> class RankParts final : public Node<T, Device> {
 public:
  using Ref = VarBase<T, Device>;
  static Ref evaluate(Ref const& x, Communicator<Device>& ranks) {
    auto& context = x.context();
    Shape shape = x.shape();
    require<ShapeError>(shape.rank() > 0 && shape[0] % ranks.size() == 0, "a tensor of shape ", shape, " has no parts for ",
                        ranks.size(), " ranks");
    shape[0] /= ranks.size();
    RankParts* node = Node<T, Device>::template make<RankParts>(context, context.recording() && x.needs_gradient(), ranks);
    Ref const result(node, 0);
    node->add_output(Tensor<T, Device>(context, shape));
    ranks.sum_parts(context, x.value().data(), node->output(0).data(), node->output(0).count());
    if (node->needs_gradient()) node->add_input(x);
    return result;
  }
  RankParts(Context<Device>& context, bool needs_gradient, Communicator<Device>& ranks)
      : Node<T, Device>(context, needs_gradient), ranks_(ranks) {}
  void backward(Sweep<T, Device>& sweep) override {
    if (sweep.wants(0)) sweep.add(0, RankGather<T, Device>::evaluate(sweep.cotangent(0), ranks_));
  }

 private:
  Communicator<Device>& ranks_;
};

/// The ranks of a context's training step where this coupling reaches the joint batch; null where it does not, or there are no others.
template <class Device> Communicator<Device>* joint_ranks(ContextBase<Device> const& context, Reach Coupling::*coupling) {
  auto* ranks = context.communicator();
  return ranks && ranks->size() > 1 && ranks->coupling().*coupling == Reach::joint ? ranks : nullptr;
}

/// x averaged over the ranks where this coupling reaches the joint batch, else x itself.
template <Operand X> auto rank_average(X const& x, Reach Coupling::*coupling) {
  auto y = evaluate(x);
  auto* ranks = joint_ranks(y.context(), coupling);
  return ranks ? decltype(y)(RankAverage<typename X::value_type, typename X::device_type>::evaluate(y, *ranks)) : y;
}
/// The ranks' tensors one after the other along the first dimension where this coupling reaches the joint batch, else x itself.
template <Operand X> auto rank_gather(X const& x, Reach Coupling::*coupling) {
  auto y = evaluate(x);
  auto* ranks = joint_ranks(y.context(), coupling);
  return ranks ? decltype(y)(RankGather<typename X::value_type, typename X::device_type>::evaluate(y, *ranks)) : y;
}

}  // namespace gan

#pragma once
/// Operations that move numbers and compute none: reshape, slice, place (the adjoint of slice) and concatenate.
#include <gan/autodiff/expression.hpp>

namespace gan {

/// The same elements in another shape; shares memory.
template <class T, class Device> class ReshapeNode final : public Node<T, Device> {
 public:
  using Ref = VarBase<T, Device>;
  static Ref evaluate(Ref const& x, Shape const& shape) {
    return x.shape() == shape ? x : view_of(x, x.value().reshaped(shape));
  }
  /// The same values as a node of its own.
  static Ref alias(Ref const& x) { return view_of(x, x.value()); }

  ReshapeNode(Context<Device>& context, bool needs_gradient) : Node<T, Device>(context, needs_gradient) {}
  void backward(Sweep<T, Device>& sweep) override {
    if (sweep.wants(0)) sweep.add(0, evaluate(sweep.cotangent(0), this->input(0).shape()));
  }

 private:
  static Ref view_of(Ref const& x, Tensor<T, Device> const& view) {
    auto& context = x.context();
    ReshapeNode* node = Node<T, Device>::template make<ReshapeNode>(context, context.recording() && x.needs_gradient());
    node->add_output(view);
    if (node->needs_gradient()) node->add_input(x);
    return Ref(node, 0);
  }
};

namespace detail {
/// A tensor seen along one axis: `rows` groups of axis-size runs.
struct AxisView {
  std::int64_t rows, run;
};
inline AxisView along_axis(Shape const& shape, int axis) {
  AxisView view{1, 1};
  for (int i = 0; i < axis; ++i) view.rows *= shape[i];
  for (int i = axis + 1; i < shape.rank(); ++i) view.run *= shape[i];
  return view;
}
}  // namespace detail

template <class T, class Device> class Place;

/// Entries begin ... end-1 of one axis.
template <class T, class Device> class Slice final : public Node<T, Device> {
 public:
  using Ref = VarBase<T, Device>;
  static Ref evaluate(Ref const& x, int axis, std::int64_t begin, std::int64_t end) {
    Shape shape = x.shape();
    require<ShapeError>(0 <= axis && axis < shape.rank() && 0 <= begin && begin <= end && end <= shape[axis],
                        "a slice of axis ", axis, " from ", begin, " to ", end, " is outside a tensor of shape ", shape);
    auto& context = x.context();
    Slice* node = Node<T, Device>::template make<Slice>(context, context.recording() && x.needs_gradient(), axis, begin);
    if (axis == 0) node->add_output(x.value().slice(begin, end));
    else {
      auto [rows, run] = detail::along_axis(shape, axis);
      std::int64_t from_stride = shape[axis] * run;
      shape[axis] = end - begin;
      Tensor<T, Device> out(context, shape);
      copy_runs(context, x.value().data() + begin * run, from_stride, out.data(), shape[axis] * run, rows, shape[axis] * run);
      node->add_output(out);
    }
    if (node->needs_gradient()) node->add_input(x);
    return Ref(node, 0);
  }
  Slice(Context<Device>& context, bool needs_gradient, int axis, std::int64_t begin)
      : Node<T, Device>(context, needs_gradient), axis_(axis), begin_(begin) {}
  void backward(Sweep<T, Device>& sweep) override {
    if (sweep.wants(0))
      sweep.add(0, Place<T, Device>::evaluate(sweep.cotangent(0), axis_, begin_, this->input(0).shape()[axis_]));
  }

 private:
  int axis_;
  std::int64_t begin_;
};

/// x at begin ... of an axis of `size` entries that are zero elsewhere.
template <class T, class Device> class Place final : public Node<T, Device> {
 public:
  using Ref = VarBase<T, Device>;
  static Ref evaluate(Ref const& x, int axis, std::int64_t begin, std::int64_t size) {
    Shape shape = x.shape();
    std::int64_t const length = shape[axis];
    shape[axis] = size;
    auto& context = x.context();
    Place* node = Node<T, Device>::template make<Place>(context, context.recording() && x.needs_gradient(), axis, begin);
    Tensor<T, Device> out = zeros<T>(context, shape);
    auto [rows, run] = detail::along_axis(shape, axis);
    copy_runs(context, x.value().data(), length * run, out.data() + begin * run, size * run, rows, length * run);
    node->add_output(out);
    if (node->needs_gradient()) node->add_input(x);
    return Ref(node, 0);
  }
  Place(Context<Device>& context, bool needs_gradient, int axis, std::int64_t begin)
      : Node<T, Device>(context, needs_gradient), axis_(axis), begin_(begin) {}
  void backward(Sweep<T, Device>& sweep) override {
    std::int64_t const length = this->input(0).shape()[axis_];
    if (sweep.wants(0)) sweep.add(0, Slice<T, Device>::evaluate(sweep.cotangent(0), axis_, begin_, begin_ + length));
  }

 private:
  int axis_;
  std::int64_t begin_;
};

/// Several tensors one after the other along an axis.
template <class T, class Device> class Concat final : public Node<T, Device> {
 public:
  using Ref = VarBase<T, Device>;
  static Ref evaluate(std::span<Ref const> parts, int axis) {
    require<ShapeError>(!parts.empty() && parts.size() <= Node<T, Device>::max_inputs, "concatenate takes 1 to ",
                        int{Node<T, Device>::max_inputs}, " tensors, not ", parts.size());
    Shape shape = parts[0].shape();
    require<ShapeError>(0 <= axis && axis < shape.rank(), "there is no axis ", axis, " in a tensor of shape ", shape);
    auto& context = parts[0].context();
    bool needs = false;
    shape[axis] = 0;
    for (auto const& part : parts) {
      Shape one = part.shape();
      for (int i = 0; i < shape.rank(); ++i)
        require<ShapeError>(one.rank() == shape.rank() && (i == axis || one[i] == shape[i]), "tensors of shapes ",
                            parts[0].shape(), " and ", one, " cannot be concatenated along axis ", axis);
      shape[axis] += one[axis];
      needs = needs || part.needs_gradient();
    }
    Concat* node = Node<T, Device>::template make<Concat>(context, context.recording() && needs, axis);
    Tensor<T, Device> out(context, shape);
    auto [rows, run] = detail::along_axis(shape, axis);
    std::int64_t at = 0;
    for (auto const& part : parts) {
      std::int64_t length = part.shape()[axis];
      copy_runs(context, part.value().data(), length * run, out.data() + at * run, shape[axis] * run, rows, length * run);
      at += length;
    }
    node->add_output(out);
    if (node->needs_gradient())
      for (auto const& part : parts) node->add_input(part);
    return Ref(node, 0);
  }
  Concat(Context<Device>& context, bool needs_gradient, int axis) : Node<T, Device>(context, needs_gradient), axis_(axis) {}
  void backward(Sweep<T, Device>& sweep) override {
    std::int64_t at = 0;
    for (int i = 0; i < this->inputs(); ++i) {
      std::int64_t length = this->input(i).shape()[axis_];
      if (sweep.wants(i)) sweep.add(i, Slice<T, Device>::evaluate(sweep.cotangent(0), axis_, at, at + length));
      at += length;
    }
  }

 private:
  int axis_;
};

template <class T, class Device> VarBase<T, Device> reshape(VarBase<T, Device> const& x, Shape const& shape) {
  return ReshapeNode<T, Device>::evaluate(x, shape);
}
/// The same elements in another shape of as many.
template <Operand X> auto reshape(X const& x, Shape const& shape) {
  auto y = evaluate(x);
  return decltype(y)(reshape(static_cast<VarBase<typename X::value_type, typename X::device_type> const&>(y), shape));
}
/// Entries begin ... end-1 of an axis.
template <Operand X> auto slice(X const& x, int axis, std::int64_t begin, std::int64_t end) {
  auto y = evaluate(x);
  return decltype(y)(Slice<typename X::value_type, typename X::device_type>::evaluate(y, axis, begin, end));
}
/// `first` and `others` one after the other along `axis`.
template <Operand X, Operand... Others> auto concatenate(int axis, X const& first, Others const&... others) {
  using Ref = VarBase<typename X::value_type, typename X::device_type>;
  Ref const parts[] = {evaluate(first), evaluate(others)...};
  return Var<typename X::value_type, typename X::device_type, detail::highest_order<X, Others...>>(
      Concat<typename X::value_type, typename X::device_type>::evaluate(parts, axis));
}

}  // namespace gan

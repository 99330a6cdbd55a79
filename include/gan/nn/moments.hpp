#pragma once
#include <gan/autodiff/collective.hpp>
#include <gan/autodiff/reduce.hpp>
#include <gan/autodiff/shape_ops.hpp>

namespace gan {

/// Mean and biased variance of groups of numbers; the mean is `shift + distance`, and only `distance` depends on a gradient's way.
template <class V> struct Moments {
  V shift;     ///< one number of each group, held constant: moments do not depend on where distances are measured from
  V distance;  ///< of the mean from `shift`
  V variance;
};

namespace detail {
/// Mean distance and mean squared distance from the shift, as sums.
struct Distances {
  static constexpr int inputs = 2, outputs = 2;
  double weight;
  template <class S, class R> GAN_HD auto operator()(S const& x, R const& shift) const {
    auto d = x - shift;
    auto w = d * weight;
    return list(w, w * d);
  }
};
struct Variance {
  template <class S, class R> GAN_HD auto operator()(S const& square_mean, R const& mean) const {
    return max(square_mean - mean * mean, 0);
  }
};

template <class V> struct MeanDistances { V from, distance, squares; };
template <class T, class Device, int Order>
MeanDistances<Var<T, Device, Order>> mean_distances(Var<T, Device, Order> const& x, Tensor<T, Device> const& shift) {
  using V = Var<T, Device, Order>;
  V const from = constant<Order>(shift);
  VarBase<T, Device> const inputs[] = {x, from};
  Shape const shapes[] = {shift.shape(), shift.shape()};
  Distances const f{static_cast<double>(shift.count()) / static_cast<double>(x.value().count())};
  V const distance(
      MapNode<T, Device>::evaluate(x.context(), map_op<Distances, T, Device, Order>, &f, inputs, x.shape(), shapes));
  return {from, distance, V(&distance.node(), 1)};
}

/// In one pass over x, and one more for its gradient. Distances from a member of the group keep the digits that squares of the
/// numbers themselves lose where the mean is large beside the deviation.
template <class T, class Device, int Order>
Moments<Var<T, Device, Order>> moments(Var<T, Device, Order> const& x, Tensor<T, Device> const& shift) {
  auto const m = mean_distances(x, shift);
  return {m.from, m.distance, evaluate(apply(Variance{}, m.squares, m.distance))};
}
}  // namespace detail

/// Moments over all dimensions but the last: {channels}.
template <class T, class Device, int Order> Moments<Var<T, Device, Order>> channel_moments(Var<T, Device, Order> const& x) {
  return detail::moments(x, x.value().view(0, detail::per_channel(x.shape())));
}

/// channel_moments of the joint batch where ranks share it and their statistics are joint, else of x. The ranks measure distances from
/// rank 0's first number, and average them.
template <class T, class Device, int Order> Moments<Var<T, Device, Order>> batch_moments(Var<T, Device, Order> const& x) {
  using V = Var<T, Device, Order>;
  auto& context = x.context();
  auto* ranks = joint_ranks(context, &Coupling::statistics);
  if (!ranks) return channel_moments(x);
  Tensor<T, Device> shift(context, detail::per_channel(x.shape()));
  copy(context, x.value().data(), shift.data(), shift.count());
  ranks->broadcast(context, shift.data(), shift.count());
  auto const own = detail::mean_distances(x, shift);
  V const joint = rank_average(concatenate(0, own.distance, own.squares), &Coupling::statistics);
  std::int64_t const n = shift.count();
  V const distance = slice(joint, 0, 0, n), squares = slice(joint, 0, n, 2 * n);
  return {own.from, distance, evaluate(apply(detail::Variance{}, squares, distance))};
}

/// Moments over all dimensions but the first: {n, 1, ...}.
template <class T, class Device, int Order> Moments<Var<T, Device, Order>> sample_moments(Var<T, Device, Order> const& x) {
  Tensor<T, Device> first(x.context(), detail::per_sample(x.shape()));
  std::int64_t const n = x.shape()[0], each = n ? x.value().count() / n : 0;
  copy_runs(x.context(), x.value().data(), each, first.data(), 1, n, 1);
  return detail::moments(x, first);
}

}  // namespace gan

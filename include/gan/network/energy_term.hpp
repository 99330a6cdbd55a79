#pragma once
/// Energies of reconstructions, and what a loss makes of them.
#include <gan/autodiff/composed_rule.hpp>
#include <gan/autodiff/one_pass.hpp>
#include <gan/map/row_energy.hpp>

namespace gan {

/// Energy per sample {n, 1} of a residual {n, ...}. The gradient of |r| counts as 0 below 1e-12, where its direction is noise. Given a
/// difference that is not evaluated, value and gradient read its two sides once each and store no residual.
template <Operand X> auto residual_energy(X const& residual, EnergyNorm norm) {
  Shape const shape = residual.shape();
  double const of_mean = static_cast<double>(shape[0]) / static_cast<double>(shape.count());
  auto const squares = sum_per_sample(square(residual) * (norm == EnergyNorm::MeanSq ? of_mean : 1.0));
  auto const energy = norm == EnergyNorm::L2 ? evaluate(sqrt(max(squares, detail::least_squares_of_residual))) : squares;
  return reshape(energy, Shape{shape[0], 1});
}

namespace detail {

/// The mean cost of energies. Where a gradient can be asked for, it is computed with the value, while a row is at hand, and a sweep
/// without a graph hands it on, times the cotangent where that is not the sweep's own 1.
template <class Op, class T, class Device, int Order> class EnergyTermNode final : public Node<T, Device> {
 public:
  using Ref = VarBase<T, Device>;

  static Ref evaluate(Op const& op, std::array<Ref, 2> const& inputs, EnergyNorm norm) {
    auto& context = inputs[0].context();
    Shape const& shape = inputs[0].shape();
    bool const needs = context.recording() && (inputs[0].needs_gradient() || inputs[1].needs_gradient());
    auto* node = Node<T, Device>::template make<EnergyTermNode>(context, needs, op, norm);
    Ref result(node, 0);
    node->add_output(Tensor<T, Device>(context, Shape{}));
    EnergyRows<T> rows{
        inputs[0].value().data(), inputs[1].value().data(), shape[0], shape.count() / std::max<std::int64_t>(1, shape[0]), norm,
        node->output(0).data()};
    for (int i = 0; needs && i < 2; ++i) {
      bool const wanted = inputs[static_cast<std::size_t>(i)].needs_gradient();
      node->add_output(wanted ? Tensor<T, Device>(context, shape) : Tensor<T, Device>());
      if (wanted) rows.gradient[i] = node->output(1 + i).data();
      node->add_input(inputs[static_cast<std::size_t>(i)]);
    }
    energy_rows(context, op, rows);
    return result;
  }

  EnergyTermNode(Context<Device>& context, bool needs_gradient, Op const& op, EnergyNorm norm)
      : Node<T, Device>(context, needs_gradient), op_(op), norm_(norm) {}

  void backward(Sweep<T, Device>& sweep) override {
    if (sweep.graph())
      return composed_rule<Order>(sweep, std::array{this->input(0), this->input(1)}, [this](auto const& r, auto const& x) {
        return mean(apply(op_, residual_energy(r - x, norm_)));
      });
    for (int i = 0; i < 2; ++i)
      if (sweep.wants(i)) add_scaled(sweep, i, this->output(1 + i));
  }

 private:
  Op op_;
  EnergyNorm norm_;
};

}  // namespace detail

/// The mean of what `op` makes of the energies of reconstructions {n, ...} of a target of their shape: as
/// mean(apply(op, residual_energy(reconstruction - target, norm))), but with its gradient in one pass that reads both once. `op` is a
/// small value whose call operator is generic in its scalar. Throws ShapeError where the shapes differ.
template <class Op, Operand R, Operand X>
auto energy_term(Op const& op, R const& reconstruction, X const& target, EnergyNorm norm) {
  constexpr int order = detail::highest_order<R, X>;
  auto const r = evaluate(reconstruction);
  auto const x = evaluate(target);
  require<ShapeError>(r.shape() == x.shape() && x.shape().rank() > 0, "a reconstruction of samples ", x.shape(),
                      " is of the same shape, not ", r.shape());
  using T = typename R::value_type;
  using Device = typename R::device_type;
  return Var<T, Device, order>(detail::EnergyTermNode<Op, T, Device, order>::evaluate(op, {r, x}, norm));
}

}  // namespace gan

#pragma once
/// Expressions over variables: `mu + exp(0.5f * logvar) * eps` builds a functor whose inputs are the leaves; it is evaluated in one
/// pass when it is stored in a Var, summed, or given to an operation that needs its values. Leaves are held by value.
#include <array>

#include <gan/autodiff/map_node.hpp>
#include <gan/map/ops.hpp>

namespace gan {

template <class F, class T, class Device, int Order> struct Expression {
  using value_type = T;
  using device_type = Device;
  static constexpr int order = Order;
  F f;
  std::array<VarBase<T, Device>, F::inputs> leaves;

  Context<Device>& context() const { return leaves[0].context(); }
  Shape shape() const {
    Shape shape = leaves[0].shape();
    for (auto const& leaf : leaves) shape = broadcast(shape, leaf.shape());
    return shape;
  }
};

namespace detail {
template <class X> struct IsOperand { static constexpr bool value = false; };
template <class T, class Device, int Order> struct IsOperand<Var<T, Device, Order>> { static constexpr bool value = true; };
template <class F, class T, class Device, int Order> struct IsOperand<Expression<F, T, Device, Order>> {
  static constexpr bool value = true;
};
}  // namespace detail

/// A variable or an expression.
template <class X>
concept Operand = detail::IsOperand<X>::value;
template <class A, class B>
concept OperandPair = (Operand<A> && (Operand<B> || Arithmetic<B>)) || (Arithmetic<A> && Operand<B>);

namespace detail {
template <class T, class Device, int Order>
Expression<Identity, T, Device, Order> as_expression(Var<T, Device, Order> const& x) {
  return {{}, {{x}}};
}
template <class F, class T, class Device, int Order>
Expression<F, T, Device, Order> const& as_expression(Expression<F, T, Device, Order> const& x) {
  return x;
}
template <class T> struct ConstantOperand {
  Constant<T> f;
  std::array<int, 0> leaves;
};
/// A part of an expression over T; numbers become constants of T.
template <class T, class X> decltype(auto) as_part(X const& x) {
  if constexpr (Arithmetic<X>) return ConstantOperand<T>{{static_cast<T>(x)}, {}};
  else return as_expression(x);
}

template <class... X> inline constexpr int highest_order = 0;
template <class X, class... More> inline constexpr int highest_order<X, More...> = highest_order<More...>;
template <Operand X, class... More>
inline constexpr int highest_order<X, More...> = X::order > highest_order<More...> ? X::order : highest_order<More...>;
template <class X, class... More> struct FirstOperand : FirstOperand<More...> {};
template <Operand X, class... More> struct FirstOperand<X, More...> { using type = X; };

template <class Leaves, class Part> void append_leaves(Leaves& leaves, std::size_t& at, Part const& part) {
  constexpr auto count = std::tuple_size_v<std::decay_t<decltype(part.leaves)>>;
  if constexpr (count > 0)
    for (auto const& leaf : part.leaves) leaves[at++] = leaf;
}
}  // namespace detail

/// The expression op(x...): `op` is a small value whose call operator is generic in its scalars; `x` are variables, expressions and
/// numbers, at least one of them no number.
template <class Op, class... X> auto apply(Op op, X const&... x) {
  using First = typename detail::FirstOperand<X...>::type;
  using T = typename First::value_type;
  using F = Compose<Op, std::decay_t<decltype(detail::as_part<T>(x).f)>...>;
  Expression<F, T, typename First::device_type, detail::highest_order<X...>> out{{list(op, detail::as_part<T>(x).f...)}, {}};
  std::size_t at = 0;
  (detail::append_leaves(out.leaves, at, detail::as_part<T>(x)), ...);
  return out;
}

/// The values of an expression, summed over the dimensions in which `shape` has size 1 and the leaves have not.
template <class F, class T, class Device, int Order>
Var<T, Device, Order> evaluate(Expression<F, T, Device, Order> const& x, Shape const& shape) {
  auto const& op = map_op<F, T, Device, Order>;
  return Var<T, Device, Order>(MapNode<T, Device>::evaluate(x.context(), op, &x.f, x.leaves.data(), x.shape(), &shape));
}
template <class F, class T, class Device, int Order> Var<T, Device, Order> evaluate(Expression<F, T, Device, Order> const& x) {
  return evaluate(x, x.shape());
}
template <class T, class Device, int Order> Var<T, Device, Order> const& evaluate(Var<T, Device, Order> const& x) { return x; }

template <class A, class B>
requires OperandPair<A, B>
auto operator+(A const& a, B const& b) { return apply(ops::Add{}, a, b); }
template <class A, class B>
requires OperandPair<A, B>
auto operator-(A const& a, B const& b) { return apply(ops::Subtract{}, a, b); }
template <class A, class B>
requires OperandPair<A, B>
auto operator*(A const& a, B const& b) { return apply(ops::Multiply{}, a, b); }
template <class A, class B>
requires OperandPair<A, B>
auto operator/(A const& a, B const& b) { return apply(ops::Divide{}, a, b); }
template <Operand A> auto operator-(A const& a) { return apply(ops::Negate{}, a); }
template <class A, class B>
requires OperandPair<A, B>
auto max(A const& a, B const& b) { return apply(ops::Max{}, a, b); }
template <class A, class B>
requires OperandPair<A, B>
auto min(A const& a, B const& b) { return apply(ops::Min{}, a, b); }
template <Operand A> auto exp(A const& a) { return apply(ops::Exp{}, a); }
template <Operand A> auto log(A const& a) { return apply(ops::Log{}, a); }
template <Operand A> auto log1p(A const& a) { return apply(ops::Log1p{}, a); }
template <Operand A> auto expm1(A const& a) { return apply(ops::Expm1{}, a); }
template <Operand A> auto tanh(A const& a) { return apply(ops::Tanh{}, a); }
template <Operand A> auto sqrt(A const& a) { return apply(ops::Sqrt{}, a); }
template <Operand A> auto sin(A const& a) { return apply(ops::Sin{}, a); }
template <Operand A> auto cos(A const& a) { return apply(ops::Cos{}, a); }
template <Operand A> auto abs(A const& a) { return apply(ops::Abs{}, a); }
template <Operand A> auto square(A const& a) { return apply(ops::Square{}, a); }
template <Operand A> auto sigmoid(A const& a) { return apply(ops::Sigmoid{}, a); }
template <Operand A> auto softplus(A const& a) { return apply(ops::Softplus{}, a); }
template <Operand A> auto log_sigmoid(A const& a) { return apply(ops::LogSigmoid{}, a); }
template <Operand A> auto relu(A const& a) { return apply(ops::Relu{}, a); }
template <Operand A> auto elu(A const& a) { return apply(ops::Elu{}, a); }
/// x where x >= 0, slope * x elsewhere.
template <Operand A> auto leaky_relu(A const& a, float slope) { return apply(ops::LeakyRelu{}, a, slope); }

// What a sweep needs of expressions.
template <class T, class Device> VarBase<T, Device> add_values(VarBase<T, Device> const& a, VarBase<T, Device> const& b) {
  return evaluate(Var<T, Device, 1>(a) + Var<T, Device, 1>(b));
}
template <class T, class Device> void add_in_place(Tensor<T, Device> const& to, Tensor<T, Device> const& from) {
  Tensor<T, Device> const* inputs[] = {&from};
  Shape const* shapes[] = {&to.shape()};
  MapOutput<T> const outputs[] = {{to.data(), true}};
  Identity const f;
  run_map(to.context(), map_op<Identity, T, Device, 0>, &f, to.shape(), inputs, shapes, outputs);
}

}  // namespace gan

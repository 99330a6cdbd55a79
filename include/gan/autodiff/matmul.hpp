#pragma once
#include <gan/autodiff/shape_ops.hpp>

namespace gan {

enum class ProductForm { plain, transposed_a, transposed_b };

/// c = op(a) op(b), where at most one operand is transposed. Its two gradients are products of the same kind.
template <class T, class Device> class MatMul final : public Node<T, Device> {
 public:
  using Ref = VarBase<T, Device>;

  static Ref evaluate(Ref const& a, Ref const& b, ProductForm form) {
    auto& context = a.context();
    Sizes s = sizes(a, b, form);
    MatMul* node = Node<T, Device>::template make<MatMul>(
        context, context.recording() && (a.needs_gradient() || b.needs_gradient()), form);
    node->add_output(Tensor<T, Device>(context, Shape{s.m, s.n}));
    multiply(a, b, form, {node->output(0).data(), false});
    if (node->needs_gradient()) {
      node->add_input(a);
      node->add_input(b);
    }
    return Ref(node, 0);
  }

  MatMul(Context<Device>& context, bool needs_gradient, ProductForm form)
      : Node<T, Device>(context, needs_gradient), form_(form) {}

  void backward(Sweep<T, Device>& sweep) override {
    using enum ProductForm;
    Ref const &a = this->input(0), &b = this->input(1), &g = sweep.cotangent(0);
    if (sweep.wants(0)) {
      if (form_ == plain) product(sweep, 0, g, b, transposed_b);
      else if (form_ == transposed_b) product(sweep, 0, g, b, plain);
      else product(sweep, 0, b, g, transposed_b);
    }
    if (sweep.wants(1)) {
      if (form_ == plain) product(sweep, 1, a, g, transposed_a);
      else if (form_ == transposed_b) product(sweep, 1, g, a, transposed_a);
      else product(sweep, 1, a, g, plain);
    }
  }

 private:
  struct Sizes {
    std::int64_t m, n, k;
  };
  static Sizes sizes(Ref const& a, Ref const& b, ProductForm form) {
    Shape const &p = a.shape(), &q = b.shape();
    std::int64_t m = p.rows(), k = p.back(), n = q.back(), inner = q.rows();
    if (form == ProductForm::transposed_a) std::swap(m, k);
    if (form == ProductForm::transposed_b) std::swap(n, inner);
    require<ShapeError>(k == inner, "a matrix product of ", p, form == ProductForm::transposed_a ? " (transposed)" : "",
                        " and ", q, form == ProductForm::transposed_b ? " (transposed)" : "", " needs equal inner sizes, not ",
                        k, " and ", inner);
    return {m, n, k};
  }
  static void multiply(Ref const& a, Ref const& b, ProductForm form, MapOutput<T> to) {
    Sizes s = sizes(a, b, form);
    gemm(a.context(), form == ProductForm::transposed_a, form == ProductForm::transposed_b, s.m, s.n, s.k, a.value().data(),
         b.value().data(), to.data, to.accumulate);
  }
  void product(Sweep<T, Device>& sweep, int input, Ref const& a, Ref const& b, ProductForm form) {
    if (!sweep.graph()) return multiply(a, b, form, sweep.target(input));
    sweep.add(input, reshape(evaluate(a, b, form), this->input(input).shape()));
  }

  ProductForm form_;
};

namespace detail {
template <class A, class B> auto matrix_product(A const& a, B const& b, ProductForm form) {
  using T = typename A::value_type;
  using Device = typename A::device_type;
  return Var<T, Device, highest_order<A, B>>(MatMul<T, Device>::evaluate(evaluate(a), evaluate(b), form));
}
}  // namespace detail

/// a b, or with a transposed operand a^T b or a b^T; all dimensions of an operand but the last count as its rows.
template <Operand A, Operand B> auto matmul(A const& a, B const& b) { return detail::matrix_product(a, b, ProductForm::plain); }
template <Operand A, Operand B> auto matmul_transposed_a(A const& a, B const& b) {
  return detail::matrix_product(a, b, ProductForm::transposed_a);
}
template <Operand A, Operand B> auto matmul_transposed_b(A const& a, B const& b) {
  return detail::matrix_product(a, b, ProductForm::transposed_b);
}

}  // namespace gan

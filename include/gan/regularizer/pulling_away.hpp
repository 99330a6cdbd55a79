#pragma once
#include <gan/autodiff/collective.hpp>
#include <gan/autodiff/composed_rule.hpp>
#include <gan/autodiff/matmul.hpp>
#include <gan/autodiff/reduce.hpp>
#include <gan/regularizer/facts.hpp>

namespace gan {

namespace detail {

/// Codes shorter than 1e-12 are taken for that long.
inline constexpr float least_squared_norm = 1e-24f;

/// The term of codes S {n, s}, by operations of any order, and what its gradient needs.
template <class V> struct PullingAwayParts {
  V squared_norms;  // |S_i|^2, {n, 1}
  V rows;           // h_i = S_i / |S_i|
  V gram;           // of H H^T and H^T H, which have the same norm, the smaller
  V value;

  explicit PullingAwayParts(V const& codes) {
    std::int64_t const n = codes.shape()[0];
    double const scale = n > 1 ? 1.0 / (static_cast<double>(n) * static_cast<double>(n - 1)) : 0.0;
    squared_norms = sum_per_sample(square(codes));
    auto const longest = max(squared_norms, least_squared_norm);
    rows = codes / sqrt(longest);
    gram = n <= codes.shape()[1] ? matmul_transposed_b(rows, rows) : matmul_transposed_a(rows, rows);
    // The squared cosines of the codes with themselves: 1, but 0 for codes of 0, which so count as orthogonal.
    value = (sum(square(gram)) - sum(square(squared_norms / longest))) * scale;
  }
};

/// The gradient for code i,  4 / (n (n-1) |S_i|) ( sum_{j != i} c_ij h_j - (sum_{j != i} c_ij^2) h_i ),  from `all` = sum_j c_ij h_j over
/// all j and `along` = all . h_i.
struct PullingAwaySlope {
  static constexpr int inputs = 5, outputs = 1;
  double scale;  // 4 / (n (n-1))
  template <class S>
  GAN_HD auto operator()(S const& cotangent, S const& all, S const& row, S const& along, S const& squared_norm) const {
    constexpr float least = least_squared_norm;
    auto const inverse = 1 / sqrt(max(squared_norm, least));
    auto const own = squared_norm * inverse * inverse;  // c_ii
    // Where the norm was raised, h_i is no unit vector and its length matters.
    auto const others = select(squared_norm < least, Zero{}, along - own * own);
    return cotangent * scale * inverse * (all - (own + others) * row);
  }
};

/// The term with an explicit gradient: one product of matrices for the value and one for the gradient.
template <class T, class Device, int Order> class PullingAwayNode final : public Node<T, Device> {
 public:
  using Ref = VarBase<T, Device>;
  using Values = PullingAwayParts<Var<T, Device, 1>>;

  static Ref evaluate(Ref const& codes) {
    auto& context = codes.context();
    bool const needs = context.recording() && codes.needs_gradient();
    Values const parts(constant<1>(codes.value()));
    auto* node = Node<T, Device>::template make<PullingAwayNode>(context, needs);
    node->add_output(parts.value.value());
    if (needs) {
      node->add_input(codes);
      node->add_output(parts.squared_norms.value());
      node->add_output(parts.rows.value());
      node->add_output(parts.gram.value());
    }
    return Ref(node, 0);
  }

  PullingAwayNode(Context<Device>& context, bool needs_gradient) : Node<T, Device>(context, needs_gradient) {}

  void backward(Sweep<T, Device>& sweep) override {
    if (!sweep.wants(0)) return;
    if (sweep.graph())
      return composed_rule<Order>(sweep, this->input(0),
                                  [](auto const& s) { return PullingAwayParts<std::decay_t<decltype(s)>>(s).value; });
    Tensor<T, Device> const &squared_norms = this->output(1), &rows = this->output(2), &gram = this->output(3);
    std::int64_t const n = rows.shape()[0], size = rows.shape()[1];
    auto& context = sweep.context();
    Tensor<T, Device> all(context, rows.shape());
    if (n <= size) gemm(context, false, false, n, size, n, gram.data(), rows.data(), all.data(), false);
    else gemm(context, false, false, n, size, size, rows.data(), gram.data(), all.data(), false);
    auto const along = sum_per_sample(constant<1>(all) * constant<1>(rows));
    PullingAwaySlope const f{n > 1 ? 4.0 / (static_cast<double>(n) * static_cast<double>(n - 1)) : 0.0};
    Tensor<T, Device> const* inputs[] = {&sweep.cotangent(0).value(), &all, &rows, &along.value(), &squared_norms};
    Shape const* shapes[] = {&rows.shape()};
    MapOutput<T> const outputs[] = {sweep.target(0)};
    run_map(context, map_op<PullingAwaySlope, T, Device, 0>, &f, rows.shape(), inputs, shapes, outputs);
  }
};

}  // namespace detail

/// Pulling-away term of codes S {n, s} (Zhao et al. 2017, section 2.4):
///   1/(n (n-1)) sum_{i != j} ( S_i . S_j / (|S_i| |S_j|) )^2   in [0, 1];  0 for a single sample.
/// The squared cosines are the entries of the Gram matrix of the normalised rows. Where ranks share a batch, the codes are those of
/// the joint batch, or the rank's own with Coupling{.terms = Reach::local}.
template <Operand S> auto pulling_away(S const& codes) {
  auto const s = rank_gather(codes, &Coupling::terms);
  require<ShapeError>(s.shape().rank() == 2, "pulling-away needs codes of shape {n, size}, not ", s.shape());
  using T = typename S::value_type;
  using Device = typename S::device_type;
  return Var<T, Device, S::order>(detail::PullingAwayNode<T, Device, S::order>::evaluate(s));
}

/// Adds weight * pulling-away term of the generated batch's codes to the generator's objective; the discriminator's has none of it.
struct PullingAway {
  using needs = NeedsCode;
  static constexpr bool compares_samples = true, scale_invariant = true;
  static constexpr char const* name = "pulling-away";
  float weight = 0.1f;
  template <class Step> auto generator_term(Step& step) const { return weight * pulling_away(step.fake_code()); }
};

}  // namespace gan

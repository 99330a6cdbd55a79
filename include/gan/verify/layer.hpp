#pragma once
#include <gan/autodiff/matmul.hpp>
#include <gan/autodiff/shape_ops.hpp>
#include <gan/network/scored.hpp>
#include <gan/nn/gaussian_head.hpp>
#include <gan/verify/report.hpp>

namespace gan {

namespace detail {
struct OtherCall {
  void operator()();
};
template <class C> struct BothCalls : C, OtherCall {};
}  // namespace detail
/// A class with a call operator, template or not: a layer, unless it is something else.
template <class L>
concept HasCall = !requires {
  &detail::BothCalls<L>::operator();
};

namespace detail {

/// What a layer gives as rows {n, size}, all of it side by side.
template <class V, class Y> V as_rows(Y const& y) {
  auto rows = [](V const& x) { return V(reshape(x, Shape{x.shape()[0], x.shape().count() / x.shape()[0]})); };
  if constexpr (IsScored<Y>::value) {
    V out = rows(score_of(y));
    for (V const* part : {&y.code, &y.features, &y.deviation, &y.guess})
      if (*part) out = V(concatenate(1, out, rows(*part)));
    return out;
  } else if constexpr (requires { y.log_variance; }) {
    V const out = rows(y.mean);
    return y.log_variance ? V(concatenate(1, out, rows(y.log_variance))) : out;
  } else return rows(V(evaluate(y)));
}

/// Checks a layer on inputs of one shape: derivatives, what it says of mixing samples, batches of 1, 4 and 64.
template <class Layer, class Device> class LayerCheck {
 public:
  template <int Order> using V = Var<double, Device, Order>;
  using Values = Tensor<double, Device>;

  LayerCheck(Context<Device>& context, Layer const& layer, Shape const& sample)
      : context_(context), layer_(layer), sample_(sample) {
    Declaration d;
    if constexpr (requires { layer.declare(d); }) layer.declare(d);
    parameters_ = FlatTensors<double, Device>(context, d.parameters(), random::key(Seed{3}, Stream::initial_parameters));
    state_ = FlatTensors<double, Device>(context, d.state(), random::key(Seed{4}, Stream::initial_parameters));
  }

  /// Throws ShapeError where the layer takes no samples of this shape.
  void probe() const { output<1>(input(4, 0), parameters(0), {}); }

  void run(VerifyReport& report) const {
    for (bool training : {false, true}) {
      PassMode const mode{training, false, random::key(Seed{5}, Stream::check), 0};
      std::string const when = training ? " in training" : " in evaluation";
      derivatives(mode, when);
      samples(mode, when);
    }
    running_statistics();
    report.checks.push_back(sentence("samples of shape ", sample_,
                                     ": first and second derivatives by the input and by all parameters, in training and in "
                                     "evaluation, with the passes of order 1 and 2 in agreement"));
    report.checks.push_back(layer_mixes_samples<Layer>
                                ? "the layer mixes the samples of a batch, as it says; their order only orders its output"
                                : "each sample's output is its own, in any order, in batches of 1, 4 and 64");
  }

 private:
  Shape batch(std::int64_t n) const {
    Shape shape{n};
    for (int i = 0; i < sample_.rank(); ++i) shape.push_back(sample_[i]);
    return shape;
  }
  Values input(std::int64_t n, std::uint32_t attempt) const {
    auto x = to_host(normal<double>(context_, batch(n), random::key(Seed{6}, Stream::check, attempt), 0, 1));
    for (double& one : x) one += one < 0 ? -0.05 : 0.05;  // off the kinks at 0
    return from_host(context_, batch(n), x);
  }
  /// All parameters in a row; their values are drawn, as those at the start may hide a wrong derivative.
  Values parameters(std::uint32_t attempt) const {
    return normal<double>(context_, Shape{std::max<std::int64_t>(parameters_.count(), 1)},
                          random::key(Seed{7}, Stream::check, attempt), 0.1, 0.7);
  }

  template <int Order> V<Order> output(V<Order> const& x, V<Order> const& row, PassMode const& mode) const {
    std::vector<V<Order>> list;
    std::int64_t begin = 0;
    for (auto const& entry : parameters_.entries()) {
      list.push_back(V<Order>(reshape(slice(row, 0, begin, begin + entry.shape.count()), entry.shape)));
      begin += entry.shape.count();
    }
    Pass<double, Device, Order> pass(context_, std::span<V<Order> const>(list), state_, mode);
    return as_rows<V<Order>>(layer_(x, pass));
  }
  template <int Order> V<Order> output(Values const& x, Values const& row, PassMode const& mode) const {
    return output<Order>(constant<Order>(x), constant<Order>(row), mode);
  }
  std::vector<double> values(Values const& x, Values const& row, PassMode const& mode) const {
    NoRecording<Device> off(context_);
    return to_host(output<1>(x, row, mode).value());
  }

  void derivatives(PassMode const& mode, std::string const& when) const {
    if (4 * sample_.count() + parameters_.count() <= 512) {
      auto f = [&](auto const& x, auto const& row) { return output<2>(x, row, mode); };
      auto const draw = [&](std::uint32_t attempt) { return std::array{input(4, attempt), parameters(attempt)}; };
      check_both_orders("of the layer" + when + ", where input 0 is its input and input 1 all of its parameters", f, draw);
    } else along_directions(mode, when);
    // Kernels for the first order alone may differ from those that are differentiated again.
    auto const x = input(4, 9), row = parameters(9);
    auto const weights = normal<double>(context_, output<1>(x, row, mode).shape(), random::key(Seed{8}, Stream::check), 0, 1);
    auto gradients = [&]<int Order>(std::integral_constant<int, Order>) {
      V<Order> const in[] = {variable<Order>(x), variable<Order>(row)};
      V<Order> const y = output<Order>(in[0], in[1], mode);
      auto const g = grad(sum(y * constant<Order>(weights)), in);
      return std::array{to_host(y.value()), to_host(g[0].value()), to_host(g[1].value())};
    };
    auto const first = gradients(std::integral_constant<int, 1>{}), second = gradients(std::integral_constant<int, 2>{});
    char const* const names[] = {"the output", "the gradient by the input", "the gradient by the parameters"};
    for (std::size_t i = 0; i < 3; ++i) require_near(names[i] + when, first[i], second[i], "the pass of second order", 1e-8);
  }

  /// Differences cost a pass for each number: where there are many, derivatives along drawn directions have to do.
  void along_directions(PassMode const& mode, std::string const& when) const {
    constexpr std::int64_t directions = 8;
    Values x, row;
    auto drawn = [&](std::int64_t size, std::uint32_t set) {
      return constant<2>(normal<double>(context_, Shape{directions, size}, random::key(Seed{10}, Stream::check, set), 0, 1));
    };
    auto moved = [&](Values const& from, V<2> const& by, std::uint32_t set) {
      return V<2>(constant<2>(from) + reshape(matmul(by, drawn(from.count(), set)), from.shape()));
    };
    auto f = [&](auto const& a, auto const& b) { return output<2>(moved(x, a, 0), moved(row, b, 1), mode); };
    auto const draw = [&](std::uint32_t attempt) {
      x = input(4, attempt), row = parameters(attempt);
      return std::array{zeros<double>(context_, Shape{1, directions}), zeros<double>(context_, Shape{1, directions})};
    };
    check_both_orders("of the layer" + when + ", where input 0 are 8 directions of its input and input 1 of its parameters", f,
                      draw);
  }

  void samples(PassMode const& mode, std::string const& when) const {
    std::int64_t const n = 64, each = batch(1).count();
    auto const x = input(n, 20), row = parameters(20);
    auto const host = to_host(x), all = values(x, row, mode);
    auto const size = static_cast<std::int64_t>(all.size()) / n;
    require<CheckFailed>(size * n == static_cast<std::int64_t>(all.size()) && size > 0, "the output", when, " of a batch of ",
                         n, " has ", all.size(), " numbers, but as many for each sample were expected");
    require_finite("the output" + when, all);
    PassMode other = mode;
    other.key = random::key(Seed{9}, Stream::check);
    if (values(x, row, other) == all) {  // what draws gives each place of the batch draws of its own
      auto const order = shuffled(n);
      require_near("the output" + when + " for the samples in another order",
                   values(from_host(context_, batch(n), rows_of(host, each, order)), row, mode), rows_of(all, size, order),
                   "the first order", 1e-8);
    }
    if constexpr (!layer_mixes_samples<Layer>)
      for (std::int64_t part : {1, 4}) {
        std::vector<double> parts;
        for (std::int64_t begin = 0; begin < n; begin += part) {
          PassMode at = mode;
          at.first_sample = begin;
          auto const some = values(x.slice(begin, begin + part), row, at);
          parts.insert(parts.end(), some.begin(), some.end());
        }
        require_near(sentence("the output", when, " in batches of ", part), parts, all,
                     "a batch of 64 (a layer whose samples depend on each other says mixes_samples)", 1e-9);
      }
  }

  /// A pass of training that moves the state leaves it finite.
  void running_statistics() const {
    for (std::int64_t n : checked_batches) {
      PassMode const mode{true, true, random::key(Seed{5}, Stream::check), 0};
      require_finite(sentence("the output of a pass of ", n, " samples that moves the state"),
                     values(input(n, 30), parameters(30), mode));
      require_finite(sentence("the state after a pass of ", n, " samples"), to_host(state_.values()));
    }
  }

  Context<Device>& context_;
  Layer const& layer_;
  Shape sample_;
  FlatTensors<double, Device> parameters_, state_;
};

/// Shapes of one sample that a layer may take, to be read from its first parameter.
template <class Layer> std::vector<Shape> likely_samples(Layer const& layer) {
  Declaration d;
  if constexpr (requires { layer.declare(d); }) layer.declare(d);
  if (d.parameters().empty()) {
    if (!d.state().empty()) return {Shape{d.state()[0].shape[0]}};
    return {Shape{5}, Shape{4, 4, 3}};
  }
  Shape const s = d.parameters()[0].shape;
  if (s.rank() == 4) return {Shape{s[0] + 2, s[0] + 2, s[2]}, Shape{3, 3, s[3]}};
  return {Shape{s[0]}, Shape{4, 4, s[0]}};
}

template <class Layer, class Device>
void check_layer(Context<Device>& context, Layer const& layer, std::vector<Shape> const& samples, VerifyReport& report) {
  std::string reasons;
  for (Shape const& sample : samples) {
    LayerCheck<Layer, Device> const check(context, layer, sample);
    try {
      check.probe();
    } catch (ShapeError const& error) {
      reasons += sentence("; of ", sample, ": ", error.what());
      continue;
    }
    return check.run(report);
  }
  throw ShapeError(
      "this layer does not take the samples that verify gives it; say the shape of one, as in verify(layer, "
      "Shape{28, 28, 1})" +
      reasons);
}

}  // namespace detail
}  // namespace gan

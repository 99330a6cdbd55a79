/// Spectral normalisation against Miyato et al. 2018, algorithm 1 and eq. 12.
#include <gan/nn/activations.hpp>
#include <gan/nn/maxout.hpp>
#include <gan/nn/reshape.hpp>
#include <gan/nn/spectral_norm.hpp>

#include "layer_check.hpp"

using namespace gan;
using namespace test;
using V = Var<double, Cpu>;
using Numbers = std::vector<double>;

namespace {
constexpr PassMode first{.training = true, .updates_state = true},
    again{.training = true, .updates_state = true, .repeats = true}, train_only{.training = true}, evaluation{};

template <class Layer> struct Bench {
  Context<Cpu> context{Seed{4}};
  Layer layer;
  Flat<double> parameters, state;
  explicit Bench(Layer l)
      : layer(l), parameters(parameters_of<double>(context, layer)), state(state_of<double>(context, layer)) {}
  V leaf(std::size_t i) const { return variable(parameters.view(i)); }
  V run(V const& x, std::vector<V> const& p, PassMode mode) {
    Pass<double, Cpu, 2> pass(context, p, state, mode);
    return evaluate(layer(x, pass));
  }
  Numbers u() const { return to_host(state.view(0)); }
};

Numbers unit(Numbers x) {
  double squares = 0;
  for (double v : x) squares += v * v;
  for (double& v : x) v /= std::sqrt(squares);
  return x;
}
/// W x or W^T x for W in rows.
Numbers times(Numbers const& w, Numbers const& x, bool transposed) {
  std::size_t const inner = x.size(), outer = w.size() / inner;
  Numbers y(outer);
  for (std::size_t i = 0; i < outer; ++i)
    for (std::size_t j = 0; j < inner; ++j) y[i] += x[j] * (transposed ? w[j * outer + i] : w[i * inner + j]);
  return y;
}
double length(Numbers const& x) {
  double squares = 0;
  for (double v : x) squares += v * v;
  return std::sqrt(squares);
}
V identity(Context<Cpu>& c, std::int64_t n) {
  Numbers values(static_cast<std::size_t>(n * n));
  for (std::int64_t i = 0; i < n; ++i) values[static_cast<std::size_t>(i * n + i)] = 1;
  return constant(from_host(c, {n, n}, values));
}
}  // namespace

TEST_CASE("spectral norm: one power iteration in the first updating pass of a step, none in any other") {
  Bench b(SpectralLinear{5, 3});
  V const x = identity(b.context, 5);
  std::vector<V> const p{b.leaf(0), b.leaf(1)};
  auto const w = to_host(b.parameters.view(0)), start = b.u();
  auto sigma_of = [&](V const& y) { return w[7] / to_host(y.value())[7]; };
  CHECK(sigma_of(b.run(x, p, evaluation)) == Approx(length(times(w, unit(start), false))).epsilon(1e-12));
  CHECK(sigma_of(b.run(x, p, train_only)) == Approx(length(times(w, unit(start), false))).epsilon(1e-12));
  CHECK(sigma_of(b.run(x, p, again)) == Approx(length(times(w, unit(start), false))).epsilon(1e-12));
  CHECK(b.u() == start);
  auto const y = b.run(x, p, first);
  auto const next = unit(times(w, unit(times(w, unit(start), false)), true));
  require_near(b.u(), next, 1e-14);
  CHECK(sigma_of(y) == Approx(length(times(w, next, false))).epsilon(1e-12));
  // What follows in the same step has the same weight, bit for bit up to the length of u.
  require_near(to_host(b.run(x, p, again).value()), to_host(y.value()), 1e-15);
  require_near(to_host(b.run(x, p, train_only).value()), to_host(y.value()), 1e-15);
  require_near(b.u(), next, 1e-14);
}

TEST_CASE("spectral norm: the estimate rises to the largest singular value - the layer then stretches nothing") {
  Bench b(Spectral<LinearNoBias>{40, 30});
  V const x = identity(b.context, 40);
  auto const w = to_host(b.parameters.view(0));
  Numbers u(30, 1);  // the largest singular value by many power iterations in plain C++
  for (int i = 0; i < 2000; ++i) u = unit(times(w, unit(times(w, u, false)), true));
  double const largest = length(times(w, u, false));
  double before = 0;
  for (int i = 0; i < 300; ++i) {
    double const sigma = w[0] / to_host(b.run(x, {b.leaf(0)}, first).value())[0];
    CHECK(sigma >= before * (1 - 1e-12));
    CHECK(sigma <= largest * (1 + 1e-12));
    before = sigma;
  }
  CHECK(before == Approx(largest).epsilon(1e-6));
}

TEST_CASE("spectral norm does not depend on the scale of a weight, and its gradient is orthogonal to it") {
  auto check = [](auto layer, Shape const& shape) {
    Bench b(layer);
    auto const values = b.parameters.view(0);
    V const x = constant(randn<double>(b.context, shape)), bias = b.leaf(1);
    b.run(x, {b.leaf(0), bias}, first);
    V const w = b.leaf(0), scaled = variable(V(constant(values) * 37).value());
    auto const y = b.run(x, {w, bias}, train_only), z = b.run(x, {scaled, bias}, train_only);
    require_near(to_host(z.value()), to_host(y.value()), 1e-13);
    V const direction = constant(randn<double>(b.context, y.shape()));
    V const dw = grad(sum(y * direction), w), ds = grad(sum(z * direction), scaled);
    CHECK(norm(dw) > .01);
    CHECK(std::abs(sum(dw * w).item()) < 1e-12);
    require_near(to_host(V(ds * 37).value()), to_host(dw.value()), 1e-11);
  };
  check(SpectralLinear{6, 4}, {7, 6});
  check(SpectralConv2d{2, 3, 3, 1, 1}, {2, 4, 4, 2});
  check(SpectralConvTransposed2d{3, 2, 4, 2, 1}, {2, 3, 3, 3});
}

TEST_CASE("spectral norm of convolutions: the weight as a matrix whose columns are its last dimension") {
  auto check = [](auto layer, Shape const& shape) {
    Bench b(layer);
    V const x = constant(randn<double>(b.context, shape));
    std::vector<V> const p{b.leaf(0), b.leaf(1)};  // biases start at 0
    auto const y = to_host(b.run(x, p, first).value());
    auto const w = to_host(b.parameters.view(0));
    double const sigma = length(times(w, b.u(), false));
    Pass<double, Cpu, 2> plain(b.context, p, b.state, {});
    require_near(y, to_host(V(evaluate(b.layer.layer(x, plain)) / sigma).value()), 1e-13);
  };
  check(SpectralConv2d{2, 3, 3, 2, 1}, {2, 5, 5, 2});
  check(SpectralConvTransposed2d{3, 2, 5, 2, 2, 1}, {2, 3, 3, 3});
}

TEST_CASE("spectral norm: gradients to second order in input, weight and bias, u held fixed") {
  Context<Cpu> c;
  check_gradients<2>(c, SpectralLinear{3, 4}, randn<double>(c, {5, 3}), train_only);
  check_gradients<2>(c, SpectralConv2d{2, 3, 3, 2, 1}, randn<double>(c, {2, 4, 4, 2}), train_only);
  check_gradients<2>(c, SpectralConvTransposed2d{2, 1, 4, 2, 1}, randn<double>(c, {2, 2, 2, 2}), train_only);
  check_gradients<3>(c, Sequential{SpectralLinear{3, 4}, Tanh{}, Spectral<LinearNoBias>{4, 1}}, randn<double>(c, {3, 3}),
                     train_only);
  check_gradients<2>(c, Spectral<Maxout>{3, 2, 2}, off_kinks(c, {3, 3}), train_only);
}

TEST_CASE("spectral norm of a zero weight stays finite") {
  Bench b(SpectralLinear{3, 2});
  V const w = variable(zeros<double>(b.context, {3, 2})), x = constant(randn<double>(b.context, {4, 3}));
  auto const y = b.run(x, {w, b.leaf(1)}, first);
  for (double v : to_host(y.value())) CHECK(v == 0);
  for (double v : to_host(grad(sum(y), w).value())) CHECK(std::isfinite(v));
  for (double v : b.u()) CHECK(std::isfinite(v));
}

TEST_CASE("spectral norm keeps the names of its layer, adds u to the state, and treats samples independently") {
  Declaration d;
  Sequential{SpectralConv2d{3, 8, 4, 2, 1}, LeakyRelu{}, Flatten{}, SpectralLinear{128, 1}}.declare(d);
  auto names = [](auto const& declared) {
    std::vector<std::string> out;
    for (auto const& one : declared) out.push_back(one.name + one.shape.text());
    return out;
  };
  CHECK(names(d.parameters()) ==
        std::vector<std::string>{"0.weight{4, 4, 3, 8}", "0.bias{8}", "3.weight{128, 1}", "3.bias{1}"});
  CHECK(names(d.state()) == std::vector<std::string>{"0.u{8, 1}", "3.u{1, 1}"});
  STATIC_REQUIRE_FALSE(layer_mixes_samples<SpectralLinear>);
  struct NoWeight {
    void declare(Declaration&) const {}
  };
  CHECK_THROWS_AS(Spectral<NoWeight>{}.declare(d), OptionError);
}

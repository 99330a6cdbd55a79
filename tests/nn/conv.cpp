#include <gan/autodiff/grad.hpp>
#include <gan/nn/conv.hpp>

#include "layer_check.hpp"

using namespace gan;
using namespace test;

namespace {
template <class Layer>
auto run(Context<Cpu>& context, Layer const& layer, Tensor<double, Cpu> const& x, std::vector<Tensor<double, Cpu>> const& p) {
  std::vector<Var<double, Cpu>> parameters;
  for (auto const& one : p) parameters.push_back(constant(one));
  Flat<double> state;
  Pass<double, Cpu, 2> pass(context, parameters, state, {});
  return evaluate(layer(constant(x), pass)).value();
}
}  // namespace

TEST_CASE("the sizes that networks use halve, double or keep a side") {
  Context<Cpu> c;
  struct Row {
    int kernel, stride, padding, output_padding, in, out,
        back;  // in -> out by the convolution, out -> back by the transposed one
  };
  for (Row const& r : {Row{5, 2, 2, 1, 8, 4, 8}, Row{4, 2, 1, 0, 8, 4, 8}, Row{4, 1, 0, 0, 4, 1, 4}, Row{3, 1, 1, 0, 6, 6, 6},
                       Row{5, 1, 2, 0, 6, 6, 6}}) {
    Conv2dNoBias down{2, 3, r.kernel, r.stride, r.padding};
    ConvTransposed2dNoBias up{3, 2, r.kernel, r.stride, r.padding, r.output_padding};
    auto w = randn<double>(c, {r.kernel, r.kernel, 2, 3}), x = randn<double>(c, {2, r.in, r.in, 2});
    auto y = run(c, down, x, {w});
    CHECK(y.shape() == Shape{2, r.out, r.out, 3});
    auto z = randn<double>(c, y.shape());
    auto t = run(c, up, z, {w});
    CHECK(t.shape() == Shape{2, r.back, r.back, 2});
    CHECK(sum(constant(y) * constant(z)).item() == Approx(sum(constant(x) * constant(t)).item()).epsilon(1e-12));
  }
}

TEST_CASE("convolution layers: gradients to second order in images, weight and bias") {
  Context<Cpu> c;
  check_gradients<2>(c, Conv2d{2, 3, 3, 2, 1}, randn<double>(c, {2, 5, 5, 2}), {});
  check_gradients<1>(c, Conv2dNoBias{2, 2, 4, 2, 1}, randn<double>(c, {2, 4, 4, 2}), {});
  check_gradients<2>(c, ConvTransposed2d{2, 3, 4, 2, 1}, randn<double>(c, {2, 3, 3, 2}), {});
  check_gradients<1>(c, ConvTransposed2dNoBias{2, 2, 3, 2, 1, 1}, randn<double>(c, {1, 2, 2, 2}), {});
}

TEST_CASE("convolution layers refuse options out of range with a sentence") {
  Declaration d;
  CHECK_THROWS_AS((Conv2d{0, 3}.declare(d)), OptionError);
  CHECK_THROWS_AS((Conv2d{1, 3, 0}.declare(d)), OptionError);
  CHECK_THROWS_AS((Conv2d{1, 3, 3, 1, -1}.declare(d)), OptionError);
  CHECK_THROWS_AS((ConvTransposed2d{1, 3, 4, 2, 1, 2}.declare(d)), OptionError);
  CHECK_THROWS_AS((ConvTransposed2d{1, 0}.declare(d)), OptionError);
  Context<Cpu> c;
  CHECK_THROWS_AS(run(c, Conv2dNoBias{1, 1, 5}, zeros<double>(c, Shape{1, 4, 4, 1}), {zeros<double>(c, Shape{5, 5, 1, 1})}),
                  ShapeError);
}

// First and second order of products, convolutions, reshapes, slices and concatenations against central differences.
#include <gan/autodiff/conv.hpp>
#include <gan/autodiff/matmul.hpp>
#include <gan/autodiff/shape_ops.hpp>

#include "points.hpp"

using namespace points;

TEST_CASE("matrix products of three forms") {
  Context<Cpu> context;
  auto a = signed_ones(context, {3, 4}), b = signed_ones(context, {4, 2}, 2), at = signed_ones(context, {4, 3}, 3),
       bt = signed_ones(context, {2, 4}, 4);
  check_both_orders(
      "plain", [](auto x, auto y) { return matmul(x, y); }, a, b);
  check_both_orders(
      "a transposed", [](auto x, auto y) { return tanh(matmul_transposed_a(x, y)); }, at, b);
  check_both_orders(
      "b transposed", [](auto x, auto y) { return tanh(matmul_transposed_b(x, y)); }, a, bt);
  check_both_orders(
      "with itself", [](auto x) { return matmul_transposed_b(x, x) * 0.5; }, a);
  check_both_orders(
      "with itself, transposed", [](auto x) { return exp(0.1 * matmul_transposed_a(x, x)); }, a);
  check_both_orders(
      "of images as rows", [](auto x, auto y) { return matmul(x, y); }, signed_ones(context, {2, 3, 1, 4}), b);
  check_both_orders(
      "of an expression", [](auto x, auto y) { return matmul(tanh(x), square(y) + 1); }, a, b);
  Var<double, Cpu> x = variable(a), y = variable(at);
  CHECK_THROWS_WITH(matmul(x, x), "a matrix product of {3, 4} and {3, 4} needs equal inner sizes, not 4 and 3");
  CHECK_THROWS_AS(matmul_transposed_a(x, y), ShapeError);
  CHECK_THROWS_AS(matmul_transposed_b(x, y), ShapeError);
}

TEST_CASE("convolutions and transposed convolutions") {
  Context<Cpu> context;
  struct Case {
    Shape images, weight;
    int stride, padding;
  };
  Case const cases[] = {{{2, 4, 5, 2}, {3, 3, 2, 3}, 1, 1},
                        {{1, 5, 4, 1}, {4, 4, 1, 2}, 2, 1},
                        {{2, 3, 3, 2}, {3, 3, 2, 2}, 1, 0},
                        {{1, 3, 2, 3}, {1, 1, 3, 2}, 1, 0}};
  for (auto const& c : cases) {
    INFO(c.images.text() << " with " << c.weight.text());
    auto x = signed_ones(context, c.images), w = signed_ones(context, c.weight, 2);
    check_both_orders(
        "convolution", [&](auto v, auto k) { return conv2d(v, k, c.stride, c.padding); }, x, w);
    check_both_orders(
        "convolution under a function", [&](auto v, auto k) { return tanh(0.3 * conv2d(v, k, c.stride, c.padding)); }, x, w);
  }
  Case const transposed[] = {
      {{2, 2, 3, 2}, {4, 4, 1, 2}, 2, 1}, {{1, 2, 2, 3}, {3, 3, 2, 3}, 2, 1}, {{2, 1, 1, 2}, {3, 3, 2, 2}, 1, 0}};
  for (auto const& c : transposed) {
    INFO(c.images.text() << " with " << c.weight.text());
    auto x = signed_ones(context, c.images), w = signed_ones(context, c.weight, 2);
    check_both_orders(
        "transposed", [&](auto v, auto k) { return tanh(0.3 * conv2d_transposed(v, k, c.stride, c.padding, c.stride - 1)); }, x,
        w);
  }
}

TEST_CASE("reshape, slice and concatenate") {
  Context<Cpu> context;
  auto x = signed_ones(context, {3, 4, 2}), y = signed_ones(context, {3, 1, 2}, 2), z = signed_ones(context, {3, 3, 2}, 3);
  check_both_orders(
      "reshape",
      [](auto v) {
        return exp(reshape(v, {4, 6}) * reshape(v, {4, 6}));
      },
      x);
  for (int axis = 0; axis < 3; ++axis) {
    INFO("axis " << axis);
    check_both_orders(
        "slice", [&](auto v) { return square(slice(v, axis, 1, 2)); }, x);
    check_both_orders(
        "slices that overlap", [&](auto v) { return exp(slice(v, axis, 0, 2)) * slice(v, axis, 0, 2); }, x);
    check_both_orders(
        "bare slice", [&](auto v) { return slice(v, axis, 0, 2); }, x);
    check_both_orders(
        "concatenate with itself", [&](auto v) { return tanh(concatenate(axis, v, v * 2, square(v))); }, x);
  }
  check_both_orders(
      "concatenate", [](auto a, auto b, auto c) { return square(concatenate(1, a, b, c)); }, x, y, z);
  check_both_orders(
      "slice of a concatenation", [](auto a, auto b) { return exp(slice(concatenate(1, a, b), 1, 3, 5)); }, x, y);
}

TEST_CASE("values of slices and concatenations") {
  Context<Cpu> context;
  std::vector<double> counted(24);
  for (std::size_t i = 0; i < 24; ++i) counted[i] = static_cast<double>(i);
  Var<double, Cpu> x = variable(from_host(context, {2, 3, 4}, counted));
  using Values = std::vector<double>;
  CHECK(to_host(slice(x, 2, 1, 3).value()) == Values{1, 2, 5, 6, 9, 10, 13, 14, 17, 18, 21, 22});
  CHECK(to_host(slice(x, 1, 2, 3).value()) == Values{8, 9, 10, 11, 20, 21, 22, 23});
  CHECK(to_host(slice(x, 0, 1, 2).value()) == Values(counted.begin() + 12, counted.end()));
  CHECK(to_host(concatenate(2, slice(x, 2, 3, 4), slice(x, 2, 0, 1)).value()) ==
        Values{3, 0, 7, 4, 11, 8, 15, 12, 19, 16, 23, 20});
  CHECK(to_host(concatenate(0, slice(x, 0, 1, 2), slice(x, 0, 0, 0)).value()) == Values(counted.begin() + 12, counted.end()));
  CHECK(to_host(slice(x, 1, 1, 1).value()).empty());
  CHECK_THROWS_WITH(slice(x, 3, 0, 1), "a slice of axis 3 from 0 to 1 is outside a tensor of shape {2, 3, 4}");
  CHECK_THROWS_AS(slice(x, 1, 2, 4), ShapeError);
  CHECK_THROWS_AS(reshape(x, {5, 5}), ShapeError);
  CHECK_THROWS_WITH(concatenate(1, x, slice(x, 0, 0, 1)),
                    "tensors of shapes {2, 3, 4} and {1, 3, 4} cannot be concatenated along axis 1");
  CHECK_THROWS_AS(concatenate(3, x, x), ShapeError);
  CHECK_THROWS_AS(concatenate(0, x, reshape(x, {2, 12})), ShapeError);
}

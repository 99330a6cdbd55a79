#pragma once
#include "families.hpp"
#include "lab.hpp"

namespace agreement {

template <class Device> Records elementwise(Device device, double nudge) {
  Lab<double, Device> lab(device, nudge);
  Shape const shapes[] = {{7, 12}, {5, 3}};  // rows of whole vectors, and not
  auto unary = [&](char const* name, auto op, double low = -2, double high = 2) {
    for (Shape const& shape : shapes)
      keep_all<2>(
          lab, name, [&](auto const& x) { return apply(op, x); }, lab.draw(shape, 1, low, high));
  };
  unary("exp", ops::Exp{});
  unary("log", ops::Log{}, .1, 4);
  unary("log1p", ops::Log1p{}, -.8, 4);
  unary("expm1", ops::Expm1{});
  unary("tanh", ops::Tanh{});
  unary("sqrt", ops::Sqrt{}, .1, 4);
  unary("sin", ops::Sin{});
  unary("cos", ops::Cos{});
  unary("abs", ops::Abs{});
  unary("square", ops::Square{});
  unary("sigmoid", ops::Sigmoid{}, -8, 8);
  unary("softplus", ops::Softplus{}, -40, 40);
  unary("log_sigmoid", ops::LogSigmoid{}, -40, 40);
  unary("relu", ops::Relu{});
  unary("elu", ops::Elu{});
  unary("negate", ops::Negate{});
  for (Shape const& shape : shapes)
    keep_all<2>(
        lab, "leaky_relu", [](auto const& x) { return leaky_relu(x, .2f); }, lab.draw(shape, 1));
  // The second input as it is, a row for all rows, a column for all columns, one number.
  auto binary = [&](char const* name, auto op, double low = -2, double high = 2) {
    for (Shape const& shape : shapes)
      for (Shape const& other : {shape, Shape{shape[1]}, Shape{shape[0], 1}, Shape{}})
        keep_all<2>(
            lab, name, [&](auto const& x, auto const& y) { return apply(op, x, y); }, lab.draw(shape, 1),
            lab.draw(other, 2, low, high));
  };
  binary("+", ops::Add{});
  binary("-", ops::Subtract{});
  binary("*", ops::Multiply{});
  binary("/", ops::Divide{}, .5, 3);
  binary("max", ops::Max{});
  binary("min", ops::Min{});
  for (Shape const& shape : shapes)
    keep_all<2>(
        lab, "a fused expression", [](auto const& m, auto const& v, auto const& e) { return m + exp(.5 * v) * e; },
        lab.draw(shape, 1), lab.draw(Shape{shape[1]}, 2), lab.draw(shape, 3));
  return lab.records();
}

}  // namespace agreement

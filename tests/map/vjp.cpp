// Functors, their derivatives Vjp<F> and Vjp<Vjp<F>>, and the zero masks, against closed forms.
#include <cmath>

#include <gan/map/ops.hpp>
#include <gan/map/vjp.hpp>

#include "../catch.hpp"

using namespace gan;
using P = Pack<double, 1>;

namespace {
double number(P x) { return x.v; }
template <Arithmetic C> double number(C c) { return static_cast<double>(c); }

template <class Op, int Inputs> struct Plain {
  static constexpr int inputs = Inputs, outputs = 1;
  template <class... S> GAN_HD auto operator()(S const&... x) const { return Op{}(x...); }
};
template <class Op> using Unary = Plain<Op, 1>;
template <class Op> using Binary = Plain<Op, 2>;

/// Two outputs of three inputs: x y + sin z and x exp(z).
struct Pair {
  static constexpr int inputs = 3, outputs = 2;
  template <class X, class Y, class Z> GAN_HD auto operator()(X const& x, Y const& y, Z const& z) const {
    return list(x * y + sin(z), x * exp(z));
  }
};

template <class F> inline constexpr unsigned mask = zero_mask<F, double>;
}  // namespace

TEST_CASE("an operation's derivative has as many outputs as it has inputs") {
  using V = Vjp<Pair>;
  STATIC_REQUIRE((V::inputs == 5 && V::outputs == 3));
  STATIC_REQUIRE((Vjp<V>::inputs == 8 && Vjp<V>::outputs == 5));
  STATIC_REQUIRE(MapFunctor<V>);
}

TEST_CASE("zero masks name the structural zeros") {
  // Inputs of a Vjp: the cotangents, then the inputs. Its own derivative is zero where it does not depend on an input.
  STATIC_REQUIRE(mask<Vjp<Unary<ops::Negate>>> == 0b0);
  STATIC_REQUIRE(mask<Vjp<Vjp<Unary<ops::Negate>>>> == 0b10);
  STATIC_REQUIRE(mask<Vjp<Vjp<Binary<ops::Add>>>> == 0b110);
  STATIC_REQUIRE(mask<Vjp<Vjp<Binary<ops::Multiply>>>> == 0b000);
  STATIC_REQUIRE(mask<Vjp<Vjp<Unary<ops::Relu>>>> == 0b10);
  STATIC_REQUIRE(mask<Vjp<Vjp<Unary<ops::Abs>>>> == 0b10);
  STATIC_REQUIRE(mask<Vjp<Vjp<Binary<ops::Max>>>> == 0b110);
  STATIC_REQUIRE(mask<Vjp<Vjp<Unary<ops::Square>>>> == 0b00);
  STATIC_REQUIRE(mask<Vjp<Vjp<Unary<ops::Tanh>>>> == 0b00);
  using Leaky = Compose<ops::LeakyRelu, Identity, Constant<float>>;
  STATIC_REQUIRE(mask<Vjp<Vjp<Leaky>>> == 0b10);
  using Biased = Compose<ops::LeakyRelu, Compose<ops::Add, Identity, Identity>, Constant<float>>;
  STATIC_REQUIRE(mask<Vjp<Vjp<Biased>>> == 0b110);
  STATIC_REQUIRE(mask<Identity> == 0);
  CHECK(mask<Vjp<Vjp<Pair>>> == 0);
}

TEST_CASE("composed functors hand each part its inputs in order") {
  using F =
      Compose<ops::Subtract, Compose<ops::Multiply, Identity, Identity>, Compose<ops::Divide, Identity, Constant<double>>>;
  STATIC_REQUIRE(F::inputs == 3);
  F f{list(ops::Subtract{}, Compose<ops::Multiply, Identity, Identity>{},
           Compose<ops::Divide, Identity, Constant<double>>{list(ops::Divide{}, Identity{}, Constant<double>{4})})};
  STATIC_REQUIRE(sizeof(F) <= 2 * sizeof(double));  // operations and inputs take hardly any room
  CHECK(f(P{2.0}, P{3.0}, P{8.0}).v == 2 * 3 - 8 / 4.0);
  CHECK(number(get<2>(Vjp<F>{f}(P{10.0}, P{2.0}, P{3.0}, P{8.0}))) == -2.5);
  CHECK(number(get<0>(Vjp<F>{f}(P{10.0}, P{2.0}, P{3.0}, P{8.0}))) == 30);
}

TEST_CASE("first and second order of two outputs and three inputs agree with closed forms") {
  double const x = 0.7, y = -1.2, z = 0.4, g = 1.5, h = -0.3;
  auto first = Vjp<Pair>{}(P{g}, P{h}, P{x}, P{y}, P{z});
  double const ez = std::exp(z);
  CHECK(number(get<0>(first)) == Approx(g * y + h * ez));
  CHECK(number(get<1>(first)) == Approx(g * x));
  CHECK(number(get<2>(first)) == Approx(g * std::cos(z) + h * x * ez));
  double const a = 0.6, b = 2.1, c = -0.8;  // cotangents of the three
  auto second = Vjp<Vjp<Pair>>{}(P{a}, P{b}, P{c}, P{g}, P{h}, P{x}, P{y}, P{z});
  CHECK(number(get<0>(second)) == Approx(a * y + b * x + c * std::cos(z)));                  // g
  CHECK(number(get<1>(second)) == Approx(a * ez + c * x * ez));                              // h
  CHECK(number(get<2>(second)) == Approx(b * g + c * h * ez));                               // x
  CHECK(number(get<3>(second)) == Approx(a * g));                                            // y
  CHECK(number(get<4>(second)) == Approx(a * h * ez + c * (h * x * ez - g * std::sin(z))));  // z
}

TEST_CASE("softplus to the third order through Vjp") {
  using F = Unary<ops::Softplus>;
  for (double x : {-30.0, -1.4, 0.0, 0.9, 25.0}) {
    double s = 1 / (1 + std::exp(-x)), d = s / (1 + std::exp(x)), dd = d * (1 / (1 + std::exp(x)) - s);
    CHECK(number(get<0>(Vjp<F>{}(P{2.0}, P{x}))) == Approx(2 * s));
    auto second = Vjp<Vjp<F>>{}(P{3.0}, P{2.0}, P{x});
    CHECK(number(get<0>(second)) == Approx(3 * s));
    CHECK(number(get<1>(second)) == Approx(6 * d));
    auto third = Vjp<Vjp<Vjp<F>>>{}(P{0.0}, P{1.0}, P{3.0}, P{2.0}, P{x});
    CHECK(number(get<2>(third)) == Approx(6 * dd).margin(1e-15));
  }
}

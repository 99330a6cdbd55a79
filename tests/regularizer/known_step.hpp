#pragma once
/// What a training step gives to a regularizer, with chosen batches, draws and critic.
#include <functional>

#include <gan/autodiff/gradcheck.hpp>
#include <gan/autodiff/matmul.hpp>
#include <gan/backend/cpu/backend.hpp>

#include "../catch.hpp"

namespace test {
using namespace gan;
using V = Var<double, Cpu>;

struct KnownStep {
  V real_batch, fake_batch;
  std::function<V(V const&)> critic;
  V uniform{};
  V asked{};  ///< where the critic was asked last

  V const& real() const { return real_batch; }
  V const& fake() const { return fake_batch; }
  V uniform_draws(Shape const& shape) const {
    CHECK(shape == uniform.shape());
    return uniform;
  }
  template <class X> V differentiable(X const& x) const { return variable(evaluate(x).value()); }
  V discriminator(V const& x) { return critic(asked = x); }
};

/// {n, ...} as {n, size}.
inline V rows(V const& x) { return reshape(x, Shape{x.shape()[0], x.shape().count() / x.shape()[0]}); }
inline auto linear(V const& w) {
  return [w](V const& x) { return V(matmul(rows(x), w)); };
}

inline void check_near(V const& got, std::vector<double> const& expected, double tolerance = 1e-9) {
  auto const values = to_host(got.value());
  REQUIRE(values.size() == expected.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    INFO("element " << i);
    CHECK(std::abs(values[i] - expected[i]) <= tolerance);
  }
}
}  // namespace test

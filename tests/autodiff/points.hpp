#pragma once
// Inputs for gradient checks.
#include <cmath>
#include <vector>

#include <gan/autodiff/gradcheck.hpp>
#include <gan/backend/cpu/backend.hpp>

#include "../catch.hpp"

namespace points {

using namespace gan;
using Matrix = Tensor<double, Cpu>;

/// Numbers of both signs whose distance from 0 (the kink of relu, abs, elu) and from one another is far above a difference step.
inline Matrix signed_ones(Context<Cpu>& context, Shape shape, int seed = 1) {
  std::vector<double> out(static_cast<std::size_t>(shape.count()));
  for (std::size_t i = 0; i < out.size(); ++i) {
    double t = std::fmod(0.61803398875 * static_cast<double>(i + 1) + 0.237 * seed, 1.0);  // golden ratio: no two alike
    out[i] = (t < 0.5 ? -1 : 1) * (0.15 + 1.4 * std::abs(2 * t - 1));
  }
  return from_host(context, shape, out);
}
/// Positive numbers between 0.15 and 1.55.
inline Matrix positive(Context<Cpu>& context, Shape shape, int seed = 1) {
  auto out = to_host(signed_ones(context, shape, seed));
  for (auto& x : out) x = std::abs(x);
  return from_host(context, shape, out);
}

/// First and second order of f at x against central differences.
template <class F, class... X> void check_both_orders(char const* name, F const& f, X const&... x) {
  INFO(name);
  CHECK_NOTHROW(gradcheck(f, x...));
  CHECK_NOTHROW(gradgradcheck(f, x...));
}

}  // namespace points

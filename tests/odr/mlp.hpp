#pragma once
#include <gan/autodiff/grad.hpp>
#include <gan/autodiff/matmul.hpp>
#include <gan/autodiff/reduce.hpp>

#include <vector>

/// The gradient of a gradient penalty on a small network, with respect to its first weight: both orders of the tape.
template <class Device> std::vector<double> penalty_gradient(gan::Context<Device>& context) {
  using namespace gan;
  auto draw = [&](Shape shape, std::uint64_t what) {
    return normal<double>(context, shape, random::key(Seed{what}, Stream::check), 0.0, 0.5);
  };
  auto x = variable(draw({7, 3}, 1)), w = variable(draw({3, 8}, 2)), b = variable(draw({8}, 3)), v = variable(draw({8, 1}, 4));
  auto score = sum(matmul(evaluate(tanh(matmul(x, w) + b)), v));
  auto slope = sqrt(sum_per_sample(square(grad(score, x, create_graph))) + 1e-6);
  return to_host(grad(mean(square(slope - 1)), w).value());
}

std::vector<double> gradient_on_cpu();
std::vector<double> gradient_on_cuda();
bool has_card();

#pragma once
/// Computes the same on any device, from inputs that the host makes, and keeps what came out by name.
#include <string>
#include <vector>

#include <gan/autodiff/grad.hpp>
#include <gan/autodiff/reduce.hpp>
#include <gan/tensor/tensor.hpp>

#include "records.hpp"

namespace agreement {
using namespace gan;

/// `nudge`: inputs are moved by about this much of their size, so that a test sees how much a case amplifies rounding.
template <class T, class Device> class Lab {
 public:
  Lab(Device device, double nudge) : context_(device, Seed{1}), nudge_(nudge) {}

  Context<Device>& context() { return context_; }

  /// Numbers between low and high, at least a little away from 0, where kinks are.
  Tensor<T, Device> draw(Shape const& shape, std::uint64_t set, double low = -2, double high = 2) {
    random::Key const key = random::key(Seed{77}, Stream::check, set);
    std::vector<T> values(static_cast<std::size_t>(shape.count()));
    for (std::size_t i = 0; i < values.size(); ++i) {
      auto const u = [&](std::uint32_t sample) { return random::uniform<double>(key, sample, static_cast<std::uint32_t>(i)); };
      double x = low + (high - low) * u(0);
      if (std::abs(x) < .05) x = x < 0 ? -.05 : .05;
      values[i] = static_cast<T>(x * (1 + nudge_ * (2 * u(1) - 1)));
    }
    return from_host(context_, shape, values);
  }

  void keep(std::string name, Tensor<T, Device> const& tensor) {
    auto const host = to_host(tensor);
    records_.push_back({std::move(name), std::vector<double>(host.begin(), host.end())});
  }
  Records const& records() const { return records_; }

 private:
  Context<Device> context_;
  double nudge_;
  Records records_;
};

/// Keeps f(x...), its gradient for all x, and with Order 2 the gradients of a function of that gradient.
template <int Order, class T, class Device, class F, class... X>
void keep_all(Lab<T, Device>& lab, std::string const& name, F const& f, X const&... x) {
  using V = Var<T, Device, Order>;
  V const in[] = {variable<Order>(x)...};
  V const y = [&]<std::size_t... I>(std::index_sequence<I...>) { return V(evaluate(f(in[I]...))); }
  (std::index_sequence_for<X...>{});
  lab.keep(name, y.value());
  V const weighted = V(sum(y * constant<Order>(lab.draw(y.shape(), 1000))));
  if constexpr (Order == 1) {
    auto const g = grad(weighted, in);
    for (std::size_t i = 0; i < sizeof...(X); ++i) lab.keep(name + ", gradient " + std::to_string(i), g[i].value());
  } else {
    auto const g = grad(weighted, in, create_graph);
    V bends = constant<Order>(zeros<T>(lab.context(), Shape{}));
    for (std::size_t i = 0; i < sizeof...(X); ++i) {
      lab.keep(name + ", gradient " + std::to_string(i), g[i].value());
      if (g[i].needs_gradient()) bends = V(bends + sum(square(g[i])));
    }
    if (!bends.needs_gradient()) return;
    auto const h = grad(bends, in);
    for (std::size_t i = 0; i < sizeof...(X); ++i) lab.keep(name + ", second order " + std::to_string(i), h[i].value());
  }
}

}  // namespace agreement

#pragma once
#include <cmath>
#include <variant>

#include <gan/tensor/tensor.hpp>

namespace gan {

/// How a parameter starts. `fan_in` and `fan_out` are those of its layer.
struct Zeros {};
struct Fill {
  float value = 1;
};
/// N(mean, deviation^2).
struct Normal {
  float deviation = 0.02f, mean = 0;
};
/// U[-bound, bound].
struct Uniform {
  float bound = 0.05f;
};
/// N(0, 2 / fan_in): keeps the variance through ReLU layers (He et al. 2015).
struct He {};
/// U[-b, b] with b = sqrt(6 / (fan_in + fan_out)) (Glorot and Bengio 2010).
struct Glorot {};

using Init = std::variant<Zeros, Fill, Normal, Uniform, He, Glorot>;

/// Values of a parameter of `shape`: element e is draw e of sample `index` under `key`, so it depends on nothing else.
template <class T, class Device>
Tensor<T, Device> initial_values(Context<Device>& context, Shape const& shape, Init const& init, double fan_in, double fan_out,
                                 random::Key key, std::int64_t index) {
  Shape const flat{1, shape.count()};
  auto gaussian = [&](double mean, double deviation) {
    return normal<T>(context, flat, key, static_cast<T>(mean), static_cast<T>(deviation), index).reshaped(shape);
  };
  auto uniform_within = [&](double bound) {
    return uniform<T>(context, flat, key, static_cast<T>(-bound), static_cast<T>(bound), index).reshaped(shape);
  };
  if (auto* fill = std::get_if<Fill>(&init)) return full<T>(context, shape, static_cast<T>(fill->value));
  if (auto* n = std::get_if<Normal>(&init)) return gaussian(n->mean, n->deviation);
  if (auto* u = std::get_if<Uniform>(&init)) return uniform_within(u->bound);
  if (std::holds_alternative<He>(init)) return gaussian(0, std::sqrt(2 / fan_in));
  if (std::holds_alternative<Glorot>(init)) return uniform_within(std::sqrt(6 / (fan_in + fan_out)));
  return zeros<T>(context, shape);
}

}  // namespace gan

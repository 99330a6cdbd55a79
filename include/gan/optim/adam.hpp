#pragma once
#include <array>
#include <cmath>

#include <gan/core/error.hpp>
#include <gan/map/functor.hpp>

namespace gan {

/// m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2;
/// theta = theta - rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)  (Kingma and Ba 2015).
struct Adam {
  float rate = 1e-3f, beta1 = 0.9f, beta2 = 0.999f, epsilon = 1e-8f;

  static constexpr char const* name = "adam";
  static constexpr std::array moments{"mean", "square"};
  void validate() const {
    require<OptionError>(rate > 0, "Adam needs a rate above 0, not ", rate);
    require<OptionError>(beta1 >= 0 && beta1 < 1, "Adam needs a beta1 in [0, 1), not ", beta1);
    require<OptionError>(beta2 >= 0 && beta2 < 1, "Adam needs a beta2 in [0, 1), not ", beta2);
    require<OptionError>(epsilon > 0, "Adam needs an epsilon above 0, not ", epsilon);
  }
  std::array<double, 2> scalars(std::int64_t step, double rate_factor) const {
    double const t = static_cast<double>(step);
    return {rate * rate_factor / (1 - std::pow(beta1, t)), 1 / (1 - std::pow(beta2, t))};
  }

  template <class T> struct Rule {
    static constexpr int inputs = 6, outputs = 3;
    T beta1, rest1, beta2, rest2, epsilon;
    template <class S>
    GAN_HD auto operator()(S const& theta, S const& g, S const& m, S const& v, S const& step, S const& correction) const {
      auto mean = beta1 * m + rest1 * g;
      auto square = beta2 * v + rest2 * (g * g);
      return list(theta - step * mean / (sqrt(square * correction) + epsilon), mean, square);
    }
  };
  template <class T> Rule<T> rule() const {
    return {static_cast<T>(beta1), static_cast<T>(1.0 - beta1), static_cast<T>(beta2), static_cast<T>(1.0 - beta2),
            static_cast<T>(epsilon)};
  }
};

}  // namespace gan

#pragma once
#include <algorithm>
#include <array>

#include <gan/core/error.hpp>
#include <gan/map/functor.hpp>

namespace gan {

/// v = momentum v - rate g; theta = theta + v. The momentum may rise linearly to `final_momentum` over the first `momentum_steps`
/// steps, as in Goodfellow et al. 2014 (.5 to .7).
struct Sgd {
  float rate = 0.1f, momentum = 0;
  float final_momentum = 0;
  std::int64_t momentum_steps = 0;  ///< 0: the momentum stays as it is

  static constexpr char const* name = "sgd";
  static constexpr std::array moments{"velocity"};
  void validate() const {
    require<OptionError>(rate > 0, "Sgd needs a rate above 0, not ", rate);
    require<OptionError>(momentum >= 0 && momentum < 1, "Sgd needs a momentum in [0, 1), not ", momentum);
    require<OptionError>(momentum_steps >= 0, "Sgd needs momentum_steps of at least 0, not ", momentum_steps);
    require<OptionError>(final_momentum >= 0 && final_momentum < 1, "Sgd needs a final_momentum in [0, 1), not ",
                         final_momentum);
    require<OptionError>(momentum_steps > 0 || final_momentum == 0, "Sgd{.final_momentum} needs momentum_steps of at least 1");
  }
  double momentum_at(std::int64_t step) const {
    if (momentum_steps == 0) return momentum;
    double const part = std::min(1.0, static_cast<double>(step - 1) / static_cast<double>(momentum_steps));
    return momentum + part * (static_cast<double>(final_momentum) - momentum);
  }
  std::array<double, 2> scalars(std::int64_t step, double rate_factor) const { return {rate * rate_factor, momentum_at(step)}; }

  template <class T> struct Rule {
    static constexpr int inputs = 5, outputs = 2;
    template <class S> GAN_HD auto operator()(S const& theta, S const& g, S const& v, S const& step, S const& inertia) const {
      auto velocity = inertia * v - step * g;
      return list(theta + velocity, velocity);
    }
  };
  template <class T> Rule<T> rule() const { return {}; }
};

}  // namespace gan

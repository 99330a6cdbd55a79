#pragma once
#include <array>

#include <gan/core/error.hpp>
#include <gan/map/functor.hpp>

namespace gan {

/// s = decay s + (1 - decay) g^2, from s = initial;  theta = theta - rate g / (sqrt(s) + epsilon), or with the epsilon inside the
/// root: rate g / sqrt(s + epsilon) (Tieleman and Hinton 2012).
struct RmsProp {
  float rate = 5e-5f, decay = 0.99f, epsilon = 1e-8f;
  bool epsilon_inside = false;
  float initial = 0;

  /// The convention of TensorFlow 1, in which many results were published: far smaller first steps.
  static RmsProp tensorflow1(float rate = 5e-5f, float decay = 0.9f) { return {rate, decay, 1e-10f, true, 1}; }

  static constexpr char const* name = "rmsprop";
  static constexpr std::array moments{"square"};
  double initial_moment() const { return initial; }
  void validate() const {
    require<OptionError>(rate > 0, "RmsProp needs a rate above 0, not ", rate);
    require<OptionError>(decay >= 0 && decay < 1, "RmsProp needs a decay in [0, 1), not ", decay);
    require<OptionError>(epsilon > 0, "RmsProp needs an epsilon above 0, not ", epsilon);
    require<OptionError>(initial >= 0, "RmsProp needs an initial mean square of at least 0, not ", initial);
  }
  std::array<double, 1> scalars(std::int64_t, double rate_factor) const { return {rate * rate_factor}; }

  template <class T> struct Rule {
    static constexpr int inputs = 4, outputs = 2;
    T decay, rest, inside, outside;
    template <class S> GAN_HD auto operator()(S const& theta, S const& g, S const& s, S const& step) const {
      auto square = decay * s + rest * (g * g);
      return list(theta - step * g / (sqrt(square + inside) + outside), square);
    }
  };
  template <class T> Rule<T> rule() const {
    return {static_cast<T>(decay), static_cast<T>(1.0 - decay), static_cast<T>(epsilon_inside ? epsilon : 0),
            static_cast<T>(epsilon_inside ? 0 : epsilon)};
  }
};

}  // namespace gan

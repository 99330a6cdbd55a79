#pragma once
#include <array>

#include <gan/core/error.hpp>
#include <gan/map/functor.hpp>

namespace gan {

/// s = s + g^2;  theta = theta - rate g / (sqrt(s) + epsilon)  (Duchi et al. 2011).
struct Adagrad {
  float rate = 0.01f, epsilon = 1e-10f;

  static constexpr char const* name = "adagrad";
  static constexpr std::array moments{"square"};
  void validate() const {
    require<OptionError>(rate > 0, "Adagrad needs a rate above 0, not ", rate);
    require<OptionError>(epsilon > 0, "Adagrad needs an epsilon above 0, not ", epsilon);
  }
  std::array<double, 1> scalars(std::int64_t, double rate_factor) const { return {rate * rate_factor}; }

  template <class T> struct Rule {
    static constexpr int inputs = 4, outputs = 2;
    T epsilon;
    template <class S> GAN_HD auto operator()(S const& theta, S const& g, S const& s, S const& step) const {
      auto square = s + g * g;
      return list(theta - step * g / (sqrt(square) + epsilon), square);
    }
  };
  template <class T> Rule<T> rule() const { return {static_cast<T>(epsilon)}; }
};

}  // namespace gan

#pragma once
#include <gan/autodiff/update.hpp>

namespace gan {

/// Exponential moving average of parameters: average = decay average + (1 - decay) parameters after every step.
struct Ema {
  float decay = 0.999f;
};

/// The average of one flat tensor of parameters; starts as a copy of it.
template <class T, class Device> class EmaState {
 public:
  EmaState() = default;
  EmaState(Context<Device>& context, Ema const& ema, Tensor<T, Device> const& parameters)
      : ema_(ema), values_(context, parameters.shape()) {
    require<OptionError>(ema.decay >= 0 && ema.decay < 1, "Ema needs a decay in [0, 1), not ", ema.decay);
    copy(context, parameters.data(), values_.data(), values_.count());
  }
  Tensor<T, Device> const& values() const { return values_; }
  void update(Tensor<T, Device> const& parameters) { move_towards(values_, parameters, 1.0 - ema_.decay); }

 private:
  Ema ema_;
  Tensor<T, Device> values_;
};

}  // namespace gan

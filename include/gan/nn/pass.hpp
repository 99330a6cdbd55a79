#pragma once
#include <gan/autodiff/expression.hpp>
#include <gan/nn/flat.hpp>
#include <gan/tensor/shared_draws.hpp>

namespace gan {

/// What a forward pass does beside computing: train or evaluate, record running statistics, where its random draws come from.
struct PassMode {
  bool training = false;
  bool updates_state = false;
  random::Key key{};              ///< of dropout and the like
  std::int64_t first_sample = 0;  ///< global number of the batch's first sample
  bool repeats = false;           ///< an earlier pass of the same optimiser step updated the state already
};

/// One forward pass through a network. Layers take their parameters and state from it in the order of their declaration.
template <class T, class Device, int Order> class Pass {
 public:
  using value_type = T;
  using device_type = Device;
  static constexpr int order = Order;
  using Variable = Var<T, Device, Order>;

  Pass(Context<Device>& context, std::span<Variable const> parameters, FlatTensors<T, Device> const& state,
       PassMode const& mode)
      : context_(context), parameters_(parameters), state_(state), mode_(mode) {}

  Context<Device>& context() const { return context_; }
  bool training() const { return mode_.training; }
  bool updates_state() const { return mode_.training && mode_.updates_state; }
  /// In one pass of each optimiser step, where the batches pass one by one: for what takes one step of its own per optimiser step.
  bool advances() const { return updates_state() && !mode_.repeats; }

  Variable parameter() { return put_back_ ? std::exchange(put_back_, {}) : parameters_[next_parameter_++]; }
  /// The next call of `parameter` gives this one: a layer that changes the weight of another took it first.
  void put_back(Variable parameter) { put_back_ = std::move(parameter); }
  Tensor<T, Device> state() { return state_.view(next_state_++); }

  /// Uniform draws from [0, 1) for a tensor of this shape; every call of a pass gives others.
  Variable uniform_draws(Shape const& shape) {
    auto const key = draw_key();
    return constant<Order>(uniform<T>(context_, shape, key, T(0), T(1), draw_rows()));
  }
  /// Standard normal draws; every call of a pass gives others.
  Variable normal_draws(Shape const& shape) {
    auto const key = draw_key();
    return constant<Order>(normal<T>(context_, shape, key, T(0), T(1), draw_rows()));
  }

 private:
  random::Key draw_key() {
    random::Key key = mode_.key;
    key.stream += 0x10000u * ++draws_;
    return key;
  }
  Rows draw_rows() const {
    Rows rows = context_.rows();
    rows.first += mode_.first_sample;
    return rows;
  }

  Context<Device>& context_;
  std::span<Variable const> parameters_;
  FlatTensors<T, Device> const& state_;
  PassMode mode_;
  Variable put_back_;
  std::size_t next_parameter_ = 0, next_state_ = 0;
  std::uint32_t draws_ = 0;
};

/// A layer is a value with a call operator (x, pass); layers with parameters also `declare` them.
template <class L> inline constexpr bool layer_mixes_samples = requires { requires L::mixes_samples; };

}  // namespace gan

#pragma once
#include <string>
#include <vector>

#include <gan/nn/init.hpp>

namespace gan {

/// One parameter or state of a network: a name like "3.weight", a shape, how it starts.
struct Declared {
  std::string name;
  Shape shape;
  Init init;
  double fan_in = 1, fan_out = 1;
};

/// What the layers of a network need to store, in the order in which a forward pass asks for it. Layers hold no numbers: they
/// declare parameters (trained) and state (running statistics), and a forward pass hands them out again in the same order.
class Declaration {
 public:
  void parameter(char const* name, Shape const& shape, Init const& init, double fan_in = 1, double fan_out = 1) {
    parameters_.push_back({prefix_ + name, shape, init, fan_in, fan_out});
  }
  void state(char const* name, Shape const& shape, Init const& init) { state_.push_back({prefix_ + name, shape, init}); }

  /// Declares a part of a network; its names start with `name` and a dot.
  template <class Layer> void part(std::string const& name, Layer const& layer) {
    if constexpr (requires { layer.declare(*this); }) {
      std::string const before = prefix_;
      prefix_ += name + ".";
      layer.declare(*this);
      prefix_ = before;
    }
  }

  std::vector<Declared> const& parameters() const { return parameters_; }
  std::vector<Declared> const& state() const { return state_; }

 private:
  std::string prefix_;
  std::vector<Declared> parameters_, state_;
};

}  // namespace gan

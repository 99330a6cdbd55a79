#pragma once
#include <gan/core/error.hpp>

namespace gan {

/// Whether a discriminator and the network that it plays against move in a step, from what real and generated samples cost the
/// discriminator: one that is far ahead waits for the other (the code of Larsen et al. 2016). A cost of log 2 on each side is a draw.
struct BalanceGate {
  float equilibrium = 0.68f, margin = 0.35f;

  struct Moves {
    bool discriminator, decoder;
  };
  void validate() const {
    require<OptionError>(equilibrium > 0 && margin > 0, "a balance gate needs an equilibrium and a margin above 0, not ",
                         equilibrium, " and ", margin);
  }
  /// The discriminator waits where a cost is below equilibrium - margin, the decoder where one is above equilibrium + margin; where both
  /// would wait, both move.
  Moves operator()(double real, double generated) const {
    double const low = static_cast<double>(equilibrium) - static_cast<double>(margin),
                 high = static_cast<double>(equilibrium) + static_cast<double>(margin);
    bool const discriminator = real >= low && generated >= low, decoder = real <= high && generated <= high;
    return discriminator || decoder ? Moves{discriminator, decoder} : Moves{true, true};
  }
};

/// Every network moves in every step.
struct NoGate {};

}  // namespace gan

#pragma once
#include <gan/optim/decay.hpp>
#include <gan/optim/optimizer.hpp>

namespace gan {

/// How a composition is trained. Exactly one of `steps`, `epochs` and `minutes` sets the length (a Trainer takes it from `run`).
struct TrainingOptions {
  int batch = 64;
  std::int64_t steps = 0;         ///< generator steps
  double epochs = 0;              ///< passes over the data set's samples
  double minutes = 0;             ///< of wall-clock time; its end depends on the machine
  int discriminator_steps = 1;    ///< discriminator updates before each generator update
  bool simultaneous = false;      ///< one batch, both gradients at the old parameters, then both updates
  int discriminator_warm_up = 0;  ///< discriminator updates before the first step; their samples count in no epoch
  Optimizer generator = Adam{};
  Optimizer discriminator = Adam{};
  Decay decay = ConstantRate{};
  double averaging = 0;  ///< decay of the generator's moving average, such as .999; 0 keeps none

  void validate() const {
    require<OptionError>(batch >= 1, "a batch needs at least 1 sample, not ", batch);
    require<OptionError>(steps >= 0 && epochs >= 0 && minutes >= 0, "the length of a training cannot be negative: steps ",
                         steps, ", epochs ", epochs, ", minutes ", minutes);
    require<OptionError>((steps > 0) + (epochs > 0) + (minutes > 0) <= 1, "set only one of steps, epochs and minutes");
    require<OptionError>(discriminator_steps >= 1, "a generator step needs at least 1 discriminator step before it, not ",
                         discriminator_steps);
    require<OptionError>(!simultaneous || discriminator_steps == 1,
                         "a simultaneous step updates each network once; it cannot have ", discriminator_steps,
                         " discriminator steps");
    require<OptionError>(discriminator_warm_up >= 0, "there cannot be ", discriminator_warm_up,
                         " discriminator updates before the first step");
    require<OptionError>(averaging >= 0 && averaging < 1, "the decay of a moving average must be in [0, 1), not ", averaging);
    gan::validate(decay);
  }
};

}  // namespace gan

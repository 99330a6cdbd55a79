#pragma once
#include <gan/regularizer/facts.hpp>

namespace gan {

/// Real and generated samples pass through the discriminator in one batch, so that its batch statistics (batch norm, minibatch
/// discrimination and deviation) are those of both together, in the discriminator's steps and in the generator's. Without it each
/// batch has its own, as in Radford et al. 2016. It adds no term; where samples are treated independently it changes nothing.
struct MixedBatches {
  static constexpr bool mixes_batches = true;
};

}  // namespace gan

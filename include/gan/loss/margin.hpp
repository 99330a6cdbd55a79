#pragma once
#include <gan/loss/score.hpp>
#include <gan/optim/annealing.hpp>

namespace gan {

/// The margin loss on energies (Zhao et al. 2017, eq. 1 and 2): E(x) + max(0, margin - E(G(z))) for the discriminator, the hinge
/// taken per sample; E(G(z)) for the generator. Its derivative is 0 where the energy reaches the margin.
struct MarginLoss {
  using score = Energy;
  float margin = 10;
  Annealing decay = NoAnnealing{};  ///< of the margin: at 0 the generated samples have no part any more (section 4.3)
  template <class S> GAN_HD auto real(S e) const { return e; }
  template <class S> GAN_HD auto fake(S e) const { return relu(margin - e); }
  template <class S> GAN_HD auto generator(S e) const { return e; }
  /// The loss of one step, with the margin of then.
  MarginLoss at(std::int64_t iteration, double progress) const {
    return {static_cast<float>(margin * annealed(decay, iteration, progress))};
  }
  bool changes() const { return anneals(decay); }
};

}  // namespace gan

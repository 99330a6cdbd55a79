#pragma once
#include <gan/network/autoencoder_energy.hpp>

namespace gan {

/// The fully connected discriminator of EBGAN's experiments on MNIST (Zhao et al. 2017, appendix C): an encoder of hidden layers, a
/// decoder of one, and the reconstruction error as the energy. Batch norm on every layer but the first and the last. The code is the
/// encoder's output before its activation, so that pulling-away can make codes orthogonal.
struct MlpAutoencoderEnergyD {
  using score = Energy;
  static constexpr bool mixes_samples = true, has_code = true;
  std::vector<int> hidden = {};  ///< sizes between the sample and the code; the paper's best has none
  int code = 1024;
  EnergyNorm norm = EnergyNorm::L2;
  Init init = Normal{0.002f};

  template <class Sample> auto layers(Sample) const {
    int const last = detail::last_size(Sample::size, hidden);
    // The first layer has no batch norm, so it stands apart from those behind it.
    Stack<Sequential<Linear, LeakyRelu>> first;
    std::vector<int> behind;
    if (!hidden.empty()) {
      first.layers.push_back(Sequential{Linear{Sample::size, hidden[0], init}, LeakyRelu{0}});
      behind.assign(hidden.begin() + 1, hidden.end());
    }
    return AutoencoderEnergy{
        Sequential{Flatten{}, first,
                   detail::normalised_layers(hidden.empty() ? Sample::size : hidden[0], behind, LeakyRelu{0}, init),
                   Linear{last, code, init}},
        Sequential{LeakyRelu{0}, Linear{code, Sample::size, init}, Reshape<Sample>{}}, norm};
  }
};

}  // namespace gan

#pragma once
/// Compositions that the tests of training share.
#include <gan/data/gaussians.hpp>
#include <gan/data/in_memory.hpp>
#include <gan/loss/margin.hpp>
#include <gan/loss/minimax.hpp>
#include <gan/nn/dropout.hpp>
#include <gan/regularizer/pulling_away.hpp>
#include <gan/regularizer/weight_clipping.hpp>
#include <gan/train/trainer.hpp>

#include "../model/models.hpp"

namespace test {

/// An auto-encoder's reconstruction error as the energy, with its code.
struct EnergyLayers {
  Linear encode, decode;
  void declare(Declaration& d) const {
    d.part("encode", encode);
    d.part("decode", decode);
  }
  template <class X, class P> auto operator()(X const& x, P& pass) const {
    using V = typename P::Variable;
    V code = encode(x, pass), back = decode(V(tanh(code)), pass);
    return Scored<V>{V(sqrt(sum_per_sample(square(back - x)) + 1e-6f)), code};
  }
};
struct TinyEnergy {
  using score = Energy;
  static constexpr bool mixes_samples = false, has_code = true;
  int code = 6;
  template <class Sample> auto layers(Sample) const {
    return EnergyLayers{Linear{Sample::size, code}, Linear{code, Sample::size}};
  }
};

/// A discriminator with dropout: every pass draws.
struct DropoutDiscriminator {
  using score = Logit;
  static constexpr bool mixes_samples = false;
  template <class Sample> auto layers(Sample) const {
    return Sequential{Linear{Sample::size, 16}, LeakyRelu{}, Dropout{.5f}, Linear{16, 1}};
  }
};

inline auto ring() { return data::gaussian_ring({}); }
inline auto mlp(std::vector<int> hidden = {16}) {
  return std::pair{MlpGenerator{.latent = 4, .hidden = hidden}, MlpDiscriminator{.hidden = hidden}};
}

/// 37 stored points: no batch size of the tests divides them.
inline auto points() {
  std::vector<float> values;
  for (int i = 0; i < 74; ++i) values.push_back(static_cast<float>(std::sin(i)));
  return data::in_memory<Vector<2>>(values);
}

/// All numbers that a training changes: those of its model, its average, its moments.
template <class M> auto state_of(Trainer<M>& trainer) {
  auto out = numbers_of(trainer.model());
  auto append = [&](auto const& tensor) {
    auto const more = to_host(tensor);
    out.insert(out.end(), more.begin(), more.end());
  };
  if (trainer.model().averaged()) append(trainer.model().averaged());
  for (auto* optimizer :
       {&trainer.loop().updates().generator_optimizer(), &trainer.loop().updates().discriminator_optimizer()}) {
    for (auto const& moment : optimizer->moments()) append(moment.values);
    out.push_back(static_cast<typename M::value_type>(optimizer->count()));
  }
  return out;
}
}  // namespace test

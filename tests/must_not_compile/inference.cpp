/// Inference networks whose policies make no sense together: each stops at one sentence.
#include <gan/gan.hpp>

using namespace gan;

namespace {
struct Nothing {
  int latent = 2;
};
MlpGenerator const generator{.latent = 2};
MlpEncoder const encoder{.latent = 2};
}  // namespace

void use() {
  Model game{Gan{generator, MlpDiscriminator{}, NonSaturating{}}, Vector<2>{}, Cpu{}, Seed{1}};
  Model model{InferenceNetwork{generator, encoder}, Vector<2>{}, Cpu{}, Seed{1}};
  take_generator(model, game);
  train(model, data::in_memory<Vector<2>>({1, 2}), {.batch = 1, .steps = 1});
#if GAN_CASE == 1
  // expect: an inference network is trained on the samples of a generator policy, whose `template <class Sample> auto layers(Sample) const` gives the network from the latent vector to a sample
  InferenceNetwork a{Nothing{}, encoder};
#elif GAN_CASE == 2
  // expect: an inference network is an encoder policy, whose `template <class Sample> auto layers(Sample) const` gives the network from a sample to the latent vector; an MlpEncoder and a DCEncoder have them
  InferenceNetwork a{generator, Nothing{}};
#elif GAN_CASE == 3
  // expect: take_generator takes the generator of a Gan's model into an InferenceNetwork of the same generator policy
  Model other{InferenceNetwork{NormalisedMlpGenerator{.latent = 2}, encoder}, Vector<2>{}, Cpu{}, Seed{1}};
  take_generator(other, game);
#endif
}

/// Policies made of others that cannot be, networks for images that are too small, and what is not verified.
#include <gan/gan.hpp>
#include <gan/network/conv_maxout.hpp>

using namespace gan;

namespace {
struct NoLatent {
  template <class Sample> auto layers(Sample) const { return Sequential{Linear{2, Sample::size}}; }
};
struct NoFake {
  using score = Logit;
  template <class S> GAN_HD auto real(S s) const { return -s; }
  template <class S> GAN_HD auto generator(S s) const { return -s; }
};
[[maybe_unused]] auto fits() {
  Gan a{MlpGenerator{}, MlpDiscriminator{}, RelativisticAverage{LabelSmoothing{NonSaturating{}}}, FeatureMatching{}};
  Gan b{ConvMaxoutGenerator{}, ConvMaxoutD{}, Minimax{}};
  return Model{b, Image<3, 32, 32>{}, Cpu{}, Seed{1}};
}
}  // namespace

#if GAN_CASE == 1
// expect: this regularizer needs a discriminator with features (what its last layer sees); an MlpDiscriminator and a DCDiscriminator have them
auto gan_ = Gan{MlpGenerator{}, AutoencoderEnergyD{}, MarginLoss{}, FeatureMatching{}};
#elif GAN_CASE == 2
// expect: label smoothing moves the label of a logit: give it a loss on Logit scores
auto loss = LabelSmoothing{MarginLoss{}};
#elif GAN_CASE == 3
// expect: a relativistic average compares logits: give it a loss on Logit scores
auto loss = RelativisticAverage{MarginLoss{}};
#elif GAN_CASE == 4
// expect: Coded takes a generator policy with `int latent`, the size of its input
auto generator = Coded{NoLatent{}, Codes{.categorical = {10}}};
#elif GAN_CASE == 5
// expect: ConditionalGenerator takes a generator policy with `int latent`, the size of its input
auto generator = ConditionalGenerator{NoLatent{}, Classes<10>{}};
#elif GAN_CASE == 6
// expect: a condition needs at least two classes
int bad = Classes<1>::count;
#elif GAN_CASE == 7
// expect: this discriminator halves its image three times: 16 pixels at least
Model model{Gan{MlpGenerator{}, ConvMaxoutD{}, Minimax{}}, Image<3, 8, 8>{}, Cpu{}, Seed{1}};
#elif GAN_CASE == 8
// expect: this generator's images have sides of 3 n + 2 pixels, such as the published 32
Model model{Gan{ConvMaxoutGenerator{}, MlpDiscriminator{}, Minimax{}}, Image<3, 28, 28>{}, Cpu{}, Seed{1}};
#elif GAN_CASE == 9
// expect: verify takes a loss (`using score` and the member templates real(s), fake(s) and generator(s)), a divergence (g(v) and h(v)), a likelihood, a regularizer or a layer
auto report = verify(NoFake{});
#elif GAN_CASE == 10
// expect: verify takes a loss (`using score` and the member templates real(s), fake(s) and generator(s)), a divergence (g(v) and h(v)), a likelihood, a regularizer or a layer
auto report = verify(MlpDiscriminator{});
#elif GAN_CASE == 11
// expect: Cuda needs nvcc: compile this file as .cu
auto report = verify(Minimax{}, Cuda{});
#elif GAN_CASE == 12
// expect: codes are traversed by a generator that draws them: Coded{generator, Codes{.categorical = {10}}}
void use() {
  Model model{Gan{MlpGenerator{}, MlpDiscriminator{}, Minimax{}}, Vector<2>{}, Cpu{}, Seed{1}};
  auto images = traverse_code(model, 0, 4);
}
#elif GAN_CASE == 13
// expect: a classifier stands on the features of a discriminator; an MlpDiscriminator and a DCDiscriminator have them
Classifier classifier{AutoencoderEnergyD{}, Classes<10>{}};
#endif

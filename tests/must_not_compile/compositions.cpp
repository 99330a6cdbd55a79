/// Policies that make no sense together, or are none: each stops at one sentence.
#include <gan/gan.hpp>

using namespace gan;

namespace {
struct Generator {
  int latent = 2;
  template <class Sample> auto layers(Sample) const { return Sequential{Linear{latent, Sample::size}, Reshape<Sample>{}}; }
};
template <class Score, bool Mixes = false> struct Discriminator {
  using score = Score;
  static constexpr bool mixes_samples = Mixes;
  template <class Sample> auto layers(Sample) const { return Sequential{Flatten{}, Linear{Sample::size, 1}}; }
};
struct EnergyWithCode : Discriminator<Energy> {
  static constexpr bool has_code = true;
};
struct OwnLoss {
  using score = Logit;
  template <class S> GAN_HD auto real(S s) const { return exp(-s); }
  template <class S> GAN_HD auto fake(S s) const { return exp(s); }
  template <class S> GAN_HD auto generator(S s) const { return exp(-s); }
};

// Policies that lack something
struct Nothing {};
struct NoLayers {
  int latent = 2;
};
struct NoScore {
  static constexpr bool mixes_samples = false;
  template <class Sample> auto layers(Sample) const { return Sequential{Linear{Sample::size, 1}}; }
};
struct NoMixing {
  using score = Logit;
  template <class Sample> auto layers(Sample) const { return Sequential{Linear{Sample::size, 1}}; }
};
struct NoFake {
  using score = Logit;
  template <class S> GAN_HD auto real(S s) const { return -s; }
  template <class S> GAN_HD auto generator(S s) const { return -s; }
};
struct NoScoreOfLoss {
  template <class S> GAN_HD auto real(S s) const { return -s; }
  template <class S> GAN_HD auto fake(S s) const { return s; }
  template <class S> GAN_HD auto generator(S s) const { return -s; }
};
struct OwnPosteriorLoss {
  using score = Posterior;
  template <class S> GAN_HD auto real(S mean, S deviation) const { return mean * deviation; }
  template <class S> GAN_HD auto fake(S mean, S deviation) const { return -mean * deviation; }
  template <class S> GAN_HD auto generator(S mean, S deviation) const { return mean * deviation; }
};
struct OneNumberOfPosterior : OwnLoss {
  using score = Posterior;
};
struct Weight {
  float weight = 1;
};

// What fits does compile.
[[maybe_unused]] void fits() {
  Gan a{Generator{}, Discriminator<Logit>{}, OwnLoss{}, GradientPenalty{}, WeightClipping{}};
  Gan b{Generator{}, EnergyWithCode{}, MarginLoss{}, PullingAway{}};
  Model m{a, Vector<2>{}, Cpu{}, Seed{1}};
  (void)b;
  (void)m;
}
}  // namespace

#if GAN_CASE == 1
// expect: a generator policy needs `template <class Sample> auto layers(Sample) const`, which gives the network from the latent vector to a sample
auto gan_ = Gan{NoLayers{}, MlpDiscriminator{}, NonSaturating{}};
#elif GAN_CASE == 2
// expect: a discriminator policy needs `template <class Sample> auto layers(Sample) const`, which gives the network from a sample to its score
auto gan_ = Gan{MlpGenerator{}, Nothing{}, NonSaturating{}};
#elif GAN_CASE == 3
// expect: a discriminator policy says what it gives per sample: `using score = gan::Logit`, gan::Energy or gan::Posterior
auto gan_ = Gan{MlpGenerator{}, NoScore{}, NonSaturating{}};
#elif GAN_CASE == 4
// expect: a discriminator policy says `static constexpr bool mixes_samples`: true if batch statistics couple its samples
auto gan_ = Gan{MlpGenerator{}, NoMixing{}, NonSaturating{}};
#elif GAN_CASE == 5
// expect: a loss needs `using score` and the member templates real(s), fake(s) and generator(s)
auto gan_ = Gan{MlpGenerator{}, MlpDiscriminator{}, NoFake{}};
#elif GAN_CASE == 6
// expect: a loss needs `using score` and the member templates real(s), fake(s) and generator(s)
auto gan_ = Gan{MlpGenerator{}, MlpDiscriminator{}, NoScoreOfLoss{}};
#elif GAN_CASE == 7
// expect: a loss needs `using score` and the member templates real(s), fake(s) and generator(s)
auto gan_ = Gan{MlpGenerator{}, MlpDiscriminator{}, Nothing{}};
#elif GAN_CASE == 8
// expect: this loss needs an Energy score (>= 0 per sample), but this discriminator gives a Logit; an AutoencoderEnergyD gives energies
auto gan_ = Gan{MlpGenerator{}, MlpDiscriminator{}, MarginLoss{}};
#elif GAN_CASE == 9
// expect: this loss needs a Logit score (one unbounded number per sample), but this discriminator gives another; a DCDiscriminator or an MlpDiscriminator gives logits
auto gan_ = Gan{MlpGenerator{}, EnergyWithCode{}, NonSaturating{}};
#elif GAN_CASE == 10
// expect: this loss needs a Posterior score (a mean and a deviation per dimension), but this discriminator gives another
auto gan_ = Gan{MlpGenerator{}, MlpDiscriminator{}, OwnPosteriorLoss{}};
#elif GAN_CASE == 11
// expect: a regularizer needs at least one of discriminator_input, discriminator_term, generator_term, before_update, after_discriminator_update and after_generator_update
auto gan_ = Gan{MlpGenerator{}, MlpDiscriminator{}, NonSaturating{}, Weight{}};
#elif GAN_CASE == 12
// expect: this regularizer needs a discriminator with a code (an encoder's output); an AutoencoderEnergyD has one
auto gan_ = Gan{MlpGenerator{}, MlpDiscriminator{}, NonSaturating{}, PullingAway{}};
#elif GAN_CASE == 13
// expect: a per-sample penalty needs a discriminator that treats samples independently (no batch statistics); use DCCritic
auto gan_ = Gan{MlpGenerator{}, Discriminator<Logit, true>{}, Wasserstein{}, GradientPenalty{}};
#elif GAN_CASE == 14
// expect: this regularizer needs a discriminator with a code (an encoder's output); an AutoencoderEnergyD has one
auto gan_ = Gan{MlpGenerator{}, MlpDiscriminator{}, Wasserstein{}, GradientPenalty{}, PullingAway{}};
#elif GAN_CASE == 15
// expect: Cuda needs nvcc: compile this file as .cu
auto model = Model{Gan{MlpGenerator{}, MlpDiscriminator{}, NonSaturating{}}, Vector<2>{}, Cuda{}, Seed{1}};
#elif GAN_CASE == 16
// expect: verify takes a loss (`using score` and the member templates real(s), fake(s) and generator(s)), a divergence (g(v) and h(v)), a likelihood, a regularizer or a layer
auto report = verify(Weight{});
#endif

// A user does more with a composition than to name it: the sentence stays the first error, and one assertion the only one.
#if GAN_CASE == 17
// expect: this loss needs an Energy score (>= 0 per sample), but this discriminator gives a Logit; an AutoencoderEnergyD gives energies
void use() {
  Gan wrong{MlpGenerator{}, MlpDiscriminator{}, MarginLoss{}};
  Model model{wrong, Vector<2>{}, Cpu{}, Seed{1}};
  train(model, data::gaussian_ring({}), {.batch = 8, .steps = 5});
}
#elif GAN_CASE == 18
// expect: this regularizer needs a discriminator with a code (an encoder's output); an AutoencoderEnergyD has one
void use() {
  Gan wrong{MlpGenerator{}, MlpDiscriminator{}, NonSaturating{}, PullingAway{}};
  Model model{wrong, Vector<2>{}, Cpu{}, Seed{1}};
  train(model, data::gaussian_ring({}), {.batch = 8, .steps = 5});
  auto samples = model.generate(3);
  save(model, "x");
}
#elif GAN_CASE == 19
// expect: a generator policy needs `template <class Sample> auto layers(Sample) const`, which gives the network from the latent vector to a sample
void use() {
  Gan wrong{NoLayers{}, MlpDiscriminator{}, NonSaturating{}};
  Model model{wrong, Vector<2>{}, Cpu{}, Seed{1}};
  train(model, data::gaussian_ring({}), {.batch = 8, .steps = 5});
}
#elif GAN_CASE == 20
// expect: a loss needs `using score` and the member templates real(s), fake(s) and generator(s)
void use() {
  Gan wrong{MlpGenerator{}, MlpDiscriminator{}, NoFake{}};
  Model model{wrong, Vector<2>{}, Cpu{}, Seed{1}};
  train(model, data::gaussian_ring({}), {.batch = 8, .steps = 5});
}
#elif GAN_CASE == 21
// expect: Cuda needs nvcc: compile this file as .cu
void use() {
  Gan gan_{MlpGenerator{}, MlpDiscriminator{}, NonSaturating{}};
  Model model{gan_, Vector<2>{}, Cuda{}, Seed{1}};
  train(model, data::gaussian_ring({}), {.batch = 8, .steps = 5});
  auto samples = model.generate(3);
}
#elif GAN_CASE == 22
// expect: mutual information needs a generator that draws codes: Coded{generator, Codes{.categorical = {10}}}
auto gan_ = Gan{MlpGenerator{}, CodeHead{MlpDiscriminator{}, Codes{.categorical = {10}}}, NonSaturating{}, MutualInformation{}};
#elif GAN_CASE == 23
// expect: mutual information needs a discriminator with a head that guesses the codes: CodeHead{discriminator, Codes{.categorical = {10}}}
void use() {
  Gan wrong{Coded{MlpGenerator{}, Codes{.categorical = {10}}}, MlpDiscriminator{}, NonSaturating{}, MutualInformation{}};
  Model model{wrong, Vector<2>{}, Cpu{}, Seed{1}};
  train(model, data::gaussian_ring({}), {.batch = 8, .steps = 5});
  auto bound = information_bound(model, 100);
}
#elif GAN_CASE == 24
// expect: semi-supervised information needs a discriminator with a head for the labels: LabelledCodeHead{discriminator, Codes{.categorical = {10}}}
Codes const codes{.categorical = {10}};
auto gan_ =
    Gan{Coded{MlpGenerator{}, codes}, CodeHead{MlpDiscriminator{}, codes}, NonSaturating{}, SemiSupervisedInformation{}};
#elif GAN_CASE == 25
// expect: a code head stands on the trunk of a discriminator whose layers are a TrunkAndHead; an MlpDiscriminator and a DCDiscriminator have one
void use() {
  Gan wrong{MlpGenerator{}, CodeHead{AutoencoderEnergyD{}, Codes{.categorical = {10}}}, MarginLoss{}};
  Model model{wrong, Vector<2>{}, Cpu{}, Seed{1}};
}
#elif GAN_CASE == 26
// expect: an information bound needs a generator that draws codes, a Coded, and a discriminator that guesses them, a CodeHead
void use() {
  Model model{Gan{MlpGenerator{}, MlpDiscriminator{}, NonSaturating{}}, Vector<2>{}, Cpu{}, Seed{1}};
  auto bound = information_bound(model, 100);
}
#elif GAN_CASE == 27
// expect: a labelled cost needs a discriminator that guesses the classes of samples; a LadderD does
void use() {
  Gan wrong{MlpGenerator{}, MlpAutoencoderEnergyD{}, MarginLoss{}, LabelledCost{}};
  Model model{wrong, Vector<2>{}, Cpu{}, Seed{1}};
}
#elif GAN_CASE == 28
// expect: this discriminator guesses no classes; a LadderD does, and a Classifier does nothing else
void use() {
  Model model{Gan{MlpGenerator{}, MlpDiscriminator{}, NonSaturating{}}, Vector<2>{}, Cpu{}, Seed{1}};
  auto classes = model.classify(model.generate(2));
}
#endif

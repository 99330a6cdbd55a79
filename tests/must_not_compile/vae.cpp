/// Auto-encoders whose policies make no sense together: each stops at one sentence.
#include <gan/gan.hpp>

using namespace gan;

namespace {
struct Nothing {
  int latent = 2;
};
/// Layers that end in tanh only.
struct Squashed {
  int latent = 2;
  template <class Sample> auto layers(Sample) const {
    return Sequential{Linear{latent, Sample::size}, Tanh{}, Reshape<Sample>{}};
  }
};
struct Points {
  int latent = 2;
  template <class Sample> auto layers(Sample) const { return Sequential{Flatten{}, Linear{Sample::size, latent}}; }
};
struct NoFeatures {
  using score = Logit;
  static constexpr bool mixes_samples = false;
  template <class Sample> auto layers(Sample) const { return Sequential{Flatten{}, Linear{Sample::size, 1}}; }
};
MlpEncoder const encoder{.latent = 2};
MlpDecoder const decoder{.latent = 2};
}  // namespace

void use() {
  Model vae{Vae{encoder, decoder, BernoulliLikelihood{}}, Image<1, 8, 8>{}, Cpu{}, Seed{1}};
  Model plain{Autoencoder{Points{}, Squashed{}, SquaredError{}}, Image<1, 8, 8>{}, Cpu{}, Seed{1}};
  Model both{VaeGan{encoder, decoder, MlpDiscriminator{}, Minimax{}}, Image<1, 8, 8>{}, Cpu{}, Seed{1}};
  auto const images = data::in_memory<Image<1, 8, 8>>(std::vector<float>(64, .5f));
  train(vae, images, {.steps = 1});
  train(plain, images, {.steps = 1});
  train(both, images, {.steps = 1});
#if GAN_CASE == 1
  // expect: an encoder policy needs `template <class Sample> auto layers(Sample) const`, which gives the network from a sample to its code
  Vae a{Nothing{}, decoder, BernoulliLikelihood{}};
#elif GAN_CASE == 2
  // expect: a decoder policy needs `template <class Sample> auto layers(Sample) const`, which gives the network from a code to a sample
  Vae a{encoder, Nothing{}, GaussianLikelihood{}};
#elif GAN_CASE == 3
  // expect: this likelihood takes logits, so the decoder policy needs `template <class Sample> auto logit_layers(Sample) const`: its layers with no tanh or the like at the end; an MlpDecoder and a DCGenerator have them
  Vae a{encoder, Squashed{}, BernoulliLikelihood{}};
#elif GAN_CASE == 4
  // expect: a likelihood needs the member templates cost(x, y), which is -log p(x | y) of one dimension, and output(y); use BernoulliLikelihood, GaussianLikelihood or SquaredError
  Autoencoder a{encoder, decoder, Minimax{}};
#elif GAN_CASE == 5
  // expect: a Vae's encoder gives a mean and a log variance: end its layers in a GaussianHead, or use an Autoencoder
  Model a{Vae{Points{}, decoder, BernoulliLikelihood{}}, Image<1, 8, 8>{}, Cpu{}, Seed{1}};
  train(a, images, {.steps = 1});
#elif GAN_CASE == 6
  // expect: a plain auto-encoder has no distribution of codes to draw from; use a Vae
  plain.generate(4);
#elif GAN_CASE == 7
  // expect: only a Vae bounds the likelihood of samples
  both.bound(both.generate(4));
#elif GAN_CASE == 8
  // expect: a DC network needs images: use Image<C, H, W>, or an Mlp network for a Vector
  Model a{Vae{DCEncoder{.latent = 2}, decoder, GaussianLikelihood{}}, Vector<4>{}, Cpu{}, Seed{1}};
#elif GAN_CASE == 9
  // expect: a DC network doubles its image from a small map: height and width must be divisible by 4
  Model a{Vae{encoder, DCGenerator{.latent = 2}, BernoulliLikelihood{}}, Image<1, 30, 30>{}, Cpu{}, Seed{1}};
  a.reconstruct(a.generate(2));
#elif GAN_CASE == 10
  // expect: a VaeGan compares samples by their features, so its discriminator needs some; an MlpDiscriminator and a DCDiscriminator have them
  VaeGan a{encoder, decoder, NoFeatures{}, Minimax{}};
#elif GAN_CASE == 11
  // expect: a VaeGan needs a discriminator that gives a Logit and a loss on one, with real(s), fake(s) and generator(s), such as NonSaturating or Minimax
  VaeGan a{encoder, decoder, MlpDiscriminator{}, MarginLoss{}};
#endif
}

#include "run.hpp"

using namespace gan;

std::vector<System> likelihood_systems() {
  static char const
      autoencoder_summary[] = "squared error of decoder(encoder(x)), codes of 20 numbers",
      vae_summary[] = "Kingma and Welling 2014: -log p(x|z) + KL(q(z|x) || N(0, I)), pixels as coins",
      vae_gan_summary[] =
          "Larsen et al. 2016: the decoder is a GAN's generator, the reconstruction error is taken in the "
          "discriminator's features",
      p2gan_summary[] =
          "Zhang et al. 2021: the discriminator gives posteriors, drawn to one of two priors; samples of those of "
          "real images promote the generator";
  return {
      {"autoencoder", "digits", autoencoder_summary,
       [](Command const& c) {
         run(c, autoencoder_summary,
             systems::Recipe{Autoencoder{MlpEncoder{.latent = 20}, MlpDecoder{.latent = 20}, SquaredError{}},
                             TrainingOptions{.epochs = 20}},
             digits_for(c));
       }},
      {"vae", "digits", vae_summary, [](Command const& c) { run(c, vae_summary, systems::vae(), digits_for(c)); }},
      {"vae-gan", "digits", vae_gan_summary,
       [](Command const& c) { run(c, vae_gan_summary, systems::vae_gan(), digits_for(c)); }},
      {"p2gan", "digits", p2gan_summary, [](Command const& c) { run(c, p2gan_summary, systems::p2gan(), digits_for(c)); }},
  };
}

/// As training.cpp, for models of other kinds: auto-encoders, codes and labels, posteriors, classifiers, ladders, inference networks,
/// masked generators.
#include <gan/data/partly_labelled.hpp>
#include <gan/loss/distribution_least_squares.hpp>
#include <gan/loss/margin.hpp>
#include <gan/loss/minimax.hpp>
#include <gan/loss/non_saturating.hpp>
#include <gan/model/classifier.hpp>
#include <gan/model/inference.hpp>
#include <gan/model/vae_gan.hpp>
#include <gan/network/coded.hpp>
#include <gan/network/conditional.hpp>
#include <gan/network/labelled_code_head.hpp>
#include <gan/network/ladder.hpp>
#include <gan/network/masked.hpp>
#include <gan/network/mlp.hpp>
#include <gan/network/posterior.hpp>
#include <gan/network/posterior_promoted.hpp>
#include <gan/regularizer/labelled_cost.hpp>
#include <gan/regularizer/latent_code.hpp>
#include <gan/regularizer/mixed_batches.hpp>
#include <gan/regularizer/mutual_information.hpp>
#include <gan/regularizer/semi_supervised_information.hpp>
#include <gan/train/classifier_update.hpp>
#include <gan/train/inference_update.hpp>
#include <gan/train/vae_gan_update.hpp>

#include "compare.hpp"

using namespace gan;
using namespace test;

namespace {

/// 90 points in three clusters.
auto clusters() {
  std::vector<float> values;
  std::vector<int> classes;
  for (int i = 0; i < 90; ++i) {
    double const angle = 2 * 3.14159265 * (i % 3) / 3;
    values.push_back(static_cast<float>(2 * std::cos(angle) + .6 * std::sin(7 * i)));
    values.push_back(static_cast<float>(2 * std::sin(angle) + .6 * std::cos(5 * i)));
    classes.push_back(i % 3);
  }
  return data::in_memory<Vector<2>, 3>(values, classes);
}
auto partly_labelled() { return data::partly_labelled(clusters(), {.labelled = 9, .growth = .5, .samples_per_epoch = 40}); }
TrainingOptions options() { return {.batch = 16, .generator = adam(), .discriminator = adam()}; }

void encoders(mpi::World const& world, Checks& check) {
  MlpEncoder const encoder{.latent = 2, .hidden = {7}};
  MlpDecoder const decoder{.latent = 2, .hidden = {5}};
  compare(world, check, "VAE", Vae{encoder, decoder, GaussianLikelihood{.5f}}, Vector<2>{}, clusters(),
          {.batch = 16, .generator = adam()});
  compare(world, check, "an auto-encoder", Autoencoder{encoder, decoder, SquaredError{}}, Vector<2>{}, clusters(),
          {.batch = 16, .generator = adam()});
  compare(world, check, "VAE-GAN with a gate",
          VaeGan{encoder, decoder, MlpDiscriminator{.hidden = {8}}, NonSaturating{}, LearnedSimilarity{.1f},
                 BalanceGate{.equilibrium = .69f, .margin = .01f}},
          Vector<2>{}, clusters(), options());
}

void codes(mpi::World const& world, Checks& check) {
  Codes const four{.categorical = {3, 2}, .continuous = 1};
  Coded const generator{MlpGenerator{.latent = 4, .hidden = {8}}, four};
  MlpDiscriminator const discriminator{.hidden = {8}};
  compare(world, check, "InfoGAN",
          Gan{generator, CodeHead{discriminator, four, CodeRouting::trunk_and_head, FlooredDeviation{}, 8}, NonSaturating{},
              MutualInformation{}, MixedBatches{}},
          Vector<2>{}, clusters(), options());
  compare(world, check, "ss-InfoGAN",
          Gan{generator, LabelledCodeHead{discriminator, four, CodeRouting::trunk_and_head, FlooredDeviation{}, 8},
              NonSaturating{}, MutualInformation{}, SemiSupervisedInformation{}},
          Vector<2>{}, partly_labelled(), options());
  compare(world, check, "a conditional GAN",
          Gan{ConditionalGenerator{MlpGenerator{.latent = 4, .hidden = {8}}, Classes<3>{}},
              ConditionalD{discriminator, Classes<3>{}}, NonSaturating{}},
          Vector<2>{}, clusters(), options());
}

void posteriors(mpi::World const& world, Checks& check) {
  TrainingOptions warmed = options();
  warmed.discriminator_warm_up = 3;
  compare(world, check, "P2GAN",
          Gan{PosteriorPromotedGenerator{.latent = 4, .dimensions = 3, .width = 4}, PosteriorD{.width = 4, .dimensions = 3},
              DistributionLeastSquares{.evaluation = Evaluation::sampled}, LatentCode{}},
          Vector<2>{}, clusters(), warmed);
}

void classifier(mpi::World const& world, Checks& check) {
  compare(world, check, "a classifier", Classifier{MlpDiscriminator{.hidden = {8}}, Classes<3>{}}, Vector<2>{}, clusters(),
          options());
  compare(world, check, "a classifier whose trunk is held", Classifier{MlpDiscriminator{.hidden = {8}}, Classes<3>{}, false},
          Vector<2>{}, partly_labelled(), options());
}

void ladder(mpi::World const& world, Checks& check) {
  compare(world, check, "EBGAN with a ladder",
          Gan{NormalisedMlpGenerator{.latent = 3, .hidden = {8}}, LadderD{.hidden = {8, 6}, .classes = 3},
              MarginLoss{.margin = 4, .decay = LinearAnnealing{}}, LabelledCost{}},
          Vector<2>{}, partly_labelled(), options());
}

void inference(mpi::World const& world, Checks& check) {
  compare(world, check, "an inference network",
          InferenceNetwork{NormalisedMlpGenerator{.latent = 3, .hidden = {8}}, MlpEncoder{.latent = 3, .hidden = {7}}},
          Vector<2>{}, clusters(), {.batch = 16, .generator = adam(), .averaging = .9});
}

void masked(mpi::World const& world, Checks& check) {
  compare(world, check, "all conditionals of images",
          Gan{MaskedGenerator{Sample8{}, DCCompleter{.width = 4}, MissingRectangle{}}, MaskedD{DCDiscriminator{.width = 4}},
              NonSaturating{}},
          Sample8{}, images(), {.batch = 8, .generator = adam(), .discriminator = adam()});
}

}  // namespace

int main(int count, char** arguments) {
  return run_cases(count, arguments,
                   {{"encoders", encoders},
                    {"codes", codes},
                    {"posteriors", posteriors},
                    {"classifier", classifier},
                    {"ladder", ladder},
                    {"inference", inference},
                    {"masked", masked}});
}

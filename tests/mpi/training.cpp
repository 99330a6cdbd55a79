/// n ranks train as one does with the joint batch: `training [case ...]`; without a case, all of them. Systems of other kinds of
/// models are in systems.cpp.
#include <gan/loss/hinge.hpp>
#include <gan/loss/least_squares.hpp>
#include <gan/loss/margin.hpp>
#include <gan/loss/non_saturating.hpp>
#include <gan/loss/relativistic.hpp>
#include <gan/loss/wasserstein.hpp>
#include <gan/metric/mode_coverage.hpp>
#include <gan/network/autoencoder_energy.hpp>
#include <gan/network/dc.hpp>
#include <gan/network/maxout.hpp>
#include <gan/network/mlp.hpp>
#include <gan/nn/minibatch_deviation.hpp>
#include <gan/nn/minibatch_discrimination.hpp>
#include <gan/nn/spectral_norm.hpp>
#include <gan/regularizer/dragan.hpp>
#include <gan/regularizer/feature_matching.hpp>
#include <gan/regularizer/gradient_clipping.hpp>
#include <gan/regularizer/gradient_penalty.hpp>
#include <gan/regularizer/instance_noise.hpp>
#include <gan/regularizer/mixed_batches.hpp>
#include <gan/regularizer/pulling_away.hpp>
#include <gan/regularizer/r1_penalty.hpp>
#include <gan/regularizer/weight_clipping.hpp>
#include <gan/train/periodic_checkpoint.hpp>

#include <csignal>
#include <thread>

#include "compare.hpp"

using namespace gan;
using namespace test;

namespace {

struct DeviationD {
  using score = Logit;
  static constexpr bool mixes_samples = true;
  template <class Sample> auto layers(Sample) const {
    return Sequential{SpectralLinear{Sample::size, 16}, LeakyRelu{}, MinibatchDeviation{}, Linear{17, 1}};
  }
};
struct DiscriminationD {
  using score = Logit;
  static constexpr bool mixes_samples = true;
  template <class Sample> auto layers(Sample) const {
    return Sequential{Linear{Sample::size, 6}, LeakyRelu{},
                      MinibatchDiscrimination{.features = 6, .kernels = 3, .dimensions = 2, .init = Normal{.1f}}, Linear{9, 1}};
  }
};

void mlp(mpi::World const& world, Checks& check) {
  MlpGenerator const generator{.latent = 4, .hidden = {16, 16}, .noise = SphereNoise{}};
  MlpDiscriminator const discriminator{.hidden = {16, 16}};
  TrainingOptions const options{.batch = 24, .generator = adam(), .discriminator = adam(), .averaging = .9};
  compare(world, check, "MLP GAN", Gan{generator, discriminator, NonSaturating{}}, Vector<2>{}, ring(), options);
  TrainingOptions simultaneous = options;
  simultaneous.simultaneous = true;
  compare(world, check, "simultaneous steps with noise and clipping",
          Gan{generator, discriminator, RelativisticAverage{LeastSquares{-1, 1}}, InstanceNoise{},
              GradientNormClipping{.limit = .1f}},
          Vector<2>{}, ring(), simultaneous);
  compare(world, check, "maxout with dropout and feature matching",
          Gan{generator, MaxoutD{.units = 12, .pieces = 2}, NonSaturating{}, FeatureMatching{}}, Vector<2>{}, ring(), options);
}

void wgan_gp(mpi::World const& world, Checks& check) {
  MlpGenerator const generator{.latent = 4, .hidden = {16, 16}};
  MlpDiscriminator const discriminator{.hidden = {16, 16}};
  TrainingOptions const options{.batch = 24, .discriminator_steps = 3, .generator = adam(), .discriminator = adam()};
  compare(world, check, "WGAN-GP", Gan{generator, discriminator, Wasserstein{}, GradientPenalty{}}, Vector<2>{}, ring(),
          options);
  compare(world, check, "DRAGAN", Gan{generator, discriminator, NonSaturating{}, Dragan{}}, Vector<2>{}, ring(), options);
  compare(world, check, "R1 and clipped weights",
          Gan{generator, discriminator, NonSaturating{}, R1Penalty{}, WeightClipping{.limit = .3f}}, Vector<2>{}, ring(),
          options);
}

void dcgan(mpi::World const& world, Checks& check) {
  DCGenerator const generator{.latent = 6, .width = 4};
  DCDiscriminator const discriminator{.width = 4};
  TrainingOptions const options{.batch = 8, .generator = adam(), .discriminator = adam(), .averaging = .9};
  compare(world, check, "DCGAN", Gan{generator, discriminator, NonSaturating{}}, Sample8{}, images(), options);
  compare(world, check, "DCGAN of mixed batches", Gan{generator, discriminator, Hinge{}, MixedBatches{}, FeatureMatching{}},
          Sample8{}, images(), options);
  compare(world, check, "a minibatch deviation and spectral norm",
          Gan{MlpGenerator{.latent = 4, .hidden = {16}}, DeviationD{}, NonSaturating{}}, Vector<2>{}, ring(), options);
  compare(world, check, "minibatch discrimination",
          Gan{MlpGenerator{.latent = 4, .hidden = {16}}, DiscriminationD{}, NonSaturating{}}, Vector<2>{}, ring(), options);
}

void ebgan_pt(mpi::World const& world, Checks& check) {
  TrainingOptions const options{.batch = 8, .generator = adam(), .discriminator = adam()};
  compare(world, check, "EBGAN-PT",
          Gan{DCGenerator{.latent = 6, .width = 4}, AutoencoderEnergyD{.width = 4}, MarginLoss{10}, PullingAway{}}, Sample8{},
          images(), options);
}

/// With local statistics and terms the ranks still agree with each other, and repeat themselves.
void local(mpi::World const&, Checks& check) {
  mpi::World world({.statistics = Reach::local, .terms = Reach::local});
  TrainingOptions const options{.batch = 8, .generator = adam(), .discriminator = adam()};
  Gan const gan{DCGenerator{.latent = 6, .width = 4}, AutoencoderEnergyD{.width = 4}, MarginLoss{10}, PullingAway{}};
  std::vector<std::vector<float>> runs;
  for (int i = 0; i < 2; ++i) {
    Trainer trainer{Model{gan, Sample8{}, Cpu{}, Seed{1}}, options, world};
    trainer.run(images(), 20);
    runs.push_back(numbers_of(trainer));
  }
  check.same_bits(runs[0], runs[1], "local statistics: a second run");
  auto const texts = world.texts(std::string(reinterpret_cast<char const*>(runs[0].data()), runs[0].size() * sizeof(float)));
  for (auto const& text : texts) check.that(text == texts[0], "local statistics: other bits on another rank");
}

/// Metrics in a callback are those of one rank, and the other ranks wait meanwhile. The generator has running statistics, so that one
/// that took the ranks' part in a pass of rank 0 alone would wait for ever.
void metrics(mpi::World const& world, Checks& check) {
  Gan const gan{NormalisedMlpGenerator{.latent = 3, .hidden = {8}, .init = He{}}, MlpDiscriminator{.hidden = {8}},
                NonSaturating{}};
  TrainingOptions const options{.batch = 24, .generator = adam(), .discriminator = adam(), .averaging = .9};
  auto const few = data::gaussian_ring({.sigma = .5f});
  auto numbers = [&](std::vector<double>& out) {
    return [&](auto const& event) {
      if (event.step % 5 != 0) return;
      auto const samples = event.model().generate(200, Seed{7});
      auto const coverage = metric::mode_coverage(samples, few);
      out.push_back(coverage.high_quality);
      out.insert(out.end(), coverage.histogram.begin(), coverage.histogram.end());
      for (double x : to_host(samples)) out.push_back(x);
    };
  };
  std::vector<double> alone, joint;
  Trainer one{Model{gan, Vector<2>{}, Cpu{}, Seed{1}, 0.}, options};
  one.run(few, 20, numbers(alone));
  Trainer shared{Model{gan, Vector<2>{}, Cpu{}, Seed{1}, 0.}, options, world};
  shared.run(few, 20, numbers(joint));
  if (world.rank() == 0) check.near(joint, alone, 1e-8, "metrics in a callback");
  else check.that(joint.empty(), "metrics are worked out on rank 0 alone");
  check.that(alone[0] > .1, "the metrics saw nothing");
}

/// Patience is for one exchange: a training that takes longer in all ends as it should.
void patience(mpi::World const&, Checks& check) {
  mpi::World const world({}, {.seconds = 2});
  Gan const gan{MlpGenerator{.latent = 4, .hidden = {16}}, MlpDiscriminator{.hidden = {16}}, NonSaturating{}};
  Trainer trainer{Model{gan, Vector<2>{}, Cpu{}, Seed{1}}, {.batch = 8}, world};
  trainer.run(ring(), 6, [](auto const&) { std::this_thread::sleep_for(std::chrono::milliseconds(400)); });
  check.that(trainer.loop().steps() == 6, "a training with patience");
}

/// Rank 0 decides when training ends, by a callback, the clock or Ctrl-C, and all ranks end after the same step.
void stops(mpi::World const& world, Checks& check) {
  MlpGenerator const generator{.latent = 4, .hidden = {16}};
  Gan const gan{generator, MlpDiscriminator{.hidden = {16}}, NonSaturating{}};
  auto steps_of = [&](TrainingOptions const& options, auto&&... callbacks) {
    Trainer trainer{Model{gan, Vector<2>{}, Cpu{}, Seed{1}}, options, world};
    trainer.run(ring(), callbacks...);
    auto const steps = mpi::World(world).texts(std::to_string(trainer.loop().steps()));
    for (auto const& text : steps) check.that(text == steps[0], "ranks ended after other steps: " + text + " and " + steps[0]);
    return trainer.loop().steps();
  };
  std::int64_t const many = 1000000;
  check.that(steps_of({.batch = 8, .steps = many}, [](auto const& event) { return event.step < 7; }) == 7,
             "a callback that stops");
  check.that(steps_of({.batch = 8, .minutes = .003, .decay = LinearToZero{}}) > 3, "an end by the clock");
  std::string const file = sentence("stops.", world.size(), ".safetensors");
  auto const interrupt = [](auto const& event) {
    if (event.step == 5) std::raise(SIGINT);
  };
  check.that(steps_of({.batch = 8, .steps = many}, interrupt, PeriodicCheckpoint{file, 1000}) == 5, "an interrupt");
  std::remove(file.c_str());
}

}  // namespace

int main(int count, char** arguments) {
  return run_cases(count, arguments,
                   {{"mlp", mlp},
                    {"wgan_gp", wgan_gp},
                    {"dcgan", dcgan},
                    {"ebgan_pt", ebgan_pt},
                    {"local", local},
                    {"metrics", metrics},
                    {"patience", patience},
                    {"stops", stops}});
}

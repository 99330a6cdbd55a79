/// n ranks train as one does with the joint batch: `training [case ...]`; without a case, all of them.
#include <gan/data/gaussians.hpp>
#include <gan/data/in_memory.hpp>
#include <gan/loss/hinge.hpp>
#include <gan/loss/least_squares.hpp>
#include <gan/loss/margin.hpp>
#include <gan/loss/non_saturating.hpp>
#include <gan/loss/relativistic.hpp>
#include <gan/loss/wasserstein.hpp>
#include <gan/network/autoencoder_energy.hpp>
#include <gan/network/dc.hpp>
#include <gan/network/maxout.hpp>
#include <gan/network/mlp.hpp>
#include <gan/nn/minibatch_deviation.hpp>
#include <gan/nn/spectral_norm.hpp>
#include <gan/regularizer/dragan.hpp>
#include <gan/regularizer/feature_matching.hpp>
#include <gan/regularizer/gradient_clipping.hpp>
#include <gan/regularizer/gradient_penalty.hpp>
#include <gan/regularizer/instance_noise.hpp>
#include <gan/regularizer/mixed_batches.hpp>
#include <gan/regularizer/pulling_away.hpp>
#include <gan/train/trainer.hpp>

#include "ranks.hpp"

using namespace gan;
using namespace test;

namespace {

using Sample8 = Image<1, 8, 8>;

/// 53 stored images, so that batches wrap around the end of an epoch.
auto images() {
  std::vector<float> values;
  for (int i = 0; i < 53 * 64; ++i) values.push_back(static_cast<float>(std::sin(.7 * i * (1 + i / 640))));
  return data::in_memory<Sample8>(values);
}
auto ring() { return data::gaussian_ring({}); }

struct DeviationD {
  using score = Logit;
  static constexpr bool mixes_samples = true;
  template <class Sample> auto layers(Sample) const {
    return Sequential{SpectralLinear{Sample::size, 16}, LeakyRelu{}, MinibatchDeviation{}, Linear{17, 1}};
  }
};

Adam adam() { return {.rate = 1e-3f, .beta1 = .5f}; }

/// All numbers that a training changes.
template <class M> std::vector<typename M::value_type> numbers_of(Trainer<M>& trainer) {
  std::vector<typename M::value_type> out;
  detail::for_numbers(trainer.loop(), [&](auto const& tensor) {
    auto const values = to_host(tensor);
    out.insert(out.end(), values.begin(), values.end());
  });
  return out;
}

/// Trains alone with the joint batch and twice with the ranks: near the former, and the same bits.
template <class G, class Sample, class Data>
void compare(mpi::World const& world, Checks& check, char const* what, G const& gan, Sample sample, Data const& data,
             TrainingOptions const& options, int steps = 50) {
  auto losses = [](auto& out) {
    return [&out](auto const& event) {
      for (auto const& [name, loss] : event.losses()) out.push_back(loss);
    };
  };
  std::vector<double> alone_losses, joint_losses;
  Trainer alone{Model{gan, sample, Cpu{}, Seed{1}, 0.}, options};
  auto const start = numbers_of(alone);
  alone.run(data, steps, losses(alone_losses));
  std::vector<double> first;
  for (int i = 0; i < 2; ++i) {
    Trainer joint{Model{gan, sample, Cpu{}, Seed{1}, 0.}, options, world};
    joint.run(data, steps, losses(joint_losses));
    auto const numbers = numbers_of(joint);
    if (i == 0) {
      first = numbers;
      check.near(numbers, numbers_of(alone), 1e-8, sentence(what, ": numbers after ", steps, " steps"));
      if (world.rank() == 0) check.near(joint_losses, alone_losses, 1e-8, sentence(what, ": losses"));
      else check.that(joint_losses.empty(), "callbacks are called on rank 0 alone");
    } else {
      check.same_bits(numbers, first, sentence(what, ": a second run"));
    }
  }
  check.that(first != start, sentence(what, ": the training moved nothing"));
  auto const texts = mpi::World(world).texts(std::string(reinterpret_cast<char const*>(first.data()), first.size() * sizeof(double)));
  for (auto const& text : texts) check.that(text == texts[0], sentence(what, ": other bits on another rank"));
}

void mlp(mpi::World const& world, Checks& check) {
  MlpGenerator const generator{.latent = 4, .hidden = {16, 16}, .noise = SphereNoise{}};
  MlpDiscriminator const discriminator{.hidden = {16, 16}};
  TrainingOptions const options{.batch = 24, .generator = adam(), .discriminator = adam(), .averaging = .9};
  compare(world, check, "MLP GAN", Gan{generator, discriminator, NonSaturating{}}, Vector<2>{}, ring(), options);
  TrainingOptions simultaneous = options;
  simultaneous.simultaneous = true;
  compare(world, check, "simultaneous steps with noise and clipping",
          Gan{generator, discriminator, RelativisticAverage{LeastSquares{-1, 1}}, InstanceNoise{}, GradientNormClipping{.limit = .1f}},
          Vector<2>{}, ring(), simultaneous);
  compare(world, check, "maxout with dropout and feature matching",
          Gan{generator, MaxoutD{.units = 12, .pieces = 2}, NonSaturating{}, FeatureMatching{}}, Vector<2>{}, ring(), options);
}

void wgan_gp(mpi::World const& world, Checks& check) {
  MlpGenerator const generator{.latent = 4, .hidden = {16, 16}};
  MlpDiscriminator const discriminator{.hidden = {16, 16}};
  TrainingOptions const options{.batch = 24, .discriminator_steps = 3, .generator = adam(), .discriminator = adam()};
  compare(world, check, "WGAN-GP", Gan{generator, discriminator, Wasserstein{}, GradientPenalty{}}, Vector<2>{}, ring(), options);
  compare(world, check, "DRAGAN", Gan{generator, discriminator, NonSaturating{}, Dragan{}}, Vector<2>{}, ring(), options);
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
}

void ebgan_pt(mpi::World const& world, Checks& check) {
  TrainingOptions const options{.batch = 8, .generator = adam(), .discriminator = adam()};
  compare(world, check, "EBGAN-PT", Gan{DCGenerator{.latent = 6, .width = 4}, AutoencoderEnergyD{.width = 4}, MarginLoss{10}, PullingAway{}},
          Sample8{}, images(), options);
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
  auto const texts =
      world.texts(std::string(reinterpret_cast<char const*>(runs[0].data()), runs[0].size() * sizeof(float)));
  for (auto const& text : texts) check.that(text == texts[0], "local statistics: other bits on another rank");
}

}  // namespace

int main(int count, char** arguments) {
  return mpi::run([&](mpi::World const& world) {
    Checks check(world);
    std::pair<char const*, void (*)(mpi::World const&, Checks&)> const cases[] = {
        {"mlp", mlp}, {"wgan_gp", wgan_gp}, {"dcgan", dcgan}, {"ebgan_pt", ebgan_pt}, {"local", local}};
    for (auto const& [name, run] : cases) {
      bool asked = count < 2;
      for (int i = 1; i < count; ++i) asked = asked || std::strcmp(arguments[i], name) == 0;
      if (asked) run(world, check);
    }
    return check.status();
  });
}

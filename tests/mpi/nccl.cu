/// Ranks with a card each train as one card does with the joint batch, near enough for float.
#include <gan/backend/cuda/backend.cuh>
#include <gan/data/gaussians.hpp>
#include <gan/loss/wasserstein.hpp>
#include <gan/network/mlp.hpp>
#include <gan/parallel/nccl.cuh>
#include <gan/regularizer/gradient_penalty.hpp>
#include <gan/train/trainer.hpp>

#include <cmath>
#include <cstdio>

using namespace gan;

int main() {
  nccl::World world;
  Gan const gan{MlpGenerator{.latent = 4, .hidden = {32}}, MlpDiscriminator{.hidden = {32}}, Wasserstein{}, GradientPenalty{}};
  TrainingOptions const options{.batch = 64, .discriminator_steps = 2};
  auto const ring = data::gaussian_ring({});
  Trainer alone{Model{gan, Vector<2>{}, world.card(), Seed{1}}, options};
  Trainer joint{Model{gan, Vector<2>{}, world.card(), Seed{1}}, options, world};
  alone.run(ring, 20);
  joint.run(ring, 20);
  auto const a = to_host(alone.model().generator().parameters().values()),
             b = to_host(joint.model().generator().parameters().values());
  double apart = 0, whole = 0;
  for (std::size_t i = 0; i < a.size(); ++i) apart += (a[i] - b[i]) * (a[i] - b[i]), whole += a[i] * a[i];
  double const error = std::sqrt(apart / whole);
  std::printf("rank %d of %d: off by %.2g of the parameters' norm\n", world.rank(), world.size(), error);
  return error < 1e-3 ? 0 : 1;
}

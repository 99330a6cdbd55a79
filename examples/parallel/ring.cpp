// WGAN-GP on eight Gaussians, trained by as many ranks as the launcher starts; they draw what one draws, so that any number of them
// finds the same generator:
//   mpirun -n 2 build/release/examples/parallel_ring 10000
// The arguments are the number of steps and a checkpoint file, from which it goes on however many ranks wrote it.
#include <filesystem>
#include <iostream>

#include <gan/gan.hpp>
#include <gan/parallel/mpi.hpp>

int main(int, char** arguments) {
  using namespace gan;
  std::string const file = arguments[1] && arguments[2] ? arguments[2] : "";
  return mpi::run([&](mpi::World const& world) {
    auto ring = data::gaussian_ring({.modes = 8, .radius = 2, .sigma = 0.02f});
    Gan wgan_gp{MlpGenerator{.latent = 2, .hidden = {128, 128}}, MlpDiscriminator{.hidden = {128, 128}}, Wasserstein{},
                GradientPenalty{.weight = 0.1f}};
    Adam const adam{.rate = 1e-3f, .beta1 = 0.5f, .beta2 = 0.9f};
    Trainer trainer{Model{wgan_gp, Vector<2>{}, Cpu{}, Seed{1}},
                    {.batch = 256,  // of all ranks together
                     .steps = arguments[1] ? std::atoi(arguments[1]) : 10'000,
                     .discriminator_steps = 5,
                     .generator = adam,
                     .discriminator = adam},
                    world};
    if (std::filesystem::exists(file)) trainer.restore(file);
    trainer.run(ring, ProgressBar{});             // rank 0 shows
    if (!file.empty()) trainer.checkpoint(file);  // and writes

    if (world.rank() != 0) return;
    auto const coverage = metric::mode_coverage(trainer.model().generate(2500), ring);
    std::cout << coverage.modes << " of 8 modes, " << 100 * coverage.high_quality << " % of the samples on one\n";
  });
}

#include "training.cuh"

std::unique_ptr<bench::Runner> bench::dense_step(StepOptions const& options) {
  gan::Adam const adam{.rate = 2e-4f, .beta1 = 0.5f}, critic{.rate = 1e-4f, .beta1 = 0, .beta2 = 0.9f};
  if (options.name == "ring_mlp") return training<gan::Vector<2>>(ring_mlp_gan(), adam, 1, options);
  if (options.name == "mnist_mlp") return training<Digit>(mnist_mlp_gan(), adam, 1, options);
  if (options.name == "wgan_gp_mlp") return training<Digit>(wgan_gp_mlp_gan(), critic, 5, options);
  return nullptr;
}

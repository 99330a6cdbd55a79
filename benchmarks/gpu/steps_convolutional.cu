#include "training.cuh"

std::unique_ptr<bench::Runner> bench::convolutional_step(StepOptions const& options) {
  gan::Adam const adam{.rate = 2e-4f, .beta1 = 0.5f};
  if (options.name == "dcgan28") return training<Digit>(dcgan28_gan(), adam, 1, options);
  if (options.name == "dcgan64") return training<gan::Image<3, 64, 64>>(dcgan64_gan(), adam, 1, options);
  return nullptr;
}

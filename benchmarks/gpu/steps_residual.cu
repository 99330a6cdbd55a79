#include "training.cuh"

std::unique_ptr<bench::Runner> bench::residual_step(StepOptions const& options) {
  gan::Adam const adam{.rate = 2e-4f, .beta1 = 0, .beta2 = 0.9f};
  if (options.name != "wgan_gp_resnet32") return nullptr;
  return training<gan::Image<3, 32, 32>>(gan::systems::wgan_gp_resnet().gan, adam, 5, options);
}

std::string bench::card() {
  cudaDeviceProp properties{};
  gan::detail::check(cudaGetDeviceProperties(&properties, 0), "tell its name");
  return std::string(properties.name) +
         (GAN_HAS_CUDNN() ? ", convolutions by cuDNN where it can" : ", convolutions of our own");
}

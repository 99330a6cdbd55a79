#pragma once
// What the benchmarks of whole steps train, on any device.
#include <gan/gan.hpp>

namespace bench {

// clang-format off
/// The DCGAN of 28 x 28 images: 256 k4 s1, 128 k3 s2, 64 k4 s2, 1 k4 s2.
struct Dcgan28Generator {
  int latent = 100;
  template <class Sample> auto layers(Sample) const {
    using namespace gan;
    return Sequential{ToMaps{1, 1, 100},
                      ConvTransposed2dNoBias{100, 256, 4, 1, 0}, BatchNorm{256}, Relu{},
                      ConvTransposed2dNoBias{256, 128, 3, 2, 1}, BatchNorm{128}, Relu{},
                      ConvTransposed2dNoBias{128, 64, 4, 2, 1},  BatchNorm{64},  Relu{},
                      ConvTransposed2d{64, 1, 4, 2, 1}, Tanh{}};
  }
};
/// Its discriminator: 64, 128, 256 k4 s2, 1 k3.
struct Dcgan28Discriminator {
  using score = gan::Logit;
  static constexpr bool mixes_samples = true;
  template <class Sample> auto layers(Sample) const {
    using namespace gan;
    return Sequential{Conv2d{1, 64, 4, 2, 1},          LeakyRelu{},
                      Conv2dNoBias{64, 128, 4, 2, 1},  BatchNorm{128}, LeakyRelu{},
                      Conv2dNoBias{128, 256, 4, 2, 1}, BatchNorm{256}, LeakyRelu{},
                      Conv2d{256, 1, 3, 1, 0}};
  }
};
// clang-format on

using Digit = gan::Image<1, 28, 28>;

// Templates, so that a program compiles only those that it measures.
template <class = void> auto ring_mlp_gan() {
  using namespace gan;
  return Gan{MlpGenerator{.latent = 2, .hidden = {128, 128}}, MlpDiscriminator{.hidden = {128, 128}}, NonSaturating{}};
}
template <class = void> auto mnist_mlp_gan() {
  using namespace gan;
  return Gan{MlpGenerator{.hidden = {256, 512}}, MlpDiscriminator{.hidden = {512, 256}, .slope = 0.2f}, NonSaturating{}};
}
template <class = void> auto wgan_gp_mlp_gan() {
  using namespace gan;
  return Gan{MlpGenerator{.hidden = {256, 512}}, MlpDiscriminator{.hidden = {512, 256}, .slope = 0.2f}, Wasserstein{},
             GradientPenalty{}};
}
template <class = void> auto dcgan28_gan() {
  using namespace gan;
  return Gan{Dcgan28Generator{}, Dcgan28Discriminator{}, NonSaturating{}};
}
template <class = void> auto dcgan64_gan() {
  using namespace gan;
  return Gan{DCGenerator{}, DCDiscriminator{}, NonSaturating{}};
}

}  // namespace bench

#pragma once
// The training steps that benchmarks time, as ours: one call of `run` is one whole iteration.
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

/// A model, its updates, and a batch of real samples that stays, so that the time is the step's alone.
template <class M> class StepTimer {
 public:
  StepTimer(M model, int batch)
      : model_(std::make_unique<M>(std::move(model))), updates_(*model_, gan::TrainingOptions{.batch = batch}), batch_(batch) {
    real_ = gan::uniform<float>(model_->context(), M::sample::shape(batch), gan::random::key(gan::Seed{5}, gan::Stream::data),
                                -1.0f, 1.0f);
  }
  void discriminate() {
    gan::Step<M> step(*model_, iteration_, 0, draw_++);
    updates_.discriminate(step, real_, 1);
  }
  void generate() {
    gan::Step<M> step(*model_, iteration_, 0, draw_++);
    updates_.generate(step, batch_, 1);
  }
  void both() {
    discriminate();
    generate();
    ++iteration_;
  }
  double loss() const { return gan::to_host(updates_.discriminator_terms()[0].value)[0]; }
  M& model() { return *model_; }

 private:
  std::unique_ptr<M> model_;
  gan::Updates<M> updates_;
  int batch_;
  gan::Tensor<float, typename M::device_type> real_;
  std::int64_t iteration_ = 0;
  std::uint32_t draw_ = 0;
};

inline auto ring_mlp(int threads) {
  using namespace gan;
  return StepTimer(
      Model{Gan{MlpGenerator{.latent = 2, .hidden = {128, 128}}, MlpDiscriminator{.hidden = {128, 128}}, NonSaturating{}},
            Vector<2>{}, Cpu{.threads = threads}, Seed{1}},
      256);
}
inline auto mnist_mlp(int threads) {
  using namespace gan;
  return StepTimer(
      Model{Gan{MlpGenerator{.hidden = {256, 512}}, MlpDiscriminator{.hidden = {512, 256}, .slope = 0.2f}, NonSaturating{}},
            Image<1, 28, 28>{}, Cpu{.threads = threads}, Seed{1}},
      64);
}
inline auto wgan_gp_mlp(int threads) {
  using namespace gan;
  return StepTimer(Model{Gan{MlpGenerator{.hidden = {256, 512}}, MlpDiscriminator{.hidden = {512, 256}, .slope = 0.2f},
                             Wasserstein{}, GradientPenalty{}},
                         Image<1, 28, 28>{}, Cpu{.threads = threads}, Seed{1}},
                   64);
}
inline auto dcgan28(int threads) {
  using namespace gan;
  return StepTimer(Model{Gan{Dcgan28Generator{}, Dcgan28Discriminator{}, NonSaturating{}}, Image<1, 28, 28>{},
                         Cpu{.threads = threads}, Seed{1}},
                   64);
}
inline auto dcgan64(int threads) {
  using namespace gan;
  return StepTimer(
      Model{Gan{DCGenerator{}, DCDiscriminator{}, NonSaturating{}}, Image<3, 64, 64>{}, Cpu{.threads = threads}, Seed{1}}, 64);
}

}  // namespace bench

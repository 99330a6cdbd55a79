#pragma once
// The training steps that benchmarks time, as ours: one call of `run` is one whole iteration.
#include "compositions.hpp"

namespace bench {

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
  return StepTimer(gan::Model{ring_mlp_gan(), gan::Vector<2>{}, gan::Cpu{.threads = threads}, gan::Seed{1}}, 256);
}
inline auto mnist_mlp(int threads) {
  return StepTimer(gan::Model{mnist_mlp_gan(), Digit{}, gan::Cpu{.threads = threads}, gan::Seed{1}}, 64);
}
inline auto wgan_gp_mlp(int threads) {
  return StepTimer(gan::Model{wgan_gp_mlp_gan(), Digit{}, gan::Cpu{.threads = threads}, gan::Seed{1}}, 64);
}
inline auto dcgan28(int threads) {
  return StepTimer(gan::Model{dcgan28_gan(), Digit{}, gan::Cpu{.threads = threads}, gan::Seed{1}}, 64);
}
inline auto dcgan64(int threads) {
  return StepTimer(gan::Model{dcgan64_gan(), gan::Image<3, 64, 64>{}, gan::Cpu{.threads = threads}, gan::Seed{1}}, 64);
}

}  // namespace bench

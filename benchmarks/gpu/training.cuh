#pragma once
#include <cmath>
#include <vector>

#include "../compositions.hpp"
#include "runner.hpp"

namespace bench {

/// A training on eight batches that stay on the card, as users get it.
template <class M> class Training : public Runner {
 public:
  using Sample = typename M::sample;

  Training(M model, gan::TrainingOptions const& options, bool replays)
      : trainer_(std::move(model), options), data_(gan::data::in_memory<Sample>(values(8 * options.batch))) {
    trainer_.loop().set_replays(replays);
  }
  void run(std::function<long()> const& next) override {
    long left = next();
    if (left <= 0) return;
    trainer_.run(data_, std::int64_t{1} << 40, [&](auto const&) {
      if (--left > 0) return true;
      trainer_.model().context().synchronize();
      left = next();
      return left > 0;
    });
  }
  double loss() override {
    return static_cast<double>(gan::to_host(trainer_.loop().updates().discriminator_terms()[0].value)[0]);
  }
  std::string remark() override {
    auto& loop = trainer_.loop();
    if (!loop.reason_not_replayed().empty()) return "not replayed: " + loop.reason_not_replayed();
    return std::to_string(loop.steps_replayed()) + " of " + std::to_string(loop.steps()) + " steps were replayed, " +
           std::to_string(trainer_.model().context().waits()) + " waits of the host";
  }

 private:
  static std::vector<float> values(int samples) {
    std::vector<float> out(static_cast<std::size_t>(samples) * Sample::size);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(std::sin(0.37 * static_cast<double>(i)));
    return out;
  }
  gan::Trainer<M> trainer_;
  decltype(gan::data::in_memory<Sample>(std::vector<float>())) data_;
};

inline gan::Cuda device_of(StepOptions const& options) {
  return {.precision = options.precision == "bf16"   ? gan::Precision::bf16
                       : options.precision == "tf32" ? gan::Precision::tf32
                                                     : gan::Precision::full};
}

template <class Sample, class G>
std::unique_ptr<Runner> training(G gan, gan::Adam const& adam, int critics, StepOptions const& options) {
  gan::Model model{std::move(gan), Sample{}, device_of(options), gan::Seed{1}};
  gan::TrainingOptions const training{
      .batch = options.batch, .discriminator_steps = critics, .generator = adam, .discriminator = adam};
  return std::make_unique<Training<decltype(model)>>(std::move(model), training, options.replays);
}

}  // namespace bench

#pragma once
#include <gan/io/curve.hpp>
#include <gan/train/loop.hpp>

namespace gan {

/// Draws both networks' objectives over the steps of this run as a PNG, at its end and every `every` steps.
class LossCurve {
 public:
  LossCurve(std::string file = "losses.png", std::int64_t every = 1000) : file_(std::move(file)), every_(every) {
    require<OptionError>(every >= 1, "a curve needs at least 1 step between pictures, not ", every);
  }
  template <class M> void operator()(Event<M> const& event) {
    if (event.step % thinning_ != 0) return;
    steps_.push_back(static_cast<double>(event.step));
    discriminator_.push_back(event.discriminator_loss());
    generator_.push_back(event.generator_loss());
    if (steps_.size() >= 4000) thin();
    if (event.step % every_ == 0) draw();
  }
  template <class M> void end(Event<M> const&) {
    if (!steps_.empty()) draw();
  }

 private:
  void draw() const {
    save_curves(file_, {{"discriminator", discriminator_, steps_}, {"generator", generator_, steps_}},
                {.title = "objectives", .x_label = "step", .y_label = "loss"});
  }
  /// Keeps every second point, so that a long training does not fill the memory.
  void thin() {
    thinning_ *= 2;
    for (auto* series : {&steps_, &discriminator_, &generator_}) {
      for (std::size_t i = 0; 2 * i + 1 < series->size(); ++i) (*series)[i] = (*series)[2 * i + 1];
      series->resize(series->size() / 2);
    }
  }

  std::string file_;
  std::int64_t every_, thinning_ = 1;
  std::vector<double> steps_, discriminator_, generator_;
};

}  // namespace gan

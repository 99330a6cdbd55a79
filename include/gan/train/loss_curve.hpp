#pragma once
#include <gan/io/curve.hpp>
#include <gan/train/loop.hpp>

namespace gan {

/// Draws the objectives (of a model with a single one, its terms) over the steps of this run as a PNG, at its end and every
/// `every` steps.
class LossCurve {
 public:
  LossCurve(std::string file = "losses.png", std::int64_t every = 1000) : file_(std::move(file)), every_(every) {
    require<OptionError>(every >= 1, "a curve needs at least 1 step between pictures, not ", every);
  }
  template <class M> void operator()(Event<M> const& event) {
    if (event.step % thinning_ != 0) return;
    steps_.push_back(static_cast<double>(event.step));
    auto const losses = event.losses();
    curves_.resize(losses.size());
    for (std::size_t i = 0; i < losses.size(); ++i) {
      curves_[i].first = losses[i].first;
      curves_[i].second.push_back(losses[i].second);
    }
    if (steps_.size() >= 4000) thin();
    if (event.step % every_ == 0) draw(event);
  }
  template <class M> void end(Event<M> const& event) {
    if (!steps_.empty()) draw(event);
  }

 private:
  template <class M> void draw(Event<M> const&) const {
    std::vector<Curve> curves;
    for (auto const& [name, values] : curves_) curves.push_back({name, values, steps_});
    save_curves(file_, curves, {.title = "objectives", .x_label = "step", .y_label = "loss"});
  }
  /// Keeps every second point, so that a long training does not fill the memory.
  void thin() {
    thinning_ *= 2;
    auto halve = [](std::vector<double>& series) {
      for (std::size_t i = 0; 2 * i + 1 < series.size(); ++i) series[i] = series[2 * i + 1];
      series.resize(series.size() / 2);
    };
    halve(steps_);
    for (auto& curve : curves_) halve(curve.second);
  }

  std::string file_;
  std::int64_t every_, thinning_ = 1;
  std::vector<double> steps_;
  std::vector<std::pair<std::string, std::vector<double>>> curves_;
};

}  // namespace gan

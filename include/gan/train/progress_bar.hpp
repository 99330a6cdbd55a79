#pragma once
#include <memory>

#include <gan/io/text_progress.hpp>
#include <gan/train/loop.hpp>

namespace gan {

/// Progress on stderr: rate, time left and losses (of a Gan D and G); one moving line on a terminal, plain lines in a pipe.
class ProgressBar {
 public:
  template <class M> void operator()(Event<M> const& event) {
    constexpr std::int64_t parts = 10000;  // of a run that ends by the clock
    if (!bar_)
      bar_ = std::make_unique<io::TextProgress>(event.steps ? event.steps : parts,
                                                io::TextProgressOptions{.counts = event.steps > 0});
    if (first_ < 0) first_ = event.step - 1;
    if (--until_text_ <= 0) {  // losses cost a read of the device, so not in every step
      char text[120];
      text_.clear();
      for (auto const& [name, loss] : event.losses()) {
        bool const short_name = name == "discriminator" || name == "generator";
        std::snprintf(text, sizeof text, "%s%s %.4g", text_.empty() ? "" : "  ",
                      short_name ? (name[0] == 'd' ? "D" : "G") : name.c_str(), loss);
        text_ += text;
      }
      if (!event.steps) {
        std::snprintf(text, sizeof text, "step %lld, %.3g steps/s  ", static_cast<long long>(event.step),
                      static_cast<double>(event.step - first_) / event.seconds);
        text_ = text + text_;
      }
      until_text_ = 10;
    }
    bar_->report(event.steps ? event.step : static_cast<std::int64_t>(static_cast<double>(parts) * event.progress), text_);
  }
  template <class M> void end(Event<M> const&) {
    if (bar_) bar_->finish();
  }

 private:
  std::unique_ptr<io::TextProgress> bar_;
  std::string text_;
  int until_text_ = 0;
  std::int64_t first_ = -1;  // steps done before this run, which do not count into its rate
};

}  // namespace gan

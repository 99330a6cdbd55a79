#pragma once
#include <memory>

#include <gan/io/text_progress.hpp>
#include <gan/train/loop.hpp>

namespace gan {

/// Progress on stderr: rate, time left and losses; one moving line on a terminal, plain lines in a pipe.
class ProgressBar {
 public:
  template <class M> void operator()(Event<M> const& event) {
    std::int64_t const total = event.steps ? event.steps : 1000;
    if (!bar_) bar_ = std::make_unique<io::TextProgress>(total);
    if (--until_text_ <= 0) {  // losses cost a read of the device, so not in every step
      char text[80];
      std::snprintf(text, sizeof text, "D %.4g  G %.4g", event.discriminator_loss(), event.generator_loss());
      text_ = text;
      until_text_ = 10;
    }
    bar_->report(event.steps ? event.step : static_cast<std::int64_t>(1000 * event.progress), text_);
  }
  template <class M> void end(Event<M> const&) {
    if (bar_) bar_->finish();
  }

 private:
  std::unique_ptr<io::TextProgress> bar_;
  std::string text_;
  int until_text_ = 0;
};

}  // namespace gan

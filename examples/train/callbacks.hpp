#pragma once
#include <chrono>
#include <cstdio>
#include <string>

#include <gan/io/text_progress.hpp>
#include <gan/train/loop.hpp>

/// Where a training ended, for the program around it.
struct Ending {
  bool interrupted = false;
  double seconds = 0;
};
struct TellEnding {
  Ending* to;
  template <class M> void operator()(gan::Event<M> const&) const {}
  template <class M> void end(gan::Event<M> const& event) const { *to = {event.interrupted, event.seconds}; }
};

/// Plain lines on stderr that say whose progress they tell, for trainings side by side: the first after one second, then one
/// every fifteen.
class LabelledProgress {
 public:
  explicit LabelledProgress(std::string label) : label_(std::move(label)) {}
  template <class M> void operator()(gan::Event<M> const& event) {
    if (event.seconds < due_) return;
    due_ = event.seconds + 15;
    std::string losses;
    char text[160];
    for (auto const& [name, loss] : event.losses()) {
      std::snprintf(text, sizeof text, ", %s %.4g", name.c_str(), loss);
      losses += text;
    }
    double const left = event.progress > 0 ? event.seconds / event.progress - event.seconds : -1;
    std::snprintf(text, sizeof text, "%3d%%, step %lld, %s left", static_cast<int>(100 * event.progress),
                  static_cast<long long>(event.step), gan::io::duration_text(left).c_str());
    std::fprintf(stderr, "%s: %s%s\n", label_.c_str(), text, losses.c_str());
  }

 private:
  std::string label_;
  double due_ = 1;
};

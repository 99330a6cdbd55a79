#pragma once
#include <cstdio>
#include <memory>

#include <gan/train/checkpoint.hpp>
#include <gan/train/interrupt.hpp>

namespace gan {

/// Writes a checkpoint every so often, and at the end. With it, Ctrl-C finishes the step, writes, and says how to go on.
class PeriodicCheckpoint {
 public:
  PeriodicCheckpoint(std::string file = "checkpoint.safetensors", double seconds = 60, std::string resume_hint = {})
      : file_(std::move(file)), seconds_(seconds), hint_(std::move(resume_hint)) {
    require<OptionError>(seconds > 0, "a checkpoint needs a positive number of seconds between writes, not ", seconds);
  }

  template <class M> void begin(Event<M> const& event) {
    interrupt_ = std::make_unique<Interrupt>();
    last_ = event.seconds;
  }
  template <class M> bool operator()(Event<M>& event) {
    event.interrupted = event.interrupted || Interrupt::asked();
    if (event.interrupted) return false;
    if (event.seconds - last_ >= seconds_) {
      write(event);
      last_ = event.seconds;
    }
    return true;
  }
  template <class M> void end(Event<M> const& event) {
    interrupt_.reset();
    write(event);
    if (event.interrupted)
      std::fprintf(stderr, "\ninterrupted after step %lld; everything is in %s; %s\n", static_cast<long long>(event.step),
                   file_.c_str(), hint_.empty() ? "restore it to go on where this stopped" : hint_.c_str());
  }

 private:
  template <class M> void write(Event<M> const& event) const { save_checkpoint(*event.loop, file_); }

  std::string file_;
  double seconds_, last_ = 0;
  std::string hint_;
  std::unique_ptr<Interrupt> interrupt_;
};

}  // namespace gan

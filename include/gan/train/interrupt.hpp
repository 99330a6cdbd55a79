#pragma once
#include <csignal>

namespace gan {

/// While one of these lives, Ctrl-C asks to stop instead of ending the program; a second Ctrl-C ends it.
class Interrupt {
 public:
  Interrupt() : before_(std::signal(SIGINT, handle)) { asked_ = 0; }
  Interrupt(Interrupt const&) = delete;
  ~Interrupt() { std::signal(SIGINT, before_ == SIG_ERR ? SIG_DFL : before_); }
  static bool asked() { return asked_ != 0; }

 private:
  static void handle(int) {
    asked_ = 1;
    std::signal(SIGINT, SIG_DFL);
  }
  inline static volatile std::sig_atomic_t asked_ = 0;  // a signal handler can reach nothing else
  void (*before_)(int);
};

}  // namespace gan

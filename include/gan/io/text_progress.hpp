#pragma once
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <string>

#include <sys/ioctl.h>
#include <unistd.h>

#include <gan/core/error.hpp>

namespace gan::io {

/// A duration as people write it: 45s, 3m07s, 2h05m, 3d04h.
inline std::string duration_text(double seconds) {
  if (!(seconds >= 0) || seconds > 3.15e9) return "?";  // a century
  auto s = static_cast<std::int64_t>(seconds + 0.5);
  char out[32];
  if (s < 60) std::snprintf(out, sizeof out, "%ds", static_cast<int>(s));
  else if (s < 3600) std::snprintf(out, sizeof out, "%dm%02ds", static_cast<int>(s / 60), static_cast<int>(s % 60));
  else if (s < 86400) std::snprintf(out, sizeof out, "%dh%02dm", static_cast<int>(s / 3600), static_cast<int>(s / 60 % 60));
  else std::snprintf(out, sizeof out, "%dd%02dh", static_cast<int>(s / 86400), static_cast<int>(s / 3600 % 24));
  return out;
}

struct TextProgressOptions {
  std::FILE* to = stderr;
  double seconds_between_lines = 5;  ///< where the output is no terminal and every report is a line
  bool counts = true;       ///< shows done/total and a rate; without, only percent and time (a work that ends by the clock)
  int terminal_width = -1;  ///< 0: no terminal, a positive number: one of that width, -1: find out
};

/// Tells how far a long work is: on a terminal one line with a bar that is updated ten times a second, elsewhere (a file, a
/// pipe) a plain line every few seconds; percent, rate, time left and a text of the caller. The first and the last report are
/// always shown.
class TextProgress {
 public:
  /// `total` steps of work. Throws OptionError where that is not positive.
  explicit TextProgress(std::int64_t total, TextProgressOptions const& options = {}) : total_(total), options_(options) {
    require<OptionError>(total > 0, "a progress line needs a positive total, not ", total);
  }
  TextProgress(TextProgress const&) = delete;
  TextProgress& operator=(TextProgress const&) = delete;
  ~TextProgress() { finish(); }

  /// Reports that `done` steps are done; cheap where nothing is due to be shown. Steps done before the first report (work that
  /// is continued) do not count into the rate.
  void report(std::int64_t done, std::string const& text = {}) {
    double time = now();
    bool first = begin_done_ < 0;
    if (first) begin_done_ = done, begin_time_ = time;
    bool last = done >= total_;
    int width = terminal_width();
    double due = last_shown_ + (width > 0 ? 0.1 : options_.seconds_between_lines);
    if (!first && time < due && (!last || shown_last_)) return;
    last_shown_ = time;
    shown_last_ = last;
    print(line(done, text, time, width), width);
  }

  /// Ends the line on a terminal, so that what is printed next begins a new one. The destructor does it as well.
  void finish() {
    if (open_line_) std::fputc('\n', options_.to), std::fflush(options_.to);
    open_line_ = false;
  }

 private:
  static double now() {
    timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
  }

  /// Columns of the terminal, 0 where the output is none.
  int terminal_width() const {
    if (options_.terminal_width >= 0) return options_.terminal_width;
    int file = ::fileno(options_.to);
    if (!::isatty(file)) return 0;
    winsize size{};
    return ::ioctl(file, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
  }

  std::string line(std::int64_t done, std::string const& text, double time, int width) const {
    double fraction = std::min(std::max(static_cast<double>(done) / static_cast<double>(total_), 0.0), 1.0);
    char percent[16], count[64], speed[64] = "";
    std::snprintf(percent, sizeof percent, "%3d%%", static_cast<int>(100 * fraction));
    std::snprintf(count, sizeof count, "%lld/%lld", static_cast<long long>(done), static_cast<long long>(total_));
    double seconds = time - begin_time_, rate = static_cast<double>(done - begin_done_) / std::max(seconds, 1e-9);
    if (done > begin_done_) {
      bool slow = rate < 1;
      std::string left =
          done >= total_ ? "in " + duration_text(seconds) : duration_text(static_cast<double>(total_ - done) / rate) + " left";
      if (options_.counts)
        std::snprintf(speed, sizeof speed, "  %.3g %s  %s", slow ? 1 / rate : rate, slow ? "s/step" : "steps/s", left.c_str());
      else std::snprintf(speed, sizeof speed, "%s", left.c_str());
    }
    std::string out = percent;
    if (width > 0) {
      constexpr int bar = 24;
      int full = static_cast<int>(bar * fraction);
      out += " [" + std::string(static_cast<std::size_t>(full), '=') + (full < bar ? ">" : "");
      out += std::string(static_cast<std::size_t>(std::max(bar - full - 1, 0)), ' ') + "]";
    }
    return out + ' ' + (options_.counts ? count : "") + speed + (text.empty() ? "" : "  " + text);
  }

  void print(std::string out, int width) {
    if (width > 0) {
      // the last column stays free: some terminals would wrap. Bytes that continue a character (UTF-8) take no column.
      std::size_t columns = 0, end = 0;
      for (; end < out.size(); ++end) {
        bool begins = (static_cast<unsigned char>(out[end]) & 0xc0) != 0x80;
        if (begins && ++columns == static_cast<std::size_t>(width)) break;
      }
      out = "\r" + out.substr(0, end) + "\x1b[K";  // and clears what the line before had more
    } else {
      out += '\n';
    }
    open_line_ = width > 0;
    std::fputs(out.c_str(), options_.to);
    std::fflush(options_.to);
  }

  std::int64_t total_, begin_done_ = -1;
  TextProgressOptions options_;
  double begin_time_ = 0, last_shown_ = 0;
  bool open_line_ = false, shown_last_ = false;
};

}  // namespace gan::io

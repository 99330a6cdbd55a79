// Compares candidates in one run, in turns: what disturbs the machine meets them all. Prints a Markdown table.
#pragma once

#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <functional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace bench {

struct Candidate {
  std::string name;
  std::function<void(long)> repeat;               // does the work so many times
  clockid_t processor = CLOCK_THREAD_CPUTIME_ID;  // processor time of what does the work, where it is one thread or process

  static Candidate of(std::string name, std::function<void()> once) {
    Candidate c;
    c.name = std::move(name);
    c.repeat = [once = std::move(once)](long n) {
      for (; n > 0; --n) once();
    };
    return c;
  }
};

struct Timing {
  std::string name;
  double median_ms, min_ms;  // of one piece of work, over the rounds
  double ratio;              // to the first candidate's time in the same round; median over the rounds
  double min_ratio;          // of the two minima
  std::vector<double> rounds_ms;
};

struct Rounds {
  int rounds = 9;
  double warm_up_ms = 300, turn_ms = 200;  // for each candidate
  bool processor_time = false;             // instead of the time that passes: what else the machine does counts less
};

inline double median(std::vector<double> v) {
  auto middle = v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2);
  std::nth_element(v.begin(), middle, v.end());
  return v.size() % 2 ? *middle : (*middle + *std::max_element(v.begin(), middle)) / 2;
}

// Median over the rounds of a's time by b's in the same round.
inline double ratio(const Timing& a, const Timing& b) {
  std::vector<double> ratios;
  for (size_t i = 0; i < a.rounds_ms.size(); ++i) ratios.push_back(a.rounds_ms[i] / b.rounds_ms[i]);
  return median(ratios);
}

inline std::vector<Timing> interleave(const std::vector<Candidate>& candidates, Rounds options = {}) {
  auto time_ms = [&](const Candidate& c, long n) {
    auto now = [&] {
      timespec t;
      clock_gettime(options.processor_time ? c.processor : CLOCK_MONOTONIC, &t);
      return 1e3 * static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_nsec);
    };
    double start = now();
    c.repeat(n);
    return (now() - start) / static_cast<double>(n);
  };

  std::vector<long> repeats;
  for (const Candidate& c : candidates) {
    double once = time_ms(c, 1);
    for (double spent = once; spent < options.warm_up_ms; spent += once) once = time_ms(c, 1);
    once = std::min(once, time_ms(c, 3));
    repeats.push_back(std::max(1L, std::lround(options.turn_ms / once)));
  }

  std::vector<std::vector<double>> times(candidates.size());
  for (int round = 0; round < options.rounds; ++round)
    for (size_t i = 0; i < candidates.size(); ++i) {
      candidates[i].repeat(1);  // not timed: the caches belong to the candidate before, its idle threads may still spin
      times[i].push_back(time_ms(candidates[i], repeats[i]));
    }

  std::vector<Timing> result;
  for (size_t i = 0; i < candidates.size(); ++i) {
    double fastest = *std::min_element(times[i].begin(), times[i].end());
    result.push_back({candidates[i].name, median(times[i]), fastest, 1, 1, times[i]});
    result[i].ratio = ratio(result[i], result[0]);
    result[i].min_ratio = fastest / result[0].min_ms;
  }
  return result;
}

inline void print_table(std::ostream& out, const std::string& title, const std::vector<Timing>& timings) {
  out << "| " << title << " | median ms | min ms | ratio | ratio of min |\n|---|---:|---:|---:|---:|\n";
  for (const Timing& t : timings) {
    char line[160];
    std::snprintf(line, sizeof line, "%.3f | %.3f | %.2f | %.2f", t.median_ms, t.min_ms, t.ratio, t.min_ratio);
    out << "| " << t.name << " | " << line << " |\n";
  }
  out.flush();
}

}  // namespace bench

#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

/// What a CsvLog has written, as one training: step, epoch, seconds and the terms of all objectives.
struct TrainingLog {
  std::vector<std::string> columns;
  std::vector<std::vector<double>> rows;

  static constexpr std::size_t step = 0, seconds = 2, terms = 3;  ///< columns

  /// Seconds that the training took up to a step, as far as the log tells; 0 without rows.
  double seconds_until(std::int64_t last) const {
    double out = 0;
    for (auto const& row : rows)
      if (row[step] <= static_cast<double>(last)) out = row[seconds];
    return out;
  }
};

/// Reads a log; empty where there is no file. A training that was interrupted has a log of several parts, each with a clock of its own,
/// and steps that were done again since the last checkpoint. Here the clock goes on, and only the last row of a step is kept.
inline TrainingLog read_training_log(std::string const& path) {
  TrainingLog out;
  std::ifstream file(path);
  double before = 0, offset = 0;  // the clock of the part, and when the part began
  for (std::string line; std::getline(file, line);) {
    std::vector<std::string> fields(1);
    for (char c : line) {
      if (c == ',') fields.emplace_back();
      else fields.back() += c;
    }
    if (out.columns.empty()) {
      out.columns = fields;
      continue;
    }
    if (fields.size() != out.columns.size() || fields.size() <= TrainingLog::seconds) continue;  // a line that was cut
    std::vector<double> row;
    for (auto const& field : fields) row.push_back(std::strtod(field.c_str(), nullptr));
    double const clock = row[TrainingLog::seconds];
    if (clock < before) {
      while (!out.rows.empty() && out.rows.back()[TrainingLog::step] >= row[TrainingLog::step]) out.rows.pop_back();
      offset = out.rows.empty() ? 0 : out.rows.back()[TrainingLog::seconds];
    }
    before = clock;
    row[TrainingLog::seconds] += offset;
    out.rows.push_back(std::move(row));
  }
  return out;
}

/// How many steps are left of a training that goes on after this many steps in this time, and whose length is a time: as many
/// as its speed so far foretells. Its rate and its annealing then go on as without the interruption. -1 where its speed is not
/// known, or its length is no time.
inline std::int64_t steps_left(double minutes, std::int64_t done, double seconds) {
  if (minutes <= 0 || done <= 0 || seconds <= 0) return -1;
  return std::max<std::int64_t>(0, std::llround(static_cast<double>(done) * minutes * 60 / seconds) - done);
}

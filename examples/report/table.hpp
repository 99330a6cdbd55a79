#pragma once
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "runs.hpp"

/// A column of a table: what of the numbers it shows, with so many digits behind the point, and where it has one its error.
struct Column {
  std::string key;
  int digits = 2;
  std::string error = {};
};

/// The mean over runs and, of several, the least and the largest: "12.3 (11.0 to 14.1)", and the mean error behind it. Empty where no run
/// has the number.
inline std::string cell(std::vector<Numbers> const& runs, Column const& column) {
  std::vector<double> values, errors;
  for (auto const& run : runs) {
    if (auto it = run.find(column.key); it != run.end()) values.push_back(it->second);
    if (auto it = run.find(column.error); it != run.end()) errors.push_back(it->second);
  }
  if (values.empty()) return "";
  auto text = [&](double value) {
    char out[64];
    std::snprintf(out, sizeof out, "%.*f", column.digits, value);
    return std::string(out);
  };
  auto mean = [](std::vector<double> const& x) {
    double sum = 0;
    for (double v : x) sum += v;
    return sum / static_cast<double>(x.size());
  };
  std::string out = text(mean(values));
  auto const [low, high] = std::minmax_element(values.begin(), values.end());
  if (values.size() > 1) out += " (" + text(*low) + " to " + text(*high) + ")";
  if (!errors.empty()) out += " ± " + text(mean(errors));
  return out;
}

/// A line of a table: its first cells as text, and the numbers of its runs.
struct Line {
  std::vector<std::string> texts;
  std::vector<Numbers> runs;
};

/// A table in Markdown with the lines that have one of the columns; empty where there is none.
inline std::string table(std::vector<std::string> const& heads, std::vector<Column> const& columns,
                         std::vector<Line> const& lines) {
  std::string out;
  for (auto const& head : heads) out += "| " + head + " ";
  for (auto const& column : columns) out += "| " + column.key + " ";
  out += "|\n";
  for (std::size_t i = 0; i < heads.size() + columns.size(); ++i) out += "|---";
  out += "|\n";
  bool any = false;
  for (auto const& line : lines) {
    std::string cells;
    bool has = false;
    for (auto const& column : columns) {
      std::string const text = cell(line.runs, column);
      has = has || !text.empty();
      cells += "| " + text + " ";
    }
    if (!has) continue;
    any = true;
    for (auto const& text : line.texts) out += "| " + text + " ";
    out += cells + "|\n";
  }
  return any ? out : "";
}

#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

using Numbers = std::map<std::string, double>;

/// A run that `train --samples` has completed: its folder, what run.csv says of it, and what was measured.
struct Run {
  std::filesystem::path folder;
  std::map<std::string, std::string> facts;
  Numbers numbers;

  std::string fact(std::string const& name) const;  ///< empty where run.csv does not say
  double number(std::string const& name) const;     ///< of a fact; throws FileError where it is none
};

/// Runs of one system on one data set with one length and the same settings, by seed. Of a seed that was run several times, on
/// two machines say, all count.
struct Row {
  std::string system, data, length, settings;
  std::vector<Run const*> runs;
};

/// All complete runs in these folders and below, in the order of their paths.
std::vector<Run> find_runs(std::vector<std::string> const& folders);
/// In the order of data sets (digits first) and names.
std::vector<Row> rows_of(std::vector<Run> const& runs);

/// Lines "name,value"; a name holds no comma. Throws FileError for a line without a comma.
std::map<std::string, std::string> read_pairs(std::filesystem::path const& file);
/// What was measured of a run before: where there is metrics.csv, and no file to measure that is younger. Empty elsewhere.
Numbers measured_before(std::filesystem::path const& folder);
void keep_measured(std::filesystem::path const& folder, Numbers const& numbers);

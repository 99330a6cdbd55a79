#include "runs.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <tuple>

#include <gan/io/file.hpp>

namespace fs = std::filesystem;

namespace {
constexpr char const* run_file = "run.csv";
constexpr char const* metrics_file = "metrics.csv";

double to_number(std::string const& text, fs::path const& file, std::string const& name) {
  char* end = nullptr;
  double const out = std::strtod(text.c_str(), &end);
  gan::require<gan::FileError>(!text.empty() && *end == 0, file.string(), ": '", name, "' must be a number, not '", text, "'");
  return out;
}
}  // namespace

std::string Run::fact(std::string const& name) const {
  auto const it = facts.find(name);
  return it == facts.end() ? "" : it->second;
}
double Run::number(std::string const& name) const { return to_number(fact(name), folder / run_file, name); }

std::map<std::string, std::string> read_pairs(fs::path const& file) {
  std::map<std::string, std::string> out;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    std::size_t const comma = line.find(',');
    gan::require<gan::FileError>(comma != std::string::npos, file.string(), ": a line 'name,value' was expected, not '", line,
                                 "'");
    out[line.substr(0, comma)] = line.substr(comma + 1);
  }
  return out;
}

std::vector<Run> find_runs(std::vector<std::string> const& folders) {
  std::vector<fs::path> found;
  for (auto const& folder : folders) {
    gan::require<gan::FileError>(fs::is_directory(folder), folder, " is no folder with runs");
    for (auto const& entry : fs::recursive_directory_iterator(folder))
      if (entry.path().filename() == run_file) found.push_back(entry.path().parent_path());
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  gan::require<gan::FileError>(!found.empty(), "there is no complete run in ", folders.empty() ? "no folder" : folders.front(),
                               "; train --samples leaves them, and each has a file ", run_file);
  std::vector<Run> out;
  for (auto const& folder : found) out.push_back({folder, read_pairs(folder / run_file), {}});
  return out;
}

std::vector<Row> rows_of(std::vector<Run> const& runs) {
  using Key = std::tuple<int, std::string, std::string, std::string, std::string>;
  std::map<Key, Row> rows;
  for (auto const& run : runs) {
    std::string data = run.fact("data");
    if (data == "mnist") data = "digits";
    int const order = data == "digits" ? 0 : data == "ring" ? 1 : 2;
    Row& row = rows[{order, data, run.fact("system"), run.fact("length"), run.fact("settings")}];
    if (row.runs.empty()) row = {run.fact("system"), data, run.fact("length"), run.fact("settings"), {}};
    row.runs.push_back(&run);
  }
  std::vector<Row> out;
  for (auto& [key, row] : rows) {
    std::stable_sort(row.runs.begin(), row.runs.end(),
                     [](Run const* a, Run const* b) { return a->number("seed") < b->number("seed"); });
    out.push_back(std::move(row));
  }
  return out;
}

Numbers measured_before(fs::path const& folder) {
  fs::path const file = folder / metrics_file;
  if (!fs::exists(file)) return {};
  for (auto const& entry : fs::directory_iterator(folder)) {
    bool const measured = entry.path().extension() == ".safetensors" && entry.path().stem() != "checkpoint";
    if (measured && entry.last_write_time() > fs::last_write_time(file)) return {};
  }
  Numbers out;
  for (auto const& [name, value] : read_pairs(file)) out[name] = to_number(value, file, name);
  return out;
}

void keep_measured(fs::path const& folder, Numbers const& numbers) {
  std::string text;
  for (auto const& [name, value] : numbers) {
    gan::require<gan::OptionError>(name.find(',') == std::string::npos, "a number's name holds no comma, unlike '", name, "'");
    text += gan::sentence(name, ",", value, "\n");
  }
  gan::io::write_file_atomically((folder / metrics_file).string(), text);
}

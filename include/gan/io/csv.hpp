#pragma once
#include <cerrno>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

#include <gan/core/error.hpp>
#include <gan/io/file.hpp>

namespace gan::io {

/// Whether a log that exists is begun anew or continued.
enum class Log { replace, append };

/// A log of numbers as comma-separated values (RFC 4180): one header line with the columns' names, then one line per row, on
/// the disk as soon as it is added, so that a program that dies loses nothing.
class CsvWriter {
 public:
  /// Opens the log. A continued one must have the same columns; a last line that was cut short is removed from it. Throws
  /// OptionError without columns, FileError where the file cannot be written or has other columns.
  CsvWriter(std::string path, std::vector<std::string> const& columns, Log log = Log::replace)
      : path_(std::move(path)), columns_(columns.size()) {
    require<OptionError>(columns_ > 0, path_, ": a log needs at least one column");
    std::string header;
    for (std::string const& name : columns) header += (header.empty() ? "" : ",") + field(name);
    header += '\n';
    std::size_t kept = log == Log::append && exists(path_) ? whole_lines(header) : 0;
    file_.reset(std::fopen(path_.c_str(), kept > 0 ? "r+b" : "wb"));
    require_file(file_ != nullptr, path_, "cannot be written: ", std::strerror(errno));
    bool cut = ::ftruncate(::fileno(file_.get()), static_cast<off_t>(kept)) == 0 && std::fseek(file_.get(), 0, SEEK_END) == 0;
    require_file(cut, path_, "cannot be continued: ", std::strerror(errno));
    if (kept == 0) write(header);
  }

  std::string const& path() const { return path_; }

  /// Adds a row, one number per column; "nan" and "inf" where they are not finite. Throws OptionError where the number of
  /// values is not that of the columns, FileError where the disk does not take it.
  void row(std::span<double const> values) {
    require<OptionError>(values.size() == columns_, path_, ": a row of ", columns_, " values was expected, not ",
                         values.size());
    std::string line;
    for (double value : values) {
      char text[32];
      // nine digits tell floats apart, and counters below 10^15 keep all of theirs
      bool whole = std::abs(value) < 1e15 && value == std::floor(value);
      std::snprintf(text, sizeof text, whole ? "%.0f" : "%.9g", value);
      line += (line.empty() ? "" : ",") + std::string(std::isnan(value) ? "nan" : text);  // never "-nan"
    }
    write(line + '\n');
  }
  void row(std::initializer_list<double> values) { row(std::span<double const>(values.begin(), values.size())); }

 private:
  /// A name as a field: quoted where it holds what separates fields.
  static std::string field(std::string const& name) {
    if (name.find_first_of(",\"\r\n") == std::string::npos) return name;
    std::string out = "\"";
    for (char c : name) out += c == '"' ? "\"\"" : std::string(1, c);
    return out + '"';
  }

  /// The size of the existing file up to the end of its last whole line, checked to begin with `header`.
  std::size_t whole_lines(std::string const& header) const {
    Bytes bytes = read_file(path_);
    std::string_view text(reinterpret_cast<char const*>(bytes.data()), bytes.size());
    std::size_t end = text.rfind('\n');
    std::size_t size = end == std::string_view::npos ? 0 : end + 1;
    bool same = size == 0 ? header.starts_with(text) : text.starts_with(header);
    require_at(same, path_, 0, "the log cannot be continued, its header is not ",
               std::string_view(header).substr(0, header.size() - 1));
    return size;
  }

  void write(std::string const& line) {
    bool done = std::fwrite(line.data(), 1, line.size(), file_.get()) == line.size() && std::fflush(file_.get()) == 0;
    require_file(done, path_, "cannot be written: ", std::strerror(errno));
  }

  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  std::string path_;
  std::size_t columns_;
  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace gan::io

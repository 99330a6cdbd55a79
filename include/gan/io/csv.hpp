#pragma once
#include <cerrno>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <span>
#include <string>
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
    if (log == Log::append && exists(path_)) {
      std::size_t size = whole_lines(header);
      file_ = std::fopen(path_.c_str(), "r+b");
      require_file(file_ != nullptr, path_, "cannot be written: ", std::strerror(errno));
      bool cut = ::ftruncate(::fileno(file_), static_cast<off_t>(size)) == 0 && std::fseek(file_, 0, SEEK_END) == 0;
      int reason = errno;
      if (!cut) std::fclose(std::exchange(file_, nullptr));
      require_file(cut, path_, "cannot be continued: ", std::strerror(reason));
      if (size > 0) return;
    } else {
      file_ = std::fopen(path_.c_str(), "wb");
      require_file(file_ != nullptr, path_, "cannot be written: ", std::strerror(errno));
    }
    write(header);
  }
  CsvWriter(CsvWriter&& other) noexcept
      : path_(std::move(other.path_)), columns_(other.columns_), file_(std::exchange(other.file_, nullptr)) {}
  CsvWriter& operator=(CsvWriter&&) = delete;
  ~CsvWriter() {
    if (file_) std::fclose(file_);
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
      line += (line.empty() ? "" : ",") + std::string(text);
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
    bool done = std::fwrite(line.data(), 1, line.size(), file_) == line.size() && std::fflush(file_) == 0;
    require_file(done, path_, "cannot be written: ", std::strerror(errno));
  }

  std::string path_;
  std::size_t columns_;
  std::FILE* file_ = nullptr;
};

}  // namespace gan::io

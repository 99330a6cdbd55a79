#pragma once
/// What tests of files need: a folder that goes away, bytes, and the check of a refusal.
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <sstream>
#include <string>
#include <typeinfo>
#include <vector>

#include <stdlib.h>

#include <gan/core/error.hpp>

#include "catch.hpp"

/// A new empty folder, removed with all that is in it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "gan-test-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder can be made");
    path_ = pattern;
  }
  TemporaryFolder(TemporaryFolder const&) = delete;
  TemporaryFolder& operator=(TemporaryFolder const&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  std::string const& path() const { return path_; }
  std::string operator/(std::string const& name) const { return path_ + '/' + name; }

  /// Writes a file and returns its path.
  std::string write(std::string const& name, std::string const& bytes) const {
    std::ofstream(*this / name, std::ios::binary) << bytes;
    return *this / name;
  }
  std::size_t entries() const {
    std::size_t n = 0;
    for ([[maybe_unused]] auto const& entry : std::filesystem::directory_iterator(path_)) ++n;
    return n;
  }

 private:
  std::string path_;
};

inline std::string read_text(std::string const& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

/// `n` bytes of a number, most significant first.
inline std::string big_endian(std::uint64_t value, int n = 4) {
  std::string out;
  for (int i = n - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i) & 0xff);
  return out;
}

/// `n` bytes of a number, least significant first.
inline std::string little_endian(std::uint64_t value, int n = 8) {
  std::string out;
  for (int i = 0; i < n; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
  return out;
}

/// Checks that `f` throws exactly an E whose one sentence contains all `words`.
template <class E, class F> void check_refusal(F f, std::vector<std::string> const& words) {
  try {
    f();
    FAIL_CHECK("nothing was thrown, though '" << words.front() << "' was expected");
  } catch (gan::Error const& error) {
    std::string what = error.what();
    INFO(what);
    CHECK(typeid(error) == typeid(E));
    CHECK(what.find('\n') == std::string::npos);
    CHECK(what.size() < 400);
    for (std::string const& word : words) {
      INFO("expected: " << word);
      CHECK(what.find(word) != std::string::npos);
    }
  }
}

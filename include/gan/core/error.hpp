#pragma once
#include <sstream>
#include <stdexcept>
#include <string>

namespace gan {

/// Base of everything the library throws: `what()` is one sentence with the offending values and what was expected.
struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Shapes that do not fit one another.
struct ShapeError : Error {
  using Error::Error;
};

/// An option outside its range, or options that contradict each other.
struct OptionError : Error {
  using Error::Error;
};

/// A file that is missing, unreadable, truncated, oversized, mislabelled or otherwise not what it should be.
struct FileError : Error {
  using Error::Error;
};

/// A value that is not finite where training cannot go on with it.
struct NumericalError : Error {
  using Error::Error;
};

/// A gradient of an order, or of a variable, that was not recorded.
struct GradientError : Error {
  using Error::Error;
};

/// A function whose optional library was not there when the program was built; names the package.
struct MissingLibrary : Error {
  using Error::Error;
};

/// Programs that train together and do not fit, or cannot reach each other.
struct RankError : Error {
  using Error::Error;
};

/// A check of values against an oracle that failed (`gradcheck`, `verify`); `what()` is its report.
struct CheckFailed : Error {
  using Error::Error;
};

/// One string out of many printable parts; for error sentences.
template <class... Parts> std::string sentence(Parts const&... parts) {
  std::ostringstream out;
  (out << ... << parts);
  return out.str();
}

/// Throws E with the sentence made of `parts` unless `condition` holds.
template <class E, class... Parts> void require(bool condition, Parts const&... parts) {
  if (!condition) [[unlikely]]
    throw E(sentence(parts...));
}

}  // namespace gan

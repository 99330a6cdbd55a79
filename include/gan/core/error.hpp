#pragma once
#include <initializer_list>
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

namespace detail {

/// A part of a sentence, whatever can be printed; it points to what it was made from. Sentences of any parts are put together by one
/// function, because an instance of it for every list of parts is what a program's compiler would spend most of its time on.
class Part {
 public:
  Part(char const* text) : value_(text), print_([](std::ostream& out, void const* v) { out << static_cast<char const*>(v); }) {}
  template <class T>
  Part(T const& value) : value_(&value), print_([](std::ostream& out, void const* v) { out << *static_cast<T const*>(v); }) {}

  friend std::ostream& operator<<(std::ostream& out, Part const& part) {
    part.print_(out, part.value_);
    return out;
  }

 private:
  void const* value_;
  void (*print_)(std::ostream&, void const*);
};

inline std::string joined(std::initializer_list<Part> parts) {
  std::ostringstream out;
  for (Part const& part : parts) out << part;
  return out.str();
}

template <class E> [[noreturn]] void refuse(std::initializer_list<Part> parts) { throw E(joined(parts)); }

}  // namespace detail

/// One string out of many printable parts; for error sentences.
template <class... Parts> std::string sentence(Parts const&... parts) { return detail::joined({parts...}); }

/// Throws E with the sentence made of `parts` unless `condition` holds.
template <class E, class... Parts> void require(bool condition, Parts const&... parts) {
  if (!condition) [[unlikely]]
    detail::refuse<E>({parts...});
}

}  // namespace gan

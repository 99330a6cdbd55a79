#pragma once
/// As much JSON (RFC 8259) as a flat header needs, read strictly: strings, whole numbers and punctuation, one after another.
#include <cstddef>
#include <cstdint>
#include <limits>
#include <ostream>
#include <string>
#include <string_view>

#include <gan/io/file.hpp>

namespace gan::io {

/// Length of the UTF-8 sequence at the start of `text`, 0 where there is no valid one (RFC 3629: shortest forms, no
/// surrogates).
inline std::size_t utf8_length(std::string_view text) {
  auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  unsigned first = byte(0), second = byte(1);
  if (text.empty()) return 0;
  if (first < 0x80) return 1;
  std::size_t length = 0;
  if (first >= 0xc2 && first <= 0xdf) length = 2;
  if (first >= 0xe0 && first <= 0xef) length = 3;
  if (first >= 0xf0 && first <= 0xf4) length = 4;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f)) return 0;
  if ((first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f)) return 0;
  return length;
}

inline bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

/// A JSON string literal of valid UTF-8 text.
inline std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) out += c;
    else {
      out += "\\u00";
      out += "0123456789abcdef"[c >> 4];
      out += "0123456789abcdef"[c & 15];
    }
  }
  return out + '"';
}

/// A name from a file as it is shown in an error: quoted, without control characters, shortened where it is long.
inline std::string quoted(std::string_view name) {
  if (name.size() <= 60) return json_string(name);
  std::size_t end = 60;
  while ((static_cast<unsigned char>(name[end]) & 0xc0) == 0x80) --end;  // not inside a character
  return json_string(name.substr(0, end)) + "...";
}

/// A place in a JSON text that moves on as its parts are read. Every error is a FileError with the file and the offset in it.
class JsonCursor {
 public:
  /// `text` stands at offset `start` of the file `path`; both must outlive the cursor.
  JsonCursor(std::string_view text, std::string const& path, std::uint64_t start) : text_(text), path_(path), start_(start) {}

  std::uint64_t offset() const { return start_ + at_; }
  bool at_end() const { return at_ == text_.size(); }

  template <class... Parts> void require_here(bool condition, Parts const&... parts) const {
    require_at(condition, path_, offset(), parts...);
  }

  /// Moves past white space and then `c`, if it is there.
  bool accept(char c) {
    skip_space();
    if (at_end() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    bool there = accept(c);
    require_here(there, "'", c, "' was expected, not ", shown());
  }

  /// Throws unless only white space is left.
  void expect_end() {
    skip_space();
    require_here(at_end(), "the header should end here, but ", shown(), " follows");
  }

  /// A string, its escapes resolved.
  std::string string() {
    expect('"');
    std::string out;
    for (;;) {
      require_here(!at_end(), "the string is not closed before the header ends");
      char c = text_[at_];
      if (c == '"') break;
      require_here(static_cast<unsigned char>(c) >= 0x20, "a control character in a string must be escaped, not ", shown());
      if (c == '\\') {
        escape(out);
        continue;
      }
      std::size_t length = utf8_length(text_.substr(at_));
      require_here(length > 0, "UTF-8 was expected in a string, not ", shown());
      out += text_.substr(at_, length);
      at_ += length;
    }
    ++at_;
    return out;
  }

  /// A whole number of at least 0 that fits 63 bits, without sign, fraction, exponent or leading zeros.
  std::int64_t integer() {
    skip_space();
    require_here(digit(at_), "a whole number was expected, not ", shown());
    require_here(text_[at_] != '0' || !digit(at_ + 1), "a number must not have leading zeros");
    std::size_t begin = at_;
    std::int64_t value = 0;
    for (; digit(at_); ++at_) {
      int d = text_[at_] - '0';
      require_at(value <= (std::numeric_limits<std::int64_t>::max() - d) / 10, path_, start_ + begin,
                 "the number is too large, at most 63 bits were expected");
      value = value * 10 + d;
    }
    require_here(at_end() || (text_[at_] != '.' && text_[at_] != 'e' && text_[at_] != 'E'), "a whole number was expected, not ",
                 shown());
    return value;
  }

 private:
  bool digit(std::size_t i) const { return i < text_.size() && text_[i] >= '0' && text_[i] <= '9'; }
  void skip_space() {
    while (!at_end() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) ++at_;
  }

  /// What stands here, for an error; made into text only if there is one.
  struct Shown {
    std::string_view rest;
    friend std::ostream& operator<<(std::ostream& out, Shown const& shown) {
      if (shown.rest.empty()) return out << "the end of the header";
      char c = shown.rest[0];
      if (c > 0x20 && c < 0x7f) return out << "'" << c << "'";
      return out << "byte " << int{static_cast<unsigned char>(c)};
    }
  };
  Shown shown() const { return {text_.substr(at_)}; }

  void escape(std::string& out) {
    constexpr std::string_view letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
    ++at_;
    std::size_t which = at_end() ? std::string_view::npos : letters.find(text_[at_]);
    if (which != std::string_view::npos) {
      out += meanings[which];
      ++at_;
      return;
    }
    require_here(!at_end() && text_[at_] == 'u',
                 "an escape in a string must be one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u, not ", shown());
    std::uint32_t code = hexadecimal();
    if (code >= 0xd800 && code <= 0xdbff) {  // the first half of a pair
      bool more = at_ + 1 < text_.size() && text_[at_] == '\\' && text_[at_ + 1] == 'u';
      require_here(more, "the second half of a surrogate pair was expected, not ", shown());
      ++at_;
      std::uint32_t low = hexadecimal();
      require_here(low >= 0xdc00 && low <= 0xdfff, "the second half of the surrogate pair before is none");
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    require_here(code < 0xdc00 || code > 0xdfff, "the surrogate before has no first half");
    append_utf8(out, code);
  }
  /// Moves past u and four hexadecimal digits.
  std::uint32_t hexadecimal() {
    std::uint32_t code = 0;
    ++at_;
    for (int i = 0; i < 4; ++i, ++at_) {
      char c = at_end() ? '"' : text_[at_];
      int d = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
      require_here(d >= 0, "four hexadecimal digits must follow \\u, not ", shown());
      code = code << 4 | static_cast<std::uint32_t>(d);
    }
    return code;
  }
  static void append_utf8(std::string& out, std::uint32_t code) {
    auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (code < 0x80) put(code);
    else if (code < 0x800) put(0xc0 | code >> 6), put(0x80 | (code & 0x3f));
    else if (code < 0x10000) put(0xe0 | code >> 12), put(0x80 | (code >> 6 & 0x3f)), put(0x80 | (code & 0x3f));
    else put(0xf0 | code >> 18), put(0x80 | (code >> 12 & 0x3f)), put(0x80 | (code >> 6 & 0x3f)), put(0x80 | (code & 0x3f));
  }

  std::string_view text_;
  std::string const& path_;
  std::uint64_t start_;
  std::size_t at_ = 0;
};

}  // namespace gan::io

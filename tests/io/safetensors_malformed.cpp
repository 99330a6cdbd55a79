/// Files that are not quite safetensors: every one is refused with its place and reason.
#include <gan/core/random.hpp>
#include <gan/io/safetensors.hpp>

#include "io/files.hpp"

using namespace gan;

/// A file with this header and data.
static std::string with_header(std::string const& header, std::string const& data = "") {
  return little_endian(header.size()) + header + data;
}
/// A file with one tensor whose description is this.
static std::string with_tensor(std::string const& description, std::string const& data = "12345678") {
  return with_header("{\"a\":{" + description + "}}", data);
}

TEST_CASE("safetensors: malformed files are refused with offset and reason") {
  struct Case {
    char const* what;
    std::string bytes;
    std::vector<std::string> words;
  };
  std::string good = "\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]";
  std::string u8 = "{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":";
  std::vector<Case> cases{
      {"empty", "", {"is empty"}},
      {"no length", "1234", {"offset 4", "truncated", "8 bytes"}},
      {"length beyond the file", little_endian(100) + "{}", {"offset 10", "truncated", "needs 108 bytes"}},
      {"length beyond reason", little_endian(~std::uint64_t{0}) + "{}", {"offset 0", "18446744073709551615", "at most"}},
      {"length 0", little_endian(0), {"offset 8", "begin with '{'"}},
      {"no brace", with_header(" {}"), {"offset 8", "begin with '{'"}},
      {"no end", with_header("{"), {"offset 9", "'\"' was expected", "end of the header"}},
      {"an array", with_header("[]"), {"begin with '{'"}},
      {"no colon", with_header("{\"a\"}"), {"offset 12", "':' was expected, not '}'"}},
      {"trailing comma", with_tensor(good + ","), {"'\"' was expected, not '}'"}},
      {"trailing garbage", with_header("{} x"), {"offset 11", "should end here", "'x'"}},
      {"trailing nul", with_header(std::string("{}\0", 3)), {"offset 10", "should end here", "byte 0"}},
      {"unclosed string", with_header("{\"abc"), {"offset 13", "not closed"}},
      {"control character", with_header("{\"a\nb\":{}}"), {"offset 11", "control character", "byte 10"}},
      {"unknown escape", with_header("{\"\\x\":{}}"), {"offset 11", "escape", "'x'"}},
      {"short escape", with_header("{\"\\u12g4\":{}}"), {"offset 14", "hexadecimal", "'g'"}},
      {"lone high surrogate", with_header("{\"\\ud800a\":{}}"), {"surrogate"}},
      {"wrong low surrogate", with_header("{\"\\ud800\\u0041\":{}}"), {"surrogate"}},
      {"lone low surrogate", with_header("{\"\\udc00\":{}}"), {"surrogate"}},
      {"not UTF-8", with_header("{\"\xff\":{}}"), {"offset 10", "UTF-8", "byte 255"}},
      {"overlong UTF-8", with_header("{\"\xc0\xaf\":{}}"), {"offset 10", "UTF-8", "byte 192"}},
      {"surrogate in UTF-8", with_header("{\"\xed\xa0\x80\":{}}"), {"offset 10", "UTF-8", "byte 237"}},
      {"cut UTF-8", with_header("{\"\xe2\x82"), {"offset 10", "UTF-8", "byte 226"}},
      {"not an object", with_header("{\"a\":1}"), {"offset 13", "'{' was expected, not '1'"}},
      {"null", with_header("{\"a\":null}"), {"'{' was expected, not 'n'"}},
      {"nested", with_tensor(good + ",\"b\":{}"), {"\"a\"", "unknown key \"b\""}},
      {"nested metadata", with_header("{\"__metadata__\":{\"k\":{}}}"), {"'\"' was expected, not '{'"}},
      {"metadata number", with_header("{\"__metadata__\":{\"k\":1}}"), {"'\"' was expected, not '1'"}},
      {"metadata twice", with_header("{\"__metadata__\":{},\"__metadata__\":{}}"), {"__metadata__", "twice"}},
      {"metadata key twice", with_header("{\"__metadata__\":{\"k\":\"\",\"k\":\"\"}}"), {"\"k\"", "twice"}},
      {"tensor twice", with_header("{\"a\":" + u8 + "[0,4]},\"a\":" + u8 + "[4,8]}}", "12345678"), {"\"a\"", "twice"}},
      {"dtype twice", with_tensor(good + ",\"dtype\":\"F32\""), {"\"a\" has dtype twice"}},
      {"no dtype", with_tensor("\"shape\":[2],\"data_offsets\":[0,8]"), {"\"a\" has no dtype"}},
      {"no shape", with_tensor("\"dtype\":\"F32\",\"data_offsets\":[0,8]"), {"\"a\" has no shape"}},
      {"no offsets", with_tensor("\"dtype\":\"F32\",\"shape\":[2]"), {"\"a\" has no data_offsets"}},
      {"unknown dtype",
       with_tensor("\"dtype\":\"F33\",\"shape\":[2],\"data_offsets\":[0,8]"),
       {"offset 14", "unknown dtype \"F33\""}},
      {"negative size", with_tensor("\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]"), {"whole number", "'-'"}},
      {"fraction", with_tensor("\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]"), {"whole number", "'.'"}},
      {"exponent", with_tensor("\"dtype\":\"F32\",\"shape\":[2e0],\"data_offsets\":[0,8]"), {"whole number", "'e'"}},
      {"leading zero", with_tensor("\"dtype\":\"F32\",\"shape\":[02],\"data_offsets\":[0,8]"), {"leading zeros"}},
      {"size as text", with_tensor("\"dtype\":\"F32\",\"shape\":[\"2\"],\"data_offsets\":[0,8]"), {"whole number", "'\"'"}},
      {"huge number",
       with_tensor("\"dtype\":\"F32\",\"shape\":[9223372036854775808],\"data_offsets\":[0,8]"),
       {"too large", "63 bits"}},
      {"huge product",
       with_tensor("\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]"),
       {"shape", "too large"}},
      {"too many dimensions",
       with_tensor("\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,2],\"data_offsets\":[0,8]"),
       {"more than 6 dimensions"}},
      {"size unlike shape",
       with_tensor("\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]"),
       {"{3}", "12 bytes", "[0, 8]"}},
      {"backward offsets", with_tensor("\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]"), {"8 bytes", "[8, 0]"}},
      {"three offsets", with_tensor("\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4,8]"), {"']' was expected, not ','"}},
      {"beyond the data", with_tensor(good, "1234"), {"\"a\"", "byte 8", "there are 4"}},
      {"bytes behind", with_tensor(good, "12345678x"), {"offset 70", "1 bytes follow"}},
      {"gap before", with_tensor("\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]"), {"gap of 4 bytes", "\"a\""}},
      {"gap between",
       with_header("{\"a\":" + u8 + "[0,4]},\"b\":" + u8 + "[6,10]}}", "1234567890"),
       {"gap of 2 bytes", "\"b\""}},
      {"overlap", with_header("{\"a\":" + u8 + "[0,4]},\"b\":" + u8 + "[2,6]}}", "123456"), {"\"b\"", "overlap"}},
      {"same place", with_header("{\"a\":" + u8 + "[0,4]},\"b\":" + u8 + "[0,4]}}", "1234"), {"overlap"}},
      {"control character in a name", with_header("{\"a\\n\\u0000\":{}}"), {"\"a\\u000a\\u0000\" has no dtype"}},
      {"a long name", with_header("{\"" + std::string(500, 'x') + "\":{}}"), {"xxx\"...", "has no dtype"}},
  };
  TemporaryFolder folder;
  for (Case& c : cases) {
    INFO(c.what);
    std::string path = folder.write("malformed.safetensors", c.bytes);
    c.words.push_back(path);
    check_refusal<FileError>([&] { io::read_safetensors(path); }, c.words);
  }
}

TEST_CASE("safetensors: deep nesting needs no stack") {
  TemporaryFolder folder;
  std::string path = folder.write("deep", with_header("{\"a\":" + std::string(1'000'000, '{')));
  check_refusal<FileError>([&] { io::read_safetensors(path); }, {"deep", "'\"' was expected, not '{'"});
}

TEST_CASE("safetensors: any mutation of a valid file is read or refused") {
  TemporaryFolder folder;
  std::string path = folder / "mutated.safetensors";
  std::vector<float> values(12, 0.5f);
  io::write_safetensors(
      path,
      {io::SafeTensor::of("layer.weight", {3, 4}, values.data()), io::SafeTensor::of("l\xc3\xa4yer.bias", {4}, values.data()),
       io::SafeTensor::of("empty", {0}, values.data())},
      {{"format", "1"}, {"quote", "\"\n"}});
  std::string const valid = read_text(path);
  std::string const signs = "{}[]\",:\\ue09-. ";
  auto key = random::key(Seed{1}, Stream::check);
  int read = 0, refused = 0;
  auto attempt = [&](std::string const& bytes) {
    std::filesystem::remove(path);  // some file systems write a file that is overwritten to the disk at once
    std::ofstream(path, std::ios::binary) << bytes;
    try {
      auto file = io::read_safetensors(path);
      unsigned sum = 0;
      for (auto const& tensor : file.tensors())
        for (unsigned char byte : tensor.bytes) sum += byte;  // a view outside the file would be found by a sanitizer
      ++read;
      return sum;
    } catch (FileError const& error) {
      if (std::string(error.what()).find(path) != 0) FAIL_CHECK(error.what());
      ++refused;
      return 0u;
    }
  };
  for (std::size_t size = 0; size < valid.size(); ++size) attempt(valid.substr(0, size));
  for (std::uint32_t i = 0; i < 6000; ++i) {
    std::string bytes = valid;
    random::Bits bits = key(i, 0);
    for (std::uint32_t k = 0; k <= i % 4; ++k) {
      random::Bits each = key(i, 1 + k);
      std::size_t range = each.word[0] % 4 == 0 ? bytes.size() : std::min<std::size_t>(bytes.size(), 330);  // mostly the header
      std::size_t at = each.word[1] % range;
      switch (bits.word[k] % 5) {
        case 0:
          bytes[at] = static_cast<char>(bytes[at] ^ (1 << each.word[2] % 8));
          break;
        case 1:
          bytes[at] = static_cast<char>(each.word[2]);
          break;
        case 2:
          bytes[at] = signs[each.word[2] % signs.size()];
          break;
        case 3:
          bytes.erase(at, 1 + each.word[2] % 3);
          break;
        default:
          bytes.insert(at, 1, signs[each.word[2] % signs.size()]);
          break;
      }
    }
    attempt(bytes);
  }
  CHECK(read + refused == static_cast<int>(valid.size()) + 6000);
  CHECK(read > 100);  // mutations of values and names are harmless
  CHECK(refused > 4000);
}

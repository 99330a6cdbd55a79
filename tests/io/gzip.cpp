#include <gan/io/gzip.hpp>

#include "io/files.hpp"
#include "io/pack_gzip.hpp"

using namespace gan;

static io::Bytes to_bytes(std::string const& text) { return io::Bytes(text.begin(), text.end()); }

#if GAN_HAS_ZLIB()
static std::string inflated(std::string const& packed, std::uint64_t limit = 1 << 30) {
  io::Bytes out = io::gunzip(to_bytes(packed), "file.gz", limit);
  return std::string(out.begin(), out.end());
}

TEST_CASE("gunzip: inflates what gzip packed, in one member or several") {
  std::string large;
  for (unsigned i = 0; i < 300'000; ++i) large += static_cast<char>(i * i % 97 + i / 1000);
  for (std::string const& text : {std::string("hello"), std::string(), large, std::string(1 << 20, 'a')}) {
    CHECK(io::is_gzip(to_bytes(pack_gzip(text))));
    CHECK(inflated(pack_gzip(text)) == text);
    CHECK(inflated(pack_gzip(text), text.size()) == text);
  }
  CHECK(inflated(pack_gzip("one ") + pack_gzip("") + pack_gzip("two")) == "one two");
}

TEST_CASE("gunzip: refuses streams that are not whole") {
  std::string packed = pack_gzip("some text that is worth packing, some text that is worth packing");
  for (std::size_t size = 2; size < packed.size(); ++size)
    check_refusal<FileError>([&] { inflated(packed.substr(0, size)); }, {"file.gz, offset ", "truncated"});
  std::string broken = packed;
  broken[packed.size() - 6] = static_cast<char>(broken[packed.size() - 6] ^ 1);  // the checksum
  check_refusal<FileError>([&] { inflated(broken); }, {"file.gz, offset ", "corrupt", "data check"});
  check_refusal<FileError>([&] { inflated(packed + "tail"); },
                           {"file.gz, offset " + std::to_string(packed.size()), "4 bytes follow"});
  check_refusal<FileError>([&] { inflated(pack_gzip(std::string(1000, 'a')), 999); }, {"file.gz", "limit of 999 bytes"});
}
#else
TEST_CASE("gunzip: without zlib its package is named") {
  check_refusal<MissingLibrary>([] { io::gunzip(to_bytes("\x1f\x8b"), "file.gz"); }, {"file.gz", "zlib1g-dev"});
}
#endif

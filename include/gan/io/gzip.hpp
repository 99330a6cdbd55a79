#pragma once
/// Gzip files (RFC 1952), by zlib.
#include <algorithm>
#include <cstdint>
#include <string>

#include <gan/core/config.hpp>
#include <gan/core/error.hpp>
#include <gan/io/file.hpp>
#if GAN_HAS_ZLIB()
#include <zlib.h>
#endif

namespace gan::io {

/// Whether the bytes begin as a gzip file does, whatever the file is called.
inline bool is_gzip(Bytes const& bytes) { return bytes.size() >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b; }

#if GAN_HAS_ZLIB()
namespace detail {
struct Inflater {
  z_stream stream{};
  Inflater() {
    require<Error>(inflateInit2(&stream, 15 + 16) == Z_OK, "zlib cannot be initialised");
  }  // 15 + 16: gzip, largest window
  Inflater(Inflater const&) = delete;
  Inflater& operator=(Inflater const&) = delete;
  ~Inflater() { inflateEnd(&stream); }
};
}  // namespace detail
#endif

/// The inflated content of a gzip file, all its members one after another; checksums are verified. `path` is for the errors:
/// FileError where the stream is corrupt, truncated, followed by something else, or longer than `limit` bytes; MissingLibrary
/// without zlib.
inline Bytes gunzip(Bytes const& packed, std::string const& path, std::uint64_t limit = std::uint64_t{1} << 32) {
#if GAN_HAS_ZLIB()
  detail::Inflater inflater;
  z_stream& stream = inflater.stream;
  Bytes out;
  std::size_t read = 0, written = 0;
  for (int status = Z_OK; status != Z_STREAM_END || read < packed.size();) {
    if (status == Z_STREAM_END) {
      bool member = packed.size() - read >= 2 && packed[read] == 0x1f && packed[read + 1] == 0x8b;
      require_at(member, path, read, "the gzip stream ends here, but ", packed.size() - read, " bytes follow it");
      inflateReset(&stream);
    }
    if (written == out.size())
      out.resize(std::min<std::uint64_t>(limit + 1, std::max<std::size_t>(2 * written, std::size_t{1} << 16)));
    // zlib counts in 32 bits: larger buffers go in pieces
    std::size_t in = std::min<std::size_t>(packed.size() - read, 1u << 30),
                room = std::min<std::size_t>(out.size() - written, 1u << 30);
    stream.next_in = const_cast<Bytef*>(packed.data() + read);  // zlib's header is older than const
    stream.avail_in = static_cast<uInt>(in);
    stream.next_out = out.data() + written;
    stream.avail_out = static_cast<uInt>(room);
    status = inflate(&stream, Z_NO_FLUSH);
    read += in - stream.avail_in;
    written += room - stream.avail_out;
    require_file(written <= limit, path, "the gzip stream inflates to more than the limit of ", limit, " bytes");
    require_at(status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR, path, read, "the gzip stream is corrupt (",
               stream.msg ? stream.msg : "zlib gives no reason", ")");
    require_at(status == Z_STREAM_END || read < packed.size() || stream.avail_out == 0, path, read,
               "the gzip stream is truncated, its end was expected");
  }
  out.resize(written);
  return out;
#else
  (void)packed, (void)limit;
  throw MissingLibrary(path +
                       ": is gzip compressed, and this program was built without zlib; install zlib1g-dev and build again, or "
                       "decompress the file");
#endif
}

}  // namespace gan::io

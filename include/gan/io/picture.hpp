#pragma once
/// Pictures from PNG and JPEG files, by stb_image, and their size, by stb_image_resize.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include <gan/core/config.hpp>
#include <gan/core/error.hpp>
#include <gan/io/file.hpp>
#if GAN_HAS_STB()
#if __has_include(<stb/stb_image.h>)
#include <stb/stb_image.h>
#else
#include <stb_image.h>
#endif
#if __has_include(<stb/stb_image_resize.h>)
#include <stb/stb_image_resize.h>
#elif __has_include(<stb_image_resize.h>)
#include <stb_image_resize.h>
#elif __has_include(<stb/stb_image_resize2.h>)
#include <stb/stb_image_resize2.h>
#else
#include <stb_image_resize2.h>
#endif
#endif

namespace gan::io {

/// A decoded picture: rows from the top, channels last.
struct Picture {
  int width = 0, height = 0, channels = 0;
  Bytes pixels;
};

namespace detail {

inline bool is_png(Bytes const& bytes) {
  return bytes.size() >= 4 && bytes[0] == 0x89 && bytes[1] == 'P' && bytes[2] == 'N' && bytes[3] == 'G';
}
inline bool is_jpeg(Bytes const& bytes) {
  return bytes.size() >= 3 && bytes[0] == 0xff && bytes[1] == 0xd8 && bytes[2] == 0xff;
}

/// Whether the markers of a JPEG file lead to its end marker; stb_image would fill what is missing of a truncated one with
/// grey.
inline bool jpeg_is_complete(Bytes const& bytes) {
  std::size_t at = 2;
  while (at + 1 < bytes.size()) {
    if (bytes[at] != 0xff || bytes[at + 1] == 0 || bytes[at + 1] == 0xff || (bytes[at + 1] >= 0xd0 && bytes[at + 1] <= 0xd7)) {
      ++at;  // compressed data, an escaped 0xff in it, padding, or a restart marker
      continue;
    }
    if (bytes[at + 1] == 0xd9) return true;
    if (at + 3 >= bytes.size()) return false;
    at += 2 + (std::size_t{bytes[at + 2]} << 8 | bytes[at + 3]);  // a segment carries its length
  }
  return false;
}

[[noreturn]] inline void throw_without_stb(std::string const& path) {
  throw MissingLibrary(path +
                       ": pictures need stb_image, and this program was built without it; install libstb-dev and build again");
}

}  // namespace detail

/// Reads a PNG or JPEG file as 1 (grey) or 3 (RGB) channels of 8 bits, converting what it holds; transparency is dropped.
/// Throws FileError where it is neither, truncated, corrupt or larger than 2^28 pixels, MissingLibrary without stb.
inline Picture read_picture(std::string const& path, int channels) {
  require<OptionError>(channels == 1 || channels == 3, path, ": a picture can be read with 1 or 3 channels, not ", channels);
  Bytes bytes = read_file(path);
  require_file(!bytes.empty(), path, "is empty, a PNG or JPEG file was expected");
  require_at(detail::is_png(bytes) || detail::is_jpeg(bytes), path, 0, "begins as neither a PNG nor a JPEG file does");
  require_at(detail::is_png(bytes) || detail::jpeg_is_complete(bytes), path, bytes.size(),
             "the JPEG file is truncated, its end marker was expected");
#if GAN_HAS_STB()
  Picture picture{0, 0, channels, {}};
  int stored = 0;
  require_file(bytes.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max()), path, "is larger than 2 GiB");
  int size = static_cast<int>(bytes.size());
  bool known = stbi_info_from_memory(bytes.data(), size, &picture.width, &picture.height, &stored) != 0;
  require_file(known, path, "cannot be decoded: ", stbi_failure_reason());
  require_file(std::int64_t{picture.width} * picture.height <= std::int64_t{1} << 28, path, "has ", picture.width, " x ",
               picture.height, " pixels, at most 2^28 are read");
  stbi_uc* pixels = stbi_load_from_memory(bytes.data(), size, &picture.width, &picture.height, &stored, channels);
  require_file(pixels != nullptr, path, "cannot be decoded: ", stbi_failure_reason());
  picture.pixels.assign(pixels, pixels + std::int64_t{picture.width} * picture.height * channels);
  stbi_image_free(pixels);
  return picture;
#else
  detail::throw_without_stb(path);
#endif
}

/// The largest centered part of a picture that has the proportions of width x height.
inline Picture crop_to_proportions(Picture const& from, int width, int height) {
  std::int64_t w = from.width, h = from.height;
  Picture out{from.width, from.height, from.channels, {}};
  if (w * height > h * width) out.width = static_cast<int>(std::max<std::int64_t>(1, h * width / height));
  else out.height = static_cast<int>(std::max<std::int64_t>(1, w * height / width));
  std::int64_t left = (from.width - out.width) / 2, top = (from.height - out.height) / 2;
  for (std::int64_t y = top; y < top + out.height; ++y) {
    unsigned char const* row = from.pixels.data() + (y * from.width + left) * from.channels;
    out.pixels.insert(out.pixels.end(), row, row + std::int64_t{out.width} * from.channels);
  }
  return out;
}

/// The picture in another size, smoothed where it becomes smaller. `path` is for the errors: MissingLibrary without stb.
inline Picture resize(Picture const& from, int width, int height, std::string const& path) {
  if (from.width == width && from.height == height) return from;
#if GAN_HAS_STB()
  Picture out{width, height, from.channels,
              Bytes(static_cast<std::size_t>(width) * static_cast<std::size_t>(height * from.channels))};
#if defined(STBIR_INCLUDE_STB_IMAGE_RESIZE2_H)
  auto layout = from.channels == 1 ? STBIR_1CHANNEL : STBIR_RGB;
  bool done = stbir_resize_uint8_linear(from.pixels.data(), from.width, from.height, 0, out.pixels.data(), width, height, 0,
                                        layout) != nullptr;
#else
  bool done = stbir_resize_uint8(from.pixels.data(), from.width, from.height, 0, out.pixels.data(), width, height, 0,
                                 from.channels) != 0;
#endif
  require_file(done, path, "cannot be resized from ", from.width, " x ", from.height, " to ", width, " x ", height, " pixels");
  return out;
#else
  detail::throw_without_stb(path);
#endif
}

}  // namespace gan::io

#pragma once
/// Pictures as PNG files, by stb_image_write.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <gan/core/config.hpp>
#include <gan/core/error.hpp>
#include <gan/io/file.hpp>
#if GAN_HAS_STB()
#if __has_include(<stb/stb_image_write.h>)
#include <stb/stb_image_write.h>
#else
#include <stb_image_write.h>
#endif
#endif

namespace gan {

/// Writes a picture of height x width pixels with 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 (RGBA) bytes each, rows from the top,
/// as a PNG file; atomically. Throws OptionError at sizes that are no picture, FileError where it cannot be written,
/// MissingLibrary without stb.
inline void save_png(std::string const& path, unsigned char const* pixels, int width, int height, int channels) {
  require<OptionError>(width > 0 && height > 0 && channels >= 1 && channels <= 4, path,
                       ": a picture needs a positive width and height and 1 ... 4 channels, not ", width, " x ", height, " x ",
                       channels);
#if GAN_HAS_STB()
  io::AtomicFile file(path);
  struct Sink {
    io::AtomicFile& file;
    std::string error;
  } sink{file, {}};
  auto append = [](void* context, void* data, int size) {  // called from C: no exception may leave it
    Sink& to = *static_cast<Sink*>(context);
    try {
      to.file.write(data, static_cast<std::size_t>(size));
    } catch (std::exception const& error) {
      to.error = error.what();
    }
  };
  int done = stbi_write_png_to_func(append, &sink, width, height, channels, pixels, width * channels);
  if (!sink.error.empty()) throw FileError(sink.error);
  io::require_file(done != 0, path, "the picture of ", width, " x ", height, " pixels could not be encoded");
  file.commit();
#else
  (void)pixels;
  throw MissingLibrary(
      path + ": pictures need stb_image_write, and this program was built without it; install libstb-dev and build again");
#endif
}

/// Writes n images of {height, width, channels} floats in [-1, 1] as one PNG file, `columns` to a row with a gap of two pixels.
/// Values outside are clipped. Throws NumericalError at a value that is not finite, else as `save_png`.
inline void save_image_grid(std::string const& path, float const* images, std::int64_t n, int height, int width, int channels,
                            int columns) {
  require<OptionError>(n > 0 && columns > 0, path, ": a grid needs at least one image and one column, not ", n, " images in ",
                       columns, " columns");
  require<OptionError>(height > 0 && width > 0 && (channels == 1 || channels == 3), path,
                       ": the images of a grid need a positive height and width and 1 or 3 channels, not {", height, ", ",
                       width, ", ", channels, "}");
  constexpr std::int64_t gap = 2, longest = 1 << 15;
  std::int64_t across = std::min<std::int64_t>(columns, n), down = (n + columns - 1) / columns;
  std::int64_t wide = across * (width + gap) + gap, high = down * (height + gap) + gap;
  require<OptionError>(wide <= longest && high <= longest, path, ": the grid would be ", wide, " x ", high, " pixels, at most ",
                       longest, " each are written");
  std::vector<unsigned char> pixels(static_cast<std::size_t>(wide * high * channels), 40);
  std::int64_t row_size = std::int64_t{width} * channels;
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t y = 0; y < height; ++y) {
      float const* from = images + (i * height + y) * row_size;
      std::int64_t left = gap + i % columns * (width + gap), top = gap + i / columns * (height + gap) + y;
      unsigned char* to = pixels.data() + (top * wide + left) * channels;
      for (std::int64_t k = 0; k < row_size; ++k) {
        require<NumericalError>(std::isfinite(from[k]), path, ": value ", k, " of row ", y, " of image ", i, " is ", from[k],
                                ", but must be finite");
        to[k] = static_cast<unsigned char>(std::lround(127.5f * (std::min(std::max(from[k], -1.0f), 1.0f) + 1)));
      }
    }
  save_png(path, pixels.data(), static_cast<int>(wide), static_cast<int>(high), channels);
}

}  // namespace gan

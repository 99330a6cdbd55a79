#pragma once
#include <cctype>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gan/core/sample.hpp>
#include <gan/data/stored_images.hpp>
#include <gan/io/file.hpp>
#include <gan/io/picture.hpp>

namespace gan::data {

/// How a picture of other proportions becomes an image: its largest centered part is kept, or all of it is stretched.
enum class Fit { crop, stretch };

struct ImageFolderOptions {
  Fit fit = Fit::crop;
};

namespace detail {

inline bool has_ending(std::string name, std::initializer_list<std::string_view> endings) {
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (std::string_view ending : endings)
    if (std::string_view(name).ends_with(ending)) return true;
  return false;
}

}  // namespace detail

/// All PNG and JPEG files of a folder, in the order of their names, resized to the sample's height and width and converted to
/// its 1 (grey) or 3 (RGB) channels; pixels / 127.5 - 1. They stay in memory, one byte a value. Other files are left out, but a
/// picture of another format is an error. Throws FileError where there is no picture or one cannot be read, MissingLibrary
/// without stb.
template <class Sample> StoredImages<Sample> image_folder(std::string const& folder, ImageFolderOptions const& options = {}) {
  static_assert(Sample::channels == 1 || Sample::channels == 3, "an image folder gives images of 1 or 3 channels");
  io::require_file(io::is_folder(folder), folder, "there is no such folder; PNG or JPEG files were expected in it");
  std::vector<unsigned char> pixels;
  std::vector<std::string> names = io::list_folder(folder);
  for (std::string const& name : names) {
    std::string path = io::join(folder, name);
    if (name.front() == '.' || io::is_folder(path)) continue;
    io::require_file(!detail::has_ending(name, {".bmp", ".gif", ".tif", ".tiff", ".webp", ".tga", ".ppm", ".pgm"}), path,
                     "is a picture of an unsupported format; PNG or JPEG was expected");
    if (!detail::has_ending(name, {".png", ".jpg", ".jpeg"})) continue;
    io::Picture picture = io::read_picture(path, Sample::channels);
    if (options.fit == Fit::crop) picture = io::crop_to_proportions(picture, Sample::width, Sample::height);
    picture = io::resize(picture, Sample::width, Sample::height, path);
    pixels.insert(pixels.end(), picture.pixels.begin(), picture.pixels.end());
  }
  io::require_file(!pixels.empty(), folder, "has no .png, .jpg or .jpeg file among its ", names.size(), " entries");
  return StoredImages<Sample>(std::move(pixels));
}

}  // namespace gan::data

#pragma once
#include <initializer_list>
#include <string>

#include <gan/core/sample.hpp>
#include <gan/data/idx.hpp>
#include <gan/data/split.hpp>
#include <gan/data/stored_images.hpp>
#include <gan/io/file.hpp>

namespace gan::data {

namespace detail {

/// The path of a file of MNIST as it is found: with a dash or a dot before "idx", plain or .gz; empty where there is none.
inline std::string find_mnist_file(std::string const& folder, std::string const& stem, std::string const& kind) {
  for (char const* separator : {"-", "."})
    for (char const* ending : {"", ".gz"}) {
      std::string path = io::join(folder, stem + separator + kind + ending);
      if (io::exists(path)) return path;
    }
  return {};
}

}  // namespace detail

/// The handwritten digits of MNIST (LeCun et al. 1998), or a set in the same files such as Fashion-MNIST: 60,000 images of 28 x
/// 28 with labels 0 ... 9, or 10,000 to test; pixels / 127.5 - 1. `folder` holds train-images-idx3-ubyte,
/// train-labels-idx1-ubyte and t10k-..., each plain or .gz. Throws FileError where one is missing or malformed.
inline StoredImages<Image<1, 28, 28>, 10> mnist(std::string const& folder, Split split = Split::train) {
  io::require_file(io::is_folder(folder), folder, "there is no such folder; the files of MNIST were expected in it");
  std::string prefix = split == Split::train ? "train" : "t10k";
  std::string images = detail::find_mnist_file(folder, prefix + "-images", "idx3-ubyte");
  std::string labels = detail::find_mnist_file(folder, prefix + "-labels", "idx1-ubyte");
  io::require_file(!images.empty(), folder, "has no ", prefix, "-images-idx3-ubyte, neither plain nor .gz");
  io::require_file(!labels.empty(), folder, "has no ", prefix, "-labels-idx1-ubyte, neither plain nor .gz");
  return idx_images<Image<1, 28, 28>>(images, labels);
}

}  // namespace gan::data

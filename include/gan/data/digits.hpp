#pragma once
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

#include <gan/core/error.hpp>
#include <gan/core/sample.hpp>
#include <gan/data/drawn_digits.hpp>
#include <gan/data/mnist.hpp>
#include <gan/data/split.hpp>
#include <gan/data/stored_images.hpp>
#include <gan/io/file.hpp>

namespace gan::data {

/// Handwritten digits, MNIST's or drawn ones. See `digits`.
class Digits {
 public:
  using sample = Image<1, 28, 28>;
  static constexpr int classes = 10;

  Digits(StoredImages<sample, 10> files, std::string description)
      : files_(std::move(files)), description_(std::move(description)) {}
  Digits(DrawnDigits drawn, std::string description) : drawn_(drawn), description_(std::move(description)) {}

  /// The number of images, 0 (endless) if they are drawn.
  std::uint64_t size() const { return files_ ? files_->size() : drawn_.size(); }
  void copy(std::uint64_t index, float* out) const { return files_ ? files_->copy(index, out) : drawn_.copy(index, out); }
  int label(std::uint64_t index) const { return files_ ? files_->label(index) : drawn_.label(index); }

  /// What these digits are and where they are from, in words.
  std::string const& description() const { return description_; }

 private:
  std::optional<StoredImages<sample, 10>> files_;
  DrawnDigits drawn_;
  std::string description_;
};

/// MNIST where it is found - in the folder that the environment variable GAN_DATA_DIR names or, without one, in ./data, or in
/// the folder mnist there - and drawn digits elsewhere; `description()` says which. Throws FileError where MNIST is found but
/// malformed.
inline Digits digits(Split split = Split::train) {
  char const* variable = std::getenv("GAN_DATA_DIR");
  std::string folder = variable && *variable ? variable : "data";
  std::string stem = split == Split::train ? "train-images" : "t10k-images", why = "no MNIST in " + folder;
  for (std::string const& place : {folder, io::join(folder, "mnist")}) {
    if (detail::find_mnist_file(place, stem, "idx3-ubyte").empty()) continue;
    try {
      return {mnist(place, split), "MNIST from " + place};
    } catch (MissingLibrary const&) {
      why = "MNIST in " + place + " is compressed, and this program was built without zlib";
    }
  }
  // another part of the same endless set for each split
  return {DrawnDigits({.seed = Seed{split == Split::train ? 1u : 2u}}), "drawn digits (" + why + ")"};
}

}  // namespace gan::data

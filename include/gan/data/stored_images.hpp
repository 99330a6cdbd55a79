#pragma once
#include <cstdint>
#include <utility>
#include <vector>

#include <gan/core/error.hpp>
#include <gan/core/sample.hpp>
#include <gan/data/labels.hpp>

namespace gan::data {

/// Images that lie in memory, as the bytes of their file (a quarter of what floats would take); `Classes` is 0 where they have
/// no labels. What the loaders of this folder return.
template <class Sample, int Classes = 0> class StoredImages : public Labels<Classes> {
  static_assert(Sample::is_image, "stored images need an Image<C, H, W> as their sample");

 public:
  using sample = Sample;
  static constexpr bool stored = true;

  /// `pixels` holds n x {H, W, C} bytes. Throws ShapeError where they are no whole number of images, or none.
  explicit StoredImages(std::vector<unsigned char> pixels, std::vector<int> labels = {})
      : Labels<Classes>(std::move(labels), pixels.size() / Sample::size), pixels_(std::move(pixels)) {
    require<ShapeError>(!pixels_.empty() && pixels_.size() % Sample::size == 0, pixels_.size(),
                        " bytes are no whole number (at least one) of images of ", Sample::size, " bytes");
  }

  std::uint64_t size() const { return pixels_.size() / Sample::size; }

  /// Writes image `index`, channels last: byte / 127.5 - 1. Throws OptionError where there is no such image.
  void copy(std::uint64_t index, float* out) const {
    require<OptionError>(index < size(), "sample ", index, " was asked of a data set of ", size());
    unsigned char const* pixel = pixels_.data() + index * static_cast<std::uint64_t>(Sample::size);
    for (int i = 0; i < Sample::size; ++i) out[i] = static_cast<float>(pixel[i]) / 127.5f - 1.0f;
  }

  /// The bytes of all images as they are stored.
  std::vector<unsigned char> const& pixels() const { return pixels_; }

 private:
  std::vector<unsigned char> pixels_;
};

}  // namespace gan::data

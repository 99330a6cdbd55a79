#pragma once
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include <gan/core/error.hpp>
#include <gan/core/sample.hpp>
#include <gan/data/labels.hpp>

namespace gan::data {

/// Own samples, as floats. See `in_memory`.
template <class Sample, int Classes = 0> class InMemory : public Labels<Classes> {
 public:
  using sample = Sample;
  static constexpr bool stored = true;

  explicit InMemory(std::vector<float> values, std::vector<int> labels = {})
      : Labels<Classes>(std::move(labels), values.size() / Sample::size), values_(std::move(values)) {
    require<ShapeError>(!values_.empty(), "a data set in memory needs at least one sample, but there are no values");
    require<ShapeError>(values_.size() % Sample::size == 0, values_.size(), " values are no whole number of samples of ",
                        Sample::size, " values");
    for (std::size_t i = 0; i < values_.size(); ++i) {
      require<NumericalError>(std::isfinite(values_[i]), "value ", i, " of the data set in memory is ", values_[i],
                              ", but must be finite");
      if constexpr (Sample::is_image)
        require<OptionError>(std::abs(values_[i]) <= 1, "value ", i, " of the data set in memory is ", values_[i],
                             ", but those of images must be in [-1, 1]");
    }
  }

  std::uint64_t size() const { return values_.size() / Sample::size; }

  /// Writes sample `index`. Throws OptionError where there is no such sample.
  void copy(std::uint64_t index, float* out) const {
    require<OptionError>(index < size(), "sample ", index, " was asked of a data set of ", size());
    float const* first = values_.data() + index * static_cast<std::uint64_t>(Sample::size);
    for (int i = 0; i < Sample::size; ++i) out[i] = first[i];
  }

 private:
  std::vector<float> values_;
};

/// A data set of own samples: `values` holds n x `Sample::size` floats, images channels last in [-1, 1]. Throws ShapeError
/// where they are no whole number of samples, NumericalError at a value that is not finite, OptionError at one of an image
/// outside [-1, 1].
template <class Sample> InMemory<Sample> in_memory(std::vector<float> values) { return InMemory<Sample>(std::move(values)); }

/// The same with one label in 0 ... Classes - 1 per sample; throws also where a label is missing or too large.
template <class Sample, int Classes> InMemory<Sample, Classes> in_memory(std::vector<float> values, std::vector<int> labels) {
  static_assert(Classes > 0, "a labelled data set needs its number of classes: in_memory<Sample, Classes>(values, labels)");
  return InMemory<Sample, Classes>(std::move(values), std::move(labels));
}

}  // namespace gan::data

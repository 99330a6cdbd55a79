#pragma once
#include <cstdint>
#include <utility>
#include <vector>

#include <gan/core/error.hpp>

namespace gan::data {

/// The labelled half of a stored data set, its base class: one class number per sample. `Labels<0>` has none, and then neither
/// `classes` nor `label` exists, so that a use of them does not compile.
template <int Classes> class Labels {
 public:
  static constexpr int classes = Classes;

  /// Throws ShapeError unless there is one label per sample, OptionError where one is not in 0 ... Classes - 1.
  Labels(std::vector<int> labels, std::uint64_t samples) : labels_(std::move(labels)) {
    require<ShapeError>(labels_.size() == samples, "a data set of ", samples, " samples needs as many labels, not ",
                        labels_.size());
    for (std::size_t i = 0; i < labels_.size(); ++i)
      require<OptionError>(labels_[i] >= 0 && labels_[i] < Classes, "label ", i, " is ", labels_[i], ", but must be in 0 ... ",
                           Classes - 1);
  }

  /// The class of sample `index`. Throws OptionError where there is no such sample.
  int label(std::uint64_t index) const {
    require<OptionError>(index < labels_.size(), "label ", index, " was asked of a data set of ", labels_.size(), " samples");
    return labels_[index];
  }

 private:
  std::vector<int> labels_;
};

template <> class Labels<0> {
 public:
  Labels() = default;
  Labels(std::vector<int> const&, std::uint64_t) {}
};

}  // namespace gan::data

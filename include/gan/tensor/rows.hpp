#pragma once
#include <cstdint>

namespace gan {

/// Which samples the rows of a tensor are, for draws by the number of a sample. Where ranks share a batch, each has `part` samples of a
/// joint batch of `joint`: its rows come in runs of `part`, and row i of run g is sample g joint + first + i, so that a run is a part
/// of one joint batch and a tensor of two batches has two. A tensor whose rows are no whole number of runs does not count samples; it
/// is drawn alike on every rank.
struct Rows {
  std::int64_t first = 0;  ///< the number of the first row's sample
  std::int64_t part = 0;   ///< 0: all rows are one run
  std::int64_t joint = 0;
};

}  // namespace gan

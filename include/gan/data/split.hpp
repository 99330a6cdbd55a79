#pragma once

namespace gan::data {

/// Which part of a published data set is meant.
enum class Split { train, test };

}  // namespace gan::data

#pragma once
/// Canonical loops of a map: the operands' shapes become strides over one iteration space, dimensions of size 1 vanish, and
/// neighbouring dimensions that every operand walks alike are merged. What is left is rank 0, 1 or 2 in nearly all cases.
#include <algorithm>

#include <gan/core/shape.hpp>
#include <gan/map/map_op.hpp>

namespace gan {

inline constexpr int max_map_operands = max_map_inputs + max_map_outputs;

/// Where a map writes one output: nullptr where nobody wants it; `accumulate` adds to what is there.
template <class T> struct MapOutput {
  T* data = nullptr;
  bool accumulate = false;
};

/// Strides of all operands, inputs first and then outputs. Only what `rank` and `operands` count is set: a plan is made for every
/// call, and zeros would cost more than a small map itself.
struct MapPlan {
  int rank = 0;
  int operands = 0;
  std::int64_t size[Shape::max_rank];
  std::int64_t stride[max_map_operands][Shape::max_rank];  ///< in elements; 0 where the operand does not vary

  std::int64_t count() const {
    std::int64_t n = 1;
    for (int i = 0; i < rank; ++i) n *= size[i];
    return n;
  }
};

/// Plan of operands with these shapes (nullptr: an operand that is absent and never varies) over the iteration space `space`, which
/// is not empty.
inline MapPlan plan_map(Shape const& space, Shape const* const* shapes, int operands) {
  MapPlan plan;
  plan.operands = operands;
  for (int k = 0; k < operands; ++k) {
    std::fill_n(plan.stride[k], space.rank(), 0);
    if (!shapes[k]) continue;
    Shape const& shape = *shapes[k];
    int shift = space.rank() - shape.rank();
    require<ShapeError>(shift >= 0, "an operand of shape ", shape, " does not fit a loop over ", space);
    std::int64_t stride = 1;
    for (int i = shape.rank() - 1; i >= 0; --i) {
      require<ShapeError>(shape[i] == space[i + shift] || shape[i] == 1, "an operand of shape ", shape,
                          " does not fit a loop over ", space);
      plan.stride[k][i + shift] = shape[i] == 1 ? 0 : stride;
      stride *= shape[i];
    }
  }
  for (int i = 0; i < space.rank(); ++i) {  // dimension i moves to place `at`, which is never behind it
    if (space[i] == 1) continue;
    bool merges = plan.rank > 0;
    for (int k = 0; merges && k < operands; ++k) merges = plan.stride[k][plan.rank - 1] == plan.stride[k][i] * space[i];
    int at = merges ? plan.rank - 1 : plan.rank++;
    plan.size[at] = merges ? plan.size[at] * space[i] : space[i];
    for (int k = 0; k < operands; ++k) plan.stride[k][at] = plan.stride[k][i];
  }
  return plan;
}

}  // namespace gan

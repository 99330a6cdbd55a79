#pragma once
#include <thrust/execution_policy.h>

#include <cstdint>

namespace thrust {
template <class Memory, class T, class F> void tabulate(cuda::Policy<Memory> const& policy, T* begin, T* end, F const& f) {
  emulate(policy, [=] {
    for (std::int64_t i = 0; begin + i < end; ++i) begin[i] = f(i);
  });
}
}  // namespace thrust

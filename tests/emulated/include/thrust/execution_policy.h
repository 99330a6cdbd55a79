#pragma once
/// The functions of Thrust that the backend calls: they take memory from the caller's allocator, and wait for their result.
#include <cuda_runtime.h>

#include <new>

namespace thrust {

namespace cuda {
/// Where an algorithm runs, and who gives it memory.
template <class Memory> struct Policy {
  Memory* memory;
  cudaStream_t stream = nullptr;
  Policy on(cudaStream_t s) const { return {memory, s}; }
};
inline constexpr struct {
  template <class Memory> Policy<Memory> operator()(Memory& memory) const { return {&memory}; }
} par{};
}  // namespace cuda

/// Runs `algorithm` on the card.
template <class Memory, class Algorithm> void emulate(cuda::Policy<Memory> const& policy, Algorithm const& algorithm) {
  char* const scratch = policy.memory->allocate(1000);
  auto const error = emulated::call([&](auto& card) {
    if (!card.memory.holds(scratch, 1000)) return cudaErrorInvalidValue;
    cudaError_t const put = card.put(policy.stream, [=] { return std::memset(scratch, 0xff, 1000), algorithm(), nullptr; });
    return put ? put : card.synchronize(policy.stream);
  });
  policy.memory->deallocate(scratch, 1000);
  if (error) throw std::bad_alloc();
}

}  // namespace thrust

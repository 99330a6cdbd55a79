#pragma once
#include <limits>

#include <gan/backend/cpu/context.hpp>
#include <gan/tensor/staging.hpp>

namespace gan {

/// Slots of memory: what is written is there.
template <> class Staging<Cpu> {
 public:
  Staging(Context<Cpu>& context, std::size_t bytes, int slots) {
    for (int i = 0; i < slots; ++i) memory_.emplace_back(context.arena(), bytes);
  }
  void* host(int slot) const { return memory_[static_cast<std::size_t>(slot)].data(); }
  void wait_for_slot(int) const {}
  void send(int, std::size_t) const {}
  void const* arrived(int slot) const { return host(slot); }
  void release(int) const {}

 private:
  std::vector<Storage<Cpu>> memory_;
};

/// The CPU's own memory is not counted.
inline std::size_t free_memory(Context<Cpu>&) { return std::numeric_limits<std::size_t>::max(); }

}  // namespace gan

#pragma once
/// The memory of the emulated card: a range of addresses that the host may not touch. Only while the card works is it readable.
#include <sys/mman.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>

namespace emulated {

class Memory {
 public:
  Memory() {
    mapped_ = mmap(nullptr, size + page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped_ == MAP_FAILED) return;
    begin_ = static_cast<std::byte*>(mapped_) + (page - reinterpret_cast<std::uintptr_t>(mapped_) % page);
    madvise(begin_, size, MADV_HUGEPAGE);
  }
  Memory(Memory const&) = delete;
  ~Memory() {
    if (begin_) munmap(mapped_, size + page);
  }

  /// Aligned as the card's; null where there is not that much. What was never written is NaN in every type, up to a megabyte.
  void* allocate(std::size_t bytes) {
    std::size_t at = 0;
    auto aligned = [](std::size_t end) { return (end + gap + 255) / 256 * 256; };
    for (auto const& [offset, length] : taken_) {
      if (offset >= at + bytes + gap) break;
      at = aligned(offset + length);
    }
    if (!begin_ || at + bytes + gap > size) return nullptr;
    taken_[at] = bytes;
    used_ = std::max(used_, (at + bytes + gap + page - 1) / page * page);
    Access const access(*this);
    std::memset(begin_ + at, 0xff, std::min<std::size_t>(bytes, 1 << 20));
    std::memset(begin_ + at + bytes, 0xff, gap);
    return begin_ + at;
  }
  /// Whether nobody wrote behind what was given; to be asked while the card works.
  bool intact() const {
    for (auto const& [offset, length] : taken_)
      for (std::size_t i = 0; i < gap; ++i)
        if (begin_[offset + length + i] != std::byte{0xff}) return false;
    return true;
  }
  bool release(void* memory) { return holds(memory) && taken_.erase(offset(memory)) == 1; }
  bool holds(void const* memory) const {
    auto const* at = static_cast<std::byte const*>(memory);
    return begin_ && at >= begin_ && at < begin_ + used_;
  }
  /// Whether these bytes are part of what one call of `allocate` gave.
  bool holds(void const* memory, std::size_t bytes) const {
    if (!holds(memory)) return false;
    auto next = taken_.upper_bound(offset(memory));
    if (next == taken_.begin()) return false;
    auto const& [begin, length] = *std::prev(next);
    return offset(memory) + bytes <= begin + length;
  }

  /// The card works while one of these lives.
  class Access {
   public:
    explicit Access(Memory& memory) : memory_(memory) {
      if (memory_.open_++ == 0) mprotect(memory_.begin_, memory_.used_, PROT_READ | PROT_WRITE);
    }
    Access(Access const&) = delete;
    ~Access() {
      if (--memory_.open_ == 0) mprotect(memory_.begin_, memory_.used_, PROT_NONE);
    }

   private:
    Memory& memory_;
  };

  static constexpr std::size_t size = std::size_t{16} << 30;
  std::size_t free_bytes() const {
    std::size_t free = size;
    for (auto const& [offset, length] : taken_) free -= length;
    return free;
  }

 private:
  static constexpr std::size_t gap = 64, page = 2 << 20;  // few and large pages, because their rights change often
  std::size_t offset(void const* memory) const {
    return static_cast<std::size_t>(static_cast<std::byte const*>(memory) - begin_);
  }

  void* mapped_ = nullptr;
  std::byte* begin_ = nullptr;
  std::map<std::size_t, std::size_t> taken_;
  std::size_t used_ = 0;
  int open_ = 0;
};

}  // namespace emulated

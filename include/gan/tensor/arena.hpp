#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

#include <gan/core/device.hpp>

namespace gan {

template <class Device> class ContextBase;

/// The context whose work this thread captures for replays; null where it captures none.
template <class Device> inline thread_local ContextBase<Device>* capturing_context = nullptr;

/// Memory of one device. What is released is kept in lists by size and handed out again, so that a training step in its steady
/// state allocates nothing from the system. Blocks that outlive the arena's owner keep the arena alive.
template <class Device> class Arena {
 public:
  struct Block {
    Arena* arena;
    void* data;
    std::size_t bytes;
    int references;
    int pool;
    Block* next;
  };

  Arena(Device device, ContextBase<Device>* owner) : device_(device), owner_(owner) {}
  Arena(Arena const&) = delete;
  Arena& operator=(Arena const&) = delete;

  /// A block of at least `bytes`, aligned to 64 bytes, with one reference.
  Block* allocate(std::size_t bytes) {
    if constexpr (!is_cpu<Device>)
      if (auto* const capturing = capturing_context<Device>; capturing && capturing != owner_)
        capturing->depends_on_host("a step computes in the context of another model");  // whose memory a graph does not keep
    std::size_t rounded = round_up(bytes);
    auto& list = free_[pool_][bucket(rounded)];
    Block* block = list;
    if (block) list = block->next;
    else {
      block = new Block{this, device_allocate(device_, rounded), rounded, 0, pool_, nullptr};
      ++system_allocations_;
    }
    block->references = 1;
    ++live_;
    return block;
  }

  void release(Block* block) {
    auto& list = free_[block->pool][bucket(block->bytes)];
    block->next = list;
    list = block;
    if (--live_ == 0 && !owner_) delete this;
  }

  /// The owner is done: the arena goes with its last block.
  void orphan() {
    owner_ = nullptr;
    if (live_ == 0) delete this;
  }
  /// The context that made this arena; null when it is gone.
  ContextBase<Device>* owner() const { return owner_; }

  /// Takes new blocks from pool 0, as at first, or 1, and says from which before; a block goes back to the one that it came
  /// from. What a captured graph uses while it runs is in pool 1, where nothing else takes it between two replays.
  int use_pool(int pool) { return std::exchange(pool_, pool); }
  /// All blocks of pool 0 that nobody has come into pool 1 ...
  void begin_capture() { move_free(0, 1); }
  /// ... and back, when there is no graph any more (see CapturedMemory).
  void keep_captured() { ++captured_; }
  void release_captured() {
    if (--captured_ == 0) move_free(1, 0);
  }

  /// How often the arena asked the system for memory; constant in the steady state.
  std::int64_t system_allocations() const { return system_allocations_; }

 private:
  ~Arena() {
    for (auto& pool : free_)
      for (Block* block : pool)
        while (block) {
          Block* next = block->next;
          device_release(device_, block->data);
          delete block;
          block = next;
        }
  }

  void move_free(int from, int to) {
    for (std::size_t i = 0; i < std::size(free_[from]); ++i)
      while (Block* block = free_[from][i]) {
        free_[from][i] = block->next;
        block->pool = to;
        block->next = free_[to][i];
        free_[to][i] = block;
      }
  }

  /// Sizes are rounded to four steps an octave: at most a quarter is wasted.
  static std::size_t round_up(std::size_t bytes) {
    if (bytes <= 256) return 256;
    std::size_t step = std::bit_floor(bytes - 1) / 4;
    return (bytes + step - 1) / step * step;
  }
  static std::size_t bucket(std::size_t rounded) {
    std::size_t octave = std::bit_width(rounded) - 1;
    return octave * 4 + (rounded - (std::size_t{1} << octave)) / ((std::size_t{1} << octave) / 4);
  }

  Device device_;
  ContextBase<Device>* owner_;
  Block* free_[2][256] = {};
  int pool_ = 0, captured_ = 0;
  std::int64_t live_ = 0, system_allocations_ = 0;
};

/// A counted reference to a block of an arena.
template <class Device> class Storage {
 public:
  using Block = typename Arena<Device>::Block;
  Storage() = default;
  Storage(Arena<Device>& arena, std::size_t bytes) : block_(arena.allocate(bytes)) {}
  Storage(Storage const& other) : block_(other.block_) {
    if (block_) ++block_->references;
  }
  Storage(Storage&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  Storage& operator=(Storage other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~Storage() {
    if (block_ && --block_->references == 0) block_->arena->release(block_);
  }
  void* data() const { return block_ ? block_->data : nullptr; }
  Arena<Device>* arena() const { return block_ ? block_->arena : nullptr; }
  explicit operator bool() const { return block_; }

 private:
  Block* block_ = nullptr;
};

/// While one of these lives, the memory of what was captured is kept for its replays.
template <class Device> class CapturedMemory {
 public:
  explicit CapturedMemory(Arena<Device>& arena) : arena_(arena, 1) { arena.keep_captured(); }
  CapturedMemory(CapturedMemory const&) = delete;
  ~CapturedMemory() { arena_.arena()->release_captured(); }

 private:
  Storage<Device> arena_;  // a block, so that the arena lives as long
};

}  // namespace gan

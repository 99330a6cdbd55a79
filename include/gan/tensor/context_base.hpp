#pragma once
#include <memory>
#include <new>

#include <gan/core/random.hpp>
#include <gan/tensor/arena.hpp>
#include <gan/tensor/communicator.hpp>
#include <gan/tensor/rows.hpp>

namespace gan {

/// The part of a context that all devices share: the arena, the seed and its draw counter, memory for graph nodes, and whether
/// operations are being recorded. A context is used by one thread at a time and outlives the variables made with it.
template <class Device> class ContextBase {
 public:
  ContextBase(Device device, Seed seed) : device_(device), seed_(seed), arena_(new Arena<Device>(device, this)) {}
  ContextBase(ContextBase const&) = delete;
  ContextBase& operator=(ContextBase const&) = delete;
  ~ContextBase() {
    arena_->orphan();
    while (nodes_) ::operator delete(std::exchange(nodes_, nodes_->next));
  }

  Device const& device() const { return device_; }
  Seed seed() const { return seed_; }
  Arena<Device>& arena() { return *arena_; }

  /// A fresh key for draws that a user asks for by hand; the n-th call gives the same key in every run.
  random::Key next_key() { return random::key(seed_, Stream::user, draws_++); }

  bool recording() const { return recording_; }
  void set_recording(bool on) { recording_ = on; }

  /// The ranks that share the batch of the training step at hand, and which of its samples are this rank's; null and all of them where
  /// there are no other ranks, and between steps.
  Communicator<Device>* communicator() const { return communicator_; }
  Rows const& rows() const { return rows_; }
  void share(Communicator<Device>* communicator, Rows const& rows) { communicator_ = communicator, rows_ = rows; }

  /// Numbers nodes in the order in which they are made, which is a topological order of every graph.
  std::int64_t next_sequence() { return sequence_++; }

  /// A list that is lent out and brought back with its capacity, so that walking a graph allocates nothing in the steady state.
  std::vector<void*> borrow_list() { return std::exchange(list_, {}); }
  void return_list(std::vector<void*> list) {
    list.clear();
    list_ = std::move(list);
  }

  /// Raw memory for one graph node of at most `node_bytes`, recycled.
  static constexpr std::size_t node_bytes = 2048;
  void* allocate_node() {
    if (!nodes_) return ::operator new(node_bytes);
    return std::exchange(nodes_, nodes_->next);
  }
  void release_node(void* memory) { nodes_ = new (memory) FreeNode{nodes_}; }

 private:
  struct FreeNode {
    FreeNode* next;
  };
  Device device_;
  Seed seed_;
  Arena<Device>* arena_;
  FreeNode* nodes_ = nullptr;
  std::vector<void*> list_;
  Communicator<Device>* communicator_ = nullptr;
  Rows rows_;
  std::uint64_t draws_ = 0;
  std::int64_t sequence_ = 0;
  bool recording_ = true;
};

/// Operations are recorded, or are not, while one of these lives.
template <class Device> class Recording {
 public:
  Recording(ContextBase<Device>& context, bool on) : context_(context), before_(context.recording()) {
    context.set_recording(on);
  }
  Recording(Recording const&) = delete;
  ~Recording() { context_.set_recording(before_); }

 private:
  ContextBase<Device>& context_;
  bool before_;
};

/// A context's work is a rank's part of a joint batch while one of these lives.
template <class Device> class Sharing {
 public:
  Sharing(ContextBase<Device>& context, Communicator<Device>* communicator, Rows const& rows) : context_(context) {
    context.share(communicator, rows);
  }
  Sharing(Sharing const&) = delete;
  ~Sharing() { context_.share(nullptr, {}); }

 private:
  ContextBase<Device>& context_;
};

/// Nothing is recorded while one of these lives: results need no gradient and keep nothing alive.
template <class Device> class NoRecording : Recording<Device> {
 public:
  explicit NoRecording(ContextBase<Device>& context) : Recording<Device>(context, false) {}
};

}  // namespace gan

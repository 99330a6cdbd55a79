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
  random::Key next_key() {
    depends_on_host("a step draws by randn, rand or next_key, which count on the host");
    return random::key(seed_, Stream::user, draws_++);
  }

  bool recording() const { return recording_; }
  void set_recording(bool on) { recording_ = on; }

  /// The ranks that share the batch of the training step at hand, and which of its samples are this rank's; null and all of them where
  /// there are no other ranks, and between steps.
  Communicator<Device>* communicator() const { return communicator_; }
  Rows const& rows() const { return rows_; }
  void share(Communicator<Device>* communicator, Rows const& rows) { communicator_ = communicator, rows_ = rows; }

  /// How often the host has waited for the device to read a number or to finish. A replayed step does not.
  std::int64_t waits() const { return waits_; }
  /// Comes before the host waits. Throws Error where the work at hand is captured for replays and does not run yet.
  void count_wait() {
    constexpr char const* what = "a step reads a number on the host";
    ++waits_;
    depends_on_host(what);
    if constexpr (!is_cpu<Device>) require<Error>(!capturing_, what);
  }

  /// Whether the work at hand is captured, so that it can be replayed without the host (see Capture).
  bool capturing() const { return capturing_; }
  void set_capturing(bool on) { capturing_ = on; }
  /// Says that the work at hand depends on what only the host knows, such as the number of the step: a replay would not know
  /// it. `what` is a sentence of a step that says so, and lives on.
  void depends_on_host(char const* what) {
    if (!host_dependence_) host_dependence_ = what;
  }
  /// The first such sentence since a capture began; null where there was none.
  char const* host_dependence() const { return host_dependence_; }
  void forget_host_dependence() { host_dependence_ = nullptr; }

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
  std::int64_t sequence_ = 0, waits_ = 0;
  char const* host_dependence_ = nullptr;
  bool recording_ = true, capturing_ = false;
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

/// Work is captured for replays while one of these lives: its memory, all that nobody has when it begins, is its own from then
/// on, and what it depends on is noticed.
template <class Device> class Capture {
 public:
  explicit Capture(ContextBase<Device>& context) : context_(context), pool_(context.arena().use_pool(1)) {
    context.arena().begin_capture();
    capturing_context<Device> = &context;
    context.set_capturing(true);
    context.forget_host_dependence();
  }
  Capture(Capture const&) = delete;
  ~Capture() {
    context_.set_capturing(false);
    capturing_context<Device> = nullptr;
    context_.arena().use_pool(pool_);
  }

 private:
  ContextBase<Device>& context_;
  int pool_;
};

}  // namespace gan

#pragma once
#include <array>
#include <memory>
#include <string>
#include <vector>

#include <gan/tensor/context_base.hpp>

namespace gan {

/// Work of a device that was captured once and can be replayed without the host taking part: every launch with the addresses
/// that it had. Each backend specialises it:
///   static constexpr bool runs_while_captured    whether the work is also done when it is captured
///   capture(context, body)                       captures what body() launches, and gives on what body throws
///   replay(context, draw_offset)                 does it again; random draws add the offset to the step of their key
template <class Device> class Graph;

/// Steps that do the same work each time, so that they can be captured once and replayed. Steps of different kinds have a graph
/// each: two steps of the same Key launch the same. A kind runs as it is the first time, when memory and libraries get ready,
/// is captured the second time, and replayed from then on. All graphs go when their foundation changes: addresses and numbers
/// that are the same for every kind. A step that depends on what only the host knows cannot be replayed; then `reason` says
/// why, and every step runs as it is. Result is what the host knows of a step, and a replay tells again.
template <class Device, class Key, class Result> class Replays {
 public:
  using Foundation = std::array<std::uint64_t, 4>;
  static constexpr std::size_t most_kinds = 8;

  /// Whether `run` may be called for a step of this kind; otherwise it runs as it is.
  bool ready(Foundation const& foundation, Key const& key) {
    if (!reason_.empty()) return false;
    if (foundation != foundation_) entries_.clear(), foundation_ = foundation;
    if (find(key)) return true;
    if (entries_.size() == most_kinds) give_up(sentence("the steps are of more than ", most_kinds, " kinds"));
    else entries_.push_back({key, {}, {}, std::make_shared<Result>(), 0, false});
    return false;
  }

  /// One step whose draws begin at `draw`, by `body`, which gives the Result, or by a replay. `body` is kept no longer than the
  /// graphs, and does the same work each time it is called.
  template <class Body> Result const& run(Context<Device>& context, Key const& key, std::uint32_t draw, Body const& body) {
    Entry& entry = *find(key);
    if (!entry.captured) {
      bool const works = capture(context, entry, draw, body);
      if (Graph<Device>::runs_while_captured) return *entry.result;
      if (!works) return *entry.result = body();
    }
    entry.graph.replay(context, draw - entry.draw);
    ++replayed_;
    return *entry.result;
  }

  /// Why steps are not replayed; empty where they are.
  std::string const& reason() const { return reason_; }
  void give_up(std::string reason) {
    reason_ = std::move(reason);
    for (auto& entry : entries_) entry.graph = {}, entry.memory = {}, entry.captured = false;
  }
  /// How many steps were replayed.
  std::int64_t replayed() const { return replayed_; }

 private:
  struct Entry {
    Key key;
    std::shared_ptr<CapturedMemory<Device>> memory;  // goes after the graph
    Graph<Device> graph;
    std::shared_ptr<Result> result;
    std::uint32_t draw;
    bool captured;
  };

  Entry* find(Key const& key) {
    for (auto& entry : entries_)
      if (entry.key == key) return &entry;
    return nullptr;
  }

  template <class Body> bool capture(Context<Device>& context, Entry& entry, std::uint32_t draw, Body const& body) {
    entry.draw = draw;
    entry.memory = std::make_shared<CapturedMemory<Device>>(context.arena());
    auto const work = [body, result = entry.result] { *result = body(); };
    if constexpr (Graph<Device>::runs_while_captured) {
      entry.graph.capture(context, work);
    } else {
      try {
        entry.graph.capture(context, work);
      } catch (std::exception const& e) {  // what is wrong with the step itself shows when it runs as it is
        give_up(context.host_dependence() ? context.host_dependence() : e.what());
        return false;
      }
    }
    if (context.host_dependence()) give_up(context.host_dependence());
    else entry.captured = true;
    return entry.captured;
  }

  std::vector<Entry> entries_;
  Foundation foundation_{};
  std::string reason_;
  std::int64_t replayed_ = 0;
};

}  // namespace gan

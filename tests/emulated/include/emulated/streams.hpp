#pragma once
/// Streams, events and graphs of the emulated card. Work that is put into a stream is done later: when somebody waits for it, or when
/// chance says so, in the order of its stream and after the events that it waits for. What lacks an event or a wait goes wrong.
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "memory.hpp"
#include "threads.hpp"

enum cudaError_t {
  cudaSuccess = 0,
  cudaErrorInvalidValue = 1,
  cudaErrorMemoryAllocation = 2,
  cudaErrorInvalidConfiguration = 9,
  cudaErrorInvalidDevice = 101,
  cudaErrorLaunchFailure = 719,
  cudaErrorStreamCaptureUnsupported = 900,
  cudaErrorStreamCaptureInvalidated = 901,
  cudaErrorStreamCaptureIsolation = 905,
  cudaErrorStreamCaptureImplicit = 906,
};

namespace emulated {

/// Gives null, or what was done that a card does not define.
using Work = std::function<char const*()>;

struct Stream;
/// A place in a stream.
struct Mark {
  std::shared_ptr<Stream> stream;
  std::uint64_t number = 0;
};
struct Operation {
  Work work;
  Mark after;
};
struct Graph {
  std::vector<Work> work;
};
struct Stream {
  bool blocking = true;  // with the legacy stream
  std::deque<Operation> waiting = {};
  std::uint64_t put = 0, done = 0;
  std::shared_ptr<Graph> capture = {};
  bool invalidated = false;
};
struct Event {
  Mark mark;
};

class Card {
 public:
  static Card& instance() {
    static Card card;
    return card;
  }

  std::mutex mutex;
  Memory memory;
  std::set<void const*> pinned;
  char const* fault = nullptr;  // the first; from then on every call fails

  Stream* make_stream(bool blocking) {
    auto const& stream = streams_.emplace_back(std::make_shared<Stream>());
    stream->blocking = blocking;
    return stream.get();
  }
  void destroy(Stream* stream) {
    finish(*stream);
    std::erase_if(streams_, [&](auto const& one) { return one.get() == stream; });
  }

  /// Null is the legacy stream: its work is done at once, after that of all blocking streams.
  cudaError_t put(Stream* stream, Work work) {
    if (!stream) {
      if (cudaError_t const error = finish_blocking()) return error;
      return run(work);
    }
    if (stream->capture) {
      stream->capture->work.push_back(std::move(work));
      return stream->invalidated ? cudaErrorStreamCaptureInvalidated : cudaSuccess;
    }
    stream->waiting.push_back({std::move(work), {}});
    ++stream->put;
    return drift();
  }
  cudaError_t wait(Stream* stream, Mark const& mark) {
    if (stream->capture) return invalidate(*stream, cudaErrorStreamCaptureIsolation);
    stream->waiting.push_back({nullptr, mark});
    ++stream->put;
    return drift();
  }
  cudaError_t mark(Stream* stream, Mark& mark) {
    if (stream->capture) return invalidate(*stream, cudaErrorStreamCaptureUnsupported);
    for (auto const& one : streams_)
      if (one.get() == stream) mark = {one, stream->put};
    return cudaSuccess;
  }
  cudaError_t synchronize(Stream* stream) {
    if (!stream) return finish_blocking();
    if (stream->capture) return invalidate(*stream, cudaErrorStreamCaptureUnsupported);
    return finish(*stream);
  }
  cudaError_t synchronize(Mark const& mark) { return mark.stream ? finish(*mark.stream, mark.number) : cudaSuccess; }
  /// Work that is not captured, on all streams.
  cudaError_t synchronize_all() {
    for (auto const& stream : std::vector(streams_))
      if (cudaError_t const error = finish(*stream)) return error;
    return cudaSuccess;
  }
  static cudaError_t invalidate(Stream& stream, cudaError_t error) {
    stream.invalidated = true;
    return error;
  }

 private:
  cudaError_t run(Work const& work) {
    if (fault || !work) return fault ? cudaErrorLaunchFailure : cudaSuccess;
    Memory::Access const access(memory);
    fault = work();
    return fault ? cudaErrorLaunchFailure : cudaSuccess;
  }
  /// Does the first operation of a stream, after what it waits for.
  cudaError_t advance(Stream& stream) {
    Operation const first = std::move(stream.waiting.front());
    stream.waiting.pop_front();
    cudaError_t const waited = synchronize(first.after);
    cudaError_t const error = waited ? waited : run(first.work);
    ++stream.done;
    return error;
  }
  cudaError_t finish(Stream& stream, std::uint64_t number) {
    Memory::Access const access(memory);
    while (stream.done < number)
      if (cudaError_t const error = advance(stream)) return error;
    if (!fault && !memory.intact()) fault = "a kernel wrote behind the memory that it was given";
    return fault ? cudaErrorLaunchFailure : cudaSuccess;
  }
  cudaError_t finish(Stream& stream) { return finish(stream, stream.put); }
  cudaError_t finish_blocking() {
    for (auto const& stream : streams_)
      if (stream->blocking && stream->capture) return invalidate(*stream, cudaErrorStreamCaptureImplicit);
    for (auto const& stream : streams_)
      if (stream->blocking)
        if (cudaError_t const error = finish(*stream)) return error;
    return fault ? cudaErrorLaunchFailure : cudaSuccess;
  }
  /// Some work of some streams, now and then.
  cudaError_t drift() {
    if (chance_.below(8) > 0) return fault ? cudaErrorLaunchFailure : cudaSuccess;
    Memory::Access const access(memory);
    for (std::uint32_t n = chance_.below(24); n > 0; --n) {
      Stream& stream = *streams_[chance_.below(static_cast<std::uint32_t>(streams_.size()))];
      if (!stream.waiting.empty())
        if (cudaError_t const error = advance(stream)) return error;
    }
    return fault ? cudaErrorLaunchFailure : cudaSuccess;
  }

  std::vector<std::shared_ptr<Stream>> streams_;
  Chance chance_;
};

/// A call of the card's interface: one at a time; the last error is kept for cudaGetLastError.
inline thread_local cudaError_t last_error = cudaSuccess;
template <class Body> cudaError_t call(Body const& body) {
  Card& card = Card::instance();
  std::lock_guard const lock(card.mutex);
  cudaError_t const error = card.fault ? cudaErrorLaunchFailure : body(card);
  if (error) last_error = error;
  return error;
}

}  // namespace emulated

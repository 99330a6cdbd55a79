#pragma once
#include <vector>

#include <gan/backend/cuda/context.cuh>
#include <gan/tensor/staging.hpp>

namespace gan {

/// Pinned memory on the host and as much on the card. Copies have a stream of their own; events order them and the context's
/// work, so that neither waits on the host.
template <> class Staging<Cuda> {
 public:
  Staging(Context<Cuda>& context, std::size_t bytes, int slots) : context_(context) {
    cudaStream_t stream = nullptr;
    detail::check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "make a stream for copies");
    stream_.reset(stream);
    slots_.reserve(static_cast<std::size_t>(slots));
    for (int i = 0; i < slots; ++i) {
      Slot& slot = slots_.emplace_back();
      void* pinned = nullptr;
      detail::check(cudaMallocHost(&pinned, bytes), "give memory of the host that it can read");
      slot.pinned.reset(pinned);
      slot.memory = Storage<Cuda>(context.arena(), bytes);
      slot.sent = made_event(cudaEventDisableTiming | cudaEventBlockingSync);
      slot.read = made_event(cudaEventDisableTiming);
      release(i);  // the memory may have been of use to what was launched before
    }
  }
  Staging(Staging const&) = delete;
  ~Staging() { cudaStreamSynchronize(stream_.get()); }

  void* host(int slot) const { return at(slot).pinned.get(); }
  void wait_for_slot(int slot) const {
    detail::check(cudaSetDevice(context_.device().device), "be selected");  // of this thread
    detail::check(cudaEventSynchronize(at(slot).sent.get()), "copy from the host");
  }
  void send(int slot, std::size_t bytes) const {
    Slot const& s = at(slot);
    detail::check(cudaStreamWaitEvent(stream_.get(), s.read.get(), 0), "wait for its work");
    detail::check(cudaMemcpyAsync(s.memory.data(), s.pinned.get(), bytes, cudaMemcpyHostToDevice, stream_.get()),
                  "copy from the host");
    detail::check(cudaEventRecord(s.sent.get(), stream_.get()), "mark the end of a copy");
  }
  void const* arrived(int slot) const {
    detail::check(cudaStreamWaitEvent(context_.stream(), at(slot).sent.get(), 0), "wait for a copy");
    return at(slot).memory.data();
  }
  void release(int slot) const { detail::check(cudaEventRecord(at(slot).read.get(), context_.stream()), "mark its place"); }

 private:
  struct FreePinned {
    void operator()(void* memory) const { cudaFreeHost(memory); }
  };
  struct DestroyEvent {
    void operator()(cudaEvent_t event) const { cudaEventDestroy(event); }
  };
  using Event = std::unique_ptr<std::remove_pointer_t<cudaEvent_t>, DestroyEvent>;
  static Event made_event(unsigned flags) {
    cudaEvent_t event = nullptr;
    detail::check(cudaEventCreateWithFlags(&event, flags), "make an event");
    return Event(event);
  }
  struct Slot {
    std::unique_ptr<void, FreePinned> pinned;
    Storage<Cuda> memory;
    Event sent, read;  // the copy to the card is over; the card has read it
  };
  Slot const& at(int slot) const { return slots_[static_cast<std::size_t>(slot)]; }

  Context<Cuda>& context_;
  std::unique_ptr<detail::CudaStream, detail::DestroyStream> stream_;
  std::vector<Slot> slots_;
};

}  // namespace gan

#pragma once
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include <gan/core/config.hpp>

namespace gan {

/// Threads that share the chunks of one loop at a time. Chunks are claimed one by one, also by the calling thread: if the others are
/// not there in time, the caller does their work, so a busy core costs no more than its own share. Which thread runs a chunk never
/// matters for a result.
class Workers {
 public:
  explicit Workers(int threads) {
    for (int i = 1; i < threads; ++i) threads_.emplace_back([this] { serve(); });
  }
  Workers(Workers const&) = delete;
  Workers& operator=(Workers const&) = delete;
  ~Workers() {
    stop_.store(true);
    ticket_.fetch_add(1);
    ticket_.notify_all();
    for (auto& thread : threads_) thread.join();
  }

  int threads() const { return static_cast<int>(threads_.size()) + 1; }

  /// Calls body(i) for i = 0 ... chunks-1, in any order, and returns when all are done. `body` must not throw.
  template <class Body> void parallel(std::int64_t chunks, Body const& body) {
    if (threads_.empty() || chunks <= 1) {
      for (std::int64_t i = 0; i < chunks; ++i) body(i);
      return;
    }
    call_ = [](void const* b, std::int64_t i) { (*static_cast<Body const*>(b))(i); };
    body_ = &body;
    done_.store(0, std::memory_order_relaxed);
    claims_.store(static_cast<std::uint64_t>(chunks) << 32, std::memory_order_release);
    ticket_.fetch_add(1, std::memory_order_seq_cst);
    if (sleeping_.load(std::memory_order_seq_cst) > 0) ticket_.notify_all();
    work();
    for (int spin = 0; done_.load(std::memory_order_acquire) != chunks; ++spin) wait_a_little(spin);
  }

 private:
  /// Stays on the core for some microseconds; then others may have it, for what is waited for may need it.
  static void wait_a_little(int spin) {
    if (spin > 1000) return std::this_thread::yield();
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#endif
  }

  // One word holds the number of chunks and the next one to claim, so that a thread that comes late can claim a chunk of the loop
  // that is running or none, but never one of a loop that is over; what it reads after a valid claim stays until it reports back.
  void work() {
    for (;;) {
      std::uint64_t claim = claims_.fetch_add(1, std::memory_order_acq_rel);
      std::int64_t i = static_cast<std::int64_t>(claim & 0xffffffffu);
      if (i >= static_cast<std::int64_t>(claim >> 32)) return;
      call_(body_, i);
      done_.fetch_add(1, std::memory_order_release);
    }
  }

  void serve() {
    std::uint32_t seen = 0;
    while (!stop_.load(std::memory_order_relaxed)) {
      for (int spin = 0; ticket_.load(std::memory_order_acquire) == seen && spin < 3000; ++spin) wait_a_little(spin);
      if (ticket_.load(std::memory_order_seq_cst) == seen) {
        sleeping_.fetch_add(1, std::memory_order_seq_cst);
        ticket_.wait(seen, std::memory_order_seq_cst);
        sleeping_.fetch_sub(1, std::memory_order_seq_cst);
      }
      seen = ticket_.load(std::memory_order_acquire);
      if (!stop_.load(std::memory_order_relaxed)) work();
    }
  }

  std::vector<std::thread> threads_;
  std::atomic<std::uint32_t> ticket_{0};
  std::atomic<int> sleeping_{0};
  std::atomic<bool> stop_{false};
  alignas(64) std::atomic<std::uint64_t> claims_{0};
  alignas(64) std::atomic<std::int64_t> done_{0};
  void (*call_)(void const*, std::int64_t) = nullptr;
  void const* body_ = nullptr;
};

}  // namespace gan

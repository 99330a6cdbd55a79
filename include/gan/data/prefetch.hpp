#pragma once
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>

#include <gan/core/error.hpp>

namespace gan::data {

/// Does work ahead of the one who needs it: a thread calls fill(unit, slot) for the units first, first + 1, ... last - 1 in
/// order, as far ahead as there are slots; unit u goes to slot (u - first) % slots. What `fill` throws is thrown to who takes
/// that unit, as if it had filled it, and ends the work. The end of a Prefetch waits for the unit at hand, no longer.
template <class Fill> class Prefetch {
 public:
  Prefetch(std::int64_t first, std::int64_t last, int slots, Fill fill)
      : fill_(std::move(fill)), first_(first), last_(last), slots_(slots), filled_(first), taken_(first), given_back_(first) {
    require<OptionError>(slots >= 1 && first <= last, "a prefetch needs at least 1 slot and units in order, not ", slots,
                         " slots and the units ", first, " to ", last);
    thread_ = std::thread([this] { work(); });
  }
  Prefetch(Prefetch const&) = delete;
  ~Prefetch() {
    {
      std::lock_guard const lock(mutex_);
      stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  /// The unit that `take` gives next.
  std::int64_t next() const { return taken_; }
  /// The slot of the next unit, when it is filled. Throws what `fill` threw for it, OptionError after the last unit.
  int take() {
    require<OptionError>(taken_ < last_, "unit ", taken_, " was asked of a prefetch that ends before unit ", last_);
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return filled_ > taken_ || error_; });
    if (filled_ <= taken_) std::rethrow_exception(error_);
    return slot_of(taken_++);
  }
  /// The slot that was taken first may be filled again.
  void give_back() {
    {
      std::lock_guard const lock(mutex_);
      ++given_back_;
    }
    changed_.notify_all();
  }

 private:
  int slot_of(std::int64_t unit) const { return static_cast<int>((unit - first_) % slots_); }
  void work() {
    for (std::int64_t unit = first_; unit < last_; ++unit) {
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return stop_ || unit - given_back_ < slots_; });
        if (stop_) return;
      }
      std::exception_ptr error;
      try {
        fill_(unit, slot_of(unit));
      } catch (...) {
        error = std::current_exception();
      }
      {
        std::lock_guard const lock(mutex_);
        if (error) error_ = error;
        else filled_ = unit + 1;
      }
      changed_.notify_all();
      if (error) return;
    }
  }

  Fill fill_;
  std::int64_t first_, last_;
  int slots_;
  std::int64_t filled_, taken_, given_back_;  // units before these are filled, taken, given back
  bool stop_ = false;
  std::exception_ptr error_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::thread thread_;
};

}  // namespace gan::data

#pragma once
/// Ends a rank that waits for others in vain.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

#include <gan/core/error.hpp>

namespace gan::mpi {

/// How long a rank waits for the others in one exchange before it ends all of them with one sentence: for a rank that neither works
/// nor ends, which no launcher notices. While rank 0's callbacks run the others wait, so it must be more than the longest of these.
struct Patience {
  double seconds = 0;  ///< 0: for ever; it ends within twice as long
};

namespace detail {

/// A thread that now and then looks whether this rank is still in the same exchange.
class Watch {
 public:
  explicit Watch(Patience const& patience) : interval_(patience.seconds / looks) {
    require<OptionError>(patience.seconds >= 0, "the ranks' patience is a number of seconds of at least 0, not ",
                         patience.seconds);
  }
  Watch(Watch const&) = delete;
  Watch& operator=(Watch const&) = delete;
  ~Watch() {
    if (!thread_.joinable()) return;
    {
      std::lock_guard const lock(mutex_);
      ended_ = true;
    }
    changed_.notify_one();
    thread_.join();
  }

  void begin(int rank, int size) {
    if (interval_.count() > 0 && size > 1) thread_ = std::thread([this, rank, size] { look(rank, size); });
  }

  /// This rank is in an exchange with the others while one of these lives.
  class Exchange {
   public:
    explicit Exchange(Watch& watch) : watch_(watch) { watch_.count(); }
    Exchange(Exchange const&) = delete;
    ~Exchange() { watch_.count(); }

   private:
    Watch& watch_;
  };

 private:
  static constexpr int looks = 8;

  void count() { exchanges_.store(exchanges_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed); }

  /// Looks are counted and not time: a job that its cluster suspends as a whole has waited for nobody. Rank 0 is the first to speak, the
  /// others follow one by one, until the launcher has ended all of them.
  void look(int rank, int size) {
    unsigned seen = 0;
    int same = 0;
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, interval_, [&] { return ended_; })) {
      unsigned const now = exchanges_.load(std::memory_order_relaxed);
      same = now % 2 == 1 && now == seen ? same + 1 : 0;
      seen = now;
      if (same < looks + std::min(rank, looks - 1)) continue;
      std::fprintf(stderr, "gan: rank %d of %d: has waited %g s in one exchange for a rank that neither works nor ends\n", rank,
                   size, looks * interval_.count());
      std::fflush(nullptr);
      std::_Exit(1);  // MPI is for the other thread alone; the launcher ends all ranks where one leaves like this
    }
  }

  std::chrono::duration<double> interval_;
  std::atomic<unsigned> exchanges_ = 0;  // begun and ended, so odd within one
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace detail
}  // namespace gan::mpi

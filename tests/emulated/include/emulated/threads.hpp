#pragma once
/// Runs the threads of a kernel: block after block, and the threads of a block in turns, each on a stack of its own, so that it can wait
/// for others. The order of the blocks, of the warps between two barriers and of their threads is drawn: a sum that lacks a barrier goes
/// wrong.
#include <setjmp.h>
#include <ucontext.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <numeric>
#include <vector>

struct dim3 {
  unsigned x = 1, y = 1, z = 1;
  constexpr dim3(unsigned x_ = 1, unsigned y_ = 1, unsigned z_ = 1) : x(x_), y(y_), z(z_) {}
};
inline dim3 threadIdx, blockIdx, blockDim, gridDim;

namespace emulated {

/// Numbers that decide what no program may rely on.
class Chance {
 public:
  std::uint32_t below(std::uint32_t n) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::uint32_t>((state_ >> 33) % n);
  }
  template <class List> void shuffle(List& list) {
    for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[below(static_cast<std::uint32_t>(i))]);
  }

 private:
  std::uint64_t state_ = 1;
};

class Threads {
 public:
  static Threads& instance() {
    static Threads threads;
    return threads;
  }

  /// Runs kernel() as every thread of the grid. Null, or what the kernel did that a card does not define.
  char const* run(dim3 grid, dim3 block, std::function<void()> const& kernel) {
    kernel_ = &kernel;
    gridDim = grid, blockDim = block;
    std::vector<unsigned> blocks(grid.x);
    std::iota(blocks.begin(), blocks.end(), 0u);
    chance_.shuffle(blocks);
    for (unsigned b : blocks) {
      blockIdx = dim3(b, 0, 0);
      if (char const* fault = run_block(block.x)) return fault;
    }
    return nullptr;
  }

  /// Waits for all threads of the block.
  void wait_for_block() { suspend(State::at_block_barrier); }

  /// What the thread of the warp whose number differs in the bits of `mask` brings.
  template <class T> T exchange(unsigned mask, T value) {
    static_assert(sizeof(T) <= sizeof(std::uint64_t));
    unsigned const thread = threadIdx.x;
    int const slot = threads_[thread].slot ^= 1;  // the other one may still be read
    std::memcpy(&threads_[thread].value[slot], &value, sizeof(T));
    suspend(State::at_warp_barrier);
    std::memcpy(&value, &threads_[thread ^ mask].value[slot], sizeof(T));
    return value;
  }

 private:
  enum class State { fresh, running, at_block_barrier, at_warp_barrier, ended };
  static constexpr unsigned warp = 32;
  static constexpr std::size_t stack_bytes = 256 << 10;

  struct Fiber {
    std::unique_ptr<std::byte[]> stack;
    ucontext_t start;
    jmp_buf here;
    bool started = false;
  };
  struct Thread {
    State state = State::fresh;
    Fiber* fiber = nullptr;
    int slot = 0;
    std::uint64_t value[2] = {};
  };

  /// Warp after warp, each as far as it comes, up to the next barrier of the block: so far apart can they be.
  char const* run_block(unsigned count) {
    threads_.assign(count, {});
    for (;;) {
      std::vector<unsigned> warps((count + warp - 1) / warp);
      std::iota(warps.begin(), warps.end(), 0u);
      chance_.shuffle(warps);
      for (unsigned w : warps)
        if (char const* fault = run_warp(w * warp, std::min(count, (w + 1) * warp))) return leave(fault);
      auto const waiting = count_of(State::at_block_barrier, 0, count);
      if (waiting == 0) return nullptr;
      if (waiting < count) return leave("some threads of a block wait at a barrier and others do not");
    }
  }

  char const* run_warp(unsigned begin, unsigned end) {
    for (;;) {
      order_.resize(end - begin);
      std::iota(order_.begin(), order_.end(), begin);
      chance_.shuffle(order_);
      bool const fresh = threads_[begin].state == State::fresh;
      next_ = fresh ? 0 : order_.size();
      while (next_ < order_.size()) resume(*idle_fiber());  // a fiber takes threads until one of them waits
      for (std::size_t i = 0; !fresh && i < order_.size(); ++i) {
        threadIdx = dim3(order_[i], 0, 0);
        threads_[order_[i]].state = State::running;
        resume(*threads_[order_[i]].fiber);
      }
      auto const waiting = count_of(State::at_warp_barrier, begin, end);
      if (waiting == 0) return nullptr;
      if (waiting < warp) return "some threads of a warp exchange values and others do not";
    }
  }

  unsigned count_of(State state, unsigned begin, unsigned end) const {
    unsigned count = 0;
    for (unsigned i = begin; i < end; ++i) count += threads_[i].state == state;
    return count;
  }

  /// Gives up the threads that wait.
  char const* leave(char const* fault) {
    fibers_.clear();
    idle_.clear();
    return fault;
  }

  Fiber* idle_fiber() {
    if (idle_.empty()) {
      Fiber& fiber = *fibers_.emplace_back(std::make_unique<Fiber>());
      fiber.stack = std::make_unique_for_overwrite<std::byte[]>(stack_bytes);
      idle_.push_back(&fiber);
    }
    Fiber* const fiber = idle_.back();
    idle_.pop_back();
    return fiber;
  }

  /// Goes on with a fiber until its thread waits or no thread is left to begin.
  __attribute__((noinline)) void resume(Fiber& fiber) {
    current_ = &fiber;
    if (_setjmp(scheduler_) != 0) return;
    if (fiber.started) _longjmp(fiber.here, 1);
    fiber.started = true;
    getcontext(&fiber.start);
    fiber.start.uc_stack.ss_sp = fiber.stack.get();
    fiber.start.uc_stack.ss_size = stack_bytes;
    fiber.start.uc_link = nullptr;
    makecontext(&fiber.start, &Threads::run_threads, 0);
    setcontext(&fiber.start);
  }
  /// Back to the scheduler until it resumes this fiber.
  __attribute__((noinline)) void yield() {
    if (_setjmp(current_->here) == 0) _longjmp(scheduler_, 1);
  }
  void suspend(State state) {
    Thread& thread = threads_[threadIdx.x];
    thread.state = state;
    thread.fiber = current_;
    yield();
  }

  /// What a fiber does: a thread after another, as long as none waits.
  static void run_threads() {
    Threads& all = instance();
    for (;;) {
      while (all.next_ < all.order_.size()) {
        threadIdx = dim3(all.order_[all.next_++], 0, 0);
        all.threads_[threadIdx.x].state = State::running;
        (*all.kernel_)();
        all.threads_[threadIdx.x].state = State::ended;
      }
      all.idle_.push_back(all.current_);
      all.yield();
    }
  }

  std::function<void()> const* kernel_ = nullptr;
  std::vector<Thread> threads_;
  std::vector<unsigned> order_;
  std::size_t next_ = 0;
  std::vector<std::unique_ptr<Fiber>> fibers_;
  std::vector<Fiber*> idle_;
  Fiber* current_ = nullptr;
  jmp_buf scheduler_;
  Chance chance_;
};

}  // namespace emulated

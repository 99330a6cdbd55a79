#pragma once
#include <gan/backend/cpu/memory.hpp>
#include <gan/backend/cpu/workers.hpp>
#include <gan/core/error.hpp>
#include <gan/tensor/context_base.hpp>

namespace gan {

template <> inline constexpr bool has_backend<Cpu> = true;

/// The context of the CPU: memory, worker threads, random counters.
template <> class Context<Cpu> : public ContextBase<Cpu> {
 public:
  explicit Context(Seed seed = {}) : Context(Cpu{}, seed) {}
  Context(Cpu cpu, Seed seed) : ContextBase<Cpu>(checked(cpu), seed), workers_(cpu.threads) {}

  Workers& workers() { return workers_; }
  /// What random draws add to the step of their key: 0 but in a replay (see Graph<Cpu>).
  std::uint32_t draw_offset() const { return draw_offset_; }
  void set_draw_offset(std::uint32_t offset) { draw_offset_ = offset; }

 private:
  static Cpu checked(Cpu cpu) {
    require<OptionError>(cpu.threads >= 1 && cpu.threads <= 1024, "Cpu{.threads} must be between 1 and 1024, not ",
                         cpu.threads);
    return cpu;
  }
  Workers workers_;
  std::uint32_t draw_offset_ = 0;
};

}  // namespace gan

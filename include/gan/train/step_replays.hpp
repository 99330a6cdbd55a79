#pragma once
#include <cstdio>

#include <gan/tensor/replays.hpp>
#include <gan/train/feed.hpp>
#include <gan/train/update.hpp>

namespace gan {

/// Whether a model's training steps are captured and replayed where they can be: on a device that an operation takes longer to
/// reach than to do.
template <class M> inline constexpr bool replays_steps = !is_cpu<typename M::device_type>;

namespace detail {

/// Where a step stands: its number, the part of the training that is done, the factor of the rates, and where its draws
/// begin.
struct Position {
  std::int64_t step;
  double progress, rate;
  std::uint32_t draw;
};

/// What distinguishes steps that do not all do the same work, and what the host knows of a step: where the numbers of its terms
/// are.
template <class U> auto step_kind_of(U const& updates, [[maybe_unused]] std::int64_t step) {
  if constexpr (requires { updates.step_kind(step); }) return updates.step_kind(step);
  else return std::array<std::int64_t, 0>{};
}
template <class U> auto terms_of(U const& updates) {
  if constexpr (requires { updates.terms(); }) return updates.terms();
  else return std::array<int, 0>{};
}

struct NoReplays {};

/// The replays of a training's steps. All that a step reads is on the device before it, in places that stay: its batches, the
/// scalars of its optimisers, and what its draws are counted from. Where a step cannot be replayed, a sentence says why, once.
template <class M> class StepReplays {
 public:
  using Device = typename M::device_type;

  void set(bool on) {
    on_ = on;
    replays_ = {};
  }
  std::int64_t count() const { return replays_.replayed(); }
  std::string const& reason() const { return replays_.reason(); }

  /// One step by `body`, which does its updates on `inputs`, or by a replay; false where it has to run as it is.
  template <class Inputs, class Body>
  bool operator()(M& model, Updates<M>& updates, TrainingOptions const& options, Inputs const& inputs, Position const& at,
                  bool alone, Body const& body) {
    if (!on_) return false;
    if (replays_.reason().empty()) {
      if (!alone) replays_.give_up("ranks exchange numbers in a step");
      if constexpr (requires { requires M::gan_type::gated; })
        replays_.give_up("a gate reads the losses of a step on the host");
    }
    auto const kind = step_kind_of(updates, at.step);
    bool const ready = replays_.ready({model.seed().value, address(model.averaged().data()), address(inputs.memory().data()),
                                       static_cast<std::uint64_t>(inputs.classes())},
                                      kind);
    if (ready) run(model, updates, options, kind, at, body);
    if (!said_ && !replays_.reason().empty()) {
      said_ = true;
      std::fprintf(stderr, "training steps are launched one operation at a time, not replayed as a whole: %s\n",
                   replays_.reason().c_str());
    }
    return ready;
  }

 private:
  template <class Kind, class Body>
  void run(M& model, Updates<M>& updates, TrainingOptions const& options, Kind const& kind, Position const& at,
           Body const& body) {
    updates.for_optimizers([&](std::string const& name, auto const&, auto& optimizer) {
      optimizer.prepare(name == "discriminator" ? options.discriminator_steps : 1, at.rate);
    });
    auto const step = [body, &updates] {
      updates.for_optimizers([](std::string const&, auto const&, auto& optimizer) { optimizer.rewind(); });
      body();
      return terms_of(updates);
    };
    [[maybe_unused]] auto const& terms = replays_.run(model.context(), kind, at.draw, step);
    if constexpr (requires { updates.set_terms(terms); }) updates.set_terms(terms);
    updates.for_optimizers([](std::string const&, auto const&, auto& optimizer) { optimizer.prepare(0, 1); });
  }
  static std::uint64_t address(void const* memory) { return reinterpret_cast<std::uintptr_t>(memory); }

  Replays<Device, decltype(step_kind_of(std::declval<Updates<M> const&>(), 0)),
          decltype(terms_of(std::declval<Updates<M> const&>()))>
      replays_;
  bool on_ = true, said_ = false;
};

}  // namespace detail
}  // namespace gan

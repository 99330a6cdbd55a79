#pragma once
#include <functional>

#include <gan/backend/cpu/context.hpp>
#include <gan/tensor/replays.hpp>

namespace gan {

/// The CPU has no graphs: the body itself is kept and called again, with the offset for its draws, as a graph would launch it
/// again. It gains no speed; it shows without a graphics card whether a step can be replayed.
template <> class Graph<Cpu> {
 public:
  static constexpr bool runs_while_captured = true;

  template <class Body> void capture(Context<Cpu>& context, Body const& body) {
    Capture<Cpu> const capture(context);
    body_ = body;
    body();
  }
  void replay(Context<Cpu>& context, std::uint32_t draw_offset) {
    Capture<Cpu> const capture(context);
    Offset const offset(context, draw_offset);
    body_();
  }

 private:
  struct Offset {
    Context<Cpu>& context;
    Offset(Context<Cpu>& c, std::uint32_t offset) : context(c) { c.set_draw_offset(offset); }
    Offset(Offset const&) = delete;
    ~Offset() { context.set_draw_offset(0); }
  };
  std::function<void()> body_;
};

}  // namespace gan

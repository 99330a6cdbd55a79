/// Which steps are captured and which are replayed, on a device of the test that captures as a graphics card does: what is
/// launched is noted down and not done.
#include <algorithm>
#include <functional>
#include <memory>
#include <new>

#include <gan/tensor/replays.hpp>
#include <gan/tensor/tensor.hpp>

#include "../catch.hpp"

namespace gan {
struct Tape {};  // the device
inline void* device_allocate(Tape, std::size_t bytes) { return ::operator new(bytes); }
inline void device_release(Tape, void* memory) { ::operator delete(memory); }

template <> class Context<Tape> : public ContextBase<Tape> {
 public:
  Context() : ContextBase<Tape>(Tape{}, Seed{1}) {}
  /// Does it now, or notes it down.
  void launch(std::function<void(std::uint32_t)> work) {
    if (capturing()) noted.push_back(std::move(work));
    else work(0);
  }
  std::vector<std::function<void(std::uint32_t)>> noted;
};

template <> class Graph<Tape> {
 public:
  static constexpr bool runs_while_captured = false;
  template <class Body> void capture(Context<Tape>& context, Body const& body) {
    Capture<Tape> const capture(context);
    context.noted.clear();
    body();
    work_ = std::move(context.noted);
  }
  void replay(Context<Tape>&, std::uint32_t offset) {
    for (auto const& work : work_) work(offset);
  }

 private:
  std::vector<std::function<void(std::uint32_t)>> work_;
};
}  // namespace gan

using namespace gan;

namespace {
using Numbers = std::vector<std::int64_t>;

/// Steps that write their draw, and know a name of what they wrote.
struct Training {
  Context<Tape> context;
  Replays<Tape, std::int64_t, std::string> replays;
  Numbers written;
  int bodies = 0;
  std::string told;

  template <class Extra> void step(std::int64_t number, std::int64_t kind, std::uint64_t foundation, Extra const& extra) {
    auto const draw = static_cast<std::uint32_t>(3 * number);
    auto body = [&, draw, kind] {
      ++bodies;
      context.launch([this, draw](std::uint32_t offset) { written.push_back(draw + offset); });
      extra();
      context.launch([this, kind](std::uint32_t) { written.push_back(-1 - kind); });
      return "of kind " + std::to_string(kind);
    };
    if (replays.ready({foundation}, kind)) told = replays.run(context, kind, draw, body);
    else told = body();
  }
  void step(std::int64_t number, std::int64_t kind = 0, std::uint64_t foundation = 1) {
    step(number, kind, foundation, [] {});
  }
};

Numbers expected(std::int64_t steps, std::function<std::int64_t(std::int64_t)> const& kind) {
  Numbers out;
  for (std::int64_t i = 0; i < steps; ++i) out.push_back(3 * i), out.push_back(-1 - kind(i));
  return out;
}
}  // namespace

TEST_CASE("a step runs once as it is, is captured, and is replayed from then on with its own draws") {
  Training t;
  for (int i = 0; i < 10; ++i) t.step(i);
  CHECK(t.written == expected(10, [](std::int64_t) { return 0; }));
  CHECK(t.bodies == 2);
  CHECK(t.replays.replayed() == 9);  // what was captured has not run yet
  CHECK(t.replays.reason().empty());
}

TEST_CASE("kinds of steps have graphs of their own, and each tells what it is") {
  Training t;
  auto kind = [](std::int64_t i) { return i % 3 == 0 ? std::int64_t{7} : std::int64_t{2}; };
  for (int i = 0; i < 20; ++i) {
    t.step(i, kind(i));
    CHECK(t.told == "of kind " + std::to_string(kind(i)));
  }
  CHECK(t.written == expected(20, kind));
  CHECK(t.bodies == 4);
  CHECK(t.replays.replayed() == 18);
}

TEST_CASE("draws go around the end of their counter") {
  Training t;
  std::int64_t const last = std::int64_t{0xffffffffu} / 3;
  for (std::int64_t i = last - 3; i < last + 4; ++i) t.step(i);
  REQUIRE(t.written.size() == 14);
  for (std::size_t i = 0; i < 7; ++i)
    CHECK(t.written[2 * i] ==
          static_cast<std::int64_t>(static_cast<std::uint32_t>(3 * (last - 3 + static_cast<std::int64_t>(i)))));
}

TEST_CASE("another foundation begins anew") {
  Training t;
  for (int i = 0; i < 12; ++i) t.step(i, 0, i < 6 ? 1 : 2);
  CHECK(t.written == expected(12, [](std::int64_t) { return 0; }));
  CHECK(t.bodies == 4);
  CHECK(t.replays.replayed() == 10);
}

TEST_CASE("a step that cannot be captured runs as it is, once, and says why") {
  struct Row {
    char const* what;
    std::function<void(Training&)> does;
    std::string reason;
  };
  Row const rows[] = {
      {"it depends on the host", [](Training& t) { t.context.depends_on_host("the host knows"); }, "the host knows"},
      {"it draws by hand", [](Training& t) { t.context.next_key(); },
       "a step draws by randn, rand or next_key, which count on the host"},
      {"it waits", [](Training& t) { t.context.count_wait(); }, "a step reads a number on the host"},
      {"its library throws where it is captured",
       [](Training& t) {
         if (t.context.capturing()) throw std::runtime_error("not while a graph is captured");
       },
       "not while a graph is captured"},
  };
  for (auto const& row : rows) {
    INFO(row.what);
    Training t;
    for (int i = 0; i < 5; ++i) t.step(i, 0, 1, [&] { row.does(t); });
    CHECK(t.written == expected(5, [](std::int64_t) { return 0; }));
    CHECK(t.replays.reason() == row.reason);
    CHECK(t.replays.replayed() == 0);
    CHECK(t.bodies == 6);
    CHECK_FALSE(t.context.capturing());
  }
}

TEST_CASE("what is wrong with a step itself is thrown") {
  Training t;
  auto bad = [] { throw ShapeError("shapes differ"); };
  CHECK_THROWS_AS(t.step(0, 0, 1, bad), ShapeError);
  CHECK_THROWS_AS(t.step(1, 0, 1, bad), ShapeError);
}

TEST_CASE("more kinds of steps than are worth a graph are not replayed") {
  Training t;
  auto kind = [](std::int64_t i) { return i; };
  for (int i = 0; i < 12; ++i) t.step(i, kind(i));
  CHECK(t.written == expected(12, kind));
  CHECK(t.replays.reason() == "the steps are of more than 8 kinds");
  for (int i = 12; i < 15; ++i) t.step(i, 0);
  CHECK(t.replays.replayed() == 0);
}

TEST_CASE("what is captured has memory of its own, which nothing else takes later") {
  Context<Tape> context;
  auto& arena = context.arena();
  auto free_and_take = [&](std::size_t bytes) { return Storage<Tape>(arena, bytes).data(); };
  auto graph = std::make_unique<CapturedMemory<Tape>>(arena), other = std::make_unique<CapturedMemory<Tape>>(arena);
  Storage<Tape> const held(arena, 1000);
  void* const before = free_and_take(1000);
  void* inside = nullptr;
  Storage<Tape> result;
  {
    Capture<Tape> const capture(context);
    inside = free_and_take(1000);
    CHECK(inside == before);  // what was free is taken first
    result = Storage<Tape>(arena, 1000);
    CHECK(result.data() == inside);
  }
  Storage<Tape> a(arena, 1000), b(arena, 1000);
  for (void* taken : {a.data(), b.data()}) {
    CHECK(taken != inside);
    CHECK(taken != held.data());
  }
  result = {};
  CHECK(free_and_take(1000) != inside);  // it went back to where it came from
  auto const allocations = arena.system_allocations();
  {
    Capture<Tape> const capture(context);
    Storage<Tape> x(arena, 1000), y(arena, 1000);
    CHECK((x.data() == inside || y.data() == inside));
    CHECK(arena.system_allocations() == allocations);
  }
  a = b = {};
  graph.reset();
  std::vector<Storage<Tape>> all;
  auto takes_inside = [&] {
    for (int i = 0; i < 4; ++i) all.emplace_back(arena, 1000);
    return std::any_of(all.begin(), all.end(), [&](auto const& s) { return s.data() == inside; });
  };
  CHECK_FALSE(takes_inside());
  all.clear();
  other.reset();  // the last graph is gone
  auto const before_all = arena.system_allocations();
  CHECK(takes_inside());
  CHECK(arena.system_allocations() == before_all);
}

TEST_CASE("trainings one after another, and foundations that change, take no more memory each time") {
  Context<Tape> context;
  auto train = [&] {
    Replays<Tape, int, int> replays;
    for (std::uint64_t foundation : {1, 2, 3})
      for (int i = 0; i < 5; ++i) {
        auto body = [&] {
          Storage<Tape> const x(context.arena(), 5000), y(context.arena(), 700);
          return 0;
        };
        if (replays.ready({foundation}, 0)) replays.run(context, 0, 0, body);
        else body();
      }
  };
  train();
  auto const before = context.arena().system_allocations();
  for (int i = 0; i < 5; ++i) train();
  CHECK(context.arena().system_allocations() == before);
}

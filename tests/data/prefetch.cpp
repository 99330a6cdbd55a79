/// Work that a thread does ahead of time: order, slots, exceptions, and an end that waits for nothing else.
#include <atomic>
#include <chrono>
#include <vector>

#include <gan/data/prefetch.hpp>

#include "../catch.hpp"

using namespace gan;

namespace {
template <class Fill> data::Prefetch<Fill> prefetch(std::int64_t first, std::int64_t last, int slots, Fill fill) {
  return {first, last, slots, fill};
}
/// Waits until it is so, for at most ten seconds.
template <class F> bool becomes(F const& so) {
  for (int i = 0; i < 10000; ++i) {
    if (so()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}
}  // namespace

TEST_CASE("a prefetch gives its units in order, each in the slot where it was filled") {
  for (int slots : {1, 2, 3, 5}) {
    std::vector<std::int64_t> memory(static_cast<std::size_t>(slots), -1);
    auto units =
        prefetch(10, 200, slots, [&](std::int64_t unit, int slot) { memory[static_cast<std::size_t>(slot)] = unit * unit; });
    bool right = true;
    for (std::int64_t unit = 10; unit < 200; ++unit) {
      CHECK(units.next() == unit);
      int const slot = units.take();
      right = right && slot == (unit - 10) % slots && memory[static_cast<std::size_t>(slot)] == unit * unit;
      units.give_back();
    }
    CHECK(right);
    CHECK_THROWS_AS(units.take(), OptionError);
  }
}

TEST_CASE("a prefetch runs as far ahead as it has slots, and touches no slot that is in use") {
  std::atomic<std::int64_t> filled = 0;
  auto units = prefetch(0, 100, 3, [&](std::int64_t unit, int) { filled = unit + 1; });
  CHECK(becomes([&] { return filled == 3; }));
  units.take();
  units.take();
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(filled == 3);
  units.give_back();
  CHECK(becomes([&] { return filled == 4; }));
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(filled == 4);
}

TEST_CASE("what a unit throws is thrown to who takes it, not before and not for another") {
  auto units = prefetch(0, 100, 4, [](std::int64_t unit, int) {
    if (unit == 2) throw FileError("sample 17 cannot be read");
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  for (int i = 0; i < 2; ++i) units.take(), units.give_back();
  for (int i = 0; i < 2; ++i) {
    try {
      units.take();
      FAIL("nothing was thrown");
    } catch (FileError const& e) {
      CHECK(std::string(e.what()) == "sample 17 cannot be read");
    }
  }
}

TEST_CASE("the end of a prefetch ends its thread, wherever it is") {
  std::atomic<int> inside = 0;
  struct Watch {
    std::atomic<int>* count;
    void operator()(std::int64_t, int) const {
      ++*count;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      --*count;
    }
  };
  for (int taken = 0; taken < 4; ++taken) {
    {
      data::Prefetch units(0, 1000000, 2, Watch{&inside});
      for (int i = 0; i < taken; ++i) units.take(), units.give_back();
    }
    CHECK(inside == 0);
  }
  { data::Prefetch idle(5, 5, 2, Watch{&inside}); }
  { data::Prefetch full(0, 3, 8, Watch{&inside}); }
  CHECK(inside == 0);
}

TEST_CASE("a prefetch without slots, or whose units go backwards, is refused") {
  auto nothing = [](std::int64_t, int) {};
  CHECK_THROWS_AS(prefetch(0, 3, 0, nothing), OptionError);
  CHECK_THROWS_AS(prefetch(3, 0, 1, nothing), OptionError);
}

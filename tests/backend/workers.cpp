// The threads that share a loop: every chunk exactly once, no matter how many threads or cores there are.
#include <vector>

#include <gan/backend/cpu/context.hpp>

#include "../catch.hpp"

using namespace gan;

TEST_CASE("every chunk runs exactly once") {
  for (int threads : {1, 2, 3, 8}) {
    Workers workers(threads);
    CHECK(workers.threads() == threads);
    for (std::int64_t chunks : {0, 1, 2, 3, 7, 64, 1000}) {
      std::vector<std::atomic<int>> runs(static_cast<std::size_t>(chunks));
      workers.parallel(chunks, [&](std::int64_t i) { ++runs[static_cast<std::size_t>(i)]; });
      for (auto& n : runs) REQUIRE(n == 1);
    }
  }
}

/// A loop of as many chunks as there are threads, each of which waits for all: it ends only if every thread takes one.
static void meet(Workers& workers) {
  std::atomic<int> here{0};
  workers.parallel(workers.threads(), [&](std::int64_t) {
    for (++here; here < workers.threads();) std::this_thread::yield();
  });
}

TEST_CASE("all threads take part, also those that fell asleep") {
  Workers two(2), four(4);
  for (int i = 0; i < 500; ++i) {
    meet(two);
    if (i % 50 == 0) meet(four);
    if (i % 100 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(i / 20));
  }
}

TEST_CASE("loops follow each other without losing, repeating or mixing chunks") {
  for (int threads : {2, 3, 8}) {
    Workers workers(threads);
    meet(workers);
    std::vector<std::int64_t> values(5);  // plain memory: each loop sees what the one before wrote
    std::int64_t const loops = threads == 8 ? 20'000 : 100'000;
    bool right = true;
    for (std::int64_t loop = 0; loop < loops; ++loop) {
      std::int64_t chunks = 1 + loop % 5;
      workers.parallel(chunks, [&, loop](std::int64_t i) { values[static_cast<std::size_t>(i)] += loop + i; });
      for (std::int64_t i = 0; i < chunks; ++i) {
        auto& value = values[static_cast<std::size_t>(i)];
        right = right && value == loop + i;
        value = 0;
      }
    }
    CHECK(right);
  }
}

TEST_CASE("workers that never work can be destroyed") {
  for (int i = 0; i < 200; ++i) Workers(1 + i % 4);
}

TEST_CASE("a context refuses thread counts that are none") {
  CHECK_THROWS_WITH(Context<Cpu>(Cpu{0}, Seed{}), "Cpu{.threads} must be between 1 and 1024, not 0");
  CHECK_THROWS_AS(Context<Cpu>(Cpu{-1}, Seed{}), OptionError);
  CHECK_THROWS_AS(Context<Cpu>(Cpu{100000}, Seed{}), OptionError);
}

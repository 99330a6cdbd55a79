// Counter-based random numbers: known answers of Philox, ranges, moments, permutations.
#include <cmath>
#include <set>
#include <vector>

#include <gan/core/random.hpp>

#include "../catch.hpp"

using namespace gan;

TEST_CASE("Philox4x32-10 gives the known answers of the Random123 distribution") {
  struct Case {
    std::uint32_t counter[4];
    std::uint64_t key;
    std::uint32_t answer[4];
  };
  Case const cases[] = {
      {{0, 0, 0, 0}, 0, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
      {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, ~std::uint64_t{0}, {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
      {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0x299f31d0a4093822, {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
  };
  for (auto const& c : cases) {
    auto b = random::bits(c.key, c.counter[3], c.counter[2], c.counter[1], c.counter[0]);
    for (int i = 0; i < 4; ++i) CHECK(b.word[i] == c.answer[i]);
  }
}

TEST_CASE("a key carries seed, stream and step into the counter") {
  auto k = random::key(Seed{0x299f31d0a4093822}, static_cast<Stream>(0x03707344), 0x13198a2e);
  CHECK(k(0x85a308d3, 0x243f6a88).word[3] == 0x24126ea1);
  CHECK(k.step == 0x13198a2e);
}

TEMPLATE_TEST_CASE("uniform draws take the high bits of a block", "", float, double) {
  using T = TestType;
  random::Bits const zero{{0, 0, 0, 0}}, ones{{~0u, ~0u, ~0u, ~0u}}, half{{0x80000000u, 0, 0x80000000u, 0}};
  T const last = sizeof(T) == 4 ? T(1) - T(0x1p-24) : T(1) - T(0x1p-53);
  for (int lane = 0; lane < random::per_block<T>; ++lane) {
    CHECK(random::uniform<T>(zero, lane) == T(0));
    CHECK(random::uniform<T>(ones, lane) == last);
  }
  CHECK(random::uniform<T>(half, 0) == T(0.5));
}

TEMPLATE_TEST_CASE("draws have the moments of their distribution", "", float, double) {
  using T = TestType;
  int const n = 200'000;
  auto key = random::key(Seed{5}, Stream::check, 1);
  double u1 = 0, u2 = 0, n1 = 0, n2 = 0, n3 = 0, n4 = 0, pair = 0, before = 0;
  for (int i = 0; i < n; ++i) {
    double u =
        static_cast<double>(random::uniform<T>(key, static_cast<std::uint32_t>(i / 100), static_cast<std::uint32_t>(i % 100)));
    REQUIRE((u >= 0 && u < 1));
    double z =
        static_cast<double>(random::normal<T>(key, static_cast<std::uint32_t>(i / 100), static_cast<std::uint32_t>(i % 100)));
    REQUIRE(std::isfinite(z));
    u1 += u, u2 += u * u;
    n1 += z, n2 += z * z, n3 += z * z * z, n4 += z * z * z * z;
    pair += z * before, before = z;
  }
  // Five standard errors of each mean: var(u) = 1/12, var(u^2) = 4/45, var(z^k) = 1, 2, 15, 96.
  auto within = [&](double sum, double expected, double variance) {
    return std::abs(sum / n - expected) < 5 * std::sqrt(variance / n);
  };
  CHECK(within(u1, 0.5, 1.0 / 12));
  CHECK(within(u2, 1.0 / 3, 4.0 / 45));
  CHECK(within(n1, 0, 1));
  CHECK(within(n2, 1, 2));
  CHECK(within(n3, 0, 15));
  CHECK(within(n4, 3, 96));
  CHECK(within(pair, 0, 1));
}

TEST_CASE("Box and Muller's pair agrees with its formula and is finite at both ends") {
  for (double u : {0.0, 0.25, 0.5, 1 - 0x1p-53})
    for (double v : {0.0, 0.125, 0.5, 0.75}) {
      double a, b, r = std::sqrt(-2 * std::log(1 - u)), pi = std::acos(-1.0);
      random::normal_pair(u, v, a, b);
      CHECK(std::isfinite(a));
      CHECK(a == Approx(r * std::cos(2 * pi * v)).margin(1e-14));
      CHECK(b == Approx(r * std::sin(2 * pi * v)).margin(1e-14));
    }
  float a, b;
  random::normal_pair(1.0f - 0x1p-24f, 0.0f, a, b);
  CHECK(a == Approx(std::sqrt(48 * std::log(2.0))));
}

TEST_CASE("a permutation is a bijection and another key gives another") {
  for (std::uint64_t n : {1u, 2u, 3u, 10u, 1000u, 65537u}) {
    random::Permutation p(random::key(Seed{1}, Stream::data_order, 0), n), q(random::key(Seed{1}, Stream::data_order, 1), n);
    CHECK(p.size() == n);
    std::vector<bool> seen(n);
    std::uint64_t moved = 0, differs = 0;
    for (std::uint64_t i = 0; i < n; ++i) {
      std::uint64_t to = p(i);
      REQUIRE(to < n);
      REQUIRE(!seen[to]);
      seen[to] = true;
      moved += to != i;
      differs += to != q(i);
    }
    if (n >= 1000) CHECK(moved > n * 9 / 10);
    if (n >= 1000) CHECK(differs > n * 9 / 10);
    CHECK_THROWS_WITH(p(n), sentence("index ", n, " is outside a permutation of ", n, " elements"));
  }
  CHECK_THROWS_AS(random::Permutation({}, 0), OptionError);
}

TEST_CASE("permutations of three elements take each of the six orders about equally often") {
  int count[27] = {};
  int const n = 6000;
  for (int k = 0; k < n; ++k) {
    random::Permutation p(random::key(Seed{9}, Stream::data_order, static_cast<std::uint64_t>(k)), 3);
    ++count[p(0) * 9 + p(1) * 3 + p(2)];
  }
  int orders = 0;
  for (int c : count) {
    if (!c) continue;
    ++orders;
    CHECK(std::abs(c - n / 6) < 6 * std::sqrt(n * 5.0 / 36));
  }
  CHECK(orders == 6);
}

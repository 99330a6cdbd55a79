// Matrix products against naive ones, with the same bits at any number of threads.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include <gan/backend/cpu/backend.hpp>

#include "../catch.hpp"

using namespace gan;

namespace {
struct Product {
  std::int64_t m, n, k;
  bool transpose_a, transpose_b, accumulate;
};

template <class T> std::vector<T> random_values(std::int64_t n, std::mt19937& random) {
  std::normal_distribution<T> normal;
  std::vector<T> out(static_cast<std::size_t>(n));
  for (auto& x : out) x = normal(random);
  return out;
}

/// Elements around c that must stay; an odd number before it, so that c is not aligned.
constexpr std::size_t before = 33, after = 32;

template <class T> std::vector<T> product(Product const& p, std::vector<T> const& a, std::vector<T> const& b, int threads) {
  Context<Cpu> context(Cpu{threads}, Seed{});
  std::vector<T> c(before + static_cast<std::size_t>(p.m * p.n) + after, T(-77));
  std::fill(c.begin() + before, c.end() - after, p.accumulate ? T(0.5) : std::numeric_limits<T>::quiet_NaN());
  gemm(context, p.transpose_a, p.transpose_b, p.m, p.n, p.k, a.data(), b.data(), c.data() + before, p.accumulate);
  return c;
}

template <class T> void check(Product const& p, std::mt19937& random, bool threads) {
  INFO("m " << p.m << ", n " << p.n << ", k " << p.k << ", transposed " << p.transpose_a << p.transpose_b << ", accumulate "
            << p.accumulate);
  auto a = random_values<T>(p.m * p.k, random), b = random_values<T>(p.k * p.n, random), c = product(p, a, b, 1);
  std::size_t wrong = 0, at = before;
  for (std::int64_t i = 0; i < p.m; ++i)
    for (std::int64_t j = 0; j < p.n; ++j, ++at) {
      long double sum = p.accumulate ? 0.5 : 0, size = 1;
      for (std::int64_t l = 0; l < p.k; ++l) {
        long double x = a[static_cast<std::size_t>(p.transpose_a ? l * p.m + i : i * p.k + l)];
        x *= b[static_cast<std::size_t>(p.transpose_b ? j * p.k + l : l * p.n + j)];
        sum += x, size += std::abs(x);
      }
      wrong += !(std::abs(c[at] - sum) <= 8 * std::numeric_limits<T>::epsilon() * size);
    }
  CHECK(wrong == 0);
  CHECK(std::count(c.begin(), c.begin() + before, T(-77)) == before);
  CHECK(std::count(c.end() - after, c.end(), T(-77)) == after);
  for (int n = 2; threads && n <= 4; ++n) CHECK(std::memcmp(product(p, a, b, n).data(), c.data(), c.size() * sizeof(T)) == 0);
}
}  // namespace

TEMPLATE_TEST_CASE("products of all forms agree with naive ones", "", float, double) {
  std::mt19937 random(3);
  // Around the edges of tiles, packets and blocks: few and many rows, one or several blocks of the depth.
  std::int64_t const sizes[] = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 23, 25, 31, 33, 47, 48, 49, 64, 95, 97, 100};
  for (int n = 0; n < 480; ++n) {
    auto pick = [&] { return sizes[random() % std::size(sizes)]; };
    int form = n % 4;
    check<TestType>({pick(), pick(), pick(), form % 2 == 1, form > 1, n % 8 < 4}, random, false);
  }
  std::int64_t const large[][3] = {{200, 50, 1},    {50, 200, 1},  {193, 33, 385}, {192, 481, 384},
                                   {194, 700, 200}, {9, 17, 1200}, {2, 70, 800},   {70, 3, 800}};
  for (auto const& s : large)
    for (int form = 0; form < 4; ++form) check<TestType>({s[0], s[1], s[2], form % 2 == 1, form > 1, form == 0}, random, false);
}

TEMPLATE_TEST_CASE("an element's bits follow from its row, its column and the depth alone", "", float, double) {
  std::mt19937 random(5);
  std::int64_t const n = 211, m = 203;
  for (std::int64_t k : {1, 30, 400}) {
    auto a = random_values<TestType>(m * k, random), b = random_values<TestType>(k * n, random);
    auto whole = product({m, n, k, false, false, false}, a, b, 1);
    for (auto [row, rows] : {std::array<std::int64_t, 2>{0, 4}, {5, 17}, {100, 103}, {3, 200}}) {
      std::vector<TestType> part(a.begin() + row * k, a.begin() + (row + rows) * k);
      auto c = product({rows, n, k, false, false, false}, part, b, 1);
      CHECK(std::equal(c.begin() + before, c.end() - after, whole.begin() + before + row * n));
    }
  }
}

TEMPLATE_TEST_CASE("threads change no bit of a product", "", float, double) {
  std::mt19937 random(4);
  // Sizes around the pieces that threads take: a last piece of one row or column, products with vectors, long and short sums.
  std::int64_t const shapes[][3] = {{97, 96, 30},   {193, 63, 57}, {577, 5, 60},  {5, 577, 60},  {64, 49, 700}, {1, 1000, 150},
                                    {1000, 1, 150}, {2, 481, 130}, {385, 48, 47}, {33, 33, 333}, {400, 577, 7}, {16, 145, 90},
                                    {300, 300, 3},  {48, 2500, 2}, {65, 97, 517}, {129, 128, 1}, {50, 50, 50},  {256, 128, 64},
                                    {17, 17, 700},  {390, 40, 64}, {40, 390, 64}, {3, 300, 401}, {300, 3, 401}, {1, 130, 900}};
  for (auto const& s : shapes)
    for (int form = 0; form < 4; ++form) check<TestType>({s[0], s[1], s[2], form % 2 == 1, form > 1, form == 0}, random, true);
}

TEST_CASE("empty products") {
  Context<Cpu> context;
  float const a[] = {1, 2, 3, 4};
  float c[] = {5, 6, 7, 8};
  gemm(context, false, false, 2, 2, 0, a, a, c, true);
  CHECK(c[0] == 5);
  gemm(context, false, false, 2, 2, 0, a, a, c, false);
  for (float x : c) CHECK(x == 0);
  gemm(context, false, false, 0, 2, 2, a, a, c, false);
  gemm(context, false, false, 2, 0, 2, a, a, c, false);
}

// Sorting, running sums and permutations of the CPU backend against the standard library.
#include <algorithm>
#include <vector>

#include <gan/backend/cpu/backend.hpp>
#include <gan/backend/cpu/sort.hpp>

#include "../catch.hpp"

using namespace gan;

TEST_CASE("rows are sorted one by one, at any number of threads") {
  for (int threads : {1, 3}) {
    Context<Cpu> context(Cpu{.threads = threads}, {});
    std::vector<double> values;
    for (int i = 0; i < 5 * 31; ++i) values.push_back((i * 37 % 101) - 50.5);
    auto expected = values;
    for (auto row = expected.begin(); row != expected.end(); row += 31) std::sort(row, row + 31);
    sort_rows(context, values.data(), 5, 31);
    CHECK(values == expected);
    sort_rows(context, values.data(), 0, 31);
    sort_rows(context, values.data(), 5, 0);
    CHECK(values == expected);
  }
}

TEST_CASE("running sums") {
  Context<Cpu> context;
  std::vector<std::int64_t> const in{3, -1, 4, 1, -5};
  std::vector<std::int64_t> out(5);
  running_sums(context, in.data(), out.data(), 5);
  CHECK(out == std::vector<std::int64_t>{3, 2, 6, 7, 2});
  running_sums(context, in.data(), out.data(), 0);
  CHECK(out[0] == 3);
}

TEST_CASE("a stored permutation has the numbers of the one that stores nothing, each once") {
  Context<Cpu> context;
  for (std::int64_t n : {1, 2, 7, 1000}) {
    auto const key = random::key(Seed{9}, Stream::data_order, 4);
    std::vector<std::uint32_t> out(static_cast<std::size_t>(n));
    fill_permutation(context, key, n, out.data());
    random::Permutation const permutation(key, static_cast<std::uint64_t>(n));
    for (std::size_t i = 0; i < out.size(); ++i) CHECK(out[i] == permutation(i));
    std::sort(out.begin(), out.end());
    for (std::size_t i = 0; i < out.size(); ++i) CHECK(out[i] == i);
  }
  CHECK_THROWS_AS(fill_permutation(context, {}, 0, nullptr), OptionError);
  CHECK_THROWS_AS(fill_permutation(context, {}, (std::int64_t{1} << 32) + 1, nullptr), OptionError);
}

#include <algorithm>
#include <numeric>

#include <gan/data/dataset.hpp>
#include <gan/data/in_memory.hpp>

#include "catch.hpp"

using namespace gan;

TEST_CASE("Order: every epoch reads every sample once, in another order") {
  for (std::uint64_t n : {1u, 2u, 3u, 10u, 64u, 1000u}) {
    data::Order order(Seed{5}, n);
    std::vector<std::vector<std::uint64_t>> epochs;
    for (std::uint64_t epoch = 0; epoch < 3; ++epoch) {
      std::vector<std::uint64_t> read;
      for (std::uint64_t i = 0; i < n; ++i) read.push_back(order(epoch * n + i));
      epochs.push_back(read);
      std::sort(read.begin(), read.end());
      std::vector<std::uint64_t> all(n);
      std::iota(all.begin(), all.end(), std::uint64_t{0});
      CHECK(read == all);
      CHECK(order.epoch(epoch * n) == epoch);
      CHECK(order.epoch(epoch * n + n - 1) == epoch);
    }
    if (n >= 10) CHECK((epochs[0] != epochs[1] && epochs[1] != epochs[2]));
  }
}

TEST_CASE("Order: depends on the seed and the position alone") {
  data::Order a(Seed{1}, 100), b(Seed{1}, 100), c(Seed{2}, 100);
  std::uint64_t same = 0;
  for (std::uint64_t g : {250u, 3u, 99u, 100u, 0u}) CHECK(a(g) == b(g));
  for (std::uint64_t g = 0; g < 100; ++g) same += a(g) == c(g);
  CHECK(same < 10);
  data::Order endless(Seed{1}, 0);
  CHECK(endless(std::uint64_t{1} << 40) == std::uint64_t{1} << 40);
  CHECK(endless.epoch(12345) == 0);
}

TEST_CASE("Order: shuffles well") {
  // where sample 0 of 16 stands in 4096 epochs: chi-squared with 15 degrees of freedom, 99.99 % below 44.3
  int where[16] = {};
  data::Order order(Seed{3}, 16);
  for (std::uint64_t epoch = 0; epoch < 4096; ++epoch)
    for (std::uint64_t i = 0; i < 16; ++i)
      if (order(epoch * 16 + i) == 0) ++where[i];
  double chi = 0;
  for (int count : where) chi += (count - 256.0) * (count - 256.0) / 256;
  CHECK(chi < 44.3);
}

TEST_CASE("copy_batch and copy_labels: any split of a training reads the same samples") {
  std::vector<float> values(7 * 2);
  std::iota(values.begin(), values.end(), 0.0f);
  auto set = data::in_memory<Vector<2>, 7>(values, {0, 1, 2, 3, 4, 5, 6});
  std::vector<float> whole(40), parts(40);
  std::vector<int> labels(20);
  data::copy_batch(set, Seed{9}, 3, 20, whole.data());
  data::copy_batch(set, Seed{9}, 3, 11, parts.data());
  data::copy_batch(set, Seed{9}, 14, 9, parts.data() + 22);
  data::copy_labels(set, Seed{9}, 3, 20, labels.data());
  CHECK(whole == parts);
  for (std::size_t i = 0; i < 20; ++i) {
    CHECK(whole[2 * i] == 2.0f * static_cast<float>(labels[i]));
    CHECK(whole[2 * i + 1] == whole[2 * i] + 1);
  }
}

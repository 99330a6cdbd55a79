/// A data set that keeps few of its labels: which ones, the schedule of batches without labels, and the order of reading.
#include <algorithm>
#include <map>
#include <numeric>

#include <gan/data/drawn_digits.hpp>
#include <gan/data/in_memory.hpp>
#include <gan/data/partly_labelled.hpp>

#include "catch.hpp"

using namespace gan;

namespace {

/// n samples in `Classes` classes; the value of a sample is its index.
template <int Classes> auto numbered(std::size_t n, auto const& label_of) {
  std::vector<float> values(n);
  std::vector<int> labels(n);
  std::iota(values.begin(), values.end(), 0.f);
  for (std::size_t i = 0; i < n; ++i) labels[i] = label_of(i);
  return data::in_memory<Vector<1>, Classes>(values, labels);
}
auto cyclic(std::size_t n) {
  return numbered<10>(n, [](std::size_t i) { return static_cast<int>(i % 10); });
}

struct Batch {
  std::vector<float> samples;
  std::vector<int> labels;
};
template <class D> Batch batch_of(D const& data, Seed seed, std::uint64_t first, std::size_t count) {
  Batch out{std::vector<float>(count), std::vector<int>(count)};
  data::copy_batch(data, seed, first, count, out.samples.data());
  data::copy_labels(data, seed, first, count, out.labels.data());
  return out;
}

}  // namespace

TEST_CASE("the probability of a batch without labels grows by a tenth per epoch up to the unlabelled part") {
  struct Row {
    char const* source;
    std::size_t n;
    data::PartlyLabelledOptions options;
    std::vector<double> expected;
  };
  Row const rows[] = {
      {".99 unlabelled", 1000, {.labelled = 10}, {0, .1, .2, .3, .4, .5, .6, .7, .8, .9, .99, .99}},
      {"half unlabelled", 1000, {.labelled = 500}, {0, .1, .2, .3, .4, .5, .5, .5}},
      {"at once", 1000, {.labelled = 10, .growth = 1}, {0, .99, .99}},
      {"never", 1000, {.labelled = 10, .growth = 0}, {0, 0, 0}},
      {"all labelled", 100, {.labelled = 100}, {0, 0, 0}},
      {"no labels at all", 100, {.labelled = 0}, {1, 1, 1}},
  };
  for (auto const& row : rows) {
    INFO(row.source);
    auto const set = data::partly_labelled(cyclic(row.n), row.options);
    for (std::size_t epoch = 0; epoch < row.expected.size(); ++epoch)
      CHECK(set.unlabelled_probability(epoch) == Approx(row.expected[epoch]).margin(1e-15));
    // The coin has that probability: tossed over 2000 batches of one epoch, within four deviations.
    for (std::size_t epoch : {std::size_t{1}, row.expected.size() - 1}) {
      data::PartlyLabelledOptions options = row.options;
      options.samples_per_epoch = 64000;
      auto const many = data::partly_labelled(cyclic(row.n), options);
      double unlabelled = 0;
      for (std::uint64_t batch = 0; batch < 2000; ++batch)
        unlabelled += !many.order(Seed{7}, 64000 * epoch + 32 * batch).is_labelled();
      double const p = row.expected[epoch];
      CHECK(std::abs(unlabelled / 2000 - p) <= 4 * std::sqrt(p * (1 - p) / 2000));
    }
  }
  // .0022 of MNIST; 100 updates of 128 samples are an epoch in the authors' code.
  auto const mnist = data::partly_labelled(cyclic(60000), {.labelled = 132, .samples_per_epoch = 12800});
  CHECK(mnist.labelled() == 132);
  CHECK(mnist.unlabelled_probability(50) == Approx(1 - .0022).epsilon(1e-12));
  for (std::uint64_t batch = 0; batch < 100; ++batch) CHECK(mnist.order(Seed{1}, 128 * batch).is_labelled());
}

TEST_CASE("the labels that stay are in balance, and the first of each class") {
  auto const set = data::partly_labelled(cyclic(60000), {.labelled = 132});
  std::map<int, int> count;
  for (std::uint64_t i = 0; i < 60000; ++i)
    if (int const label = set.label(i); label >= 0) {
      CHECK(label == static_cast<int>(i % 10));
      CHECK(i < 140);
      ++count[label];
    }
  for (int k = 0; k < 10; ++k) CHECK(count[k] == (k < 2 ? 14 : 13));
  STATIC_REQUIRE(data::Labelled<std::decay_t<decltype(set)>>);
  // A class that comes late: 0 0 0 0 1 1 1 1.
  auto const late =
      data::partly_labelled(numbered<2>(8, [](std::size_t i) { return static_cast<int>(i / 4); }), {.labelled = 3});
  std::vector<int> labels;
  for (std::uint64_t i = 0; i < 8; ++i) labels.push_back(late.label(i));
  CHECK(labels == std::vector<int>{0, 0, -1, -1, 1, -1, -1, -1});
}

TEST_CASE("a labelled batch repeats its few samples evenly, an unlabelled one has the others") {
  auto const set = data::partly_labelled(cyclic(400), {.labelled = 20, .growth = .5, .samples_per_epoch = 640});
  int kinds[2] = {0, 0};
  std::vector<std::vector<float>> orders;
  for (std::uint64_t first = 0; first < 64000; first += 128) {
    auto const batch = batch_of(set, Seed{3}, first, 128);
    bool const labelled = set.order(Seed{3}, first).is_labelled();
    ++kinds[labelled];
    std::map<float, int> times;
    for (std::size_t i = 0; i < 128; ++i) {
      ++times[batch.samples[i]];
      REQUIRE(batch.labels[i] == (labelled ? static_cast<int>(batch.samples[i]) % 10 : -1));
      REQUIRE((batch.samples[i] < 20) == labelled);
    }
    // 128 of 20 are six rounds and a part, begun in the middle of a round: each sample five to eight times.
    if (labelled) REQUIRE(times.size() == 20);
    for (auto const& [sample, count] : times) REQUIRE((labelled ? count >= 5 && count <= 8 : count <= 2));
    if (labelled && orders.size() < 2) orders.push_back(batch.samples);
  }
  CHECK(kinds[0] > 300);
  CHECK(kinds[1] > 5);
  REQUIRE(orders.size() == 2);
  CHECK(orders[0] != orders[1]);
}

TEST_CASE("what a batch is follows from the seed and its place alone") {
  data::PartlyLabelledOptions const options{.labelled = 20, .growth = .25, .samples_per_epoch = 200};
  auto const set = data::partly_labelled(cyclic(400), options), again = data::partly_labelled(cyclic(400), options);
  int same = 0, batches = 0;
  for (std::uint64_t first : {7000u, 20u, 420u, 0u, 5000u, 20u}) {
    auto const a = batch_of(set, Seed{1}, first, 20), b = batch_of(again, Seed{1}, first, 20),
               c = batch_of(set, Seed{2}, first, 20);
    CHECK(a.samples == b.samples);
    CHECK(a.labels == b.labels);
    same += a.samples == c.samples;
    ++batches;
  }
  CHECK(same < batches);
  // Beyond 2^32 samples the coin still varies.
  int unlabelled = 0;
  for (std::uint64_t i = 0; i < 1000; ++i)
    unlabelled += !data::partly_labelled(cyclic(40), {.labelled = 20}).order(Seed{1}, (i << 32) + 5).is_labelled();
  CHECK(unlabelled > 400);
  CHECK(unlabelled < 600);
}

TEST_CASE("with all labels or with none there is one kind of batch, which reads every sample once in an epoch") {
  for (std::uint64_t labelled : {40u, 0u}) {
    auto const set = data::partly_labelled(cyclic(40), {.labelled = labelled});
    CHECK(data::has_labels(set) == (labelled > 0));
    std::vector<float> read;
    for (std::uint64_t first = 400; first < 440; first += 8) {
      auto const batch = batch_of(set, Seed{1}, first, 8);
      read.insert(read.end(), batch.samples.begin(), batch.samples.end());
      for (std::size_t i = 0; i < 8; ++i) CHECK(batch.labels[i] == (labelled ? static_cast<int>(batch.samples[i]) % 10 : -1));
    }
    std::sort(read.begin(), read.end());
    for (std::size_t i = 0; i < 40; ++i) CHECK(read[i] == static_cast<float>(i));
  }
  CHECK(data::has_labels(cyclic(10)));
}

TEST_CASE("a partly labelled data set refuses what cannot be") {
  auto refuses = [](auto const& make, std::vector<std::string> const& words) {
    try {
      make();
      FAIL("nothing was thrown");
    } catch (OptionError const& e) {
      for (auto const& word : words) CHECK_THAT(e.what(), Catch::Contains(word));
    }
  };
  refuses([] { data::partly_labelled(cyclic(30), {.labelled = 31}); }, {"31", "30"});
  refuses([] { data::partly_labelled(cyclic(30), {.labelled = 3, .growth = -.1}); }, {"-0.1"});
  refuses([] { data::partly_labelled(numbered<2>(10, [](std::size_t i) { return i == 9; }), {.labelled = 6}); },
          {"6", "2 more of class 1"});
  refuses([] { data::partly_labelled(data::drawn_digits(), {.labelled = 10}); }, {"endless"});
}

/// What brings batches to a device: on the CPU with the same thread, slots and rows, though there is nothing to gain.
#include <thread>

#include <gan/backend/cpu/backend.hpp>
#include <gan/backend/cpu/staging.hpp>
#include <gan/data/gaussians.hpp>
#include <gan/data/in_memory.hpp>
#include <gan/data/partly_labelled.hpp>
#include <gan/train/feed.hpp>

#include "../catch.hpp"

using namespace gan;

namespace {
using Tiny = Image<2, 3, 5>;
auto labelled_images() {
  std::vector<float> values;
  std::vector<int> labels;
  for (int i = 0; i < 37; ++i) {
    for (int p = 0; p < Tiny::size; ++p) values.push_back(static_cast<float>(std::sin(30 * i + p)));
    labels.push_back(i % 4);
  }
  return data::in_memory<Tiny, 4>(values, labels);
}
auto ring() { return data::gaussian_ring({}); }

/// Which threads read a data set, and where it fails.
struct Watched {
  using sample = Vector<2>;
  std::vector<std::thread::id>* readers;
  std::uint64_t bad = ~std::uint64_t{0};
  std::uint64_t size() const { return 0; }
  void copy(std::uint64_t index, float* out) const {
    if (readers->empty() || readers->back() != std::this_thread::get_id()) readers->push_back(std::this_thread::get_id());
    if (index == bad) throw FileError("sample " + std::to_string(index) + " cannot be read");
    out[0] = static_cast<float>(index), out[1] = 0;
  }
};
struct OnOneThread : Watched {
  static constexpr bool one_thread = true;
};

/// The numbers of `steps` steps from `begin` on beside those of copy_batch and copy_labels.
template <class T, class Data>
void check_feed(Data const& data, detail::Reading const& reading, int classes, bool keep, std::int64_t begin,
                std::int64_t steps) {
  Context<Cpu> context;
  detail::StepInputs<T, Cpu, typename Data::sample> const inputs(context, reading.batches, reading.part, classes);
  auto* const before = inputs.memory().data();
  detail::Feed<T, Cpu, Data> feed(context, data, reading, inputs, begin + steps, keep);
  CHECK(feed.keeps() == keep);
  bool same = true;
  for (std::int64_t step = begin; step < begin + steps; ++step) {
    feed.load(step, reading.seed);
    for (int b = 0; b < reading.batches; ++b) {
      auto const first = static_cast<std::uint64_t>((reading.before + step * reading.batches + b) * reading.batch);
      auto const part = static_cast<std::uint64_t>(reading.part), skip = static_cast<std::uint64_t>(reading.skip);
      std::vector<float> values(part * std::size_t{Data::sample::size});
      data::copy_batch(data, reading.seed, first, part, values.data(), skip);
      CHECK(inputs.batch(b).shape() == Data::sample::shape(reading.part));
      same = same && to_host(inputs.batch(b)) == std::vector<T>(values.begin(), values.end());
      if constexpr (data::Labelled<Data>)
        if (classes) {
          std::vector<int> labels(part);
          data::copy_labels(data, reading.seed, first, part, labels.data(), skip);
          auto const rows = to_host(inputs.labels(b));
          for (std::size_t i = 0; i < rows.size(); ++i)
            same = same && rows[i] == (labels[i / static_cast<std::size_t>(classes)] ==
                                       static_cast<int>(i % static_cast<std::size_t>(classes)));
        }
    }
  }
  CHECK(same);
  CHECK(inputs.memory().data() == before);
}
}  // namespace

TEST_CASE("a feed brings the batches that the data set gives, with their labels, in memory that stays") {
  detail::Reading const whole{Seed{9}, 8, 8, 0, 1, 0}, critic{Seed{4}, 8, 8, 0, 5, 3}, part{Seed{2}, 12, 4, 8, 2, 0};
  auto const images = labelled_images();
  auto const few = data::partly_labelled(labelled_images(), {.labelled = 8, .growth = .4});
  for (auto const& reading : {whole, critic, part})
    for (std::int64_t begin : {0, 17}) {
      check_feed<float>(ring(), reading, 0, false, begin, 20);
      check_feed<double>(ring(), reading, 0, false, begin, 20);
      for (bool keep : {false, true}) {
        check_feed<float>(images, reading, 4, keep, begin, 20);
        check_feed<double>(images, reading, 0, keep, begin, 20);
        check_feed<float>(few, reading, 4, keep, begin, 20);
      }
    }
}

TEST_CASE("a feed follows a training that goes back or takes another seed") {
  Context<Cpu> context;
  detail::Reading const reading{Seed{1}, 4, 4, 0, 1, 0};
  detail::StepInputs<float, Cpu, Vector<2>> const inputs(context, 1, 4, 0);
  auto const stored = data::in_memory<Vector<2>>({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13});
  detail::Feed<float, Cpu, std::decay_t<decltype(stored)>> feed(context, stored, reading, inputs, 100, false);
  auto batch = [&](std::int64_t step, Seed seed) {
    std::vector<float> out(8);
    data::copy_batch(stored, seed, static_cast<std::uint64_t>(4 * step), 4, out.data());
    return out;
  };
  struct Row {
    std::int64_t step;
    Seed seed;
  };
  for (auto [step, seed] :
       {Row{0, {1}}, Row{1, {1}}, Row{0, {1}}, Row{1, {8}}, Row{50, {8}}, Row{51, {8}}, Row{99, {8}}, Row{120, {8}}}) {
    feed.load(step, seed);
    CHECK(to_host(inputs.batch(0)) == batch(step, seed));
  }
}

TEST_CASE("what a data set throws is thrown for the step that has the sample") {
  for (std::int64_t bad : {0, 3, 9}) {
    std::vector<std::thread::id> readers;
    Watched const data{&readers, static_cast<std::uint64_t>(4 * bad + 1)};
    Context<Cpu> context;
    detail::StepInputs<float, Cpu, Vector<2>> const inputs(context, 1, 4, 0);
    detail::Feed<float, Cpu, Watched> feed(context, data, {Seed{}, 4, 4, 0, 1, 0}, inputs, 100, false);
    std::int64_t step = 0;
    try {
      for (; step < 20; ++step) feed.load(step, Seed{});
      FAIL("nothing was thrown");
    } catch (FileError const& e) {
      CHECK(std::string(e.what()) == "sample " + std::to_string(4 * bad + 1) + " cannot be read");
    }
    CHECK(step == bad);
  }
}

TEST_CASE("a data set is read by another thread, unless it wants one thread, and not beyond the last step") {
  std::vector<std::thread::id> readers;
  Context<Cpu> context;
  detail::StepInputs<float, Cpu, Vector<2>> const inputs(context, 1, 4, 0);
  {
    Watched const data{&readers, 40};  // the first sample of step 10, which there is not
    detail::Feed<float, Cpu, Watched> feed(context, data, {Seed{}, 4, 4, 0, 1, 0}, inputs, 10, false);
    for (int step = 0; step < 10; ++step) feed.load(step, Seed{});
  }
  REQUIRE(readers.size() == 1);
  CHECK(readers[0] != std::this_thread::get_id());
  readers.clear();
  {
    OnOneThread const data{{&readers}};
    detail::Feed<float, Cpu, OnOneThread> feed(context, data, {Seed{}, 4, 4, 0, 1, 0}, inputs, 10, false);
    for (int step = 0; step < 10; ++step) {
      feed.load(step, Seed{});
      CHECK(to_host(inputs.batch(0))[6] == static_cast<float>(4 * step + 3));
    }
  }
  REQUIRE(readers.size() == 1);
  CHECK(readers[0] == std::this_thread::get_id());
}

TEST_CASE("a data set is kept on a device where it is stored, small and read as a whole") {
  using detail::worth_keeping;
  CHECK(worth_keeping(100, 400, 10, 10));
  CHECK_FALSE(worth_keeping(101, 400, 10, 10));
  CHECK_FALSE(worth_keeping(100, 400, 10, 9));
  CHECK(worth_keeping(100, 400, 10, 0));
  CHECK_FALSE(worth_keeping(100, ~std::uint64_t{0}, std::uint64_t{1} << 32, 0));
  Context<Cpu> context;
  detail::Reading const reading{Seed{}, 4, 4, 0, 1, 0};
  CHECK(detail::keeps_on_device<float>(context, labelled_images(), reading, 4, 10));
  CHECK_FALSE(detail::keeps_on_device<float>(context, labelled_images(), reading, 4, 9));
  CHECK(detail::keeps_on_device<float>(context, labelled_images(), reading, 4, 0));
  CHECK(detail::keeps_on_device<float>(context, data::partly_labelled(labelled_images(), {.labelled = 4}), reading, 4, 0));
  CHECK_FALSE(detail::keeps_on_device<float>(context, ring(), reading, 0, 100000));
}

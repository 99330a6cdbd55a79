/// Batches on the card: those that the host would have copied, bit for bit, however they travel.
#include "card.hpp"

#include <gan/data/gaussians.hpp>
#include <gan/data/in_memory.hpp>
#include <gan/train/feed.hpp>

using namespace gan;

namespace {
auto labelled_points() {
  std::vector<float> values;
  std::vector<int> labels;
  for (int i = 0; i < 37; ++i) {
    for (int d = 0; d < 3; ++d) values.push_back(static_cast<float>(std::sin(3 * i + d)));
    labels.push_back(i % 4);
  }
  return data::in_memory<Vector<3>, 4>(values, labels);
}

template <class T, class Data> void check_feed(Data const& data, int classes, bool keep, std::int64_t steps) {
  CudaContext context;
  detail::Reading const reading{Seed{9}, 20, 10, 5, 3, 7};
  detail::StepInputs<T, Cuda, typename Data::sample> const inputs(context, 3, 10, classes);
  detail::Feed<T, Cuda, Data> feed(context, data, reading, inputs, steps, keep);
  auto const waits = context.waits();
  std::vector<std::vector<T>> got;
  Tensor<T, Cuda> all(context, Shape{steps * inputs.memory().count()});
  for (std::int64_t step = 0; step < steps; ++step) {
    feed.load(step, Seed{9});
    copy(context, inputs.memory().data(), all.data() + step * inputs.memory().count(), inputs.memory().count());
  }
  CHECK(context.waits() == waits);
  bool same = true;
  std::vector<float> values(10 * std::size_t{Data::sample::size});
  for (std::int64_t step = 0; step < steps; ++step)
    for (int b = 0; b < 3; ++b) {
      std::uint64_t const first = static_cast<std::uint64_t>(7 + 3 * step + b) * 20;
      data::copy_batch(data, Seed{9}, first, 10, values.data(), 5);
      std::int64_t const at = step * inputs.memory().count();
      auto const batch = to_host(all.view(at + inputs.batch_begin(b), Shape{10 * Data::sample::size}));
      same = same && batch == std::vector<T>(values.begin(), values.end());
      if constexpr (data::Labelled<Data>)
        if (classes) {
          std::vector<int> labels(10);
          data::copy_labels(data, Seed{9}, first, 10, labels.data(), 5);
          auto const rows = to_host(all.view(at + inputs.labels_begin(b), Shape{10 * classes}));
          for (int i = 0; i < 10; ++i)
            for (int c = 0; c < classes; ++c)
              same =
                  same && rows[static_cast<std::size_t>(i * classes + c)] == (labels[static_cast<std::size_t>(i)] == c ? 1 : 0);
        }
    }
  CHECK(same);
}
}  // namespace

TEST_CASE("what is fed to the card are the batches of the data set") {
  NEEDS_A_CARD();
  check_feed<float>(data::gaussian_ring({}), 0, false, 40);
  check_feed<float>(labelled_points(), 4, false, 40);
  check_feed<double>(labelled_points(), 4, false, 40);
  check_feed<float>(labelled_points(), 4, true, 40);
  check_feed<double>(labelled_points(), 0, true, 40);
}

TEST_CASE("a few values are written without a wait, many with one") {
  NEEDS_A_CARD();
  CudaContext context;
  std::vector<double> values(3000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i) / 7;
  for (std::int64_t n : {1, 127, 128, 129, 512, 513, 3000}) {
    Tensor<double, Cuda> x(context, {n});
    auto const waits = context.waits();
    copy_from_host(context, values.data(), x.data(), n);
    CHECK(context.waits() - waits == (n > 512 ? 1 : 0));
    CHECK(to_host(x) == std::vector<double>(values.begin(), values.begin() + n));
  }
}

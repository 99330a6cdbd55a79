/// Adaptive instance normalisation on batch-normalised content: values and gradients worked out by hand, evaluation, both orders.
#include <gan/nn/adain.hpp>

#include "layer_check.hpp"

using namespace gan;
using namespace test;
using V = Var<double, Cpu>;
using Numbers = std::vector<double>;

namespace {
constexpr PassMode training{.training = true, .updates_state = true}, train_only{.training = true}, evaluation{};

struct Bench {
  Context<Cpu> context{Seed{4}};
  AdaIN layer;
  Flat<double> state = state_of<double>(context, layer);

  V run(V const& x, V const& style, PassMode mode = train_only) {
    Pass<double, Cpu, 2> pass(context, {}, state, mode);
    return evaluate(layer(x, style, pass));
  }
  V numbers(Shape const& shape, Numbers const& values) { return variable(from_host(context, shape, values)); }
};

/// The definition, one number after the other.
Numbers by_definition(Numbers const& x, std::size_t n, std::size_t positions, std::size_t channels, Numbers const& means,
                      Numbers const& deviations, double epsilon) {
  Numbers y(x.size());
  for (std::size_t c = 0; c < channels; ++c) {
    double mean = 0, variance = 0;
    double const count = static_cast<double>(n * positions);
    for (std::size_t i = 0; i < n * positions; ++i) mean += x[i * channels + c] / count;
    for (std::size_t i = 0; i < n * positions; ++i) variance += std::pow(x[i * channels + c] - mean, 2) / count;
    for (std::size_t i = 0; i < n * positions; ++i) {
      std::size_t const of = i / positions * channels + c;
      y[i * channels + c] = deviations[of] * (x[i * channels + c] - mean) / std::sqrt(variance + epsilon) + means[of];
    }
  }
  return y;
}
std::pair<double, double> mean_and_deviation(Numbers const& s, double epsilon) {
  double mean = 0, variance = 0;
  for (double v : s) mean += v / static_cast<double>(s.size());
  for (double v : s) variance += (v - mean) * (v - mean) / static_cast<double>(s.size());
  return {mean, std::sqrt(variance + epsilon)};
}

/// A layer of content and style as one of a single input {n, 1 + styles, channels}: the content, and behind it the style's numbers.
struct OfOneInput {
  AdaIN adain;
  int numbers;  ///< of a style, at most
  void declare(Declaration& d) const { adain.declare(d); }
  template <class X, class P> auto operator()(X const& x, P& pass) const {
    using Var = typename P::Variable;
    std::int64_t const n = x.shape()[0], rest = x.shape()[1];
    Var const content = slice(x, 1, 0, rest - numbers), style = slice(x, 1, rest - numbers, rest);
    return adain(reshape(content, Shape{n, (rest - numbers) / adain.channels, 1, adain.channels}), style, pass);
  }
};
}  // namespace

TEST_CASE("AdaIN gives content the style's mean and deviation") {
  // Zhang et al. 2021: two samples of two positions, batch mean 3, batch deviation 1.8708286934; style (.5, 2) given directly
  Bench b{.layer = {.channels = 1, .statistics = StyleStatistics::affine, .epsilon = 1e-14f}};
  auto const y = b.run(b.numbers({2, 1, 2, 1}, {1, 3, 2, 6}), b.numbers({2, 2}, {.5, 2, .5, 2}));
  require_near(to_host(y.value()), {-1.6380899353, .5, -.5690449676, 3.7071349029}, 1e-9);
}

TEST_CASE("AdaIN on the statistics of a style's map: values and gradients") {
  Bench b{.layer = {.channels = 1}};
  V const x = b.numbers({1, 4, 1, 1}, {1, 3, 2, 6}), s = b.numbers({1, 3}, {.2, -1, .8});
  V const y = b.run(x, s), dy = constant(from_host<double>(b.context, {1, 4, 1, 1}, {1, -2, .5, 0}));
  require_near(to_host(y.value()), {-.800006, 0, -.400003, 1.2000089999}, 1e-9);
  // ds_j = a / k + b (s_j - mean) / (k deviation) with a = sum dy, b = sum dy x_normalised
  require_near(to_host(grad(sum(y * dy), s).value()), {-.2857130527, .4285652637, -.6428522109}, 1e-9);
}

TEST_CASE("AdaIN takes each kind of style as its definition says") {
  std::size_t const n = 2, positions = 6, channels = 3;
  double const epsilon = static_cast<double>(1e-5f);
  Context<Cpu> c{Seed{8}};
  auto const content = to_host(randn<double>(c, {2, 2, 3, 3}));
  struct Row {
    StyleStatistics statistics;
    std::int64_t size;
  };
  for (auto const& row : {Row{StyleStatistics::map, 12}, Row{StyleStatistics::map, 6}, Row{StyleStatistics::vector, 3},
                          Row{StyleStatistics::affine, 6}}) {
    INFO("kind " << static_cast<int>(row.statistics) << ", " << row.size << " numbers");
    Bench b{.layer = {.channels = 3, .statistics = row.statistics}};
    auto const style = to_host(randn<double>(c, {2, row.size}));
    Numbers means, deviations;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t k = 0; k < channels; ++k) {
        std::size_t const size = static_cast<std::size_t>(row.size);
        double const* of = &style[i * size];
        Numbers group;
        for (std::size_t j = 0; j < size; ++j)
          if (row.statistics == StyleStatistics::vector || j % channels == k) group.push_back(of[j]);
        auto const [mean, deviation] = mean_and_deviation(group, epsilon);
        bool const given = row.statistics == StyleStatistics::affine;
        means.push_back(given ? of[k] : mean);
        deviations.push_back(given ? of[channels + k] : deviation);
      }
    auto const y = b.run(b.numbers({2, 2, 3, 3}, content), b.numbers({2, row.size}, style));
    require_near(to_host(y.value()), by_definition(content, n, positions, channels, means, deviations, epsilon), 1e-12);
    // The same content as vectors {n, channels}
    Numbers const rows(content.begin(), content.begin() + 6);
    auto const z = b.run(b.numbers({2, 3}, rows), b.numbers({2, row.size}, style));
    require_near(to_host(z.value()), by_definition(rows, n, 1, channels, means, deviations, epsilon), 1e-12);
  }
}

TEST_CASE("AdaIN evaluates with the running statistics of its content, and with the statistics of each style") {
  Bench b{.layer = {.channels = 1, .statistics = StyleStatistics::affine, .rate = .5f}};
  V const x = b.numbers({2, 1, 2, 1}, {1, 3, 2, 6}), s = b.numbers({2, 2}, {.5, 2, -1, 3});
  b.run(x, s, train_only);
  CHECK(to_host(b.state.view(0))[0] == 0);
  b.run(x, s, training);
  double const mean = .5 * 3, variance = .5 + .5 * 14. / 3;  // the unbiased variance of 1, 3, 2, 6
  CHECK(to_host(b.state.view(0))[0] == Approx(mean));
  CHECK(to_host(b.state.view(1))[0] == Approx(variance));
  double const root = std::sqrt(variance + static_cast<double>(1e-5f));
  require_near(to_host(b.run(b.numbers({2, 1, 1, 1}, {4, 0}), s, evaluation).value()),
               {2 * (4 - mean) / root + .5, 3 * (0 - mean) / root - 1}, 1e-12);
}

TEST_CASE("both orders of AdaIN's derivatives agree with central differences, in the content and in the style") {
  Context<Cpu> c{Seed{6}};
  for (auto mode : {train_only, evaluation})
    for (auto statistics : {StyleStatistics::map, StyleStatistics::vector, StyleStatistics::affine}) {
      INFO("kind " << static_cast<int>(statistics));
      int const numbers = statistics == StyleStatistics::map ? 6 : statistics == StyleStatistics::vector ? 2 : 4;
      OfOneInput const layer{{.channels = 2, .statistics = statistics}, numbers};
      check_gradients<0>(c, layer, randn<double>(c, {3, 4 + numbers}), mode);
    }
}

TEST_CASE("AdaIN refuses styles of other sizes") {
  struct Row {
    StyleStatistics statistics;
    std::int64_t size;
    char const* reason;
  };
  for (auto const& row :
       {Row{StyleStatistics::map, 2, "at least 2"}, Row{StyleStatistics::map, 5, "as many numbers for each channel"},
        Row{StyleStatistics::vector, 4, "one number for each channel"},
        Row{StyleStatistics::affine, 2, "two numbers for each channel"}}) {
    Bench b{.layer = {.channels = 2, .statistics = row.statistics}};
    V const x = b.numbers({1, 2, 1, 2}, {1, 2, 3, 4});
    V const s = constant(zeros<double>(b.context, Shape{1, row.size}));
    CHECK_THROWS_WITH(b.run(x, s), Catch::Contains(row.reason) && Catch::Contains("AdaIN of 2 channels"));
  }
}

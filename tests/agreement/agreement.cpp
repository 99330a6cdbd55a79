/// The processor and the card compute the same. In double, where a difference is rounding: numbers agree to a relative and absolute
/// 1e-9 (1e-3 in float), and the inputs of every case, moved by 1e-14 (1e-7) of their size, move its results by less than that, so that
/// rounding alone cannot fail it. Two runs on the card give the same bits.
#include <cmath>
#include <cstring>

#include "../catch.hpp"
#include "families.hpp"

using namespace agreement;
using gan::Cpu, gan::Cuda;

bool has_card();

namespace {

#define NEEDS_A_CARD()                          \
  if (!has_card()) {                            \
    WARN("skipped: there is no graphics card"); \
    return;                                     \
  }

struct Bounds {
  double tolerance = 1e-9, nudge = 1e-14;
};
constexpr Bounds in_float{1e-3, 1e-7};

bool ends_with(std::string const& text, std::string const& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// Every record of both lists, which are the same cases in the same order.
void check_near(Records const& found, Records const& expected, double tolerance) {
  REQUIRE(expected.size() > 0);
  REQUIRE(found.size() == expected.size());
  for (std::size_t r = 0; r < found.size(); ++r) {
    INFO(expected[r].name);
    REQUIRE(found[r].name == expected[r].name);
    REQUIRE(found[r].values.size() == expected[r].values.size());
    double worst = 0;
    std::size_t where = 0;
    bool finite = true;
    for (std::size_t i = 0; i < found[r].values.size(); ++i) {
      double const x = found[r].values[i], y = expected[r].values[i], away = std::abs(x - y) / (1 + std::abs(y));
      finite = finite && std::isfinite(x) && std::isfinite(y);
      if (away > worst) worst = away, where = i;
    }
    CHECK(finite);
    INFO("at " << where << " of " << found[r].values.size());
    CHECK(worst <= tolerance);
  }
}

void check_checkpoints(Records const& records) {
  for (auto const& r : records)
    if (ends_with(r.name, goes_on)) {
      INFO(r.name);
      CHECK(r.values == std::vector<double>{1});
    }
}

/// On the processor alone: no case amplifies rounding, none is empty, and every training goes on from its checkpoint.
void check_cases(Records (*cpu)(Cpu, double), Bounds bounds = {}) {
  auto const plain = cpu(Cpu{}, 0);
  check_checkpoints(plain);
  check_near(cpu(Cpu{}, bounds.nudge), plain, bounds.tolerance);
}

void check_card(Records (*cuda)(Cuda, double), Records (*cpu)(Cpu, double), Bounds bounds = {}) {
  auto const first = cuda(Cuda{}, 0), second = cuda(Cuda{}, 0);
  check_checkpoints(first);
  check_near(first, cpu(Cpu{}, 0), bounds.tolerance);
  for (std::size_t r = 0; r < first.size(); ++r) {
    INFO("two runs on the card: " << first[r].name);
    CHECK(std::memcmp(first[r].values.data(), second[r].values.data(), first[r].values.size() * sizeof(double)) == 0);
  }
}

}  // namespace

/// One test for the cases themselves, and one that needs a card.
#define GAN_AGREEMENT(what, family, ...)                                                                       \
  TEST_CASE(what ": no case amplifies rounding", "[host]") { check_cases(family __VA_OPT__(, ) __VA_ARGS__); } \
  TEST_CASE(what ": the card agrees with the processor, twice with the same bits", "[card]") {                 \
    NEEDS_A_CARD();                                                                                            \
    check_card(family, family __VA_OPT__(, ) __VA_ARGS__);                                                     \
  }

GAN_AGREEMENT("element-wise functions", elementwise)
GAN_AGREEMENT("sums, products, convolutions and shapes", operations)
GAN_AGREEMENT("sums, products, convolutions and shapes in float", operations_in_float, in_float)
GAN_AGREEMENT("layers", layers)
GAN_AGREEMENT("networks", networks)
GAN_AGREEMENT("losses and likelihoods", objectives)
GAN_AGREEMENT("divergences", divergences)
GAN_AGREEMENT("a step with every regularizer", regularizers)
GAN_AGREEMENT("a step of the dense systems", dense_systems)
GAN_AGREEMENT("a step of the convolutional systems", convolutional_systems)
GAN_AGREEMENT("a step of the conditional systems", conditional_systems)
GAN_AGREEMENT("a step of the Wasserstein systems", wasserstein_systems)
GAN_AGREEMENT("a step of the systems with codes", coded_systems)
GAN_AGREEMENT("a step of the systems with encoders", encoding_systems)

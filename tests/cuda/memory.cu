#include <algorithm>
#include <cstring>
#include <limits>

#include "card.hpp"

using namespace gan;

TEST_CASE("memory on the card: values go there and back, are filled, copied and copied in runs") {
  NEEDS_A_CARD();
  CudaContext context;
  std::vector<double> values(1000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i);
  auto const x = from_host(context, {100, 10}, values);
  CHECK(to_host(x) == values);
  CHECK(to_host(x.slice(10, 12)) == std::vector<double>(values.begin() + 100, values.begin() + 120));
  CHECK(to_host(full(context, {3, 5}, 2.5f)) == std::vector<float>(15, 2.5f));
  CHECK(to_host(zeros<float>(context, {0, 5})).empty());

  Tensor<double, Cuda> y(context, {100, 10});
  copy(context, x.data(), y.data(), 1000);
  CHECK(to_host(y) == values);
  auto const runs = zeros<double>(context, {100, 4});
  copy_runs(context, x.data() + 3, 10, runs.data() + 1, 4, 100, 2);
  auto const out = to_host(runs);
  for (std::size_t r = 0; r < 100; ++r) {
    CHECK(out[4 * r] == 0);
    CHECK(out[4 * r + 1] == static_cast<double>(10 * r + 3));
    CHECK(out[4 * r + 2] == static_cast<double>(10 * r + 4));
    CHECK(out[4 * r + 3] == 0);
  }
}

TEST_CASE("memory on the card: what is read on the host is complete, and host memory may change after a copy") {
  NEEDS_A_CARD();
  CudaContext context;
  std::int64_t const n = 1 << 24;
  std::vector<float> values(static_cast<std::size_t>(n), 1.0f);
  float* pinned = nullptr;
  REQUIRE(cudaMallocHost(&pinned, values.size() * sizeof(float)) == cudaSuccess);
  for (int i = 0; i < 5; ++i) {
    std::fill(values.begin(), values.end(), static_cast<float>(i));
    std::memcpy(pinned, values.data(), values.size() * sizeof(float));
    Tensor<float, Cuda> x(context, {n}), y(context, {n}), z(context, {n});
    copy_from_host(context, pinned, x.data(), n);
    std::fill_n(pinned, n, -1.0f);
    auto const v = from_host(context, {n}, values);
    copy(context, x.data(), y.data(), n);
    copy(context, y.data(), z.data(), n);
    CHECK((to_host(z) == values));  // in brackets: too many to print
    CHECK((to_host(v) == values));
  }
  cudaFreeHost(pinned);
}

TEST_CASE("memory on the card: a context reads what another has just computed, and memory that is released meanwhile") {
  NEEDS_A_CARD();
  CudaContext one, other;
  std::int64_t const n = 1 << 20;
  for (int i = 0; i < 50; ++i) {
    Tensor<float, Cuda> y(other, {n});
    copy(other, full(one, {n}, static_cast<float>(i)).data(), y.data(), n);
    auto const next = full(one, {n}, -1.0f);
    auto const values = to_host(y);
    CHECK(std::count(values.begin(), values.end(), static_cast<float>(i)) == n);
  }
}

TEST_CASE("memory on the card: the steady state asks the system for nothing") {
  NEEDS_A_CARD();
  CudaContext context;
  auto step = [&] {
    auto a = randn<float>(context, {300, 20});
    auto b = zeros<float>(context, {20, 20});
    Tensor<float, Cuda> c(context, {300, 20});
    gemm(context, false, false, 300, 20, 20, a.data(), b.data(), c.data(), false);
  };
  step();
  auto const before = context.arena().system_allocations();
  for (int i = 0; i < 10; ++i) step();
  CHECK(context.arena().system_allocations() == before);
}

TEMPLATE_TEST_CASE("values that are not finite are found on the card", "", float, double) {
  NEEDS_A_CARD();
  using T = TestType;
  CudaContext context;
  for (std::int64_t n : {1, 33, 100003, 3000001}) {
    auto const x = full(context, {n}, std::numeric_limits<T>::max());
    CHECK(all_finite(context, x.data(), n));
    for (std::int64_t at : {std::int64_t{0}, n / 2, n - 1})
      for (T bad :
           {std::numeric_limits<T>::quiet_NaN(), std::numeric_limits<T>::infinity(), -std::numeric_limits<T>::infinity()}) {
        fill(context, x.data() + at, 1, bad);
        CHECK_FALSE(all_finite(context, x.data(), n));
        fill(context, x.data() + at, 1, T(0));
      }
  }
  auto const flag = zeros<std::uint32_t>(context, {});
  auto const good = zeros<T>(context, {100}), bad = full(context, {100}, std::numeric_limits<T>::infinity());
  mark_non_finite(context, good.data(), 100, flag.data());
  CHECK(to_host(flag)[0] == 0);
  mark_non_finite(context, bad.data(), 100, flag.data());
  mark_non_finite(context, good.data(), 100, flag.data());
  CHECK(to_host(flag)[0] == 1);
}

TEST_CASE("a card that is not there is refused in a sentence") {
  NEEDS_A_CARD();
  CHECK_THROWS_AS(CudaContext(Cuda{.device = 999}, Seed{}), OptionError);
  CHECK_THROWS_AS(CudaContext(Cuda{.device = -1}, Seed{}), OptionError);
}

TEST_CASE("without a card a context is refused in a sentence") {
  int cards = 0;
  if (cudaGetDeviceCount(&cards) == cudaSuccess && cards > 0) return;
  try {
    CudaContext context;
    FAIL("a context without a card");
  } catch (Error const& error) {
    CHECK(std::string(error.what()).find("there is no graphics card to compute on: ") == 0);
  }
}

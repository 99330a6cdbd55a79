#include <random>

#include "card.hpp"

using namespace gan;

namespace {
template <class T> void check_products(CudaContext& context) {
  std::mt19937 random(1);
  auto numbers = [&](std::int64_t n) {  // small whole numbers: exact in any order, also where precision is full
    std::vector<T> x(static_cast<std::size_t>(n));
    for (auto& one : x) one = static_cast<T>(static_cast<int>(random() % 9) - 4);
    return x;
  };
  std::int64_t const sizes[][3] = {{1, 1, 1}, {3, 5, 7}, {64, 1, 300}, {1, 128, 33}, {130, 70, 257}, {4, 6, 0}, {0, 3, 2}};
  for (auto const& [m, n, k] : sizes)
    for (int form : {0, 1, 2})
      for (bool accumulate : {false, true}) {
        bool const ta = form == 1, tb = form == 2;
        auto const a = numbers(m * k), b = numbers(k * n);
        auto c = numbers(m * n);
        auto const da = from_host(context, {m * k}, a), db = from_host(context, {k * n}, b),
                   dc = from_host(context, {m * n}, c);
        gemm(context, ta, tb, m, n, k, da.data(), db.data(), dc.data(), accumulate);
        for (std::int64_t i = 0; i < m; ++i)
          for (std::int64_t j = 0; j < n; ++j) {
            T sum = accumulate ? c[static_cast<std::size_t>(i * n + j)] : T(0);
            for (std::int64_t p = 0; p < k; ++p)
              sum += a[static_cast<std::size_t>(ta ? p * m + i : i * k + p)] *
                     b[static_cast<std::size_t>(tb ? j * k + p : p * n + j)];
            c[static_cast<std::size_t>(i * n + j)] = sum;
          }
        INFO("m " << m << " n " << n << " k " << k << " form " << form << " accumulate " << accumulate);
        CHECK(to_host(dc) == c);
      }
}
}  // namespace

TEMPLATE_TEST_CASE("matrix products on the card in all forms", "", float, double) {
  NEEDS_A_CARD();
  CudaContext context;
  check_products<TestType>(context);
}

TEST_CASE("matrix products on the card in all forms at any precision, and in double as they are") {
  NEEDS_A_CARD();
  for (Precision precision : {Precision::tf32, Precision::bf16}) {
    CudaContext context(Cuda{.precision = precision}, {});
    check_products<float>(context);
    check_products<double>(context);
  }
}

TEST_CASE("a product of floats has the precision of floats") {
  NEEDS_A_CARD();
  CudaContext context;
  // 1 + 2^-20 does not survive TF32, which keeps 10 bits; 8 of them add up without rounding, in any order.
  std::int64_t const n = 256, k = 8;
  auto const a = full(context, {n, k}, 1.0f + 0x1p-20f), b = full(context, {k, n}, 1.0f);
  Tensor<float, Cuda> c(context, {n, n});
  gemm(context, false, false, n, n, k, a.data(), b.data(), c.data(), false);
  CHECK(to_host(c)[0] == 8.0f + 0x1p-17f);
}

TEST_CASE("factors are rounded as the precision of the card says") {
  NEEDS_A_CARD();
  std::int64_t const n = 1024;
  auto product = [&](Precision precision, float factor) {
    CudaContext context(Cuda{.precision = precision}, {});
    auto const a = full(context, {n, n}, factor), b = full(context, {n, n}, 1.0f);
    Tensor<float, Cuda> c(context, {n, n});
    gemm(context, false, false, n, n, n, a.data(), b.data(), c.data(), false);
    return to_host(c)[5];
  };
  CHECK(product(Precision::full, 1 + 0x1.8p-8f) == 1024 * (1 + 0x1.8p-8f));
  CHECK(product(Precision::tf32, 1 + 0x1.8p-8f) == 1024 * (1 + 0x1.8p-8f));
  CHECK(product(Precision::tf32, 1 + 0x1p-20f) == 1024);
  CHECK(product(Precision::bf16, 1 + 0x1.8p-8f) == 1024 * (1 + 0x1p-7f));  // rounded up to 7 bits
  CHECK(product(Precision::bf16, 1 + 0x1p-8f) == 1024);                    // a tie goes to even
}

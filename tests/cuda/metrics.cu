// What metrics need beside products, on the card: eigenvalues, sorting, running sums, permutations; and two metrics that use them.
#include <gan/backend/cuda/eigen_symmetric.cuh>
#include <gan/backend/cuda/sort.cuh>
#include <gan/metric/frechet.hpp>
#include <gan/metric/sliced_wasserstein.hpp>

#include <limits>

#include "card.hpp"

using namespace gan;

namespace {
template <class T> struct Solution { std::vector<T> values, vectors; };
template <class T> Solution<T> solve(CudaContext& context, std::int64_t n, std::vector<T> const& a) {
  auto const matrix = from_host(context, {n, n}, a);
  Tensor<T, Cuda> const values(context, {n}), vectors(context, {n, n});
  eigen_symmetric(context, n, static_cast<T const*>(matrix.data()), values.data(), vectors.data());
  return {to_host(values), to_host(vectors)};
}
}  // namespace

TEMPLATE_TEST_CASE("eigenvalues of the second difference on the card are 2 - 2 cos(pi k / (n + 1))", "", double, float) {
  NEEDS_A_CARD();
  CudaContext context;
  for (std::int64_t n : {1, 2, 3, 10, 33, 200}) {
    INFO("n " << n);
    auto const size = static_cast<std::size_t>(n);
    std::vector<TestType> a(size * size);
    for (std::size_t i = 0; i < size; ++i) {
      a[i * size + i] = 2;
      if (i > 0) a[i * size + i - 1] = -1, a[(i - 1) * size + i] = 77;  // only the lower triangle is read
    }
    auto const found = solve(context, n, a);
    double const close = 20 * static_cast<double>(n) * static_cast<double>(std::numeric_limits<TestType>::epsilon());
    for (std::size_t k = 0; k < size; ++k)
      CHECK(found.values[k] ==
            Approx(2 - 2 * std::cos(M_PI * static_cast<double>(k + 1) / static_cast<double>(n + 1))).margin(close));
    if (n > 33) continue;
    for (std::size_t i = 0; i < size; ++i)
      for (std::size_t j = 0; j < size; ++j) {
        double product = 0, dot = 0;
        for (std::size_t k = 0; k < size; ++k) {
          product += static_cast<double>(found.vectors[i * size + k]) * static_cast<double>(found.values[k]) *
                     static_cast<double>(found.vectors[j * size + k]);
          dot += static_cast<double>(found.vectors[k * size + i]) * static_cast<double>(found.vectors[k * size + j]);
        }
        CHECK(product == Approx(i == j ? 2 : i == j + 1 || j == i + 1 ? -1 : 0).margin(close));
        CHECK(dot == Approx(i == j ? 1 : 0).margin(close));
      }
  }
}

TEST_CASE("eigenvalues alone on the card, and of a matrix that has none") {
  NEEDS_A_CARD();
  CudaContext context;
  auto const a = from_host(context, {2, 2}, std::vector<double>{3, 99, 4, -3});  // [3 4; 4 -3] has -5 and 5
  Tensor<double, Cuda> const values(context, {2});
  eigen_symmetric(context, 2, static_cast<double const*>(a.data()), values.data(), static_cast<double*>(nullptr));
  CHECK(to_host(values)[0] == Approx(-5));
  CHECK(to_host(values)[1] == Approx(5));
  CHECK_THROWS_AS(solve<double>(context, 2, {1, 0, NAN, 1}), NumericalError);
}

TEMPLATE_TEST_CASE("rows are sorted on the card", "", double, float) {
  NEEDS_A_CARD();
  CudaContext context;
  for (std::int64_t n : {1, 2, 31, 5000}) {
    std::vector<TestType> values;
    for (std::int64_t i = 0; i < 3 * n; ++i) values.push_back(static_cast<TestType>(i * 7919 % 4001) - TestType(2000.5));
    auto const sorted = from_host(context, {3, n}, values);
    sort_rows(context, sorted.data(), 3, n);
    for (auto row = values.begin(); row != values.end(); row += n) std::sort(row, row + n);
    CHECK(to_host(sorted) == values);
  }
}

TEST_CASE("running sums and permutations on the card are those of the host") {
  NEEDS_A_CARD();
  CudaContext context;
  std::int64_t const n = 10007;
  std::vector<std::int64_t> numbers, sums;
  for (std::int64_t i = 0; i < n; ++i) {
    numbers.push_back(i * 31 % 17 - 8);
    sums.push_back((i ? sums.back() : 0) + numbers.back());
  }
  auto const in = from_host(context, {n}, numbers), out = from_host(context, {n}, numbers);
  running_sums(context, static_cast<std::int64_t const*>(in.data()), out.data(), n);
  CHECK(to_host(out) == sums);
  auto const key = random::key(Seed{9}, Stream::data_order, 4);
  Tensor<std::uint32_t, Cuda> const order(context, {n});
  fill_permutation(context, key, n, order.data());
  random::Permutation const permutation(key, static_cast<std::uint64_t>(n));
  auto const found = to_host(order);
  bool same = true;
  for (std::size_t i = 0; i < found.size(); ++i) same = same && found[i] == permutation(i);
  CHECK(same);
}

TEST_CASE("Frechet and sliced Wasserstein distances on the card") {
  NEEDS_A_CARD();
  CudaContext context;
  // Diagonal covariances: |m1 - m2|^2 + sum (s1 - s2)^2.
  metric::GaussianFit const a{"points", 10, {1, 2}, {4, 0, 0, 9}}, b{"points", 10, {0, 2}, {1, 0, 0, 25}};
  CHECK(metric::frechet_distance(context, a, b).value == Approx(1 + 1 + 4));
  // In one dimension every direction is +-1: a shift of 3 is a distance of 3.
  metric::Features x{"numbers", 1, {}}, y{"numbers", 1, {}};
  for (int i = 0; i < 500; ++i) {
    x.values.push_back(i * 37 % 501);
    y.values.insert(y.values.begin(), x.values.back() + 3);
  }
  CHECK(metric::sliced_wasserstein(context, x, y, {.directions = 20, .repeats = 2}).value == Approx(3));
}

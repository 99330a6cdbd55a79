/// The symmetric eigensolver against matrices whose eigenvalues are known, and against what it promises.
#include <gan/backend/cpu/eigen_symmetric.hpp>

#include <limits>

#include "../io/files.hpp"

using namespace gan;

namespace {

template <class T> struct Solution { std::vector<T> values, vectors; };
template <class T> Solution<T> solve(std::int64_t n, std::vector<T> const& a) {
  Context<Cpu> c;
  Solution<T> out{std::vector<T>(static_cast<std::size_t>(n)), std::vector<T>(a.size())};
  eigen_symmetric(c, n, a.data(), out.values.data(), out.vectors.data());
  return out;
}

}  // namespace

TEMPLATE_TEST_CASE("eigenvalues of the second difference are 2 - 2 cos(pi k / (n + 1))", "", double, float) {
  for (std::int64_t n : {1, 2, 3, 10, 33}) {
    INFO("n " << n);
    auto const size = static_cast<std::size_t>(n);
    std::vector<TestType> a(size * size);
    for (std::size_t i = 0; i < size; ++i) {
      a[i * size + i] = 2;
      if (i > 0) a[i * size + i - 1] = a[(i - 1) * size + i] = -1;
    }
    auto const found = solve(n, a);
    double const close = 20 * static_cast<double>(n) * static_cast<double>(std::numeric_limits<TestType>::epsilon());
    for (std::size_t k = 0; k < size; ++k)
      CHECK(found.values[k] ==
            Approx(2 - 2 * std::cos(M_PI * static_cast<double>(k + 1) / static_cast<double>(n + 1))).margin(close));
    for (std::size_t i = 0; i < size; ++i)
      for (std::size_t j = 0; j < size; ++j) {
        double product = 0, dot = 0;
        for (std::size_t k = 0; k < size; ++k) {
          product += static_cast<double>(found.vectors[i * size + k]) * static_cast<double>(found.values[k]) *
                     static_cast<double>(found.vectors[j * size + k]);
          dot += static_cast<double>(found.vectors[k * size + i]) * static_cast<double>(found.vectors[k * size + j]);
        }
        CHECK(product == Approx(static_cast<double>(a[i * size + j])).margin(close));
        CHECK(dot == Approx(i == j ? 1 : 0).margin(close));
      }
  }
}

TEST_CASE("the eigensolver reads the lower triangle, takes equal and zero eigenvalues, and may leave the vectors out") {
  std::vector<double> const lower{3, 99, 4, -3};  // [3 4; 4 -3] has -5 and 5
  auto const found = solve<double>(2, lower);
  CHECK(found.values[0] == Approx(-5));
  CHECK(found.values[1] == Approx(5));
  CHECK(std::abs(found.vectors[1]) == Approx(2 / std::sqrt(5.)));  // of 5: (2, 1) / sqrt 5
  CHECK(std::abs(found.vectors[3]) == Approx(1 / std::sqrt(5.)));
  Context<Cpu> c;
  std::vector<double> values(2);
  eigen_symmetric(c, 2, lower.data(), values.data(), static_cast<double*>(nullptr));
  CHECK(values[0] == Approx(-5));
  CHECK(values[1] == Approx(5));
  CHECK(solve<double>(3, std::vector<double>(9)).values == std::vector<double>(3));
  CHECK(solve<double>(2, {7, 0, 0, 7}).values == std::vector<double>{7, 7});
  eigen_symmetric<double>(c, 0, nullptr, nullptr, nullptr);
}

TEST_CASE("a matrix that is not finite has no eigenvalues") {
  check_refusal<NumericalError>([&] { solve<double>(2, {1, 0, NAN, 1}); }, {"size 2", "not finite"});
}

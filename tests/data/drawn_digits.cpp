#include <cmath>

#include <gan/data/drawn_digits.hpp>

#include "io/files.hpp"

using namespace gan;

TEST_CASE("drawn_digits: a digit depends on the seed and its number alone") {
  auto a = data::drawn_digits(), b = data::drawn_digits(), c = data::drawn_digits({.seed = Seed{2}});
  std::vector<float> p(784), q(784), r(784), far(784);
  for (std::uint64_t i : {5u, 0u, 123'456u}) {
    a.copy(i, p.data());
    b.copy(i, q.data());
    c.copy(i, r.data());
    a.copy(i + (std::uint64_t{1} << 32), far.data());
    CHECK(p == q);
    CHECK((p != r && p != far));
    CHECK(a.label(i) == b.label(i));
  }
}

TEST_CASE("drawn_digits: classes are equally frequent, digits whole and in [-1, 1]") {
  auto digits = data::drawn_digits();
  CHECK(digits.size() == 0);
  int count[10] = {};
  std::vector<float> image(784);
  double mean_ink = 0;
  float border = -1;
  int const n = 5000;
  for (int i = 0; i < n; ++i) {
    int label = digits.label(static_cast<std::uint64_t>(i));
    REQUIRE((label >= 0 && label < 10));
    ++count[label];
    digits.copy(static_cast<std::uint64_t>(i), image.data());
    double ink = 0;
    float least = 1, most = -1;
    for (std::size_t k = 0; k < 784; ++k) {
      least = std::min(least, image[k]);
      most = std::max(most, image[k]);
      ink += (static_cast<double>(image[k]) + 1) / 2;
      if (k < 28 || k >= 756 || k % 28 == 0 || k % 28 == 27) border = std::max(border, i < 500 ? image[k] : -1.0f);
    }
    if (least != -1 || most > 1 || most < 0.5f || ink < 15 || ink > 300)
      FAIL("digit " << i << " has values " << least << " ... " << most << " and ink " << ink);
    mean_ink += ink / n;
  }
  for (int k : count) CHECK(std::abs(k - n / 10) < 5 * std::sqrt(n * 0.09));
  CHECK(mean_ink / 784 == Approx(0.13).margin(0.05));  // MNIST: 0.13
  CHECK(border < 0.9f);
}

TEST_CASE("drawn_digits: a nearest mean tells the classes apart") {
  auto digits = data::drawn_digits();
  std::vector<std::vector<double>> mean(10, std::vector<double>(784));
  std::vector<double> count(10);
  std::vector<float> image(784);
  for (std::uint64_t i = 0; i < 3000; ++i) {
    auto label = static_cast<std::size_t>(digits.label(i));
    digits.copy(i, image.data());
    ++count[label];
    for (std::size_t k = 0; k < 784; ++k) mean[label][k] += static_cast<double>(image[k]);
  }
  int right = 0;
  for (std::uint64_t i = 3000; i < 4000; ++i) {
    digits.copy(i, image.data());
    std::size_t best = 0;
    double least = 1e30;
    for (std::size_t label = 0; label < 10; ++label) {
      double distance = 0;
      for (std::size_t k = 0; k < 784; ++k)
        distance += std::pow(static_cast<double>(image[k]) - mean[label][k] / count[label], 2);
      if (distance < least) least = distance, best = label;
    }
    right += static_cast<int>(best) == digits.label(i);
  }
  CHECK(right > 800);  // of 1000; MNIST: 820
}

TEST_CASE("drawn_digits: variety is a matter of choice") {
  auto plain = data::drawn_digits({.variety = 0});
  std::vector<float> first(784), other(784);
  plain.copy(0, first.data());
  int same = 0;
  for (std::uint64_t i = 1; i < 200; ++i) {
    plain.copy(i, other.data());
    same += first == other;
  }
  CHECK(same > 3);
  check_refusal<OptionError>([] { data::drawn_digits({.variety = -1}); }, {"variety", "[0, 2]", "not -1"});
  check_refusal<OptionError>([] { data::drawn_digits({.variety = std::nanf("")}); }, {"variety", "nan"});
}

/// Errors of reconstructions and structural similarity: closed forms, numpy's windows.
#include <gan/metric/reconstruction.hpp>

#include <gan/backend/cpu/backend.hpp>

#include "../io/files.hpp"

using namespace gan;

namespace {

Tensor<double, Cpu> made_image(Context<Cpu>& c, std::int64_t h, std::int64_t w, std::int64_t channels, int a, int b, int m) {
  std::vector<double> values;
  for (std::int64_t y = 0; y < h; ++y)
    for (std::int64_t x = 0; x < w; ++x)
      for (std::int64_t k = 0; k < channels; ++k)
        values.push_back(static_cast<double>((y * a + x * b + 5 * k + x * y % 7) % m) / m);
  return from_host(c, {1, h, w, channels}, values);
}

}  // namespace

TEST_CASE("errors of reconstructions in closed form") {
  struct Row {
    char const* source;
    std::vector<double> x, y;
    double range, square, absolute, cosine, psnr;
  };
  Row const rows[] = {
      {"mean square .01 of range 1: 20 dB", {0, 1, 0, 1}, {.1, .9, .1, .9}, 1, .01, .1, .9 / std::sqrt(.82), 20},
      {"the same of range 2: 6 dB more",
       {0, 1, 0, 1},
       {.1, .9, .1, .9},
       2,
       .01,
       .1,
       .9 / std::sqrt(.82),
       20 + 20 * std::log10(2.)},
      {"black for white", {-1, -1, -1, -1}, {1, 1, 1, 1}, 2, 4, 2, -1, 0},
      {"one sample turned by a right angle, one kept", {1, 0, 2, 3}, {0, 1, 2, 3}, 2, .5, .5, .5, 10 * std::log10(8.)},
      {"collapsed to zero", {1, 0, 2, 3}, {0, 0, 0, 0}, 2, 3.5, 1.5, 0, 10 * std::log10(4 / 3.5)},
  };
  Context<Cpu> c;
  for (auto const& row : rows) {
    INFO(row.source);
    auto const found = metric::reconstruction(from_host(c, {2, 2}, row.x), from_host(c, {2, 2}, row.y), row.range);
    CHECK(found.mean_square == Approx(row.square).epsilon(1e-12));
    CHECK(found.mean_absolute == Approx(row.absolute).epsilon(1e-12));
    CHECK(found.cosine == Approx(row.cosine).margin(1e-12));
    CHECK(found.psnr == Approx(row.psnr).margin(1e-12));
  }
  auto const x = from_host<float>(c, {1, 2}, std::vector<float>{1, 2});
  auto const same = metric::reconstruction(x, x);
  CHECK(same.mean_square == 0);
  CHECK(same.psnr == INFINITY);
  CHECK(same.cosine == Approx(1));
}

TEST_CASE("structural similarity in closed form and by numpy's windows") {
  Context<Cpu> c;
  auto const a = made_image(c, 14, 17, 2, 3, 5, 13), b = made_image(c, 14, 17, 2, 4, 7, 11);
  CHECK(metric::structural_similarity(a, b, 1) == Approx(.07250627545707458).epsilon(1e-10));  // numpy 2.4
  CHECK(metric::structural_similarity(a, b) == Approx(.08748178414863894).epsilon(1e-10));
  CHECK(metric::structural_similarity(b, a) == Approx(.08748178414863894).epsilon(1e-10));
  CHECK(metric::structural_similarity(a, a) == Approx(1).epsilon(1e-12));

  // Constant images have no structure: what is left is (2 x y + c1) / (x^2 + y^2 + c1).
  auto flat = [&](double value) { return full<double>(c, {2, 11, 11, 1}, value); };
  double const c1 = .02 * .02;
  CHECK(metric::structural_similarity(flat(.5), flat(-.25)) == Approx((-.25 + c1) / (.3125 + c1)).epsilon(1e-9));
  CHECK(metric::structural_similarity(flat(0), flat(0)) == Approx(1));

  // y = -x + 1 in every window of mean 1/2: covariance -variance; a checkerboard has the same moments in all windows of one parity.
  std::vector<double> x, y;
  for (int i = 0; i < 121; ++i) x.push_back(i % 2), y.push_back(1 - i % 2);
  double mean = 0, sum = 0;
  for (int i = 0; i < 11; ++i)
    for (int j = 0; j < 11; ++j) {
      double const weight = std::exp(-((i - 5) * (i - 5) + (j - 5) * (j - 5)) / 4.5);
      sum += weight;
      mean += weight * ((i * 11 + j) % 2);
    }
  mean /= sum;
  double const variance = mean * (1 - mean), ones = .0001, twos = .0009;
  double const expected = (2 * mean * (1 - mean) + ones) * (-2 * variance + twos) /
                          ((mean * mean + (1 - mean) * (1 - mean) + ones) * (2 * variance + twos));
  CHECK(metric::structural_similarity(from_host(c, {1, 11, 11, 1}, x), from_host(c, {1, 11, 11, 1}, y), 1) ==
        Approx(expected).epsilon(1e-10));
}

TEST_CASE("what the errors of reconstructions refuse") {
  Context<Cpu> c;
  auto const x = zeros<float>(c, {2, 3});
  check_refusal<ShapeError>([&] { metric::reconstruction(x, zeros<float>(c, {3, 2})); }, {"{3, 2}", "{2, 3}"});
  check_refusal<ShapeError>([&] { metric::reconstruction(zeros<float>(c, {0, 3}), zeros<float>(c, {0, 3})); }, {"{0, 3}"});
  check_refusal<OptionError>([&] { metric::reconstruction(x, x, 0); }, {"positive", "0"});
  check_refusal<NumericalError>([&] { metric::reconstruction(x, full<float>(c, {2, 3}, NAN)); }, {"finite", "nan"});
  auto const small = zeros<float>(c, {2, 10, 12, 1});
  check_refusal<ShapeError>([&] { metric::structural_similarity(small, small); }, {"11 x 11", "{2, 10, 12, 1}"});
  check_refusal<ShapeError>([&] { metric::structural_similarity(x, x); }, {"{n, height, width, channels}", "{2, 3}"});
  auto const image = zeros<float>(c, {2, 12, 12, 1});
  check_refusal<ShapeError>([&] { metric::structural_similarity(image, zeros<float>(c, {1, 12, 12, 1})); }, {"one shape"});
  check_refusal<OptionError>([&] { metric::structural_similarity(image, image, -1); }, {"positive", "-1"});
}

/// Wasserstein distances by sorting, on slices and on patches of pyramids.
#include <gan/metric/pyramid_wasserstein.hpp>

#include <gan/backend/cpu/sort.hpp>

#include "points.hpp"

using namespace gan;
using metric::HostImages;

namespace {

/// Pixel (y, x, k) is (y a + x b + 5 k + (x y mod 7)) mod m / m.
HostImages made_image(std::int64_t h, std::int64_t w, std::int64_t channels, int a, int b, int m) {
  HostImages out{1, h, w, channels, {}};
  for (std::int64_t y = 0; y < h; ++y)
    for (std::int64_t x = 0; x < w; ++x)
      for (std::int64_t k = 0; k < channels; ++k)
        out.values.push_back(static_cast<double>((y * a + x * b + 5 * k + x * y % 7) % m) / m);
  return out;
}

}  // namespace

TEST_CASE("Wasserstein distances of sets of numbers") {
  struct Row {
    char const* source;
    std::vector<double> a, b;
    double first, second;
  };
  Row const rows[] = {
      {"points: their distance", {2}, {-1.5}, 3.5, 3.5},
      {"a shift", {3, 0, 1}, {6, 8, 5}, 5, 5},
      {"any order", {1, 2, 3}, {3, 1, 2}, 0, 0},
      {"a point against two", {0}, {-1, 3}, 2, std::sqrt(5.)},
      {"two against three: quantiles step at 1/3, 1/2, 2/3", {0, 6}, {0, 3, 6}, 1, std::sqrt(.5 * 9 / 3 + .5 * 9 / 3)},
      {"all at one point", {4, 4, 4}, {4, 4}, 0, 0},
      {"repeated sets of other sizes", {0, 1}, {0, 0, 0, 1, 1, 1}, 0, 0},
  };
  for (auto const& row : rows) {
    INFO(row.source);
    CHECK(metric::wasserstein_of_numbers(row.a, row.b) == Approx(row.first).margin(1e-15));
    CHECK(metric::wasserstein_of_numbers(row.b, row.a) == Approx(row.first).margin(1e-15));
    CHECK(metric::wasserstein_of_numbers(row.a, row.b, 2) == Approx(row.second).margin(1e-15));
  }
  auto column = [](metric::Features const& set) {
    std::vector<double> out;
    for (std::int64_t i = 0; i < set.count(); ++i) out.push_back(set.row(i)[2]);
    return out;
  };
  // scipy 1.17, wasserstein_distance
  CHECK(metric::wasserstein_of_numbers(column(made_points(40, 5, 7, 3, 17)), column(made_points(30, 5, 5, 11, 19, .5))) ==
        Approx(.4368421052631578).epsilon(1e-12));
}

TEST_CASE("sets projected on given directions") {
  Context<Cpu> c;
  auto const x = points(2, {0, 0, 2, 0, 0, 2, 2, 2}), y = points(2, {1, 1, 3, 1, 1, 5, 3, 5});
  auto const found = metric::projected_wasserstein(c, x, y, {1, 0, 0, 1});
  CHECK(found == std::vector<double>{1, 2});
  // (0, 0, 2, 2) and (1, 1, 5, 5) along (0, 1): squares 1, 1, 9, 9
  CHECK(metric::projected_wasserstein(c, x, y, {1, 0, 0, 1}, 2) == std::vector<double>{1, 5});
  std::vector<double> many;
  for (int i = 0; i < 37; ++i) many.insert(many.end(), {i % 2 ? 0. : 1., i % 2 ? 1. : 0.});
  auto const all = metric::projected_wasserstein(c, x, y, many);  // more than one block of directions
  for (std::size_t i = 0; i < 37; ++i) CHECK(all[i] == (i % 2 ? 2 : 1));
}

TEST_CASE("a shift has the mean length of its projection as sliced distance") {
  Context<Cpu> c;
  for (std::int64_t size : {1, 2, 3, 7}) {
    INFO("dimension " << size);
    double const d = static_cast<double>(size);
    double const first = std::exp(std::lgamma(d / 2) - std::lgamma((d + 1) / 2)) / std::sqrt(M_PI);
    if (size == 2) CHECK(first == Approx(.6366197724));
    if (size == 3) CHECK(first == Approx(.5));
    auto const a = normal_points(6, size, 1);
    auto b = a;
    for (std::int64_t i = 0; i < 6; ++i) b.row(i)[0] += 3;
    auto const found = metric::sliced_wasserstein(c, a, b, {.directions = 4000});
    CHECK(found.value == Approx(3 * first).margin(.03));
    CHECK(found.deviation < .05);
    CHECK(found.features == "points");
    auto const second = metric::sliced_wasserstein(c, a, b, {.directions = 4000, .order = 2});
    CHECK(second.value == Approx(3 / std::sqrt(d)).margin(.03));
  }
}

TEST_CASE("sliced distances: equal sets, collapsed sets, order of samples, seed, threads") {
  Context<Cpu> c;
  Context<Cpu> three(Cpu{.threads = 3}, Seed{5});
  auto const a = normal_points(50, 4, 1), b = normal_points(31, 4, 2, 1);
  double const d = metric::sliced_wasserstein(c, a, b).value;
  CHECK(d > 0);
  CHECK(metric::sliced_wasserstein(three, a, b).value == d);
  CHECK(metric::sliced_wasserstein(c, reversed(a), b).value == Approx(d).epsilon(1e-12));
  CHECK(metric::sliced_wasserstein(c, b, a).value == Approx(d).epsilon(1e-12));
  CHECK(metric::sliced_wasserstein(c, a, b, {.seed = Seed{1}}).value != d);
  CHECK(metric::sliced_wasserstein(c, a, a).value == 0);
  auto const one = points(4, std::vector<double>(12, 1));
  CHECK(std::isfinite(metric::sliced_wasserstein(c, one, a).value));
  CHECK(metric::sliced_wasserstein(c, one, one).value == 0);
}

TEST_CASE("levels of a Laplacian pyramid") {
  auto const image = made_image(8, 12, 1, 3, 5, 13);
  auto const levels = metric::laplacian_pyramid(image, 4);
  REQUIRE(levels.size() == 2);
  auto const &fine = levels[0], &coarse = levels[1];
  CHECK(coarse.height == 4);
  CHECK(coarse.width == 6);
  // scipy 1.17, ndimage.convolve with mode mirror
  CHECK(coarse.at(0, 0, 0, 0) == Approx(.36418269230769224).epsilon(1e-12));
  CHECK(coarse.at(0, 3, 5, 0) == Approx(.506310096153846).epsilon(1e-12));
  CHECK(coarse.at(0, 1, 2, 0) == Approx(.3587740384615385).epsilon(1e-12));
  CHECK(fine.at(0, 0, 0, 0) == Approx(-.380352313701923).epsilon(1e-12));
  CHECK(fine.at(0, 7, 11, 0) == Approx(.3398437500000001).epsilon(1e-12));
  CHECK(fine.at(0, 3, 4, 0) == Approx(.21043043870192313).epsilon(1e-12));
  double sum = 0;
  for (double v : fine.values) sum += std::abs(v);
  CHECK(sum == Approx(23.024362417367787).epsilon(1e-12));

  struct Row {
    std::int64_t height, width;
    std::size_t levels;
  };
  for (Row row : {Row{64, 64, 3}, Row{32, 48, 2}, Row{28, 28, 1}, Row{36, 36, 2}, Row{7, 9, 1}}) {
    HostImages flat{1, row.height, row.width, 2, {}};
    for (std::int64_t i = 0; i < row.height * row.width; ++i) flat.values.insert(flat.values.end(), {.5, -.25});
    auto const pyramid = metric::laplacian_pyramid(flat);
    REQUIRE(pyramid.size() == row.levels);
    for (std::size_t l = 0; l + 1 < row.levels; ++l)  // a constant image loses nothing, except where doubling meets the border
      CHECK(pyramid[l].at(0, row.height / 2 >> l, row.width / 2 >> l, 1) == Approx(0).margin(1e-14));
    CHECK(pyramid.back().at(0, 1, 1, 0) == Approx(.5));
  }
}

TEST_CASE("patches are normalised per channel and lie where the seed says") {
  HostImages images{3, 9, 8, 2, {}};
  for (std::int64_t i = 0; i < 3 * 72; ++i) images.values.insert(images.values.end(), {static_cast<double>(i), 5.});
  auto const set = metric::patch_features("patches", images, 40, 7, Seed{1});
  CHECK(set.count() == 120);
  CHECK(set.size == 98);
  double mean = 0, square = 0, count = 0;
  for (std::size_t i = 0; i < set.values.size(); i += 2) {
    mean += set.values[i];
    square += set.values[i] * set.values[i];
    ++count;
    CHECK(set.values[i + 1] == 0);  // the constant channel
  }
  CHECK(mean / count == Approx(0).margin(1e-12));
  CHECK(square / count == Approx(1));
  // Inside a patch the next column is 1 further and the next row 8, in one common unit; patches begin at 3 x 2 places of each image.
  double const unit = set.values[2] - set.values[0];
  std::vector<double> begins;
  for (std::int64_t p = 0; p < 120; ++p) {
    CHECK(set.row(p)[2 * 6] - set.row(p)[0] == Approx(6 * unit));
    CHECK(set.row(p)[2 * 7 * 6] - set.row(p)[0] == Approx(48 * unit));
    begins.push_back(std::round((set.row(p)[0] - set.row(0)[0]) / unit));
  }
  std::sort(begins.begin(), begins.end());
  begins.erase(std::unique(begins.begin(), begins.end()), begins.end());
  CHECK(begins.size() == 18);
}

TEST_CASE("the sliced Wasserstein distance of pyramids") {
  Context<Cpu> c;
  auto images = [&](std::uint64_t step, float deviation) {
    return normal<float>(c, {40, 32, 32, 3}, random::key(Seed{3}, Stream::check, step), 0.f, deviation);
  };
  metric::PyramidWassersteinOptions const quick{.patches = 32, .sliced = {.directions = 16, .repeats = 2}};
  auto const a = images(1, .3f);
  auto const same = metric::pyramid_wasserstein(c, a, a, quick);
  CHECK(same.value == 0);
  REQUIRE(same.levels.size() == 2);
  CHECK(same.levels[0].height == 32);
  CHECK(same.levels[1].width == 16);
  CHECK(same.features.find("7x7 patches") != std::string::npos);
  CHECK(same.levels[1].distance.features.find("level 1") != std::string::npos);

  auto const fresh = metric::pyramid_wasserstein(c, a, images(2, .3f), quick);
  // Normalised per channel: other contrast is no difference, other structure (rows of one colour) is one.
  auto const contrast = metric::pyramid_wasserstein(c, a, images(2, .6f), quick);
  CHECK(contrast.value == Approx(fresh.value).epsilon(1e-5));
  auto rows = to_host(images(2, .3f));
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = rows[i / 96 * 96 + i % 3];
  auto const coarse = metric::pyramid_wasserstein(c, a, from_host(c, {40, 32, 32, 3}, rows), quick);
  CHECK(coarse.levels[0].distance.value > 2 * fresh.levels[0].distance.value);
  CHECK(fresh.value == Approx((fresh.levels[0].distance.value + fresh.levels[1].distance.value) / 2));
  auto const grey = full<float>(c, {40, 32, 32, 3}, .1f);
  CHECK(std::isfinite(metric::pyramid_wasserstein(c, grey, a, quick).value));
  CHECK(metric::pyramid_wasserstein(c, grey, grey, quick).value == 0);
}

TEST_CASE("what sliced distances refuse") {
  Context<Cpu> c;
  auto const set = normal_points(5, 3, 1);
  check_two_sets([&](auto const& a, auto const& b) { metric::sliced_wasserstein(c, a, b); });
  check_refusal<OptionError>([&] { metric::sliced_wasserstein(c, set, set, {.order = 3}); }, {"order 1 or 2", "3"});
  check_refusal<OptionError>([&] { metric::sliced_wasserstein(c, set, set, {.directions = 0}); }, {"1 direction", "0"});
  check_refusal<ShapeError>([&] { metric::projected_wasserstein(c, set, set, {1, 0}); }, {"3", "2"});
  check_refusal<ShapeError>([&] { metric::wasserstein_of_numbers({}, {1}); }, {"numbers", "0"});
  check_refusal<NumericalError>([&] { metric::wasserstein_of_numbers({NAN}, {1}); }, {"nan"});
  auto const images = zeros<float>(c, {2, 32, 32, 3});
  check_refusal<ShapeError>(
      [&] {
        metric::pyramid_wasserstein(c, images, zeros<float>(c, {2, 32, 32, 1}));
      },
      {"{2, 32, 32, 1}"});
  check_refusal<ShapeError>([&] { metric::pyramid_wasserstein(c, images, zeros<float>(c, {2, 32})); }, {"{2, 32}"});
  auto const small = zeros<float>(c, {2, 5, 5, 1});
  check_refusal<OptionError>([&] { metric::pyramid_wasserstein(c, small, small); }, {"side 7", "{5, 5}"});
  check_refusal<NumericalError>([&] { metric::pyramid_wasserstein(c, images, full<float>(c, {2, 32, 32, 3}, NAN)); }, {"nan"});
}

/// Extractors, sets of features, and files of features.
#include <gan/backend/cpu/backend.hpp>
#include <gan/data/gaussians.hpp>
#include <gan/data/in_memory.hpp>
#include <gan/metric/extractor.hpp>
#include <gan/metric/feature_file.hpp>

#include "points.hpp"

using namespace gan;

TEST_CASE("pixels as features") {
  Context<Cpu> c;
  auto const x = from_host<float>(c, {2, 1, 2, 2}, std::vector<float>{-1, -.5f, 0, 1, .25f, .5f, -.25f, 1});
  auto const raw = metric::RawPixels{}(x), unit = metric::UnitPixels{}(x);
  CHECK(raw.name == "raw pixels");
  CHECK(raw.size == 4);
  CHECK(raw.values == std::vector<double>{-1, -.5, 0, 1, .25, .5, -.25, 1});
  CHECK(unit.name == "pixels in [0, 1]");
  CHECK(unit.values == std::vector<double>{0, .25, .5, 1, .625, .75, .375, 1});
}

TEST_CASE("random convolutions by the definition") {
  Context<Cpu> c(Cpu{}, Seed{123});  // the context's seed changes nothing
  std::int64_t const h = 6, w = 5, channels = 2;
  std::uint64_t const seed = 9;
  int const width = 3;
  auto const key = random::key(Seed{seed}, Stream::initial_parameters);
  auto weight = [&](std::uint32_t level, std::int64_t in, std::int64_t out, std::int64_t y, std::int64_t x, std::int64_t i,
                    std::int64_t o) {
    auto const element = ((y * 4 + x) * in + i) * out + o;
    return std::sqrt(2 / (16. * static_cast<double>(in))) *
           static_cast<double>(random::normal<float>(key, level, static_cast<std::uint32_t>(element)));
  };
  auto const images = normal<float>(c, {3, h, w, channels}, random::key(Seed{1}, Stream::check), 0.f, 1.f);
  auto const values = to_host(images);
  for (int levels : {1, 2}) {
    INFO("levels " << levels);
    auto const extract =
        metric::random_convolutions(c, Image<2, 6, 5>{}, {.levels = levels, .width = width, .seed = Seed{seed}});
    auto const found = extract(images);
    CHECK(found.name == sentence("random convolutions of {6, 5, 2}, ", levels, " levels, width 3, seed 9"));
    CHECK(found.size == width * levels);
    REQUIRE(found.count() == 3);
    for (std::int64_t n = 0; n < 3; ++n) {
      std::int64_t height = h, breadth = w, in = channels;
      std::vector<double> map(values.begin() + n * h * w * channels, values.begin() + (n + 1) * h * w * channels);
      for (int level = 0; level < levels; ++level) {
        std::int64_t const rows = height / 2, columns = breadth / 2, out = std::int64_t{width} << level;
        std::vector<double> next;
        for (std::int64_t r = 0; r < rows; ++r)
          for (std::int64_t k = 0; k < columns; ++k)
            for (std::int64_t o = 0; o < out; ++o) {
              double sum = 0;
              for (std::int64_t dy = 0; dy < 4; ++dy)
                for (std::int64_t dx = 0; dx < 4; ++dx) {
                  std::int64_t const y = 2 * r + dy - 1, x = 2 * k + dx - 1;
                  if (y < 0 || y >= height || x < 0 || x >= breadth) continue;
                  for (std::int64_t i = 0; i < in; ++i)
                    sum += map[static_cast<std::size_t>((y * breadth + x) * in + i)] *
                           weight(static_cast<std::uint32_t>(level), in, out, dy, dx, i, o);
                }
              next.push_back(sum >= 0 ? sum : .2 * sum);
            }
        map = next, height = rows, breadth = columns, in = out;
      }
      for (std::int64_t o = 0; o < in; ++o) {
        double mean = 0;
        for (std::int64_t p = 0; p < height * breadth; ++p)
          mean += map[static_cast<std::size_t>(p * in + o)] / static_cast<double>(height * breadth);
        CHECK(found.row(n)[o] == Approx(mean).epsilon(1e-4).margin(1e-5));
      }
    }
  }
}

TEST_CASE("random convolutions are one extractor in every context, in batches of any size") {
  Context<Cpu> c, other(Cpu{.threads = 2}, Seed{77});
  auto const images = normal<float>(c, {300, 8, 8, 1}, random::key(Seed{1}, Stream::check), 0.f, 1.f);
  auto const all = metric::random_convolutions(c, Image<1, 8, 8>{}, {.levels = 2})(images);
  CHECK(all.count() == 300);
  auto const again =
      metric::random_convolutions(other, Image<1, 8, 8>{}, {.levels = 2})(from_host(other, {300, 8, 8, 1}, to_host(images)));
  CHECK(again.values == all.values);
  CHECK(metric::random_convolutions(other, Image<1, 8, 8>{}, {.levels = 2})(images).values ==
        all.values);  // from another context
  auto const last = metric::random_convolutions(c, Image<1, 8, 8>{}, {.levels = 2})(images.slice(299, 300));
  for (std::int64_t p = 0; p < all.size; ++p)
    CHECK(last.values[static_cast<std::size_t>(p)] == Approx(all.row(299)[p]).epsilon(1e-5));
  auto const seeded = metric::random_convolutions(c, Image<1, 8, 8>{}, {.levels = 2, .seed = Seed{1}})(images);
  CHECK(seeded.name != all.name);
  CHECK(seeded.values != all.values);
}

TEST_CASE("features of a data set, in its order") {
  Context<Cpu> c;
  std::vector<float> values;
  for (int i = 0; i < 600; ++i) values.push_back(static_cast<float>(i));
  auto const data = data::in_memory<Vector<2>>(values);
  auto const found = metric::extract(c, metric::RawPixels{}, data, 290, 10);
  CHECK(found.count() == 290);
  CHECK(found.row(0)[0] == 20);
  CHECK(found.row(289)[1] == 599);
  check_refusal<OptionError>([&] { metric::extract(c, metric::RawPixels{}, data, 10, 291); }, {"10 samples", "291", "300"});
  check_refusal<OptionError>([&] { metric::extract(c, metric::RawPixels{}, data, 0); }, {"0 samples"});
  auto const ring = data::gaussian_ring({.modes = 8, .radius = 2, .sigma = .02f});  // endless
  auto const drawn = metric::extract(c, metric::RawPixels{}, ring, 3, 1000);
  float point[2];
  ring.copy(1002, point);
  CHECK(drawn.row(2)[0] == static_cast<double>(point[0]));
  CHECK(drawn.row(2)[1] == static_cast<double>(point[1]));
}

TEST_CASE("sets of features grow by their own kind") {
  auto set = points(2, {1, 2});
  set.append(points(2, {3, 4, 5, 6}));
  CHECK(set.values == std::vector<double>{1, 2, 3, 4, 5, 6});
  CHECK(set.count() == 3);
  CHECK(set.select({2, 0, 2}).values == std::vector<double>{5, 6, 1, 2, 5, 6});
  check_refusal<OptionError>([&] { set.append(points(2, {1, 2}, "others")); }, {"points", "others"});
  check_refusal<ShapeError>([&] { set.append(points(3, {1, 2, 3})); }, {"2", "3"});
  check_refusal<OptionError>([&] { set.select({3}); }, {"sample 3", "3 features"});
  Context<Cpu> c;
  check_refusal<ShapeError>([&] { metric::features("x", zeros<float>(c, {0, 2})); }, {"{0, 2}"});
  CHECK(points(0, {}).count() == 0);
}

TEST_CASE("what random convolutions refuse") {
  Context<Cpu> c;
  check_refusal<OptionError>([&] { metric::random_convolutions(c, Image<1, 4, 8>{}); }, {"side 4", "3"});
  check_refusal<OptionError>([&] { metric::random_convolutions(c, Image<1, 8, 8>{}, {.levels = 0}); },
                             {"1 or more levels", "0"});
  check_refusal<OptionError>([&] { metric::random_convolutions(c, Image<1, 8, 8>{}, {.width = 0}); }, {"width", "0"});
  auto const extract = metric::random_convolutions(c, Image<1, 8, 8>{});
  check_refusal<ShapeError>([&] { extract(zeros<float>(c, {2, 8, 9, 1})); }, {"{2, 8, 8, 1}", "{2, 8, 9, 1}"});
  check_refusal<ShapeError>([&] { extract(zeros<float>(c, {2, 8})); }, {"{2, 8}"});
}

TEST_CASE("features come back from a file as they were written") {
  TemporaryFolder const folder;
  auto const set = normal_points(7, 3, 1);
  metric::save_features(folder / "a.safetensors", set);
  auto const back = metric::load_features(folder / "a.safetensors");
  CHECK(back.name == set.name);
  CHECK(back.size == 3);
  CHECK(back.values == set.values);
  std::vector<float> const floats{1, 2.5f, -3, .1f};
  io::write_safetensors(folder / "b.safetensors", {io::SafeTensor::of("features", {2, 2}, floats.data())},
                        {{"extractor", "Inception v3 pool3"}});
  auto const foreign = metric::load_features(folder / "b.safetensors");
  CHECK(foreign.name == "Inception v3 pool3");
  CHECK(foreign.values == std::vector<double>{1, 2.5, -3, static_cast<double>(.1f)});
}

TEST_CASE("what files of features refuse") {
  TemporaryFolder const folder;
  std::vector<double> const good{1, 2, 3, 4}, bad{1, 2, NAN, 4};
  std::vector<std::int32_t> const integers{1, 2, 3, 4};
  auto write = [&](io::SafeTensor const& tensor, io::Metadata const& metadata) {
    io::write_safetensors(folder / "x.safetensors", {tensor}, metadata);
  };
  auto load = [&] { metric::load_features(folder / "x.safetensors"); };
  io::Metadata const named{{"extractor", "e"}};
  check_refusal<FileError>([&] { metric::load_features(folder / "none"); }, {"none"});
  write(io::SafeTensor::of("others", {2, 2}, good.data()), named);
  check_refusal<FileError>(load, {"x.safetensors", "features"});
  write(io::SafeTensor::of("features", {2, 2}, good.data()), {});
  check_refusal<FileError>(load, {"x.safetensors", "names no extractor"});
  write(io::SafeTensor::of("features", {2, 2}, good.data()), {{"extractor", ""}});
  check_refusal<FileError>(load, {"names no extractor"});
  write(io::SafeTensor::of("features", {4}, good.data()), named);
  check_refusal<FileError>(load, {"{n, size}", "{4}"});
  write(io::SafeTensor::of("features", {0, 2}, good.data()), named);
  check_refusal<FileError>(load, {"{n, size}", "{0, 2}"});
  write(io::SafeTensor::of("features", {2, 2}, integers.data()), named);
  check_refusal<FileError>(load, {"F64 or F32", "I32"});
  write(io::SafeTensor::of("features", {2, 2}, bad.data()), named);
  check_refusal<FileError>(load, {"number 0 of sample 1", "nan"});
  check_refusal<OptionError>([&] { metric::save_features(folder / "y", points(1, {1}, "")); }, {"name"});
  check_refusal<NumericalError>([&] { metric::save_features(folder / "y", points(1, {NAN})); }, {"nan"});
  check_refusal<ShapeError>([&] { metric::save_features(folder / "y", points(1, {})); }, {"at least 1 sample"});
  CHECK(folder.entries() == 1);
}

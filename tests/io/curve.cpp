#include <cmath>
#include <limits>
#include <numeric>

#include <gan/io/curve.hpp>
#include <gan/io/picture.hpp>

#include "io/files.hpp"

using namespace gan;

TEST_CASE("Axis: marks at round numbers") {
  auto texts = [](io::Axis const& axis, int wanted) {
    std::vector<std::string> out;
    for (io::Tick const& tick : axis.ticks(wanted)) out.push_back(tick.text);
    return out;
  };
  using Texts = std::vector<std::string>;
  CHECK(texts({0, 1}, 5) == Texts{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"});
  CHECK(texts({-0.3, 0.3}, 3) == Texts{"-0.2", "0.0", "0.2"});
  CHECK(texts({0, 20'000}, 4) == Texts{"0", "5k", "10k", "15k", "20k"});
  CHECK(texts({0, 2e6}, 4) == Texts{"0.0", "0.5M", "1.0M", "1.5M", "2.0M"});
  CHECK(texts({0, 2e-5}, 2) == Texts{"0", "1e-05", "2e-05"});
  CHECK(texts({-2, 2, true}, 4) == Texts{"0.01", "0.1", "1", "10", "100"});
  CHECK(texts({0, 1, true}, 4) == Texts{"1", "2", "5", "10"});
}

TEST_CASE("Canvas: lines and text stay inside and never darken twice") {
  io::Canvas canvas(40, 20);
  canvas.line({{-1e9, 10}, {1e9, 10}}, 2, {0, 0, 0}, 0.5);
  canvas.text("ABC xyz \xff\n", 30, 15, 10, {255, 0, 0});
  auto at = [&](int x, int y) { return static_cast<int>(canvas.pixels()[static_cast<std::size_t>(3 * (y * 40 + x))]); };
  CHECK(at(5, 10) == 128);
  CHECK(at(5, 3) == 255);
  io::Canvas cross(20, 20);
  cross.line({{0, 10}, {20, 10}, {10, 0}, {10, 20}}, 3, {0, 0, 0}, 0.5);
  int darkest = 255;
  for (unsigned char value : cross.pixels()) darkest = std::min<int>(darkest, value);
  CHECK(darkest == 128);
  CHECK(io::Canvas::text_width("", 10) == 0);
  for (char c = ' '; c <= '~'; ++c) CHECK((c == ' ' || !io::glyph(c).empty()));
}

TEST_CASE("save_curves: options and lengths are checked") {
  check_refusal<OptionError>([] { save_curves("a.png", {}, {.width = 10}); }, {"a.png", "10 x 540"});
  check_refusal<ShapeError>(
      [] {
        save_curves("a.png", {{"loss", {1, 2}, {1}}});
      },
      {"a.png", "'loss'", "1 values of x", "2 of y"});
}

#if GAN_HAS_STB()
TEST_CASE("save_curves: draws any numbers") {
  TemporaryFolder folder;
  double nan = std::nan(""), inf = std::numeric_limits<double>::infinity();
  std::vector<double> noise(5000);
  for (std::size_t i = 0; i < noise.size(); ++i)
    noise[i] = std::sin(static_cast<double>(i * i)) + 1e-3 * static_cast<double>(i);
  noise[77] = 1e300;
  std::vector<std::vector<Curve>> pictures{
      {},
      {{"no points", {}}},
      std::vector<Curve>(30, {"a legend longer than the picture", {1, 2}}),
      {{"nothing finite", {nan, inf, -inf}}},
      {{"one point", {3}}},
      {{"constant", std::vector<double>(100, -2)}, {"zero", std::vector<double>(100, 0)}},
      {{"gaps", {1, nan, 3, inf, 2, 2}}, {"x", {1, 2, 3}, {5, 5, 5}}},
      {{"noise", noise}},
      {{"huge", {-1e308, 1e308}, {-1e308, 1e308}}},
      {{"tiny differences", {1, 1 + 1e-15, 1 + 2e-16}}},
      {{"negative", {-1, 0, 10, 1e-300}}},
  };
  for (bool log_y : {false, true})
    for (auto const& curves : pictures) {
      INFO((curves.empty() ? "empty" : curves[0].name) << (log_y ? ", logarithmic" : ""));
      save_curves(folder / "a.png", curves,
                  {.title = "t", .x_label = "x", .y_label = "y", .width = 300, .height = 200, .log_y = log_y});
      io::Picture picture = io::read_picture(folder / "a.png", 3);
      CHECK((picture.width == 300 && picture.height == 200));
    }
  CHECK(folder.entries() == 1);
}

TEST_CASE("save_curves: a single exploded value does not squeeze the rest") {
  TemporaryFolder folder;
  std::vector<double> ramp(1000);
  std::iota(ramp.begin(), ramp.end(), 0.0);
  ramp[500] = 1e9;
  save_curves(folder / "a.png", {{"ramp", ramp}}, {.width = 400, .height = 300});
  io::Picture picture = io::read_picture(folder / "a.png", 3);
  int rows = 0;  // that hold the curve's blue
  for (int y = 40; y < picture.height; ++y) {
    bool blue = false;
    for (int x = 0; x < picture.width; ++x) {
      unsigned char const* p = &picture.pixels[static_cast<std::size_t>(3 * (y * picture.width + x))];
      blue = blue || (p[0] < 60 && p[2] > 120);
    }
    rows += blue;
  }
  CHECK(rows > 100);
}
#endif

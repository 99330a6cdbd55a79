#pragma once
/// Handwritten-looking digits that a program draws: a labelled data set in the format of MNIST that needs no files.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include <gan/core/error.hpp>
#include <gan/core/random.hpp>
#include <gan/core/sample.hpp>
#include <gan/data/digit_strokes.hpp>

namespace gan::data {

namespace detail {

/// A sheet of 28 x 28 pixels that keeps for every pixel the squared distance to the nearest stroke.
class InkSheet {
 public:
  static constexpr int side = 28;

  /// A pen of this radius in pixels, whose edge fades out over `soft` pixels.
  InkSheet(float radius, float soft) : reach_(radius + 0.5f * soft), soft_(soft) { squared_distance_.fill(reach_ * reach_); }

  /// Draws a straight piece; only pixels that the pen reaches are visited.
  void line(float x0, float y0, float x1, float y1) {
    int left = clamped(std::min(x0, x1) - reach_), right = clamped(std::max(x0, x1) + reach_ + 1);
    int top = clamped(std::min(y0, y1) - reach_), bottom = clamped(std::max(y0, y1) + reach_ + 1);
    float dx = x1 - x0, dy = y1 - y0, over_length2 = 1 / std::max(dx * dx + dy * dy, 1e-12f);
    for (int row = top; row < bottom; ++row)
      for (int column = left; column < right; ++column) {
        float px = static_cast<float>(column) + 0.5f - x0, py = static_cast<float>(row) + 0.5f - y0;
        float t = std::min(std::max((px * dx + py * dy) * over_length2, 0.0f), 1.0f);
        float ex = px - t * dx, ey = py - t * dy;
        float& least = squared_distance_[static_cast<std::size_t>(row * side + column)];
        least = std::min(least, ex * ex + ey * ey);
      }
  }

  /// Writes the ink, -1 (paper) ... 1 (full).
  void copy(float* out) const {
    for (std::size_t i = 0; i < squared_distance_.size(); ++i)
      out[i] = 2 * std::min((reach_ - std::sqrt(squared_distance_[i])) / soft_, 1.0f) - 1;
  }

 private:
  static int clamped(float x) { return static_cast<int>(std::min(std::max(x, 0.0f), static_cast<float>(side))); }

  std::array<float, side * side> squared_distance_;
  float reach_, soft_;
};

}  // namespace detail

struct DrawnDigitsOptions {
  float variety = 1;  ///< 0: every digit of a style looks the same; 1: as different as handwriting; at most 2
  Seed seed{};
};

/// Endless drawn digits 0 ... 9, equally frequent: sample i is a function of the seed and i alone. See `drawn_digits`.
class DrawnDigits {
 public:
  using sample = Image<1, 28, 28>;
  static constexpr int classes = 10;

  explicit DrawnDigits(DrawnDigitsOptions const& options = {}) : options_(options) {
    require<OptionError>(options.variety >= 0 && options.variety <= 2, "the variety of drawn digits must be in [0, 2], not ",
                         options.variety);
  }

  /// 0: endless.
  std::uint64_t size() const { return 0; }

  int label(std::uint64_t index) const { return digit(key(index)(low(index), 0)); }

  /// Draws digit `index`: white on black, in [-1, 1].
  void copy(std::uint64_t index, float* out) const {
    random::Bits choice = key(index)(low(index), 0);
    detail::PenWay way = detail::pen_ways[digit(choice)][choice.word[1] & 1];
    std::array<Point, detail::max_pen_points> points = place(way, index);
    random::Bits pen = key(index)(low(index), 1);
    detail::InkSheet sheet(1.25f + options_.variety * 0.45f * centered(pen, 0), 1.3f);
    for (int i = 0; i + 1 < way.count; ++i)
      if (way.points[i + 1].pen != detail::Pen::down) draw_piece(sheet, way, points, i);
    sheet.copy(out);
  }

 private:
  struct Point {
    float x, y;
  };

  random::Key key(std::uint64_t index) const { return random::key(options_.seed, Stream::data, index >> 32); }
  static std::uint32_t low(std::uint64_t index) { return static_cast<std::uint32_t>(index); }
  static int digit(random::Bits const& choice) { return static_cast<int>(std::uint64_t{choice.word[0]} * 10 >> 32); }
  static float centered(random::Bits const& bits, int lane) { return 2 * random::uniform<float>(bits, lane) - 1; }

  /// Moves the points of the way to where this sample's hand puts them, in pixels: each trembles, then all are stretched,
  /// slanted, rotated and shifted together.
  std::array<Point, detail::max_pen_points> place(detail::PenWay const& way, std::uint64_t index) const {
    random::Key draw = key(index);
    random::Bits pen = draw(low(index), 1), form = draw(low(index), 2);
    float v = options_.variety;
    float width = 15.5f * (1 + 0.22f * v * centered(form, 0)), height = 19 * (1 + 0.10f * v * centered(form, 1));
    float slant = 0.12f + 0.30f * v * centered(form, 2), angle = 0.16f * v * centered(form, 3);
    float cosine = std::cos(angle), sine = std::sin(angle);
    float middle_x = 14 + 1.4f * v * centered(pen, 1), middle_y = 14 + 1.4f * v * centered(pen, 2);
    std::array<Point, detail::max_pen_points> out{};
    for (int i = 0; i < way.count; ++i) {
      float tremble_x = 0, tremble_y = 0;
      random::Bits bits = draw(low(index), 3 + static_cast<std::uint32_t>(i));
      random::normal_pair(random::uniform<float>(bits, 0), random::uniform<float>(bits, 1), tremble_x, tremble_y);
      float y = height * (way.points[i].y - 0.5f + 0.026f * v * tremble_y);
      float x = width * (way.points[i].x - 0.5f + 0.034f * v * tremble_x) - slant * y;
      out[static_cast<std::size_t>(i)] = {middle_x + cosine * x - sine * y, middle_y + sine * x + cosine * y};
    }
    return out;
  }

  /// Draws the way from point i to i + 1: a Catmull-Rom curve, which passes through its points; a neighbour beyond a sharp turn
  /// or an end of the stroke does not bend it.
  static void draw_piece(detail::InkSheet& sheet, detail::PenWay const& way,
                         std::array<Point, detail::max_pen_points> const& points, int i) {
    auto at = [&](int k) { return points[static_cast<std::size_t>(k)]; };
    bool ends = i + 2 >= way.count || way.points[i + 2].pen == detail::Pen::down || way.points[i + 1].pen == detail::Pen::sharp;
    bool begins = way.points[i].pen != detail::Pen::smooth;
    Point b = at(i), c = at(i + 1), a = begins ? b : at(i - 1), d = ends ? c : at(i + 2);
    auto curve = [](float p, float q, float r, float s, float t) {
      return q + 0.5f * t * (r - p + t * (2 * p - 5 * q + 4 * r - s + t * (3 * (q - r) + s - p)));
    };
    constexpr int pieces = 5;
    Point last = b;
    for (int k = 1; k <= pieces; ++k) {
      float t = static_cast<float>(k) / pieces;
      Point next{curve(a.x, b.x, c.x, d.x, t), curve(a.y, b.y, c.y, d.y, t)};
      sheet.line(last.x, last.y, next.x, next.y);
      last = next;
    }
  }

  DrawnDigitsOptions options_;
};

/// Digits that look handwritten, 28 x 28 with labels 0 ... 9, drawn from counters: for programs and tests that must run without
/// files. Throws OptionError where an option is out of range.
inline DrawnDigits drawn_digits(DrawnDigitsOptions const& options = {}) { return DrawnDigits(options); }

}  // namespace gan::data

#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <vector>

#include <gan/io/stroke_font.hpp>

namespace gan::io {

struct Color {
  unsigned char red = 0, green = 0, blue = 0;
};

struct Point {
  double x = 0, y = 0;
};

/// A part of a canvas; right and bottom lie just outside.
struct Box {
  int left = 0, top = 0, right = 0, bottom = 0;
};

enum class Align { left, middle, right };

/// A picture to draw on: lines and letters with smooth edges, in pixels from the left and the top.
class Canvas {
 public:
  Canvas(int width, int height, Color paper = {255, 255, 255})
      : width_(width), height_(height), clip_{0, 0, width, height}, pixels_(3 * count()), ink_(count(), 0.0f) {
    fill(clip_, paper);
  }

  int width() const { return width_; }
  int height() const { return height_; }
  /// {height, width, 3} bytes.
  std::vector<unsigned char> const& pixels() const { return pixels_; }

  /// What is drawn from now on is cut off outside this part of the canvas.
  void clip(Box const& box) { clip_ = inside(box, {0, 0, width_, height_}); }
  void clip_nothing() { clip_ = {0, 0, width_, height_}; }

  void fill(Box const& box, Color color, double opacity = 1) {
    Box area = inside(box, clip_);
    for (int y = area.top; y < area.bottom; ++y)
      for (int x = area.left; x < area.right; ++x) blend(x, y, color, opacity);
  }

  /// A line through all points, `thickness` pixels wide with round ends. Where it crosses itself it is not darker.
  void line(std::vector<Point> const& points, double thickness, Color color, double opacity = 1) {
    for (std::size_t i = 0; i + 1 < points.size(); ++i) stroke(points[i], points[i + 1], thickness);
    spend_ink(color, opacity);
  }

  /// Text whose capitals are `size` pixels high and stand on `y`; x is its left end, middle or right end.
  void text(std::string_view text, double x, double y, double size, Color color, Align align = Align::left,
            double thickness = 0) {
    double scale = size / font_height, full = text_width(text, size);
    if (thickness == 0) thickness = std::max(1.15, 0.11 * size);
    x -= align == Align::left ? 0 : align == Align::middle ? full / 2 : full;
    y -= size;
    for (char c : text) {
      std::string_view strokes = glyph(c);
      for (std::size_t i = 0; i + 3 < strokes.size();) {
        auto at = [&](std::size_t k) {
          return Point{x + scale * font_coordinate(strokes[k]), y + scale * font_coordinate(strokes[k + 1])};
        };
        bool more = strokes[i + 2] != ' ';
        if (more) stroke(at(i), at(i + 2), thickness);
        i += more ? 2 : 3;
      }
      x += scale * glyph_advance(c);
    }
    spend_ink(color, 1);
  }

  static double text_width(std::string_view text, double size) {
    int units = text.empty() ? 0 : -font_spacing;
    for (char c : text) units += glyph_advance(c);
    return units * size / font_height;
  }

 private:
  std::size_t count() const { return static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_); }
  std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x);
  }
  static Box inside(Box const& a, Box const& b) {
    return {std::max(a.left, b.left), std::max(a.top, b.top), std::min(a.right, b.right), std::min(a.bottom, b.bottom)};
  }
  static int pixel(double x) { return static_cast<int>(std::floor(std::min(std::max(x, -1e6), 1e6))); }

  /// Puts ink on all pixels that a straight piece covers, as much as it covers.
  void stroke(Point a, Point b, double thickness) {
    double reach = 0.5 * thickness + 0.5, dx = b.x - a.x, dy = b.y - a.y, over_length2 = 1 / std::max(dx * dx + dy * dy, 1e-12);
    Box area = inside({pixel(std::min(a.x, b.x) - reach), pixel(std::min(a.y, b.y) - reach),
                       pixel(std::max(a.x, b.x) + reach) + 1, pixel(std::max(a.y, b.y) + reach) + 1},
                      clip_);
    for (int y = area.top; y < area.bottom; ++y)
      for (int x = area.left; x < area.right; ++x) {
        double px = x + 0.5 - a.x, py = y + 0.5 - a.y, t = std::min(std::max((px * dx + py * dy) * over_length2, 0.0), 1.0);
        double cover = std::min(reach - std::hypot(px - t * dx, py - t * dy), 1.0);
        float& ink = ink_[index(x, y)];
        ink = std::max(ink, static_cast<float>(cover));
      }
    if (area.left >= area.right || area.top >= area.bottom) return;
    bool first = inked_.left >= inked_.right;
    inked_ = first ? area
                   : Box{std::min(area.left, inked_.left), std::min(area.top, inked_.top), std::max(area.right, inked_.right),
                         std::max(area.bottom, inked_.bottom)};
  }

  /// Colors the inked pixels and takes the ink away.
  void spend_ink(Color color, double opacity) {
    for (int y = inked_.top; y < inked_.bottom; ++y)
      for (int x = inked_.left; x < inked_.right; ++x) {
        float& ink = ink_[index(x, y)];
        if (ink > 0) blend(x, y, color, opacity * static_cast<double>(ink));
        ink = 0;
      }
    inked_ = {};
  }

  void blend(int x, int y, Color color, double opacity) {
    unsigned char* to = &pixels_[3 * index(x, y)];
    auto mix = [&](unsigned char& old, unsigned char wanted) {
      old = static_cast<unsigned char>(std::lround(old + opacity * (wanted - old)));
    };
    mix(to[0], color.red);
    mix(to[1], color.green);
    mix(to[2], color.blue);
  }

  int width_, height_;
  Box clip_, inked_{};
  std::vector<unsigned char> pixels_;
  std::vector<float> ink_;  // coverage of what is being drawn, 0 between two calls
};

}  // namespace gan::io

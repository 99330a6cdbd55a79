#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <gan/core/error.hpp>
#include <gan/io/axis.hpp>
#include <gan/io/canvas.hpp>
#include <gan/io/image.hpp>

namespace gan {

/// A named series of a plot: y over x, or over 0, 1, 2, ... where x is empty. A y that is not finite is a gap.
struct Curve {
  std::string name;
  std::vector<double> y;
  std::vector<double> x = {};
};

struct CurveOptions {
  std::string title = {}, x_label = {}, y_label = {};
  int width = 960, height = 540;
  bool log_y = false;
  bool smooth = true;  ///< a long noisy series pale, and over it its moving average
};

namespace io::detail {

/// The drawing of `save_curves`, step by step.
template <class Canvas> class CurvePlot {
 public:
  CurvePlot(std::vector<Curve> curves, CurveOptions const& options)
      : curves_(std::move(curves)), options_(options), canvas_(options.width, options.height) {
    for (Curve& curve : curves_)
      if (curve.x.empty())
        for (std::size_t i = 0; i < curve.y.size(); ++i) curve.x.push_back(static_cast<double>(i));
    choose_ranges();
  }

  Canvas const& draw() {
    draw_title_and_legend();
    draw_axes();
    canvas_.clip(frame_);
    for (std::size_t k = 0; k < curves_.size(); ++k) draw_curve(curves_[k], color(k));
    canvas_.clip_nothing();
    draw_notes();
    return canvas_;
  }

 private:
  static constexpr Color ink{40, 44, 52}, pale_ink{110, 116, 128}, grid{228, 231, 236};
  static constexpr double small = 9, large = 13;  // heights of letters
  static constexpr double largest = 1e300;        // shown; the width of a range must not overflow

  /// Colors that people with any color vision tell apart (Okabe and Ito 2008).
  static Color color(std::size_t k) {
    constexpr Color colors[] = {{0, 114, 178}, {213, 94, 0},   {0, 158, 115}, {204, 121, 167},
                                {230, 159, 0}, {86, 180, 233}, {90, 90, 90}};
    return colors[k % std::size(colors)];
  }

  bool shown(Curve const& curve, std::size_t i) const {
    return std::isfinite(curve.x[i]) && std::isfinite(curve.y[i]) && (!options_.log_y || curve.y[i] > 0);
  }

  /// The ranges hold all values, except that single ones far away (a loss that exploded) may lie outside the frame.
  void choose_ranges() {
    std::vector<double> xs, ys;
    y_.logarithmic = options_.log_y;
    for (Curve const& curve : curves_)
      for (std::size_t i = 0; i < curve.y.size(); ++i) {
        if (shown(curve, i)) xs.push_back(curve.x[i]), ys.push_back(y_.place(curve.y[i]));
        else ++not_finite_;
      }
    empty_ = ys.empty();
    if (empty_) return;
    std::sort(xs.begin(), xs.end());
    x_.low = limited(xs.front()), x_.high = limited(xs.back());
    widen(x_, 0);

    std::sort(ys.begin(), ys.end());
    auto quantile = [&](double q) { return ys[static_cast<std::size_t>(q * static_cast<double>(ys.size() - 1))]; };
    double low = quantile(0.01), high = quantile(0.99), margin = 0.5 * (high - low);
    y_.low = limited(ys.front()), y_.high = limited(ys.back());
    if (margin > 0 && y_.high - y_.low > 4 * (high - low)) {
      y_.low = std::max(y_.low, low - margin);
      y_.high = std::min(y_.high, high + margin);
    }
    for (double y : ys) outside_ += y < y_.low || y > y_.high;
    widen(y_, 0.04);
  }

  static double limited(double value) { return std::min(std::max(value, -largest), largest); }

  /// Gives an axis some room at both ends, as a part of its range; more where the range is a single value.
  static void widen(Axis& axis, double part) {
    double room = part * (axis.high - axis.low);
    if (!(axis.high > axis.low)) room = axis.low == 0 || axis.logarithmic ? 1 : 0.5 * std::abs(axis.low);
    axis.low -= room, axis.high += room;
  }

  void draw_title_and_legend() {
    double y = 16;
    if (!options_.title.empty()) {
      canvas_.text(options_.title, 18, y + large, large, ink, Align::left, 1.8);
      y += large + 14;
    }
    double x = 18;
    for (std::size_t k = 0; k < curves_.size(); ++k) {
      double needed = 34 + Canvas::text_width(curves_[k].name, 10) + 22;
      if (x > 18 && x + needed > canvas_.width()) x = 18, y += 20;
      canvas_.line({{x, y + 5}, {x + 24, y + 5}}, 3, color(k));
      canvas_.text(curves_[k].name, x + 34, y + 10, 10, ink);
      x += needed;
    }
    y += 10 + 16;
    if (!options_.y_label.empty()) {
      canvas_.text(options_.y_label, 18, y + small, small, pale_ink);
      y += small + 16;
    }
    frame_.top = std::min(static_cast<int>(y), canvas_.height() - 90);  // however long the legend is
  }

  void draw_axes() {
    frame_.bottom = canvas_.height() - (options_.x_label.empty() && not_finite_ + outside_ == 0 ? 34 : 52);
    frame_.right = canvas_.width() - 24;
    auto y_ticks = y_.ticks(std::max(2, (frame_.bottom - frame_.top) / 60));
    double widest = 0;
    for (Tick const& tick : y_ticks) widest = std::max(widest, Canvas::text_width(tick.text, small));
    frame_.left = static_cast<int>(18 + widest + 10);

    for (Tick const& tick : y_ticks) {
      int y = static_cast<int>(to_pixels({0, tick.value}).y);
      bool zero = tick.value == 0;
      canvas_.fill({frame_.left, y, frame_.right, y + 1}, zero ? pale_ink : grid, zero ? 0.7 : 1);
      canvas_.text(tick.text, frame_.left - 10, y + 0.5 + small / 2, small, pale_ink, Align::right);
    }
    for (Tick const& tick : x_.ticks(std::max(2, (frame_.right - frame_.left) / 110))) {
      int x = static_cast<int>(to_pixels({tick.value, y_.logarithmic ? 1.0 : 0.0}).x);
      canvas_.fill({x, frame_.top, x + 1, frame_.bottom}, grid);
      canvas_.fill({x, frame_.bottom, x + 1, frame_.bottom + 5}, pale_ink);
      canvas_.text(tick.text, x + 0.5, frame_.bottom + 9 + small, small, pale_ink, Align::middle);
    }
    canvas_.fill({frame_.left, frame_.bottom, frame_.right, frame_.bottom + 1}, pale_ink);
    canvas_.text(options_.x_label, frame_.right, canvas_.height() - 12, small, pale_ink, Align::right);
  }

  Point to_pixels(Point p) const {
    double width = frame_.right - frame_.left, height = frame_.bottom - frame_.top;
    double y = frame_.bottom - y_.fraction(p.y) * height;
    return {frame_.left + x_.fraction(p.x) * width, std::min(std::max(y, -1e5), 1e5)};
  }

  void draw_curve(Curve const& curve, Color color) {
    std::vector<double> mean = options_.smooth ? moving_average(curve) : std::vector<double>{};
    bool noisy = !mean.empty();
    draw_series(curve, curve.y, noisy ? 1.0 : 2.2, color, noisy ? 0.28 : 1.0);
    if (noisy) draw_series(curve, mean, 2.4, color, 1);
  }

  /// One line per run of shown values; a run of a single value is a dot.
  void draw_series(Curve const& curve, std::vector<double> const& y, double thickness, Color color, double opacity) {
    std::vector<Point> run;
    for (std::size_t i = 0; i <= y.size(); ++i) {
      if (i < y.size() && shown(curve, i)) {
        run.push_back(to_pixels({curve.x[i], y[i]}));
        continue;
      }
      if (run.size() == 1) run.push_back(run[0]), thickness = std::max(thickness, 3.0);
      canvas_.line(thinned(run), thickness, color, opacity);
      run.clear();
    }
  }

  /// Of points that share a column of pixels only the first, lowest, highest and last: a million points are drawn as fast as
  /// some thousand and look the same.
  static std::vector<Point> thinned(std::vector<Point> const& points) {
    if (points.size() < 2000) return points;
    std::vector<Point> out;
    for (std::size_t begin = 0, end; begin < points.size(); begin = end) {
      auto column = std::floor(points[begin].x);
      for (end = begin + 1; end < points.size() && std::floor(points[end].x) == column;) ++end;
      auto lower = [](Point const& a, Point const& b) { return a.y < b.y; };
      auto first = points.begin() + static_cast<std::ptrdiff_t>(begin),
           last = points.begin() + static_cast<std::ptrdiff_t>(end);
      auto [low, high] = std::minmax_element(first, last, lower);
      out.insert(out.end(), {*first, *low, *high, *(last - 1)});
    }
    return out;
  }

  /// The mean of the shown values around each place, a fortieth of the series on each side; empty where the series is short or
  /// hardly noisy, so that nothing would be gained.
  std::vector<double> moving_average(Curve const& curve) const {
    std::size_t n = curve.y.size();
    if (n < 80) return {};
    std::vector<double> sum(n + 1), shown_before(n + 1), mean(n);
    for (std::size_t i = 0; i < n; ++i) {
      bool use = shown(curve, i);
      sum[i + 1] = sum[i] + (use ? std::min(std::max(y_.place(curve.y[i]), y_.low), y_.high) : 0);
      shown_before[i + 1] = shown_before[i] + (use ? 1 : 0);
    }
    double steps = 0, smooth_steps = 0;  // how far the series moves up and down in all, and its average
    for (std::size_t i = 0; i < n; ++i) {
      std::size_t begin = i - std::min(i, n / 40), end = std::min(n, i + n / 40 + 1);
      double count = shown_before[end] - shown_before[begin], value = count > 0 ? (sum[end] - sum[begin]) / count : 0;
      mean[i] = y_.logarithmic ? std::pow(10.0, value) : value;
      if (i > 0 && shown(curve, i) && shown(curve, i - 1)) {
        steps += std::abs(y_.place(curve.y[i]) - y_.place(curve.y[i - 1]));
        smooth_steps += std::abs(value - y_.place(mean[i - 1]));
      }
    }
    return steps > 2 * smooth_steps ? mean : std::vector<double>{};
  }

  void draw_notes() {
    if (empty_)
      canvas_.text("no values to show", (frame_.left + frame_.right) / 2, (frame_.top + frame_.bottom) / 2, large, pale_ink,
                   Align::middle);
    std::string note;
    auto values = [](std::size_t n) { return std::to_string(n) + (n == 1 ? " value " : " values "); };
    if (not_finite_ > 0) note = values(not_finite_) + (options_.log_y ? "not finite or not positive" : "not finite");
    if (outside_ > 0) note += (note.empty() ? "" : ", ") + values(outside_) + "outside the frame";
    canvas_.text(note, 18, canvas_.height() - 12, small, {213, 94, 0});
  }

  std::vector<Curve> curves_;
  CurveOptions const& options_;
  Canvas canvas_;
  Axis x_, y_;
  Box frame_;
  std::size_t not_finite_ = 0, outside_ = 0;
  bool empty_ = false;
};

}  // namespace io::detail

/// Draws the curves with axes and a legend as a PNG file: for losses over steps. Long noisy series are drawn pale with their
/// moving average over them, gaps where values are not finite; single values far away do not squeeze the rest, a note counts
/// them. Throws ShapeError where x and y of a curve have different lengths, OptionError at sizes under 200 x 150 or over 8192,
/// else as `save_png`.
template <class Canvas = io::Canvas>
void save_curves(std::string const& path, std::vector<Curve> const& curves, CurveOptions const& options = {}) {
  require<OptionError>(options.width >= 200 && options.height >= 150 && options.width <= 8192 && options.height <= 8192, path,
                       ": a plot must have 200 x 150 ... 8192 x 8192 pixels, not ", options.width, " x ", options.height);
  for (Curve const& curve : curves)
    require<ShapeError>(curve.x.empty() || curve.x.size() == curve.y.size(), path, ": curve '", curve.name, "' has ",
                        curve.x.size(), " values of x, but ", curve.y.size(), " of y");
  io::detail::CurvePlot<Canvas> plot(curves, options);
  Canvas const& canvas = plot.draw();
  save_png(path, canvas.pixels().data(), canvas.width(), canvas.height(), 3);
}

}  // namespace gan

#pragma once
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

namespace gan::io {

/// A mark on an axis: where, and what is written there.
struct Tick {
  double value;
  std::string text;
};

/// A range of numbers along one side of a plot; a logarithmic one holds log10 of them.
struct Axis {
  double low = 0, high = 1;
  bool logarithmic = false;

  double place(double value) const { return logarithmic ? std::log10(value) : value; }
  /// 0 ... 1 from the low to the high end.
  double fraction(double value) const { return (place(value) - low) / (high - low); }

  /// About `wanted` marks at round numbers: 1, 2 or 5 times a power of ten, or powers of ten on a logarithmic axis.
  std::vector<Tick> ticks(int wanted) const { return logarithmic ? powers(wanted) : multiples(wanted); }

 private:
  std::vector<Tick> multiples(int wanted) const {
    double rough = (high - low) / wanted, power = std::pow(10.0, std::floor(std::log10(rough)));
    double step = power * (rough <= 1.0001 * power ? 1 : rough <= 2.0001 * power ? 2 : rough <= 5.0001 * power ? 5 : 10);
    double largest = std::max(std::abs(low), std::abs(high)), unit = 1;
    char const* suffix = "";
    if (largest >= 1e4 && largest < 1e6) unit = 1e3, suffix = "k";
    if (largest >= 1e6 && largest < 1e9) unit = 1e6, suffix = "M";
    int digits = std::max(0, static_cast<int>(-std::floor(std::log10(step / unit) + 1e-9)));
    std::vector<Tick> out;
    for (double k = std::ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; ++k) {
      char text[64];
      double value = k == 0 ? 0 : k * step;  // no -0
      if (largest >= 1e9 || largest < 1e-3) std::snprintf(text, sizeof text, "%.6g", value);
      else std::snprintf(text, sizeof text, "%.*f%s", digits, value / unit, value == 0 ? "" : suffix);
      out.push_back({value, text});
      if (out.size() > 100) break;  // a range too narrow for doubles
    }
    return out;
  }

  std::vector<Tick> powers(int wanted) const {
    double step = std::max(1.0, std::ceil((high - low) / wanted));
    std::vector<Tick> out;
    bool few = high - low < 2;  // then 2 and 5 times a power are marked as well
    for (double k = std::floor(low); k <= high + 1e-9; k += step)
      for (double factor : {1.0, 2.0, 5.0}) {
        double value = factor * std::pow(10.0, k);
        if ((factor != 1 && !few) || std::log10(value) < low - 1e-9 || std::log10(value) > high + 1e-9) continue;
        char text[32];
        std::snprintf(text, sizeof text, "%g", value);
        out.push_back({value, text});
      }
    return out;
  }
};

}  // namespace gan::io

#pragma once
#include <array>
#include <limits>

#include <gan/loss/score.hpp>
#include <gan/verify/report.hpp>

namespace gan::detail {

/// A function of a score with its first and second derivative there, in T.
template <class T, class F> std::array<double, 3> derivatives(F const& f, double score) {
  using P = Pack<T, 1>;
  auto const y = f(make_dual(make_dual(P(static_cast<T>(score)), One{}), One{}));
  auto number = [](auto const& x) { return static_cast<double>(to_pack<P>(x).v); };
  return {number(value_of(value_of(y))), number(partial<0>(value_of(y))), number(partial<0>(partial<0>(y)))};
}

/// A score that is drawn, so that it lies on no kink.
inline double drawn_score(double least, double reach, std::uint32_t set, std::uint32_t number) {
  double const low = std::max(least, -reach);
  return low + random::uniform<double>(random::key(Seed{17}, Stream::check, set), 0, number) * (reach - low);
}

/// Checks a scalar function of a score; `name` is how its quantity reads, such as "fake(s)", `least` the smallest score that can be.
template <class F> class FunctionCheck {
 public:
  FunctionCheck(F const& f, std::string name, double least, VerifyReport& report)
      : f_(f), name_(std::move(name)), report_(report) {
    for (std::uint32_t i = 0; i < 64; ++i) differences(drawn_score(least, 20, 0, i));
    for (double side : {1.0, -1.0})
      if (side > least) along(side);
  }

 private:
  static constexpr std::array<char const*, 3> order{"value", "first derivative", "second derivative"};

  std::string quantity(std::size_t k) const { return sentence("the ", order[k], " of ", name_); }

  /// Both derivatives against central differences of what they differentiate.
  void differences(double s) {
    auto const exact = derivatives<double>(f_, s);
    for (std::size_t k : {0, 1}) {
      double best = 0, error = std::numeric_limits<double>::infinity();
      for (double step : {1e-3, 1e-4, 1e-5, 1e-6}) {
        double const h = step * (1 + std::abs(s));
        double const numeric = (derivatives<double>(f_, s + h)[k] - derivatives<double>(f_, s - h)[k]) / (2 * h);
        double const now = std::abs(exact[k + 1] - numeric) / (1 + std::abs(numeric));
        if (!(now >= error)) error = now, best = numeric;
      }
      require<CheckFailed>(error <= 1e-6, quantity(k + 1), " at s = ", s, " is ", exact[k + 1],
                           ", but central differences give ", best);
    }
    ++report_.scores;
  }

  /// All scores of one sign up to 1e4: no NaN, float agrees with double as far as it reaches.
  void along(double side) {
    double before = 0;
    bool in_range = true;
    for (int i = -150; i <= 200; ++i) {
      double const s = static_cast<double>(static_cast<float>(side * std::pow(10.0, i / 50.0)));
      auto const wide = derivatives<double>(f_, s), narrow = derivatives<float>(f_, s);
      for (std::size_t k = 0; k < 3; ++k) {
        require<CheckFailed>(!std::isnan(wide[k]), quantity(k), " at s = ", s,
                             " is not a number, but a number or an infinity was expected");
        require<CheckFailed>(!std::isnan(narrow[k]), quantity(k), " at s = ", s, " is not a number in float, but ", wide[k],
                             " in double");
        if (in_range && !std::isfinite(narrow[k])) {
          in_range = false;
          report_.overflows.push_back({quantity(k), border(k, before, s)});
        }
        if (std::isfinite(narrow[k]))
          require<CheckFailed>(std::abs(narrow[k] - wide[k]) <= 1e-3 * (1 + std::abs(wide[k])), quantity(k), " at s = ", s,
                               " is ", narrow[k], " in float, but ", wide[k], " in double");
      }
      before = s;
      ++report_.scores;
    }
  }

  /// Where between a finite and an infinite score the quantity overflows.
  double border(std::size_t k, double finite, double infinite) const {
    for (int i = 0; i < 40; ++i) {
      double const middle = (finite + infinite) / 2;
      (std::isfinite(derivatives<float>(f_, middle)[k]) ? finite : infinite) = middle;
    }
    return infinite;
  }

  F const& f_;
  std::string name_;
  VerifyReport& report_;
};
template <class F> void check_function(F const& f, std::string name, double least, VerifyReport& report) {
  FunctionCheck<F>(f, std::move(name), least, report);
}

}  // namespace gan::detail

#pragma once
/// The checks that the library's own objectives pass, for those of users.
#include <array>
#include <limits>
#include <string>
#include <vector>

#include <gan/loss/score.hpp>

namespace gan {

/// What `verify` found where nothing was wrong.
struct VerifyReport {
  /// From `score` on, away from 0, this quantity leaves the range of float. That is no failure, but training stops there.
  struct Overflow {
    std::string quantity;
    double score;
  };
  std::int64_t scores = 0;  ///< at so many each function was checked
  std::vector<Overflow> overflows;

  std::string text() const {
    std::string out = sentence("values and derivatives agree at ", scores, " scores");
    for (auto const& o : overflows) out += sentence("; ", o.quantity, " overflows from score ", o.score, " on");
    return out;
  }
};

namespace detail {

/// A function of a score with its first and second derivative there, in T.
template <class T, class F> std::array<double, 3> derivatives(F const& f, double score) {
  using P = Pack<T, 1>;
  auto const y = f(make_dual(make_dual(P(static_cast<T>(score)), One{}), One{}));
  auto number = [](auto const& x) { return static_cast<double>(to_pack<P>(x).v); };
  return {number(value_of(value_of(y))), number(partial<0>(value_of(y))), number(partial<0>(partial<0>(y)))};
}

/// Checks one of a loss's functions; `least` is the smallest score that can be.
template <class F> class FunctionCheck {
 public:
  FunctionCheck(F const& f, char const* name, double least, VerifyReport& report) : f_(f), name_(name), report_(report) {
    for (std::uint32_t i = 0; i < 64; ++i)  // drawn, so that none lies on a kink
      differences(std::max(least, -20.0) +
                  random::uniform<double>(random::key(Seed{17}, Stream::check), 0, i) * (20 - std::max(least, -20.0)));
    for (double side : {1.0, -1.0})
      if (side > least) along(side);
  }

 private:
  static constexpr std::array<char const*, 3> order{"value", "first derivative", "second derivative"};

  std::string quantity(std::size_t k) const { return sentence("the ", order[k], " of ", name_, "(s)"); }

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
  char const* name_;
  VerifyReport& report_;
};
}  // namespace detail

/// Checks a loss as the library's own are checked: first and second derivatives of real, fake and generator against central
/// differences, no NaN at any score in +-1e4 (an Energy has no negative ones), float in agreement with double. Throws CheckFailed
/// with the quantity, the score, and what was expected there.
template <class Policy> VerifyReport verify(Policy const& policy) {
  static_assert(ScoreLoss<Policy>,
                "verify takes a loss: `using score` and the member templates real(s), fake(s) and generator(s)");
  VerifyReport report;
  if constexpr (ScoreLoss<Policy>) {
    double const least = std::is_same_v<typename Policy::score, Energy> ? 0 : -1e4;
    detail::RealOp<Policy> const real{policy};
    detail::FakeOp<Policy> const fake{policy};
    detail::GeneratorOp<Policy> const generator{policy};
    detail::FunctionCheck(real, "real", least, report);
    detail::FunctionCheck(fake, "fake", least, report);
    detail::FunctionCheck(generator, "generator", least, report);
  }
  return report;
}

}  // namespace gan

#pragma once
#include <gan/loss/f_divergence.hpp>
#include <gan/verify/score_loss.hpp>

namespace gan {

GAN_HAS_MEMBER(HasOutputActivation, g)
GAN_HAS_MEMBER(HasFakeCost, h)
/// The functions of an f-divergence, see FDivergence.
template <class D>
concept Divergence = HasOutputActivation<D> && HasFakeCost<D>;

namespace detail {

/// What a divergence's functions must be to each other. Only g and h are needed; f, slope, conjugate and ratio are checked where
/// they are there.
template <class D> class DivergenceCheck {
  using P = Pack<double, 1>;
  static constexpr bool has_f = requires(D d) { d.f(P(1.0)); };
  static constexpr bool has_slope = requires(D d) { d.slope(P(1.0)); };
  static constexpr bool has_conjugate = requires(D d) { d.conjugate(P(1.0)); };
  static constexpr bool has_ratio = requires(D d) { d.ratio(P(1.0)); };

 public:
  DivergenceCheck(D const& d, VerifyReport& report) : d_(d) {
    for (std::uint32_t i = 0; i < 64; ++i) at_score(drawn_score(-3, 3, 1, i));
    report.checks.push_back("g increases");
    if constexpr (has_conjugate) report.checks.push_back("h is the conjugate of g");
    if constexpr (has_ratio) report.checks.push_back("h' = ratio g'");
    if constexpr (has_f) {
      for (std::uint32_t i = 0; i < 64; ++i) at_ratio(drawn_score(0.05, 8, 2, i));
      double const at_1 = f(1)[0];
      double expected = 0;
      if constexpr (requires { D::f_at_1; }) expected = D::f_at_1;
      require_near("f(1)", at_1, expected, "the divergence of equal distributions");
      report.checks.push_back("f is convex, f(u) + h(v) >= u g(v), with equality where u = h'(v) / g'(v)");
      if constexpr (has_slope) report.checks.push_back("slope is f'");
      if constexpr (has_slope && has_conjugate) report.checks.push_back("f(u) + conjugate(f'(u)) = u f'(u)");
    }
  }

 private:
  auto g(double v) const {
    return derivatives<double>([this](auto const& s) { return d_.g(s); }, v);
  }
  auto h(double v) const {
    return derivatives<double>([this](auto const& s) { return d_.h(s); }, v);
  }
  auto f(double u) const {
    return derivatives<double>([this](auto const& s) { return d_.f(s); }, u);
  }
  static double number(P const& x) { return x.v; }
  template <class X> static double number(X const& x) { return to_pack<P>(x).v; }
  static std::string at(char const* quantity, char const* variable, double x) {
    return sentence(quantity, " at ", variable, " = ", x);
  }

  void at_score(double v) const {
    auto const cost = h(v), activation = g(v);
    require<CheckFailed>(activation[1] > 0, at("g'", "v", v), " is ", activation[1], ", but g must increase");
    if constexpr (has_conjugate)
      require_near(at("h", "v", v), cost[0], number(d_.conjugate(P(activation[0]))), "the conjugate of g");
    if constexpr (has_ratio) require_near(at("h'", "v", v), cost[1], number(d_.ratio(P(v))) * activation[1], "ratio times g'");
    if constexpr (has_f) {
      double const u = cost[1] / activation[1];  // where the supremum of u t - f(u) is, so that f(u) + f*(t) = u t
      if (u > 1e-6)
        require_near(sentence("f(u) + h(v) at v = ", v, " and u = h'(v) / g'(v) = ", u), f(u)[0] + cost[0], u * activation[0],
                     "u g(v), by Fenchel's equality,", 1e-7);
    }
  }

  void at_ratio(double u) const {
    auto const y = f(u);
    double const h_step = 0.04 * u;
    double const bend = f(u - h_step)[0] + f(u + h_step)[0] - 2 * y[0];
    require<CheckFailed>(bend >= -1e-12 * (1 + std::abs(y[0])), at("f(u - d) + f(u + d) - 2 f(u)", "u", u),
                         " with d = ", h_step, " is ", bend, ", but f must be convex");
    if constexpr (has_slope) {
      double const t = number(d_.slope(P(u)));
      require_near(at("slope", "u", u), t, y[1], "the derivative of f");
      if constexpr (has_conjugate)
        require_near(at("f(u) + conjugate(slope(u))", "u", u), y[0] + number(d_.conjugate(P(t))), u * t,
                     "u slope(u), by Fenchel's equality,");
    }
    for (double v = -3; v <= 3; v += 0.25) {
      double const slack = y[0] + h(v)[0] - u * g(v)[0];
      require<CheckFailed>(slack >= -1e-9 * (1 + std::abs(y[0])), sentence("f(u) + h(v) - u g(v) at u = ", u, " and v = ", v),
                           " is ", slack, ", but by Fenchel's inequality it is at least 0");
    }
  }

  D const& d_;
};

template <class D> void check_relations(D const& divergence, VerifyReport& report) { DivergenceCheck<D>(divergence, report); }
template <class D, class Device> void check_divergence(Context<Device>& context, D const& divergence, VerifyReport& report) {
  check_score_loss(context, FDivergence<D>{divergence}, report);
  check_relations(divergence, report);
}

template <class L> struct IsFDivergence { static constexpr bool value = false; };
template <class D, GeneratorObjective O> struct IsFDivergence<FDivergence<D, O>> { static constexpr bool value = true; };

}  // namespace detail
}  // namespace gan

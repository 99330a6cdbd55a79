#pragma once
#include <gan/loss/likelihood.hpp>
#include <gan/loss/posterior.hpp>
#include <gan/verify/score_loss.hpp>

namespace gan::detail {

/// Checks a function of two numbers along lines: along each of them alone, and along both, which takes the mixed derivative in.
template <class F>
void check_function_of_two(F const& f, std::string const& name, char const* a, char const* b, VerifyReport& report) {
  check_function([&](auto const& s) { return f(s, 0.7 + 0 * s); }, sentence(name, "(", a, " = s, ", b, " = 0.7)"), -1e4,
                 report);
  check_function([&](auto const& s) { return f(-0.3 + 0 * s, s); }, sentence(name, "(", a, " = -0.3, ", b, " = s)"), -1e4,
                 report);
  check_function([&](auto const& s) { return f(s, 1 + 0.5 * s); }, sentence(name, "(", a, " = s, ", b, " = 1 + s / 2)"), -1e4,
                 report);
}

/// A term over a batch of columns {n, 3}, by the way training takes, against the function number by number.
template <class Device, class Op, class Term>
void check_term_of_columns(Context<Device>& context, std::string const& name, Op const& op, Term const& term) {
  using V = Var<double, Device>;
  auto drawn = [&](std::int64_t n, std::uint32_t set) {
    std::vector<double> out;
    for (std::int64_t i = 0; i < 3 * n; ++i) out.push_back(drawn_score(-4, 4, set, static_cast<std::uint32_t>(i)));
    return out;
  };
  auto tensor = [&](std::vector<double> const& values) {
    return from_host(context, Shape{static_cast<std::int64_t>(values.size() / 3), 3}, values);
  };
  auto value = [&](std::array<std::vector<double>, 3> const& x) {
    return V(evaluate(term(V(constant(tensor(x[0]))), V(constant(tensor(x[1]))), V(constant(tensor(x[2])))))).item();
  };
  for (std::int64_t n : checked_batches) {
    std::array<std::vector<double>, 3> x, moved;
    auto const order = shuffled(n);
    for (std::uint32_t c = 0; c < 3; ++c) x[c] = drawn(n, 80 + c), moved[c] = rows_of(x[c], 3, order);
    double sum = 0;
    for (std::size_t i = 0; i < x[0].size(); ++i) sum += op(x[0][i], x[1][i], x[2][i]);
    std::string const quantity = sentence(name, " of a batch of ", n);
    double const found = value(x);
    require_near(quantity, found, sum / static_cast<double>(n), "the mean over its samples one by one");
    require_near(quantity + " in another order", value(moved), found, "the first order");
  }
  auto const draws = constant(tensor(drawn(2, 90)));
  auto const x = [&](std::uint32_t attempt) {
    return std::array{tensor(drawn(2, 91 + attempt)), tensor(drawn(2, 96 + attempt))};
  };
  check_both_orders(
      name, [&](auto const& a, auto const& b) { return evaluate(term(a, b, V(draws))); }, x);
}

template <class L> inline constexpr bool takes_draws = requires(L const& loss, Pack<float, 1> s) { loss.real(s, s, s); };

template <class Loss, class Device>
void check_posterior_loss(Context<Device>& context, Loss const& policy, VerifyReport& report) {
  using P = Pack<double, 1>;
  auto number = [](auto const& x) { return static_cast<double>(to_pack<P>(x).v); };
  at_all_times(policy, [&](auto const& loss, std::string const& when) {
    using L = std::decay_t<decltype(loss)>;
    double dimensions = 3;  // of the posteriors that are checked; a mean over them divides by it
    if constexpr (requires { loss.reduction; }) dimensions = loss.reduction == DimensionReduction::mean ? 3 : 1;
    auto check = [&](char const* name, auto const& op, auto const& term) {
      check_function_of_two(op, name + when, "mean", "deviation", report);
      check_term_of_columns(
          context, sentence("the ", name, " term", when),
          [&](double m, double s, double) { return number(op(P(m), P(s))) / dimensions; },
          [&](auto const& m, auto const& s, auto const&) { return term(m, s); });
      if constexpr (takes_draws<L>) {
        check_function_of_two([&](auto const& m, auto const& s) { return op(m, s, 0.4 + 0 * s); },
                              sentence(name, " of the draw 0.4", when), "mean", "deviation", report);
        check_term_of_columns(
            context, sentence("the ", name, " term of draws", when),
            [&](double m, double s, double e) { return number(op(P(m), P(s), P(e))) / dimensions; },
            [&](auto const& m, auto const& s, auto const& e) { return term(m, s, e); });
      }
    };
    check("real", PosteriorRealOp<L>{loss}, [&](auto const&... x) { return real_term(loss, x...); });
    check("fake", PosteriorFakeOp<L>{loss}, [&](auto const&... x) { return fake_term(loss, x...); });
    check("generator", PosteriorGeneratorOp<L>{loss}, [&](auto const&... x) { return generator_term(loss, x...); });
  });
  report.checks.push_back(
      "batches of 1, 4 and 64 cost the mean of their posteriors, fused or one by one, in any order, to second order of "
      "derivatives");
  if constexpr (takes_draws<Loss>) report.checks.push_back("the same for the costs of single draws");
}

/// A likelihood's cost in both of its arguments.
template <class L, class Device> void check_likelihood(Context<Device>& context, L const& likelihood, VerifyReport& report) {
  using P = Pack<double, 1>;
  CostOp<L> const cost{likelihood};
  check_function_of_two(cost, "cost", "x", "y", report);
  check_function(OutputOp<L>{likelihood}, "output(s)", -1e4, report);
  double constant = 0;
  if constexpr (requires { likelihood.constant(); }) constant = likelihood.constant();
  check_term_of_columns(
      context, "the negative log likelihood",
      [&](double x, double y, double) { return static_cast<double>(to_pack<P>(cost(P(x), P(y))).v) + constant; },
      [&](auto const& x, auto const& y, auto const&) { return mean(negative_log_likelihood(likelihood, x, y)); });
  report.checks.push_back(
      "batches of 1, 4 and 64 cost the mean of their samples, fused or one by one, in any order, to second order of "
      "derivatives");
}

}  // namespace gan::detail

#pragma once
#include <gan/verify/function.hpp>

namespace gan::detail {

/// The three terms of a loss over a batch, by the way training takes, against the loss's functions score by score: batches of 1, 4
/// and 64, inside a longer expression, in another order, and both orders of derivatives through the tape.
template <class Loss, class Device> class TermCheck {
 public:
  TermCheck(Context<Device>& context, Loss const& loss, double least, std::string when)
      : context_(context), loss_(loss), least_(least), when_(std::move(when)) {
    term(RealOp<Loss>{loss}, "real", [this](auto const& s) { return real_term(loss_, s); });
    term(FakeOp<Loss>{loss}, "fake", [this](auto const& s) { return fake_term(loss_, s); });
    term(GeneratorOp<Loss>{loss}, "generator", [this](auto const& s) { return generator_term(loss_, s); });
    if constexpr (requires { requires Loss::shift_invariant; })
      invariant("a shift of all scores by 3.7", [](double s) { return s + 3.7; });
    if constexpr (requires { requires Loss::scale_invariant; })
      invariant("a scale of all scores by 2.5", [](double s) { return 2.5 * s; });
  }

 private:
  std::vector<double> scores(std::int64_t n, std::uint32_t set) const {
    std::vector<double> out;
    for (std::int64_t i = 0; i < n; ++i) out.push_back(drawn_score(least_, 4, set, static_cast<std::uint32_t>(i)));
    return out;
  }
  Tensor<double, Device> column(std::vector<double> const& s) const {
    return from_host(context_, Shape{static_cast<std::int64_t>(s.size()), 1}, s);
  }

  template <class Op, class Term> void term(Op const& op, char const* name, Term const& of) const {
    for (std::int64_t n : checked_batches) {
      auto const s = scores(n, static_cast<std::uint32_t>(n));
      auto const [value, gradient] = both<2>(of, s);
      std::vector<double> slopes;
      double sum = 0, sum_inside = 0;
      for (double one : s) {
        auto const exact = derivatives<double>(op, one);
        sum += exact[0];
        sum_inside += derivatives<double>(op, 2 * one + 1)[0];
        slopes.push_back(exact[1] / static_cast<double>(n));
      }
      std::string const quantity = sentence("the ", name, " term", when_, " of a batch of ", n);
      require_near(quantity, value, sum / static_cast<double>(n), "the mean over its scores one by one");
      require_near("the gradient of " + quantity.substr(4), gradient, slopes, "that of its scores one by one");
      auto const [first_value, first_gradient] = both<1>(of, s);
      require_near(quantity + " in a pass of first order", first_value, value, "the pass of second order");
      require_near("the gradient of " + quantity.substr(4) + " in a pass of first order", first_gradient, gradient,
                   "the pass of second order");
      require_near(quantity + " inside a longer expression", evaluate(of(2 * constant<1>(column(s)) + 1)).item(),
                   sum_inside / static_cast<double>(n), "the mean over its scores one by one");
      auto const order = shuffled(n);
      auto const [moved, moved_gradient] = both<2>(of, rows_of(s, 1, order));
      require_near(quantity + " in another order", moved, value, "the first order");
      require_near("the gradient of " + quantity.substr(4) + " in another order", moved_gradient, rows_of(gradient, 1, order),
                   "the first order");
    }
    check_both_orders(sentence("the ", name, " term", when_), of,
                      [this](std::uint32_t attempt) { return std::array{column(scores(4, 100 + attempt))}; });
  }

  template <int Order, class Term>
  std::pair<double, std::vector<double>> both(Term const& of, std::vector<double> const& s) const {
    auto const x = variable<Order>(column(s));
    auto const y = evaluate(of(x));
    return {y.item(), to_host(grad(y, x).value())};
  }

  /// The discriminator's objective does not change when all scores of both batches do so.
  template <class Change> void invariant(char const* what, Change const& change) const {
    auto objective = [this](std::vector<double> const& real, std::vector<double> const& fake) {
      return evaluate(real_term(loss_, constant<1>(column(real)))).item() +
             evaluate(fake_term(loss_, constant<1>(column(fake)))).item();
    };
    auto const real = scores(64, 7), fake = scores(64, 8);
    auto changed = [&](std::vector<double> s) {
      for (double& one : s) one = change(one);
      return s;
    };
    require_near(sentence("the discriminator's objective", when_, " after ", what), objective(changed(real), changed(fake)),
                 objective(real, fake), "the stated invariance");
  }

  Context<Device>& context_;
  Loss const& loss_;
  double least_;
  std::string when_;
};

/// A loss that changes over a training is checked at its start, in its middle and at its end.
template <class Loss, class Check> void at_all_times(Loss const& loss, Check const& check) {
  if constexpr (requires { loss.at(std::int64_t{}, double{}); }) {
    for (int part : {0, 1, 2}) check(loss.at(500 * part, 0.5 * part), sentence(" at progress ", 0.5 * part));
  } else check(loss, std::string());
}

template <class Loss, class Device> void check_score_loss(Context<Device>& context, Loss const& policy, VerifyReport& report) {
  double const least = std::is_same_v<typename Loss::score, Energy> ? 0 : -1e4;
  at_all_times(policy, [&](auto const& loss, std::string const& when) {
    using L = std::decay_t<decltype(loss)>;
    check_function(RealOp<L>{loss}, "real(s)" + when, least, report);
    check_function(FakeOp<L>{loss}, "fake(s)" + when, least, report);
    check_function(GeneratorOp<L>{loss}, "generator(s)" + when, least, report);
    TermCheck<L, Device>(context, loss, least, when);
  });
  report.checks.push_back(
      "batches of 1, 4 and 64 cost the mean of their scores, fused or one by one, in any order, to second order of "
      "derivatives");
  if constexpr (requires { policy.at(std::int64_t{}, double{}); })
    report.checks.push_back("all of this at the start, in the middle and at the end of a training");
  if constexpr (requires { requires Loss::shift_invariant; })
    report.checks.push_back("the discriminator's objective does not change with a shift of all scores");
  if constexpr (requires { requires Loss::scale_invariant; })
    report.checks.push_back("the discriminator's objective does not change with the scale of all scores");
}

}  // namespace gan::detail

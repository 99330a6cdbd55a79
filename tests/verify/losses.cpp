/// What `verify` says of losses: what it accepts, what it reports, and how it refuses.
#include <gan/verify/verify.hpp>

#include <gan/backend/cpu/backend.hpp>
#include <gan/loss/margin.hpp>
#include <gan/loss/minimax.hpp>
#include <gan/loss/wasserstein.hpp>

#include "../io/files.hpp"

using namespace gan;

namespace {
/// Non-saturating in all but the function under test.
struct Sound {
  using score = Logit;
  template <class S> auto real(S s) const { return softplus(-s); }
  template <class S> auto fake(S s) const { return softplus(s); }
  template <class S> auto generator(S s) const { return softplus(-s); }
};
struct Exponential : Sound {
  template <class S> auto real(S s) const { return exp(-s); }
  template <class S> auto fake(S s) const { return exp(s); }
};
struct NotANumber : Sound {
  template <class S> auto fake(S s) const { return exp(s) / (1 + exp(s)); }  // inf / inf
};
/// The number alone, without any derivative.
template <class S> auto number_of(S const& s) {
  if constexpr (AnyDual<S>) return number_of(s.value);
  else return s;
}
struct WrongDerivative : Sound {
  template <class S> auto generator(S s) const { return number_of(s) * s; }  // half of the derivative is cut off
};
struct WrongSecondDerivative : Sound {
  template <class S> auto generator(S s) const {
    if constexpr (AnyDual<S>) return detail::chain(square(s.value), 2 * number_of(s), s);
    else return square(s);
  }
};
struct Inaccurate : Sound {
  template <class S> auto real(S s) const { return log(1 - sigmoid(-s)) * -1; }  // 1 - D cancels where D is near 1
};
struct ConstantCost : Sound {
  template <class S> auto real(S) const { return 0; }
};
/// Right for a score alone, wrong where scores pass side by side.
struct WrongInBatches : Sound {
  template <class S> auto real(S s) const {
    auto wrong = [](auto const& x) { return std::decay_t<decltype(value_of(value_of(value_of(x))))>::size > 1; };
    return softplus(-s) * (wrong(s) ? 2 : 1);
  }
};
struct NotShiftInvariant : Sound {
  static constexpr bool shift_invariant = true;
};
/// The margin grows without bound as it fades.
struct FadesToNothing : Sound {
  float margin = 1;
  template <class S> auto fake(S s) const { return relu(margin - s) / margin; }
  FadesToNothing at(std::int64_t, double progress) const {
    FadesToNothing now;
    now.margin = static_cast<float>(1 - progress);
    return now;
  }
};

}  // namespace

TEMPLATE_TEST_CASE("verify of a loss that overflows nowhere", "", Minimax, MarginLoss, Wasserstein, ConstantCost) {
  auto const report = verify(TestType{});
  INFO(report.text());
  CHECK(report.overflows.empty());
  CHECK(report.scores > 1000);
}

TEST_CASE("verify reports from which score on a loss overflows") {
  auto const report = verify(Exponential{});
  INFO(report.text());
  REQUIRE(report.overflows.size() == 2);
  double const largest = std::log(static_cast<double>(std::numeric_limits<float>::max()));  // 88.72
  CHECK(report.overflows[0].score == Approx(-largest).epsilon(1e-6));
  CHECK(report.overflows[1].score == Approx(largest).epsilon(1e-6));
  CHECK(report.text().find("the value of fake(s) overflows from score 88.72") != std::string::npos);
}

TEST_CASE("verify reports what it checked") {
  CHECK(verify(Wasserstein{}).text().find("does not change with a shift of all scores") != std::string::npos);
  CHECK(verify(Minimax{}).text().find("shift of all scores") == std::string::npos);
}

TEST_CASE("verify names what is wrong with a loss") {
  check_refusal<CheckFailed>([] { verify(NotANumber{}); }, {"the value of fake(s)", "not a number"});
  check_refusal<CheckFailed>([] { verify(WrongDerivative{}); },
                             {"the first derivative of generator(s) at s = ", "central differences give"});
  check_refusal<CheckFailed>([] { verify(WrongSecondDerivative{}); },
                             {"the second derivative of generator(s) at s = ", " is 0, but central differences give 2"});
  check_refusal<CheckFailed>([] { verify(Inaccurate{}); }, {"of real(s) at s = ", "in float", "in double"});
  check_refusal<CheckFailed>([] { verify(WrongInBatches{}); },
                             {"the real term of a batch of 1 is ", "the mean over its scores one by one gives"});
  check_refusal<CheckFailed>([] { verify(NotShiftInvariant{}); },
                             {"the discriminator's objective after a shift of all scores by 3.7", "the stated invariance"});
  check_refusal<CheckFailed>([] { verify(FadesToNothing{}); },
                             {"the first derivative of fake(s) at progress 1 at s = ", "inf"});
}

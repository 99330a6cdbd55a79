/// What `verify` accepts, what it reports, and how it refuses.
#include <gan/model/verify.hpp>

#include <gan/backend/cpu/backend.hpp>
#include <gan/loss/least_squares.hpp>
#include <gan/loss/margin.hpp>
#include <gan/loss/minimax.hpp>
#include <gan/loss/non_saturating.hpp>
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
struct WrongDerivative : Sound {
  template <class S> auto generator(S s) const { return value_of(s) * s; }  // half of the derivative is cut off
};
struct WrongSecondDerivative : Sound {
  template <class S> auto generator(S s) const { return second(s); }

 private:
  template <class P> static auto second(P s) {
    if constexpr (AnyDual<P>) {
      if constexpr (AnyDual<decltype(s.value)>) return detail::chain(square(s.value), make_constant(2 * s.value), s);
      else return square(s);
    } else return square(s);
  }
  template <class D> static auto make_constant(D const& d) { return detail::make_dual(value_of(d), Zero{}); }
};
struct Inaccurate : Sound {
  template <class S> auto real(S s) const { return log(1 - sigmoid(-s)) * -1; }  // 1 - D cancels where D is near 1
};
struct ConstantCost : Sound {
  template <class S> auto real(S) const { return 0; }
};
}  // namespace

TEMPLATE_TEST_CASE("verify accepts the library's losses, which overflow nowhere", "", Minimax, NonSaturating, LeastSquares,
                   Wasserstein, MarginLoss) {
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

TEST_CASE("verify accepts a cost that is a number") { CHECK(verify(ConstantCost{}).overflows.empty()); }

TEST_CASE("verify names what is wrong with a loss") {
  check_refusal<CheckFailed>([] { verify(NotANumber{}); }, {"the value of fake(s)", "not a number"});
  check_refusal<CheckFailed>([] { verify(WrongDerivative{}); },
                             {"the first derivative of generator(s) at s = ", "central differences give"});
  check_refusal<CheckFailed>([] { verify(WrongSecondDerivative{}); },
                             {"the second derivative of generator(s) at s = ", " is 0, but central differences give 2"});
  check_refusal<CheckFailed>([] { verify(Inaccurate{}); }, {"of real(s) at s = ", "in float", "in double"});
}

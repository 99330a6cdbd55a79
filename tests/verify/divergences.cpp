/// What `verify` says of divergences.
#include <gan/backend/cpu/backend.hpp>
#include <gan/loss/divergence/neyman_chi_squared.hpp>
#include <gan/loss/divergence/pearson_chi_squared.hpp>
#include <gan/verify/verify.hpp>

#include "../io/files.hpp"

using namespace gan;

namespace {
/// Pearson's divergence but for one function.
struct OtherConjugate : PearsonChiSquared {
  template <class S> auto h(S v) const { return NeymanChiSquared{}.conjugate(min(v, 0.9)); }
};
struct ConjugateOfNeyman : PearsonChiSquared {
  template <class S> auto conjugate(S t) const { return 2 - 2 * sqrt(1 - t); }
};
struct OtherF : PearsonChiSquared {
  template <class S> auto f(S u) const { return NeymanChiSquared{}.f(u); }
};
struct OtherSlope : PearsonChiSquared {
  template <class S> auto slope(S u) const { return NeymanChiSquared{}.slope(u); }
};
struct OtherRatio : PearsonChiSquared {
  template <class S> auto ratio(S v) const { return NeymanChiSquared{}.ratio(v); }
};
struct Decreasing : PearsonChiSquared {
  template <class S> auto g(S v) const { return -v; }
};
struct NotZeroAt1 : PearsonChiSquared {
  template <class S> auto f(S u) const { return square(u - 1) + 0.5f; }
  template <class S> auto h(S v) const { return PearsonChiSquared::h(v) - 0.5f; }
  template <class S> auto conjugate(S t) const { return PearsonChiSquared::conjugate(t) - 0.5f; }
};
/// All that a user must give.
struct OnlyTwo {
  template <class S> auto g(S v) const { return v; }
  template <class S> auto h(S v) const { return square(max(1 + 0.5f * v, 0)) - 1; }
};
}  // namespace

TEST_CASE("verify reports what it checked of a divergence") {
  CHECK(verify(PearsonChiSquared{}).text().find("f(u) + conjugate(f'(u)) = u f'(u)") != std::string::npos);
  CHECK(verify(FDivergence<PearsonChiSquared>{}).text().find("f is convex") != std::string::npos);
  auto const two = verify(OnlyTwo{}).text();
  CHECK(two.find("g increases") != std::string::npos);
  CHECK(two.find("convex") == std::string::npos);
}

TEST_CASE("verify names what is wrong with a divergence") {
  CHECK_NOTHROW(verify(OnlyTwo{}));
  check_refusal<CheckFailed>([] { verify(OtherConjugate{}); }, {"h at v = ", "the conjugate of g gives"});
  check_refusal<CheckFailed>([] { verify(ConjugateOfNeyman{}); }, {"h at v = ", "the conjugate of g gives"});
  check_refusal<CheckFailed>([] { verify(OtherF{}); }, {"f(u) + h(v) at v = ", "by Fenchel's equality"});
  check_refusal<CheckFailed>([] { verify(OtherSlope{}); }, {"slope at u = ", "the derivative of f gives"});
  check_refusal<CheckFailed>([] { verify(OtherRatio{}); }, {"h' at v = ", "ratio times g'"});
  check_refusal<CheckFailed>([] { verify(Decreasing{}); }, {"g' at v = ", " is -1, but g must increase"});
  check_refusal<CheckFailed>([] { verify(NotZeroAt1{}); }, {"f(1) is 0.5, but the divergence of equal distributions gives 0"});
}

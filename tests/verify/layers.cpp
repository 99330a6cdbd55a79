/// What `verify` says of layers.
#include <gan/backend/cpu/backend.hpp>
#include <gan/nn/activations.hpp>
#include <gan/nn/batch_norm.hpp>
#include <gan/nn/conv.hpp>
#include <gan/nn/dropout.hpp>
#include <gan/nn/linear.hpp>
#include <gan/nn/reshape.hpp>
#include <gan/verify/verify.hpp>

#include "../io/files.hpp"

using namespace gan;

namespace {
/// Subtracts the mean of the batch.
template <bool Says> struct Centred {
  static constexpr bool mixes_samples = Says;
  template <class X, class P> auto operator()(X const& x, P&) const {
    auto const v = evaluate(x);
    return v - evaluate(v * (1.0 / static_cast<double>(v.shape()[0])), Shape{1, v.shape()[1]});
  }
};
/// Adds the number of a sample's place in the batch.
struct Numbered {
  static constexpr bool mixes_samples = true;
  template <class X, class P> auto operator()(X const& x, P& pass) const {
    std::vector<double> places;
    for (std::int64_t i = 0; i < x.shape()[0]; ++i) places.push_back(static_cast<double>(i));
    return x + constant<P::order>(from_host(pass.context(), Shape{x.shape()[0], 1}, places));
  }
};
/// A gain whose gradient is cut.
struct CutGain {
  void declare(Declaration& d) const { d.parameter("gain", {1}, Fill{1}); }
  template <class X, class P> auto operator()(X const& x, P& pass) const { return x * detach(pass.parameter()); }
};
/// Only the value and the first derivative are right.
struct CutSecond {
  struct Op {
    template <class S> auto operator()(S const& x) const {
      if constexpr (AnyDual<S>) return gan::detail::chain((*this)(x.value), slope(x), x);
      else return square(x);
    }
    template <class S> static auto slope(S const& x) {
      if constexpr (AnyDual<S>) return slope(x.value);
      else return 2 * x;
    }
  };
  template <class X, class P> auto operator()(X const& x, P&) const { return apply(Op{}, x); }
};
struct NotFinite {
  template <class X, class P> auto operator()(X const& x, P& pass) const {
    return log(square(x) - (pass.training() ? 0.04 : 0.0));  // inputs may be nearer to 0 than 0.2
  }
};
/// Running statistics of one sample have the variance 0 / 0.
struct WrongState {
  static constexpr bool mixes_samples = true;
  void declare(Declaration& d) const { d.state("spread", {1}, Fill{1}); }
  template <class X, class P> auto operator()(X const& x, P& pass) const {
    auto const spread = pass.state();
    double const n = static_cast<double>(x.shape()[0]);
    if (pass.updates_state()) {
      auto const v = evaluate(sum(square(x)) * 0.0 / (n - 1));
      copy(pass.context(), v.value().data(), spread.data(), 1);
    }
    return x * 1.0;
  }
};
}  // namespace

TEST_CASE("verify accepts layers, and finds the shape of their samples") {
  CHECK(verify(Linear{3, 4}).text().find("samples of shape {3}:") == 0);
  CHECK(verify(Conv2d{2, 3, 3, 1, 1}).text().find("samples of shape {5, 5, 2}:") == 0);
  CHECK(verify(Dropout{.5f}).text().find("each sample's output is its own") != std::string::npos);
  CHECK(verify(Sequential{Linear{3, 4}, BatchNorm{4}, Relu{}}).text().find("the layer mixes the samples") != std::string::npos);
}

TEST_CASE("verify takes the shape of a layer's samples") {
  CHECK(verify(ToMaps{2, 3, 1}, Shape{6}).text().find("samples of shape {6}:") == 0);
  CHECK_NOTHROW(verify(Linear{200, 10}));
  CHECK_THROWS_AS(verify(ToMaps{2, 3, 1}), ShapeError);
  CHECK_THROWS_AS(verify(Linear{3, 4}, Shape{5}), ShapeError);
}

TEST_CASE("verify names what is wrong with a layer") {
  CHECK_NOTHROW(verify(Centred<true>{}));
  check_refusal<CheckFailed>(
      [] { verify(Centred<false>{}); },
      {"the output in evaluation in batches of 1, element 0, is 0, but a batch of 64", "says mixes_samples"});
  check_refusal<CheckFailed>([] { verify(Numbered{}); },
                             {"the output in evaluation for the samples in another order, element ", "the first order gives"});
  check_refusal<CheckFailed>(
      [] { verify(CutGain{}); },
      {"of the layer in evaluation", "the gradient differs from central differences", "of input 1: 0 where"});
  check_refusal<CheckFailed>([] { verify(CutSecond{}); }, {"the gradient of the gradient differs from central differences"});
  check_refusal<CheckFailed>([] { verify(CutGain{}, Shape{200}); }, {"8 directions of its input", "of input 1: 0 where"});
  check_refusal<CheckFailed>([] { verify(CutSecond{}, Shape{200}); },
                             {"8 directions of its input", "the gradient of the gradient"});
  check_refusal<CheckFailed>([] { verify(NotFinite{}); }, {"in training", "nan"});
  check_refusal<CheckFailed>([] { verify(WrongState{}); }, {"the state after a pass of 1 samples", "nan"});
}

#pragma once
#include <gan/autodiff/collective.hpp>
#include <gan/autodiff/matmul.hpp>
#include <gan/nn/pass.hpp>

namespace gan {

namespace detail {
/// |x - y|; derivative 0 at equality.
struct Distance {
  template <class S, class R> GAN_HD auto operator()(S const& x, R const& y) const {
    auto d = x - y;
    return select(d == 0, Zero{}, abs(d));
  }
};
}  // namespace detail

/// Lets a discriminator see how close the samples of a batch are to each other (Salimans et al. 2016, section 3.2). For features
/// x {n, features} and M = x T {n, kernels, dimensions} it appends
///   o_ib = sum_j exp(-sum_c |M_ibc - M_jbc|)
/// and gives {n, features + kernels}; j is a sample of the joint batch where ranks share one, or of the rank's own with
/// Coupling{.statistics = Reach::local}. The paper's sum has j = i, a constant 1; its code leaves that out, as `includes_self = false`.
struct MinibatchDiscrimination {
  static constexpr bool mixes_samples = true;
  int features = 0, kernels = 100, dimensions = 5;
  bool includes_self = true;
  Init init = He{};

  void declare(Declaration& d) const {
    require<OptionError>(features > 0 && kernels > 0 && dimensions > 0,
                         "minibatch discrimination needs sizes of at least 1, not ", features, " features, ", kernels,
                         " kernels and ", dimensions, " dimensions");
    d.parameter("weight", {features, std::int64_t{kernels} * dimensions}, init, features, dimensions);
  }
  template <class X, class P> auto operator()(X const& input, P& pass) const {
    using V = typename P::Variable;
    V const x = evaluate(input);
    require<ShapeError>(x.shape().rank() == 2 && x.shape()[1] == features, "a minibatch discrimination of ", features,
                        " features got an input of shape ", x.shape());
    std::int64_t const n = x.shape()[0];
    V const m = matmul(x, pass.parameter());
    V const all = rank_gather(m, &Coupling::statistics);
    std::int64_t const others = all.shape()[0];
    V const one = reshape(m, Shape{n, 1, kernels, dimensions}), other = reshape(all, Shape{1, others, kernels, dimensions});
    V const distance = evaluate(apply(detail::Distance{}, one, other), Shape{n, others, kernels, 1});
    V closeness = evaluate(exp(-distance), Shape{n, 1, kernels, 1});
    if (!includes_self) closeness = closeness - 1;
    return concatenate(1, x, reshape(closeness, Shape{n, kernels}));
  }
};

}  // namespace gan

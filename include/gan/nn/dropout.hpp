#pragma once
#include <gan/nn/pass.hpp>

namespace gan {

namespace detail {
/// x / keep where the draw falls below `keep`, 0 elsewhere.
struct Keep {
  float keep;
  template <class S, class U> GAN_HD auto operator()(S const& x, U const& draw) const {
    return select(draw < keep, x * (1 / keep), Zero{});
  }
};
}  // namespace detail

/// In training every number is kept with probability `keep` and divided by it, so that means stay (inverted dropout); evaluation
/// changes nothing. Draws are those of (step, global sample, element): they depend on no thread count and no batch split.
struct Dropout {
  float keep = 0.5f;

  void declare(Declaration&) const {
    require<OptionError>(keep > 0 && keep <= 1, "dropout needs a keep in (0, 1], not ", keep);
  }
  template <class X, class P> auto operator()(X const& x, P& pass) const {
    if (pass.training()) return apply(detail::Keep{keep}, x, pass.uniform_draws(x.shape()));
    return apply(detail::Keep{1}, x, constant<P::order>(zeros<typename P::value_type>(pass.context(), Shape{})));
  }
};

}  // namespace gan

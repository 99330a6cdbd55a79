#pragma once
#include <gan/network/scored.hpp>

namespace gan {

/// A discriminator in two parts: a trunk from the sample to `features` numbers, and a head from these to the score. Other heads can
/// share the trunk, and a regularizer can compare its features.
template <class Trunk, class Head> struct TrunkAndHead {
  static constexpr bool mixes_samples = layer_mixes_samples<Trunk> || layer_mixes_samples<Head>;
  Trunk trunk;
  int features;
  Head head;

  void declare(Declaration& d) const {
    d.part("trunk", trunk);
    d.part("head", head);
  }
  template <class X, class P> auto operator()(X const& x, P& pass) const {
    using V = Var<typename P::value_type, typename P::device_type, std::max(P::order, X::order)>;
    V const seen = evaluate(trunk(x, pass));
    V const rows = reshape(seen, Shape{seen.shape()[0], features});
    return Scored<V>{V(evaluate(head(rows, pass))), {}, rows};
  }
};
template <class Trunk, class Head> TrunkAndHead(Trunk, int, Head) -> TrunkAndHead<Trunk, Head>;

}  // namespace gan

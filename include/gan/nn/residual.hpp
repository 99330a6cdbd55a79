#pragma once
#include <gan/nn/pass.hpp>

namespace gan {

/// shortcut(x) + body(x) (He et al. 2016). A shortcut that keeps x is SameShape{}.
template <class Shortcut, class Body> struct Residual {
  static constexpr bool mixes_samples = layer_mixes_samples<Shortcut> || layer_mixes_samples<Body>;
  Shortcut shortcut;
  Body body;

  void declare(Declaration& d) const {
    d.part("shortcut", shortcut);
    d.part("body", body);
  }
  template <class X, class P> auto operator()(X const& input, P& pass) const {
    typename P::Variable const x = evaluate(input), past = evaluate(shortcut(x, pass));
    return past + evaluate(body(x, pass));
  }
};
template <class Shortcut, class Body> Residual(Shortcut, Body) -> Residual<Shortcut, Body>;

/// x itself.
struct SameShape {
  template <class X, class P> auto operator()(X const& x, P&) const { return x; }
};

}  // namespace gan

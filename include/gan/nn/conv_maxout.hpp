#pragma once
#include <gan/nn/conv.hpp>

namespace gan {

/// The largest of `pieces` convolutions at every pixel and output channel (Goodfellow et al. 2013). One convolution gives all of them,
/// piece by piece side by side; of equal pieces one gets the gradient.
struct ConvMaxout {
  int in = 0, out = 0, pieces = 2, kernel = 5, stride = 1, padding = 0;
  Init init = He{};

  void declare(Declaration& d) const {
    require<OptionError>(pieces > 0, "a maxout convolution needs at least 1 piece, not ", pieces);
    convolution().declare(d);
  }
  template <class X, class P> auto operator()(X const& x, P& pass) const {
    using V = typename P::Variable;
    V const all = evaluate(convolution()(x, pass));
    V best = slice(all, 3, 0, out);
    for (int j = 1; j < pieces; ++j) best = max(best, slice(all, 3, std::int64_t{j} * out, std::int64_t{j + 1} * out));
    return best;
  }

 private:
  Conv2d convolution() const { return {in, pieces * out, kernel, stride, padding, init}; }
};

}  // namespace gan

#pragma once
#include <gan/autodiff/collective.hpp>
#include <gan/autodiff/reduce.hpp>
#include <gan/autodiff/shape_ops.hpp>
#include <gan/nn/pass.hpp>

namespace gan {

/// Appends one feature that is the same everywhere: the standard deviation over the batch of each element, averaged over the elements
/// (Karras et al. 2018, section 3). Vectors {n, size} become {n, size + 1}, maps {n, height, width, channels} get one channel more.
/// Of ranks that share a batch it is the joint batch, or each rank's own with Coupling{.statistics = Reach::local}.
struct MinibatchDeviation {
  static constexpr bool mixes_samples = true;
  float epsilon = 1e-8f;  ///< under the root

  template <class X, class P> auto operator()(X const& input, P& pass) const {
    using V = typename P::Variable;
    V const x = evaluate(input);
    require<ShapeError>(x.shape().rank() >= 2, "a minibatch deviation needs a batch of vectors or maps, not an input of shape ",
                        x.shape());
    double const part = 1.0 / static_cast<double>(x.shape()[0]);
    int const last = x.shape().rank() - 1;
    Shape sample = x.shape(), feature = x.shape();
    sample[0] = feature[last] = 1;
    auto over_batch = [](V const& own) { return rank_average(own, &Coupling::statistics); };
    V const centre = over_batch(evaluate(x * part, sample));
    V const variance = over_batch(evaluate(square(x - centre) * part, sample));
    V const deviation = mean(sqrt(variance + epsilon));
    return concatenate(last, x, deviation + constant<P::order>(zeros<typename P::value_type>(pass.context(), feature)));
  }
};

}  // namespace gan

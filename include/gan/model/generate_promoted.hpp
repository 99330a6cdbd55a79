#pragma once
#include <gan/model/model.hpp>

namespace gan {

namespace detail {
/// What a promoted generator asks of a step, outside training.
template <class M, class V> struct Promotion {
  M const& of;
  Scored<V> posterior;
  random::Key key;
  std::int64_t first;

  M const& model() const { return of; }
  V const& real_score() const { return posterior.score; }
  V const& real_deviation() const { return posterior.deviation; }
  V normal_draws(Shape const& shape) const {
    using T = typename M::value_type;
    return constant<V::order>(normal<T>(of.context(), shape, key, T(0), T(1), first));
  }
};
}  // namespace detail

/// A sample for each of `real` {n, ...}, promoted by the posterior of this one as in training (Zhang et al. 2021): z_i ~ D(x_i). In
/// evaluation mode, and from the averaged parameters where training keeps them. Throws ShapeError for samples of another shape.
template <class M, class T, class Device>
Tensor<T, Device> generate_promoted(M const& model, Tensor<T, Device> const& real, Seed seed = {}) {
  static_assert(
      is_promoted<typename M::gan_type::generator_type>,
      "generate_promoted needs a generator that is promoted by posteriors, such as PosteriorPromotedGenerator; others "
      "have model.generate(count)");
  if constexpr (is_promoted<typename M::gan_type::generator_type>) {
    using Sample = typename M::sample;
    require<ShapeError>(real.shape().rank() > 0 && real.shape() == Sample::shape(real.shape()[0]),
                        "this generator is promoted by samples of shape ", Sample::shape(1),
                        " after the batch size in front, not ", real.shape());
    return detail::in_parts<T, Device>(model.context(), real.shape(), [&](std::int64_t first, std::int64_t n) {
      using V = Var<T, Device, std::max(M::generator_order, M::discriminator_order)>;
      auto const x = constant<M::discriminator_order>(real.slice(first, first + n));
      detail::Promotion<M, V> const promotion{model, as_scored<V, Posterior>(model.discriminator()(x, {})),
                                              random::key(seed, Stream::user), first};
      V const drawn = constant<V::order>(model.noise(n, random::key(seed, Stream::generated_latent), first));
      return model.generate_from(model.gan().generator.latent_input(drawn, promotion).value());
    });
  } else return {};
}

}  // namespace gan

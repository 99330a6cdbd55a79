#pragma once
#include <variant>

#include <gan/autodiff/reduce.hpp>
#include <gan/core/has_member.hpp>

namespace gan {

/// Distributions of a generator's input, per dimension; `SphereNoise` is uniform on the unit sphere.
struct UniformNoise {
  float bound = 1;  ///< U[-bound, bound]
};
struct NormalNoise {};
struct SphereNoise {};
/// U[-sqrt 3, sqrt 3]: uniform with unit variance (Goodfellow et al. 2014).
inline constexpr UniformNoise unit_variance_uniform{1.7320508f};

using NoisePrior = std::variant<NormalNoise, UniformNoise, SphereNoise>;

/// `count` samples of `latent` dimensions; sample i is draw first_sample + i of `key`.
template <class T, class Device>
Tensor<T, Device> draw_noise(Context<Device>& context, NoisePrior const& prior, std::int64_t count, int latent, random::Key key,
                             std::int64_t first_sample) {
  Shape const shape{count, latent};
  if (auto* u = std::get_if<UniformNoise>(&prior))
    return uniform<T>(context, shape, key, static_cast<T>(-u->bound), static_cast<T>(u->bound), first_sample);
  auto gaussian = normal<T>(context, shape, key, T(0), T(1), first_sample);
  if (std::holds_alternative<NormalNoise>(prior)) return gaussian;
  auto z = constant<1>(gaussian);
  return evaluate(z / max(sqrt(sum_per_sample(square(z))), 1e-7f)).value();
}

/// A generator policy may make its input in a training step from what was drawn and what the step knows: latent_input(drawn,
/// step).
GAN_HAS_MEMBER(HasLatentInput, latent_input)

/// Numbers of a generator's input: what its policy's `latent_size()` says, otherwise `latent`.
template <class G> int latent_size(G const& generator) {
  if constexpr (requires { generator.latent_size(); }) return generator.latent_size();
  else return generator.latent;
}

/// Whether a generator's input is more than `latent` numbers of noise, so that a policy around it cannot put its own behind them.
template <class G> inline constexpr bool has_more_than_noise = HasLatentInput<G> || requires(G const& g) { g.latent_size(); };

/// `count` inputs of a generator {count, latent size}; sample i is draw first_sample + i of `key`. A policy may draw them
/// itself, by draw_latent<T>(context, count, key, first_sample); otherwise they are noise of its prior `noise`, normal where it
/// has none.
template <class T, class G, class Device>
Tensor<T, Device> draw_latent(Context<Device>& context, G const& generator, std::int64_t count, random::Key key,
                              std::int64_t first_sample) {
  if constexpr (requires { generator.template draw_latent<T>(context, count, key, first_sample); }) {
    return generator.template draw_latent<T>(context, count, key, first_sample);
  } else {
    NoisePrior prior = NormalNoise{};
    if constexpr (requires { generator.noise; }) prior = generator.noise;
    return draw_noise<T>(context, prior, count, latent_size(generator), key, first_sample);
  }
}

}  // namespace gan

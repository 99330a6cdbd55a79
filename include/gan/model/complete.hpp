#pragma once
#include <gan/model/model.hpp>

namespace gan {

/// Samples {n, ...} whose missing part a MaskedGenerator's model has made; the given part comes back as it is. `masks` have 1 where a
/// sample is given and 0 where it is missing: {n, H, W, 1} for images, {n, D} for vectors; what samples hold there does not matter. The
/// same seed gives the same noise, another one another completion. Throws ShapeError for other shapes, OptionError for a mask of other
/// numbers.
template <class M>
auto complete(M const& model, Tensor<typename M::value_type, typename M::device_type> const& samples,
              Tensor<typename M::value_type, typename M::device_type> const& masks, Seed seed = {}) {
  using T = typename M::value_type;
  using Sample = typename M::sample;
  constexpr bool completes = is_masked<typename M::gan_type::generator_type>;
  static_assert(completes,
                "only a masked generator completes samples: MaskedGenerator{Image<1, 28, 28>{}, DCCompleter{}, "
                "RandomPixels{}} with MaskedD{discriminator}");
  if constexpr (completes) {
    require<ShapeError>(samples.shape().rank() > 0 && samples.shape() == Sample::shape(samples.shape()[0]),
                        "this generator completes samples of shape ", Sample::shape(1), " after the batch size in front, not ",
                        samples.shape());
    std::int64_t const n = samples.shape()[0];
    require<ShapeError>(masks.shape() == mask_shape<Sample>(n), "samples ", samples.shape(), " need masks ",
                        mask_shape<Sample>(n), ", not ", masks.shape());
    for (T m : to_host(masks))
      require<OptionError>(m == T(0) || m == T(1), "a mask has 1 where a sample is given and 0 where it is missing, not ", m);
    auto& context = model.context();
    auto const& generator = model.gan().generator;
    NoRecording<typename M::device_type> off(context);
    auto const noise = draw_noise<T>(context, generator.noise, n, Sample::size, random::key(seed, Stream::generated_latent), 0);
    return model.generate_from(generator.input(constant<1>(samples), constant<1>(masks), constant<1>(noise)).value());
  } else return samples;
}

}  // namespace gan

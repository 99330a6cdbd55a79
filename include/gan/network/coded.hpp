#pragma once
#include <gan/network/codes.hpp>
#include <gan/network/noise.hpp>

namespace gan {

/// A generator whose input is its noise and, behind it, codes: Coded{DCGenerator{.latent = 62}, Codes{.categorical = {10}}} has
/// an input of 72 numbers. `latent` and the noise prior of the generator inside are those of the noise; 0 leaves the codes
/// alone.
template <class G> struct Coded {
  static_assert(
      requires(G g) { g.latent = 1; }, "Coded takes a generator policy with `int latent`, the size of its input");
  static_assert(!has_more_than_noise<G>,
                "Coded puts codes behind a generator's noise, but this generator's input has more than noise; a "
                "PosteriorPromotedGenerator takes none");
  static constexpr bool has_codes = true;
  static constexpr bool needs_image = requires { requires G::needs_image; };
  static constexpr int divides = [] {
    if constexpr (requires { G::divides; }) return G::divides;
    else return 1;
  }();
  G generator = {};
  Codes codes = {};

  int latent_size() const { return generator.latent + codes.size(); }

  template <class Sample> auto layers(Sample) const {
    codes.validate();
    require<OptionError>(generator.latent >= 0, "a generator with codes needs a latent size of its noise of at least 0, not ",
                         generator.latent);
    G whole = generator;
    whole.latent = latent_size();
    return whole.layers(Sample{});
  }

  template <class T, class Device>
  Tensor<T, Device> draw_latent(Context<Device>& context, std::int64_t count, random::Key key, std::int64_t first) const {
    auto const drawn = draw_codes<T>(context, codes, count, key, first);
    if (generator.latent == 0) return drawn;
    auto const noise = gan::draw_latent<T>(context, generator, count, key, first);
    return concatenate(1, constant<1>(noise), constant<1>(drawn)).value();
  }
};
template <class G> Coded(G, Codes) -> Coded<G>;

}  // namespace gan

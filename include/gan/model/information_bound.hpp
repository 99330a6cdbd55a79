#pragma once
#include <gan/model/model.hpp>
#include <gan/regularizer/mutual_information.hpp>

namespace gan {

namespace detail {
template <class M> constexpr bool has_codes_and_guesses() {
  if constexpr (exists<M>)
    return has_codes<typename M::gan_type::generator_type> && guesses_codes<typename M::gan_type::discriminator_type>;
  else return false;
}
}  // namespace detail

/// The lower bound of the mutual information of codes and samples in nats, L_I = H(c) - E[-log Q(c | G(z, c))], over `count`
/// generated samples in evaluation mode (Chen et al. 2016, section 5). log K for a categorical code of K values that the head
/// always recovers, 0 where the head knows nothing; with a fixed deviation of 1 at most -.2257913526 for each code from U(-1,
/// 1), though no information is negative. The same seed gives the same samples as `generate`.
template <class M> double information_bound(M const& model, std::int64_t count, Seed seed = {}) {
  constexpr bool known = detail::has_codes_and_guesses<M>();
  static_assert(known || !detail::exists<M>,
                "an information bound needs a generator that draws codes, a Coded, and a discriminator that guesses them, a "
                "CodeHead");
  double bound = 0;
  if constexpr (known) {
    require<OptionError>(count >= 1, "an information bound needs a count of at least 1, not ", count);
    constexpr std::int64_t at_once = 256;
    NoRecording<typename M::device_type> off(model.context());
    auto const& head = model.gan().discriminator;
    double sum = 0;
    for (std::int64_t first = 0; first < count; first += at_once) {
      std::int64_t const n = std::min(at_once, count - first);
      auto const latent = model.noise(n, random::key(seed, Stream::generated_latent), first);
      auto const z = constant<M::discriminator_order>(latent),
                 x = constant<M::discriminator_order>(model.generate_from(latent));
      using V = std::decay_t<decltype(x)>;
      V const guess = as_scored<V, typename M::gan_type::discriminator_type::score>(model.discriminator()(x, {})).guess;
      std::int64_t const size = z.shape()[1];
      auto const codes = slice(z, 1, size - head.codes.size(), size);
      sum += static_cast<double>(gan::sum(code_nll(head.codes, head.deviation, guess, codes)).item());
    }
    bound = head.codes.entropy() - sum / static_cast<double>(count);
  }
  return bound;
}

}  // namespace gan

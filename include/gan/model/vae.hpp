#pragma once
#include <gan/core/fields.hpp>
#include <gan/loss/gaussian_kl.hpp>
#include <gan/loss/likelihood.hpp>
#include <gan/model/model.hpp>
#include <gan/network/encoder.hpp>
#include <gan/nn/reparameterise.hpp>

namespace gan {

/// Why an encoder, a decoder and a likelihood do not fit together; the sentences stand in the assertions below.
enum class VaeMisfit { none, encoder_without_layers, decoder_without_layers, decoder_without_logits, likelihood_without_cost };

GAN_HAS_MEMBER(HasLogitLayers, logit_layers)

namespace detail {

template <class E, class D, class L> constexpr VaeMisfit vae_misfit() {
  if constexpr (!HasLayers<E>) return VaeMisfit::encoder_without_layers;
  else if constexpr (!Likelihood<L>) return VaeMisfit::likelihood_without_cost;
  else if constexpr (takes_logits<L>) return HasLogitLayers<D> ? VaeMisfit::none : VaeMisfit::decoder_without_logits;
  else return HasLayers<D> ? VaeMisfit::none : VaeMisfit::decoder_without_layers;
}

/// A likelihood as its fields and its cost at one point, which tells likelihoods without fields apart.
template <class L> std::string likelihood_text(L const& likelihood) {
  Pack<double, 1> const x{.5}, y{.25};
  return field_text(likelihood) + " costing " + field_text(to_pack<Pack<double, 1>>(likelihood.cost(x, y)).v);
}

/// The parts of a Vae and of an Autoencoder.
template <class E, class D, class L> struct EncoderDecoder {
  static constexpr VaeMisfit misfit = vae_misfit<E, D, L>();
  static_assert(misfit != VaeMisfit::encoder_without_layers,
                "an encoder policy needs `template <class Sample> auto layers(Sample) const`, which gives the network from a "
                "sample to its code");
  static_assert(
      misfit != VaeMisfit::decoder_without_layers,
      "a decoder policy needs `template <class Sample> auto layers(Sample) const`, which gives the network from a code "
      "to a sample");
  static_assert(misfit != VaeMisfit::decoder_without_logits,
                "this likelihood takes logits, so the decoder policy needs `template <class Sample> auto logit_layers(Sample) "
                "const`: its layers with no tanh or the like at the end; an MlpDecoder and a DCGenerator have them");
  static_assert(
      misfit != VaeMisfit::likelihood_without_cost,
      "a likelihood needs the member templates cost(x, y), which is -log p(x | y) of one dimension, and output(y); use "
      "BernoulliLikelihood, GaussianLikelihood or SquaredError");

  using encoder_type = E;
  using decoder_type = D;
  using likelihood_type = L;
  using reconstruction_type = L;
  using network_policies = std::tuple<E, D>;
  static constexpr bool uses_labels = false;
  static constexpr int classes = 0;

  E encoder;
  D decoder;
  L likelihood;

  /// The samples that the decoder's output stands for.
  template <Operand Y> auto samples_of(Y const& decoded) const { return decoded_samples(likelihood, decoded); }
  void validate() const { validate_likelihood(likelihood); }

 protected:
  std::string text_of(char const* kind) const {
    return std::string(kind) + " of encoder " + field_text(encoder) + ", decoder " + field_text(decoder) + ", likelihood " +
           likelihood_text(likelihood);
  }
};

}  // namespace detail

/// A variational auto-encoder (Kingma and Welling 2014) as a composition of policies: an encoder, a decoder (any generator is one) and a
/// likelihood. Codes are drawn from q(z|x) = N(mean, e^log_variance); the prior is N(0, I), whatever noise a generator policy names.
///   Vae vae{MlpEncoder{.latent = 20}, MlpDecoder{.latent = 20}, BernoulliLikelihood{}};
/// Training maximises the bound E_q[log p(x|z)] - KL(q(z|x) || N(0, I)) <= log p(x), with one draw of z per sample.
template <class E, class D, class L> struct Vae : detail::EncoderDecoder<E, D, L> {
  static constexpr bool variational = true;
  Vae(E e, D d, L l) : detail::EncoderDecoder<E, D, L>{std::move(e), std::move(d), std::move(l)} {}
  /// The values of all policies, for files.
  std::string text() const { return this->text_of("variational auto-encoder"); }
};

/// A plain auto-encoder of the same parts: the code is a point (the mean of an encoder that has a Gaussian head), there is no divergence
/// and no prior to draw from. Training minimises the mean of the likelihood's cost: SquaredError, or another.
template <class E, class D, class L> struct Autoencoder : detail::EncoderDecoder<E, D, L> {
  static constexpr bool variational = false;
  Autoencoder(E e, D d, L l) : detail::EncoderDecoder<E, D, L>{std::move(e), std::move(d), std::move(l)} {}
  std::string text() const { return this->text_of("auto-encoder"); }
};

namespace detail {

template <class G>
concept EncodesAndDecodes = requires {
  typename G::encoder_type;
  typename G::decoder_type;
  typename G::likelihood_type;
};

template <class G, class Sample> auto encoder_layers(G const& g, Sample) {
  if constexpr (G::variational) return g.encoder.layers(Sample{});
  else return point_encoder(g.encoder.layers(Sample{}));
}
template <class G, class Sample> auto decoder_layers(G const& g, Sample) {
  if constexpr (takes_logits<typename G::reconstruction_type>) return g.decoder.logit_layers(Sample{});
  else return g.decoder.layers(Sample{});
}

template <class G, class Sample, class Device, class T> class VaeBody {
 public:
  using gan_type = G;  ///< the composition
  using sample = Sample;
  using device_type = Device;
  using value_type = T;
  using Variable = Var<T, Device, 1>;
  using EncoderNetwork = Network<T, Device, 1, decltype(encoder_layers(std::declval<G const&>(), Sample{}))>;
  using DecoderNetwork = Network<T, Device, 1, decltype(decoder_layers(std::declval<G const&>(), Sample{}))>;

  VaeBody(G composition, Sample, Device device = {}, Seed seed = {}, T = T{})
      : context_(std::make_unique<Context<Device>>(device, seed)),
        seed_(seed),
        composition_(std::move(composition)),
        encoder_(*context_, encoder_layers(composition_, Sample{}), random::key(seed, Stream::initial_parameters, 0)),
        decoder_(*context_, decoder_layers(composition_, Sample{}), random::key(seed, Stream::initial_parameters, 1)) {
    int const in = composition_.encoder.latent, out = composition_.decoder.latent;
    require<OptionError>(in >= 1 && in == out, "an encoder and its decoder need codes of one size of at least 1, not ", in,
                         " and ", out);
    composition_.validate();
  }

  /// Mean and log variance of q(z|x) for each sample, {n, latent}, in evaluation mode; of an Autoencoder the code as the mean and no log
  /// variance. Throws ShapeError for samples of another shape.
  Encoded<Tensor<T, Device>> encode(Tensor<T, Device> const& samples) const {
    require_samples("encoder", samples);
    Shape const codes{samples.shape()[0], latent()};
    // Both come from one pass, side by side.
    constexpr int parts = G::variational ? 2 : 1;
    auto const both = in_parts<T>(*context_, Shape{codes[0], parts * codes[1]}, [&](std::int64_t first, std::int64_t n) {
      auto const code = encoded(constant<1>(samples.slice(first, first + n)), {});
      if constexpr (G::variational) return concatenate(1, code.mean, code.log_variance).value();
      else return code.mean.value();
    });
    if constexpr (!G::variational) return {both, {}};
    else {
      NoRecording<Device> off(*context_);
      auto const wide = constant<1>(both);
      return {slice(wide, 1, 0, codes[1]).value(), slice(wide, 1, codes[1], 2 * codes[1]).value()};
    }
  }

  /// The samples that codes {n, latent} stand for: the means of p(x|z), in evaluation mode. Throws ShapeError for other shapes.
  Tensor<T, Device> decode(Tensor<T, Device> const& codes) const {
    require<ShapeError>(codes.shape().rank() == 2 && codes.shape()[1] == latent(), "this decoder takes codes of shape {n, ",
                        latent(), "}, not ", codes.shape());
    return in_parts<T>(*context_, Sample::shape(codes.shape()[0]), [&](std::int64_t first, std::int64_t n) {
      return Variable(evaluate(composition_.samples_of(decoder_(constant<1>(codes.slice(first, first + n)), {})))).value();
    });
  }

  /// decode(encode(samples).mean).
  Tensor<T, Device> reconstruct(Tensor<T, Device> const& samples) const { return decode(encode(samples).mean); }

  /// `count` samples from codes of the prior N(0, I), in evaluation mode and from the averaged parameters of the decoder where training
  /// keeps them. The same seed gives the same codes. Shape {count, ...}.
  Tensor<T, Device> generate(std::int64_t count, Seed seed = {}) const {
    static_assert(G::variational, "a plain auto-encoder has no distribution of codes to draw from; use a Vae");
    require<OptionError>(count >= 1, "generate needs a count of at least 1, not ", count);
    return in_parts<T>(*context_, Sample::shape(count), [&](std::int64_t first, std::int64_t n) {
      auto const z = constant<1>(noise(n, random::key(seed, Stream::generated_latent), first));
      Variable const decoded =
          averaged_ ? Variable(evaluate(decoder_.with(averaged_, z, {}))) : Variable(evaluate(decoder_(z, {})));
      return Variable(evaluate(composition_.samples_of(decoded))).value();
    });
  }

  /// The bound on log p(x) of each sample {n, 1}, with one draw of its code, in evaluation mode. The same seed gives the same draws.
  Tensor<T, Device> bound(Tensor<T, Device> const& samples, Seed seed = {}) const {
    constexpr bool has_bound = G::variational && EncodesAndDecodes<G>;
    static_assert(has_bound, "only a Vae bounds the likelihood of samples");
    require_samples("encoder", samples);
    if constexpr (has_bound)
      return in_parts<T>(*context_, Shape{samples.shape()[0], 1}, [&](std::int64_t first, std::int64_t n) {
        auto const x = constant<1>(samples.slice(first, first + n));
        auto const code = encoded(x, {});
        auto const eps = constant<1>(noise(n, random::key(seed, Stream::generated_latent), first));
        Variable const z = reparameterise(code.mean, code.log_variance, eps);
        auto const cost = negative_log_likelihood(composition_.likelihood, x, evaluate(decoder_(z, {})));
        return evaluate(-(cost + gaussian_kl(code.mean, code.log_variance))).value();
      });
  }

  /// Standard normal noise {count, latent}: draws first ... of `key`.
  Tensor<T, Device> noise(std::int64_t count, random::Key key, std::int64_t first = 0) const {
    return draw_noise<T>(*context_, NormalNoise{}, count, latent(), key, first + context_->rows().first);
  }
  int latent() const { return composition_.encoder.latent; }

  /// The encoder's output for x, in the given mode.
  template <Operand X> Encoded<Variable> encoded(X const& x, PassMode const& mode) const {
    auto const output = encoder_(x, mode);
    static_assert(!G::variational || IsEncoded<std::decay_t<decltype(output)>>::value,
                  "a Vae's encoder gives a mean and a log variance: end its layers in a GaussianHead, or use an Autoencoder");
    return as_encoded<Variable>(output);
  }

  Context<Device>& context() const { return *context_; }
  G const& composition() const { return composition_; }
  EncoderNetwork& encoder() { return encoder_; }
  EncoderNetwork const& encoder() const { return encoder_; }
  /// The decoder is the network that generates.
  DecoderNetwork& generator() { return decoder_; }
  DecoderNetwork const& generator() const { return decoder_; }
  template <class F> void for_networks(F const& f) { f("encoder", encoder_), f("decoder", decoder_); }
  template <class F> void for_networks(F const& f) const { f("encoder", encoder_), f("decoder", decoder_); }

  /// What all draws of a training depend on; a checkpoint brings its own.
  Seed seed() const { return seed_; }
  void set_seed(Seed seed) { seed_ = seed; }

  /// An average of the decoder's parameters that `generate` uses; empty where none is kept.
  Tensor<T, Device> const& averaged() const { return averaged_; }
  void set_averaged(Tensor<T, Device> values) { averaged_ = std::move(values); }

  /// Every bit of parameters and state agrees.
  friend bool operator==(VaeBody const& a, VaeBody const& b) { return same_networks(a, b); }

 protected:
  void require_samples(char const* network, Tensor<T, Device> const& samples) const {
    require<ShapeError>(samples.shape().rank() > 0 && samples.shape() == Sample::shape(samples.shape()[0]), "this ", network,
                        " takes samples of shape ", Sample::shape(1), " after the batch size in front, not ", samples.shape());
  }

 private:
  std::unique_ptr<Context<Device>> context_;
  Seed seed_;
  G composition_;
  EncoderNetwork encoder_;
  DecoderNetwork decoder_;
  Tensor<T, Device> averaged_;
};

template <class G, class Sample, class Device, class T>
requires EncodesAndDecodes<G>
struct BodyOf<G, Sample, Device, T> {
  using type = VaeBody<G, Sample, Device, T>;
};

}  // namespace detail
}  // namespace gan

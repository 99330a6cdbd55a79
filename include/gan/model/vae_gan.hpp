#pragma once
#include <gan/loss/learned_similarity.hpp>
#include <gan/model/save.hpp>
#include <gan/model/vae.hpp>
#include <gan/optim/balance_gate.hpp>

namespace gan {

/// Why the policies of a VaeGan do not fit together; the sentences stand in its assertions.
enum class VaeGanMisfit {
  none,
  encoder_without_layers,
  decoder_without_layers,
  discriminator_without_features,
  loss_without_logit,
};

namespace detail {
template <class E, class G, class D, class Loss> constexpr VaeGanMisfit vae_gan_misfit() {
  if constexpr (!HasLayers<E>) return VaeGanMisfit::encoder_without_layers;
  else if constexpr (!HasLayers<G>) return VaeGanMisfit::decoder_without_layers;
  else if constexpr (!HasLayers<D> || !HasScore<D> || !has_features<D>) return VaeGanMisfit::discriminator_without_features;
  else if constexpr (!ScoreLoss<Loss>) return VaeGanMisfit::loss_without_logit;
  else
    return std::is_same_v<typename Loss::score, Logit> && std::is_same_v<typename D::score, Logit>
               ? VaeGanMisfit::none
               : VaeGanMisfit::loss_without_logit;
}
}  // namespace detail

/// A variational auto-encoder whose decoder is the generator of a GAN and whose reconstruction error is taken in the discriminator's
/// features (Larsen et al. 2016):
///   VaeGan vae_gan{DCEncoder{}, DCGenerator{}, DCDiscriminator{}, NonSaturating{}, LearnedSimilarity{.weight = 1e-3f}};
/// x~ is the decoded code of x, x_p a decoded draw from the prior, f the features that the discriminator's last layer sees,
/// real, fake and generator the terms of the loss on its scores. Each network minimises its own objective:
///   encoder        KL(q(z|x) || N(0, I)) + |f(x) - f(x~)|^2 / 2            no gradient of the discriminator's judgement
///   decoder        weight |f(x) - f(x~)|^2 / 2 + generator(x~) + generator(x_p)                no gradient of the divergence
///   discriminator  real(x) + fake(x~) + fake(x_p)                                              no gradient of the similarity
/// The three batches pass through the discriminator one by one, so batch norm does not mix them. An optional last policy, BalanceGate{},
/// lets the discriminator or the decoder wait; it reads two numbers from the device in every step.
template <class E, class G, class D, class Loss, class Gate = NoGate> struct VaeGan {
  static constexpr VaeGanMisfit misfit = detail::vae_gan_misfit<E, G, D, Loss>();
  static_assert(misfit != VaeGanMisfit::encoder_without_layers,
                "an encoder policy needs `template <class Sample> auto layers(Sample) const`, which gives the network from a "
                "sample to its code");
  static_assert(
      misfit != VaeGanMisfit::decoder_without_layers,
      "a decoder policy needs `template <class Sample> auto layers(Sample) const`, which gives the network from a code "
      "to a sample");
  static_assert(misfit != VaeGanMisfit::discriminator_without_features,
                "a VaeGan compares samples by their features, so its discriminator needs some; an MlpDiscriminator and a "
                "DCDiscriminator have them");
  static_assert(
      misfit != VaeGanMisfit::loss_without_logit,
      "a VaeGan needs a discriminator that gives a Logit and a loss on one, with real(s), fake(s) and generator(s), such "
      "as NonSaturating or Minimax");

  using encoder_type = E;
  using decoder_type = G;
  using discriminator_type = D;
  using loss_type = Loss;
  using reconstruction_type = LearnedSimilarity;
  using network_policies = std::tuple<E, G, D>;
  static constexpr bool variational = true, uses_labels = false;
  static constexpr int classes = 0;
  static constexpr bool gated = !std::is_same_v<Gate, NoGate>;

  E encoder;
  G decoder;
  D discriminator;
  Loss loss;
  LearnedSimilarity similarity;
  Gate gate;

  VaeGan(E e, G g, D d, Loss l, LearnedSimilarity s = {}, Gate b = {})
      : encoder(std::move(e)), decoder(std::move(g)), discriminator(std::move(d)), loss(std::move(l)), similarity(s), gate(b) {}

  template <Operand Y> auto const& samples_of(Y const& decoded) const { return decoded; }
  void validate() const {
    require<OptionError>(similarity.weight >= 0, "a learned similarity needs a weight of at least 0, not ", similarity.weight);
    if constexpr (gated) gate.validate();
  }
  std::string text() const {
    return "vae-gan of encoder " + field_text(encoder) + ", decoder " + field_text(decoder) + ", discriminator " +
           field_text(discriminator) + ", loss " + detail::loss_text(loss) + ", similarity " + field_text(similarity) +
           ", gate " + field_text(gate);
  }
};

namespace detail {

template <class G>
concept ComparesByFeatures = requires {
  typename G::encoder_type;
  typename G::discriminator_type;
};

/// A VaeBody with a discriminator.
template <class G, class Sample, class Device, class T> class VaeGanBody : public VaeBody<G, Sample, Device, T> {
  using Base = VaeBody<G, Sample, Device, T>;

 public:
  using typename Base::Variable;
  using DiscriminatorNetwork =
      Network<T, Device, 1, decltype(std::declval<typename G::discriminator_type const&>().layers(Sample{}))>;

  VaeGanBody(G composition, Sample shape, Device device = {}, Seed seed = {}, T scalar = T{})
      : Base(std::move(composition), shape, device, seed, scalar),
        discriminator_(this->context(), this->composition().discriminator.layers(Sample{}),
                       random::key(seed, Stream::initial_parameters, 2)) {}

  /// The score of each sample, in evaluation mode; {n, 1}. Throws ShapeError for samples of another shape.
  Tensor<T, Device> discriminate(Tensor<T, Device> const& samples) const {
    this->require_samples("discriminator", samples);
    return in_parts<T>(this->context(), Shape{samples.shape()[0], 1}, [&](std::int64_t first, std::int64_t n) {
      return scored(constant<1>(samples.slice(first, first + n)), {}).score.value();
    });
  }

  /// The discriminator's output for x, in the given mode.
  template <Operand X> Scored<Variable> scored(X const& x, PassMode const& mode) const {
    return as_scored<Variable>(discriminator_(x, mode));
  }

  DiscriminatorNetwork& discriminator() { return discriminator_; }
  DiscriminatorNetwork const& discriminator() const { return discriminator_; }
  template <class F> void for_networks(F const& f) { Base::for_networks(f), f("discriminator", discriminator_); }
  template <class F> void for_networks(F const& f) const { Base::for_networks(f), f("discriminator", discriminator_); }

  friend bool operator==(VaeGanBody const& a, VaeGanBody const& b) { return same_networks(a, b); }

 private:
  DiscriminatorNetwork discriminator_;
};

template <class G, class Sample, class Device, class T>
requires ComparesByFeatures<G>
struct BodyOf<G, Sample, Device, T> {
  using type = VaeGanBody<G, Sample, Device, T>;
};

}  // namespace detail
}  // namespace gan

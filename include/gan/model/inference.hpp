#pragma once
#include <gan/core/fields.hpp>
#include <gan/model/model.hpp>
#include <gan/network/encoder.hpp>

namespace gan {

/// Why a generator and an encoder make no inference network; the sentences stand in the assertions below.
enum class InferenceMisfit { none, generator_without_layers, encoder_without_layers };

/// A network E that says from which z a generator made a sample (Goodfellow et al. 2014, section 7): E(x) is trained on pairs (G(z), z)
/// to minimise
///   E_z |E(G(z)) - z|^2, summed over the dimensions of z,
/// which is -log N(z; E(x), I) up to constants; the best E(x) is the mean of all z that make x. G is held: it is no part of the
/// objective, runs in evaluation mode, and its samples are constants. It is that of a trained model:
///   InferenceNetwork inference{game.gan().generator, MlpEncoder{.latent = 100}};
///   Model model{inference, Image<1, 28, 28>{}};
///   take_generator(model, game);
///   train(model, data, {.epochs = 10});
///   auto z = model.infer(samples);
/// z is all of the generator's input as `generate` draws it: behind the noise of a Coded its codes, behind that of a ConditionalGenerator
/// the class, both as numbers like the others. Of an encoder with a Gaussian head only the mean is used.
template <class G, class E> struct InferenceNetwork {
  static constexpr InferenceMisfit misfit = !HasLayers<G>   ? InferenceMisfit::generator_without_layers
                                            : !HasLayers<E> ? InferenceMisfit::encoder_without_layers
                                                            : InferenceMisfit::none;
  static_assert(misfit != InferenceMisfit::generator_without_layers,
                "an inference network is trained on the samples of a generator policy, whose `template <class Sample> auto "
                "layers(Sample) const` gives the network from the latent vector to a sample");
  static_assert(
      misfit != InferenceMisfit::encoder_without_layers,
      "an inference network is an encoder policy, whose `template <class Sample> auto layers(Sample) const` gives the "
      "network from a sample to the latent vector; an MlpEncoder and a DCEncoder have them");
  using inverted_type = G;
  using network_policies = std::tuple<G, E>;
  static constexpr bool uses_labels = false;
  static constexpr int classes = 0;

  G generator;
  E encoder;

  InferenceNetwork(G g, E e) : generator(std::move(g)), encoder(std::move(e)) {}

  /// The values of all policies, for files.
  std::string text() const {
    return "inference network of generator " + field_text(generator) + ", encoder " + field_text(encoder);
  }
};

namespace detail {

template <class C>
concept Infers = requires {
  typename C::inverted_type;
};

template <class C, class Sample, class Device, class T> class InferenceBody {
 public:
  using gan_type = C;  ///< the composition
  using sample = Sample;
  using device_type = Device;
  using value_type = T;
  using Variable = Var<T, Device, 1>;
  using HeldNetwork = Network<T, Device, 1, decltype(std::declval<C const&>().generator.layers(Sample{}))>;
  using EncoderLayers = std::decay_t<decltype(point_encoder(std::declval<C const&>().encoder.layers(Sample{})))>;
  using EncoderNetwork = Network<T, Device, 1, EncoderLayers>;

  InferenceBody(C composition, Sample, Device device = {}, Seed seed = {}, T = T{})
      : context_(std::make_unique<Context<Device>>(device, seed)),
        seed_(seed),
        composition_(std::move(composition)),
        held_(*context_, composition_.generator.layers(Sample{}), random::key(seed, Stream::initial_parameters, 0)),
        encoder_(*context_, point_encoder(composition_.encoder.layers(Sample{})),
                 random::key(seed, Stream::initial_parameters, 1)) {
    if constexpr (requires { composition_.encoder.latent; })
      require<OptionError>(composition_.encoder.latent == latent(), "this generator's input has ", latent(),
                           " numbers, noise and codes together, so an encoder that infers it needs as many, not ",
                           composition_.encoder.latent);
  }

  /// The generator's input that each sample was made from {n, latent}, as far as E knows it, in evaluation mode and from the averaged
  /// parameters where training keeps them. Throws ShapeError for samples of another shape.
  Tensor<T, Device> infer(Tensor<T, Device> const& samples) const {
    require<ShapeError>(samples.shape().rank() > 0 && samples.shape() == Sample::shape(samples.shape()[0]),
                        "this inference network takes samples of shape ", Sample::shape(1),
                        " after the batch size in front, not ", samples.shape());
    return in_parts<T>(*context_, Shape{samples.shape()[0], latent()}, [&](std::int64_t first, std::int64_t n) {
      auto const x = constant<1>(samples.slice(first, first + n));
      return (averaged_ ? Variable(evaluate(encoder_.with(averaged_, x, {}))) : inferred(x, {})).value();
    });
  }
  /// G(infer(samples)): the samples as the generator would have made them.
  Tensor<T, Device> reconstruct(Tensor<T, Device> const& samples) const { return generate_from(infer(samples)); }
  /// G(z) for inputs of the generator {n, latent}. Throws ShapeError for another shape.
  Tensor<T, Device> generate_from(Tensor<T, Device> const& z) const {
    require<ShapeError>(z.shape().rank() == 2 && z.shape()[1] == latent(), "this generator takes inputs {n, ", latent(),
                        "}, not ", z.shape());
    return in_parts<T>(*context_, Sample::shape(z.shape()[0]), [&](std::int64_t first, std::int64_t n) {
      return Variable(evaluate(held_(constant<1>(z.slice(first, first + n)), {}))).value();
    });
  }

  /// Inputs of the generator {count, latent}: draws first ... of `key`.
  Tensor<T, Device> noise(std::int64_t count, random::Key key, std::int64_t first = 0) const {
    return draw_latent<T>(*context_, composition_.generator, count, key, first + context_->rows().first);
  }
  int latent() const { return latent_size(composition_.generator); }

  /// E(x) in the given mode.
  template <Operand X> Variable inferred(X const& x, PassMode const& mode) const {
    Variable const z(evaluate(encoder_(x, mode)));
    require<ShapeError>(z.shape() == Shape{x.shape()[0], latent()}, "this generator's input has ", latent(),
                        " numbers, but the encoder gives for ", x.shape()[0], " samples a tensor of shape ", z.shape());
    return z;
  }

  Context<Device>& context() const { return *context_; }
  C const& composition() const { return composition_; }
  EncoderNetwork& encoder() { return encoder_; }
  EncoderNetwork const& encoder() const { return encoder_; }
  /// The generator, which no training of this model moves.
  HeldNetwork const& held() const { return held_; }
  /// Throws OptionError where the generator is as it was initialised: take_generator was forgotten, and no file was loaded.
  void require_generator() const {
    HeldNetwork const initial(*context_, composition_.generator.layers(Sample{}),
                              random::key(seed_, Stream::initial_parameters, 0));
    auto const held = to_host(held_.parameters().values());
    require<OptionError>(held.empty() || held != to_host(initial.parameters().values()),
                         "this inference network's generator is as it was initialised, so there is nothing to learn from its "
                         "samples: take_generator(model, game) gives it that of a trained model");
  }
  /// The network of which training may keep an average.
  EncoderNetwork& generator() { return encoder_; }
  EncoderNetwork const& generator() const { return encoder_; }
  template <class F> void for_networks(F const& f) { f("generator", held_), f("encoder", encoder_); }
  template <class F> void for_networks(F const& f) const { f("generator", held_), f("encoder", encoder_); }
  Seed seed() const { return seed_; }
  void set_seed(Seed seed) { seed_ = seed; }
  Tensor<T, Device> const& averaged() const { return averaged_; }
  void set_averaged(Tensor<T, Device> values) { averaged_ = std::move(values); }
  friend bool operator==(InferenceBody const& a, InferenceBody const& b) { return same_networks(a, b); }

 private:
  std::unique_ptr<Context<Device>> context_;
  Seed seed_;
  C composition_;
  HeldNetwork held_;
  EncoderNetwork encoder_;
  Tensor<T, Device> averaged_;
};

template <class C, class Sample, class Device, class T>
requires Infers<C>
struct BodyOf<C, Sample, Device, T> {
  using type = InferenceBody<C, Sample, Device, T>;
};

}  // namespace detail

/// The inference network's generator becomes that of a model: its averaged parameters where the model keeps them, as `generate` takes
/// them, and its running statistics. Throws OptionError where the generators differ in a value of their policies, a prior of noise say,
/// or in their layers; then nothing has changed.
template <class M, class Game> void take_generator(M& model, Game const& game) {
  constexpr bool is_it = requires {
    requires std::is_same_v<typename M::gan_type::inverted_type, typename Game::gan_type::generator_type>;
  };
  static_assert(is_it,
                "take_generator takes the generator of a Gan's model into an InferenceNetwork of the same generator policy");
  if constexpr (is_it) {
    auto const mine = field_text(model.composition().generator), theirs = field_text(game.gan().generator);
    require<OptionError>(mine == theirs, "this inference network's generator has the values ", mine, ", but the model's has ",
                         theirs);
    auto require_alike = [](auto const& to, auto const& from) {
      bool alike = to.size() == from.size();
      for (std::size_t i = 0; alike && i < to.size(); ++i)
        alike = to.entries()[i].name == from.entries()[i].name && to.entries()[i].shape == from.entries()[i].shape;
      require<OptionError>(alike, "this inference network's generator has other layers than the model's");
    };
    auto const& from = game.generator();
    require_alike(model.held().parameters(), from.parameters());
    require_alike(model.held().state(), from.state());
    auto take = [&](auto const& to, auto const& values) {
      auto const numbers = to_host(values);
      copy_from_host(model.context(), numbers.data(), to.data(), to.count());
    };
    take(model.held().parameters().values(), game.averaged() ? game.averaged() : from.parameters().values());
    if (from.state().size() > 0) take(model.held().state().values(), from.state().values());
  }
}

}  // namespace gan

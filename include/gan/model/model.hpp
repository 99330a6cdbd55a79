#pragma once
#include <cstring>
#include <memory>

#include <gan/core/sample.hpp>
#include <gan/loss/code_likelihood.hpp>
#include <gan/model/gan.hpp>
#include <gan/model/networks.hpp>
#include <gan/network/conditional.hpp>
#include <gan/network/noise.hpp>

namespace gan {

namespace detail {

/// Stands in for a model that cannot be, so that its one assertion is its one error.
struct NoModel {
  template <class... A> explicit NoModel(A const&...) {}
  template <class... A> NoModel generate(A const&...) const { return NoModel(); }
  template <class... A> NoModel discriminate(A const&...) const { return NoModel(); }
  template <class... A> NoModel encode(A const&...) const { return NoModel(); }
  template <class... A> NoModel decode(A const&...) const { return NoModel(); }
  template <class... A> NoModel reconstruct(A const&...) const { return NoModel(); }
};

template <class G, class Sample, class Device, class T> class ModelBody {
 public:
  using gan_type = G;
  using sample = Sample;
  using device_type = Device;
  using value_type = T;
  static constexpr int generator_order = G::second_order_generator ? 2 : 1;
  static constexpr int discriminator_order = G::second_order_discriminator ? 2 : 1;
  using GeneratorLayers = decltype(std::declval<typename G::generator_type const&>().layers(Sample{}));
  using DiscriminatorLayers = decltype(std::declval<typename G::discriminator_type const&>().layers(Sample{}));
  using GeneratorNetwork = Network<T, Device, generator_order, GeneratorLayers>;
  using DiscriminatorNetwork = Network<T, Device, discriminator_order, DiscriminatorLayers>;

  ModelBody(G gan, Sample, Device device = {}, Seed seed = {}, T = T{})
      : context_(std::make_unique<Context<Device>>(device, seed)),
        seed_(seed),
        gan_(std::move(gan)),
        generator_(*context_, gan_.generator.layers(Sample{}), random::key(seed, Stream::initial_parameters, 0)),
        discriminator_(*context_, gan_.discriminator.layers(Sample{}), random::key(seed, Stream::initial_parameters, 1)) {
    require<OptionError>(latent_size(gan_.generator) >= 1, "a generator needs at least one latent dimension, not ",
                         latent_size(gan_.generator));
    require_same_codes(gan_.generator, gan_.discriminator);
    if constexpr (requires { gan_.loss.validate(); }) gan_.loss.validate();
    if constexpr (requires { gan_.generator.validate(gan_.loss); }) gan_.generator.validate(gan_.loss);
  }

  /// `count` samples, in evaluation mode and from the averaged parameters where training keeps them. The same seed gives the same
  /// latent vectors. Shape {count, ...}.
  Tensor<T, Device> generate(std::int64_t count, Seed seed = {}) const {
    require<OptionError>(count >= 1, "generate needs a count of at least 1, not ", count);
    return in_parts<T>(*context_, Sample::shape(count), [&](std::int64_t first, std::int64_t n) {
      return samples_of(noise(n, random::key(seed, Stream::generated_latent), first));
    });
  }
  /// A sample of each of these classes 0 ... classes - 1, by a conditional generator. Throws OptionError for a class there is not.
  Tensor<T, Device> generate(std::vector<int> const& classes, Seed seed = {}) const {
    constexpr int count = classes_of<typename G::generator_type>;
    static_assert(count > 0,
                  "samples of given classes need a conditional generator: ConditionalGenerator{generator, Classes<10>{}}");
    auto const n = static_cast<std::int64_t>(classes.size());
    require<OptionError>(n >= 1, "generate needs at least 1 class");
    Tensor<T, Device> const latent = noise(n, random::key(seed, Stream::generated_latent)),
                            rows = one_hot<T>(*context_, classes, count, class_scale(gan_.generator));
    copy_runs(*context_, rows.data(), count, latent.data() + latent.shape()[1] - count, latent.shape()[1], n, count);
    return generate_from(latent);
  }
  /// The samples of given inputs of the generator {n, latent size}, as `noise` gives them. Throws ShapeError for another shape.
  Tensor<T, Device> generate_from(Tensor<T, Device> const& latent) const {
    int const size = latent_size(gan_.generator);
    require<ShapeError>(latent.shape().rank() == 2 && latent.shape()[1] == size, "this generator takes inputs {n, ", size,
                        "}, not ", latent.shape());
    return in_parts<T>(*context_, Sample::shape(latent.shape()[0]),
                       [&](std::int64_t first, std::int64_t n) { return samples_of(latent.slice(first, first + n)); });
  }

  /// The score of each sample, in evaluation mode; {n, 1}. Of a Posterior the means and the deviations side by side
  /// {n, 2 dimensions}, these as the loss reads them. Throws ShapeError for samples of another shape.
  Tensor<T, Device> discriminate(Tensor<T, Device> const& samples) const {
    static_assert(classes_of<typename G::discriminator_type> == 0,
                  "a conditional discriminator judges samples of given classes: discriminate(samples, classes)");
    static_assert(!is_masked<typename G::discriminator_type>,
                  "a masked discriminator judges samples by what was given of them: discriminate(samples, masks)");
    if constexpr (classes_of<typename G::discriminator_type> == 0 && !is_masked<typename G::discriminator_type>)
      return judge(samples, {});
    else return samples;
  }
  /// The same by a conditional discriminator, for samples of these classes. Throws OptionError where there is not one for each.
  Tensor<T, Device> discriminate(Tensor<T, Device> const& samples, std::vector<int> const& classes) const {
    constexpr int count = classes_of<typename G::discriminator_type>;
    static_assert(count > 0, "only a conditional discriminator judges by classes: ConditionalD{discriminator, Classes<10>{}}");
    require<OptionError>(samples.shape().rank() > 0 && samples.shape()[0] == static_cast<std::int64_t>(classes.size()),
                         "each sample needs its class, but there are ", classes.size(), " classes for samples ",
                         samples.shape());
    return judge(samples, one_hot<T>(*context_, classes, count));
  }

  /// The same by a masked discriminator, of which masks say what was given, as `complete` takes them. Throws ShapeError for others.
  Tensor<T, Device> discriminate(Tensor<T, Device> const& samples, Tensor<T, Device> const& masks) const {
    static_assert(is_masked<typename G::discriminator_type>,
                  "only a masked discriminator judges by masks: MaskedD{discriminator}");
    require_samples(samples);
    std::int64_t const n = samples.shape()[0];
    require<ShapeError>(masks.shape() == mask_shape<Sample>(n), "samples ", samples.shape(), " need masks ",
                        mask_shape<Sample>(n), ", not ", masks.shape());
    return judge(samples, masks.reshaped({n, mask_size<Sample>}));
  }

  /// The probability of each class {n, classes} by a discriminator that guesses classes, in evaluation mode. Throws ShapeError for
  /// samples of another shape.
  Tensor<T, Device> classify(Tensor<T, Device> const& samples) const {
    using D = typename G::discriminator_type;
    static_assert(guesses_classes<D>,
                  "this discriminator guesses no classes; a LadderD does, and a Classifier does nothing else");
    if constexpr (guesses_classes<D>) {
      require_samples(samples);
      int const classes = gan_.discriminator.guessed_classes();
      return in_parts<T>(*context_, Shape{samples.shape()[0], classes}, [&](std::int64_t first, std::int64_t n) {
        auto const x = constant<discriminator_order>(samples.slice(first, first + n));
        auto const y = as_scored<Var<T, Device, discriminator_order>, typename D::score>(discriminator_(x, {}));
        return softmax(slice(y.guess, 1, 0, classes)).value();
      });
    } else return samples;
  }

  /// Noise for the generator: `count` latent vectors, draws first ... of `key`.
  Tensor<T, Device> noise(std::int64_t count, random::Key key, std::int64_t first = 0) const {
    return draw_latent<T>(*context_, gan_.generator, count, key, first + context_->rows().first);
  }

  Context<Device>& context() const { return *context_; }
  G const& gan() const { return gan_; }
  G const& composition() const { return gan_; }
  GeneratorNetwork& generator() { return generator_; }
  GeneratorNetwork const& generator() const { return generator_; }
  DiscriminatorNetwork& discriminator() { return discriminator_; }
  DiscriminatorNetwork const& discriminator() const { return discriminator_; }
  template <class F> void for_networks(F const& f) { f("generator", generator_), f("discriminator", discriminator_); }
  template <class F> void for_networks(F const& f) const { f("generator", generator_), f("discriminator", discriminator_); }

  /// What all draws of a training depend on; a checkpoint brings its own.
  Seed seed() const { return seed_; }
  void set_seed(Seed seed) { seed_ = seed; }

  /// An average of the generator's parameters that `generate` uses; empty where none is kept.
  Tensor<T, Device> const& averaged() const { return averaged_; }
  void set_averaged(Tensor<T, Device> values) { averaged_ = std::move(values); }

  /// Every bit of parameters and state agrees.
  friend bool operator==(ModelBody const& a, ModelBody const& b) { return same_networks(a, b); }

 private:
  Tensor<T, Device> samples_of(Tensor<T, Device> const& latent) const {
    auto const z = constant<generator_order>(latent);
    return (averaged_ ? evaluate(generator_.with(averaged_, z, {})) : evaluate(generator_(z, {}))).value();
  }
  static void require_samples(Tensor<T, Device> const& samples) {
    require<ShapeError>(samples.shape().rank() > 0 && samples.shape() == Sample::shape(samples.shape()[0]),
                        "this discriminator takes samples of shape ", Sample::shape(1), " after the batch size in front, not ",
                        samples.shape());
  }
  /// `side`: rows of classes for a conditional discriminator, of masks for a masked one.
  Tensor<T, Device> judge(Tensor<T, Device> const& samples, Tensor<T, Device> const& side) const {
    require_samples(samples);
    NoRecording<Device> off(*context_);
    using V = Var<T, Device, discriminator_order>;
    V x = constant<discriminator_order>(samples);
    if constexpr (classes_of<typename G::discriminator_type> != 0)
      x = gan_.discriminator.with_classes(x, constant<discriminator_order>(side));
    if constexpr (is_masked<typename G::discriminator_type>)
      x = gan_.discriminator.with_masks(x, constant<discriminator_order>(side));
    using Kind = typename G::discriminator_type::score;
    auto const y = as_scored<V, Kind>(discriminator_(x, {}));
    if constexpr (std::is_same_v<Kind, Posterior>) return concatenate(1, y.score, deviation_of(gan_.loss, y.deviation)).value();
    else return y.score.value();
  }

  std::unique_ptr<Context<Device>> context_;
  Seed seed_;
  G gan_;
  GeneratorNetwork generator_;
  DiscriminatorNetwork discriminator_;
  Tensor<T, Device> averaged_;
};

/// Whether each of a composition's networks exists for a sample.
template <class Sample, class... Policies> constexpr bool have_their_images(std::tuple<Policies...> const*) {
  return (has_its_image<Policies, Sample>() && ...);
}
template <class Sample, class... Policies> constexpr bool have_their_sizes(std::tuple<Policies...> const*) {
  return (has_its_size<Policies, Sample>() && ...);
}
template <class G> inline constexpr typename G::network_policies const* policies_of = nullptr;

template <class G, class Sample, class Device> constexpr bool model_exists() {
  return G::misfit == std::remove_const_t<decltype(G::misfit)>::none && has_backend<Device> &&
         have_their_images<Sample>(policies_of<G>) && have_their_sizes<Sample>(policies_of<G>);
}

/// What a model of a composition is made of; other kinds of compositions specialise it.
template <class G, class Sample, class Device, class T> struct BodyOf { using type = ModelBody<G, Sample, Device, T>; };

/// Whether a Model can be, so that what is done with one that cannot adds nothing to its assertion.
template <class M> inline constexpr bool exists = !std::is_base_of_v<NoModel, M>;

template <bool Exists, class G, class Sample, class Device, class T> struct ModelBase {
  using type = typename BodyOf<G, Sample, Device, T>::type;
};
template <class G, class Sample, class Device, class T> struct ModelBase<false, G, Sample, Device, T> { using type = NoModel; };

}  // namespace detail

/// A composition with its numbers: networks for a sample shape on a device, initialised from a seed.
///   Model model{ebgan, Image<1, 28, 28>{}, Cpu{.threads = 2}, Seed{1}};
/// A fifth argument of type double gives a model in double, for checks.
template <class G, class Sample, class Device = Cpu, class T = float>
class Model : public detail::ModelBase<detail::model_exists<G, Sample, Device>(), G, Sample, Device, T>::type {
  using Base = typename detail::ModelBase<detail::model_exists<G, Sample, Device>(), G, Sample, Device, T>::type;
  static_assert(has_backend<Device> || !is_cuda<Device>, "Cuda needs nvcc: compile this file as .cu");
  static_assert(has_backend<Device> || !is_cpu<Device>, "Cpu needs a host compiler: put this in a .cpp");
  static_assert(detail::have_their_images<Sample>(detail::policies_of<G>),
                "a DC network needs images: use Image<C, H, W>, or an Mlp network for a Vector");
  static_assert(detail::have_their_sizes<Sample>(detail::policies_of<G>),
                "a DC network doubles its image from a small map: height and width must be divisible by 4");

 public:
  Model(G gan, Sample shape, Device device = {}, Seed seed = {}, T scalar = T{})
      : Base(std::move(gan), shape, device, seed, scalar) {}
};

}  // namespace gan

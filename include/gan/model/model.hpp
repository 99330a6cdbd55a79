#pragma once
#include <cstring>
#include <memory>

#include <gan/core/sample.hpp>
#include <gan/model/gan.hpp>
#include <gan/network/noise.hpp>
#include <gan/nn/network.hpp>

namespace gan {

namespace detail {

/// Stands in for a model that cannot be, so that its one assertion is its one error.
struct NoModel {
  template <class... A> explicit NoModel(A const&...) {}
  template <class... A> NoModel generate(A const&...) const { return NoModel(); }
  template <class... A> NoModel discriminate(A const&...) const { return NoModel(); }
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
    require<OptionError>(gan_.generator.latent >= 1, "a generator needs at least one latent dimension, not ",
                         gan_.generator.latent);
  }

  /// `count` samples, in evaluation mode and from the averaged parameters where training keeps them. The same seed gives the same
  /// latent vectors. Shape {count, ...}.
  Tensor<T, Device> generate(std::int64_t count, Seed seed = {}) const {
    require<OptionError>(count >= 1, "generate needs a count of at least 1, not ", count);
    constexpr std::int64_t at_once = 256;
    NoRecording<Device> off(*context_);
    Tensor<T, Device> out(*context_, Sample::shape(count));
    for (std::int64_t first = 0; first < count; first += at_once) {
      std::int64_t n = std::min(at_once, count - first);
      auto z = constant<generator_order>(noise(n, random::key(seed, Stream::generated_latent), first));
      auto samples = averaged_ ? evaluate(generator_.with(averaged_, z, {})) : evaluate(generator_(z, {}));
      copy(*context_, samples.value().data(), out.data() + first * Sample::size, n * Sample::size);
    }
    return out;
  }

  /// The score of each sample, in evaluation mode; {n, 1}. Throws ShapeError for samples of another shape.
  Tensor<T, Device> discriminate(Tensor<T, Device> const& samples) const {
    require<ShapeError>(samples.shape().rank() > 0 && samples.shape() == Sample::shape(samples.shape()[0]),
                        "this discriminator takes samples of shape ", Sample::shape(1), " after the batch size in front, not ",
                        samples.shape());
    NoRecording<Device> off(*context_);
    auto x = constant<discriminator_order>(samples);
    return as_scored<Var<T, Device, discriminator_order>>(discriminator_(x, {})).score.value();
  }

  /// Noise for the generator: `count` latent vectors, draws first ... of `key`.
  Tensor<T, Device> noise(std::int64_t count, random::Key key, std::int64_t first = 0) const {
    NoisePrior prior = NormalNoise{};
    if constexpr (requires { gan_.generator.noise; }) prior = gan_.generator.noise;
    return draw_noise<T>(*context_, prior, count, gan_.generator.latent, key, first);
  }

  Context<Device>& context() const { return *context_; }
  G const& gan() const { return gan_; }
  GeneratorNetwork& generator() { return generator_; }
  GeneratorNetwork const& generator() const { return generator_; }
  DiscriminatorNetwork& discriminator() { return discriminator_; }
  DiscriminatorNetwork const& discriminator() const { return discriminator_; }

  /// What all draws of a training depend on; a checkpoint brings its own.
  Seed seed() const { return seed_; }
  void set_seed(Seed seed) { seed_ = seed; }

  /// An average of the generator's parameters that `generate` uses; empty where none is kept.
  Tensor<T, Device> const& averaged() const { return averaged_; }
  void set_averaged(Tensor<T, Device> values) { averaged_ = std::move(values); }

  /// Every bit of parameters and state agrees.
  friend bool operator==(ModelBody const& a, ModelBody const& b) {
    auto same = [](Tensor<T, Device> const& p, Tensor<T, Device> const& q) {
      auto const x = to_host(p), y = to_host(q);
      return x.size() == y.size() && (x.empty() || std::memcmp(x.data(), y.data(), x.size() * sizeof(T)) == 0);
    };
    return same(a.generator_.parameters().values(), b.generator_.parameters().values()) &&
           same(a.generator_.state().values(), b.generator_.state().values()) &&
           same(a.discriminator_.parameters().values(), b.discriminator_.parameters().values()) &&
           same(a.discriminator_.state().values(), b.discriminator_.state().values());
  }

 private:
  std::unique_ptr<Context<Device>> context_;
  Seed seed_;
  G gan_;
  GeneratorNetwork generator_;
  DiscriminatorNetwork discriminator_;
  Tensor<T, Device> averaged_;
};

template <class G, class Sample, class Device> constexpr bool model_exists() {
  return G::misfit == Misfit::none && has_backend<Device> && has_its_image<typename G::generator_type, Sample>() &&
         has_its_image<typename G::discriminator_type, Sample>() && has_its_size<typename G::generator_type, Sample>() &&
         has_its_size<typename G::discriminator_type, Sample>();
}

/// Whether a Model can be, so that what is done with one that cannot adds nothing to its assertion.
template <class M> inline constexpr bool exists = !std::is_base_of_v<NoModel, M>;

template <bool Exists, class G, class Sample, class Device, class T> struct ModelBase {
  using type = ModelBody<G, Sample, Device, T>;
};
template <class G, class Sample, class Device, class T> struct ModelBase<false, G, Sample, Device, T> { using type = NoModel; };

}  // namespace detail

/// A composition with its numbers: networks for a sample shape on a device, initialised from a seed.
///   Model model{ebgan, Image<1, 28, 28>{}, Cpu{.threads = 2}, Seed{1}};
/// A fifth argument of type double gives a model in double, for checks.
template <class G, class Sample, class Device = Cpu, class T = float>
class Model : public detail::ModelBase<detail::model_exists<G, Sample, Device>(), G, Sample, Device, T>::type {
  using Base = typename detail::ModelBase<detail::model_exists<G, Sample, Device>(), G, Sample, Device, T>::type;
  using Generator = typename G::generator_type;
  using Discriminator = typename G::discriminator_type;
  static_assert(has_backend<Device> || !is_cuda<Device>, "Cuda needs nvcc: compile this file as .cu");
  static_assert(has_backend<Device> || !is_cpu<Device>, "Cpu needs a host compiler: put this in a .cpp");
  static_assert(has_its_image<Generator, Sample>() && has_its_image<Discriminator, Sample>(),
                "a DC network needs images: use Image<C, H, W>, or an Mlp network for a Vector");
  static_assert(has_its_size<Generator, Sample>() && has_its_size<Discriminator, Sample>(),
                "a DC network doubles its image from a small map: height and width must be divisible by 4");

 public:
  Model(G gan, Sample shape, Device device = {}, Seed seed = {}, T scalar = T{})
      : Base(std::move(gan), shape, device, seed, scalar) {}
};

}  // namespace gan

#pragma once
#include <gan/core/fields.hpp>
#include <gan/loss/code_likelihood.hpp>
#include <gan/model/model.hpp>
#include <gan/network/trunk.hpp>
#include <gan/nn/linear.hpp>

namespace gan {

namespace detail {
/// A trunk and a logit per class; a trunk that is held gets no gradient.
template <class Trunk> struct ClassifierLayers {
  static constexpr bool mixes_samples = layer_mixes_samples<Trunk>;
  Trunk trunk;
  int features;
  Linear head;
  bool trains_trunk;

  void declare(Declaration& d) const {
    d.part("trunk", trunk);
    d.part("head", head);
  }
  template <class X, class P> auto operator()(X const& x, P& pass) const {
    using V = Var<typename P::value_type, typename P::device_type, std::max(P::order, X::order)>;
    V const seen = evaluate(trunk(x, pass)), rows = reshape(seen, Shape{seen.shape()[0], features});
    return Scored<V>{V(evaluate(head(trains_trunk ? rows : detach(rows), pass))), {}, rows};
  }
};
}  // namespace detail

/// A classifier on the trunk of a discriminator: Classifier{DCCritic{.width = 16}, Classes<10>{}} has a linear layer from the features
/// to a logit per class in the place of the score. It is trained on labelled samples by their cross entropy
///   mean_i -log softmax(logits(x_i))_(y_i);
/// samples without a label cost nothing. With `take_trunk` it stands on what a discriminator has learned without labels (Goodfellow et
/// al. 2014, section 7; Radford et al. 2016, section 5).
template <class D, int Count> struct Classifier {
  static_assert(has_features<D>,
                "a classifier stands on the features of a discriminator; an MlpDiscriminator and a DCDiscriminator have them");
  enum class Misfits { none };
  static constexpr Misfits misfit = Misfits::none;
  static constexpr bool uses_labels = true;
  static constexpr int classes = Count;
  using network_policies = std::tuple<D>;

  D discriminator;
  Classes<Count> condition;
  bool trains_trunk;  ///< false: the trunk stays as it is, only the new layer learns

  explicit Classifier(D d, Classes<Count> c, bool trunk = true)
      : discriminator(std::move(d)), condition(c), trains_trunk(trunk) {}

  template <class Sample> auto layers(Sample) const {
    auto const base = discriminator.layers(Sample{});
    return detail::ClassifierLayers<std::decay_t<decltype(base.trunk)>>{base.trunk, base.features, Linear{base.features, Count},
                                                                        trains_trunk};
  }
  /// The values of all policies, for files.
  std::string text() const {
    return sentence("classifier of ", Count, " classes on ", field_text(discriminator), trains_trunk ? "" : ", its trunk held");
  }
};

namespace detail {

template <class C>
concept Classifies = requires {
  typename C::Misfits;
  requires C::classes >= 2;
};

template <class C, class Sample, class Device, class T> class ClassifierBody {
 public:
  using gan_type = C;  ///< the composition
  using sample = Sample;
  using device_type = Device;
  using value_type = T;
  using Variable = Var<T, Device, 1>;
  using Layers = Network<T, Device, 1, decltype(std::declval<C const&>().layers(Sample{}))>;

  ClassifierBody(C composition, Sample, Device device = {}, Seed seed = {}, T = T{})
      : context_(std::make_unique<Context<Device>>(device, seed)),
        seed_(seed),
        composition_(std::move(composition)),
        network_(*context_, composition_.layers(Sample{}), random::key(seed, Stream::initial_parameters, 0)) {}

  /// The probability of each class {n, classes}, in evaluation mode and from the averaged parameters where training keeps them.
  /// Throws ShapeError for samples of another shape.
  Tensor<T, Device> classify(Tensor<T, Device> const& samples) const {
    return of_samples(samples, C::classes, [&](auto const& y) { return softmax(y.score); });
  }
  /// What the last layer sees of each sample {n, features}, in the same way.
  Tensor<T, Device> features(Tensor<T, Device> const& samples) const {
    return of_samples(samples, network_.layers().features, [&](auto const& y) { return y.features; });
  }

  /// Logits and features of x.
  template <Operand X> Scored<Variable> output(X const& x, PassMode const& mode) const { return network_(x, mode); }

  Context<Device>& context() const { return *context_; }
  C const& composition() const { return composition_; }
  Layers& network() { return network_; }
  Layers const& network() const { return network_; }
  /// The network of which training may keep an average.
  Layers& generator() { return network_; }
  Layers const& generator() const { return network_; }
  template <class F> void for_networks(F const& f) { f("classifier", network_); }
  template <class F> void for_networks(F const& f) const { f("classifier", network_); }
  Seed seed() const { return seed_; }
  void set_seed(Seed seed) { seed_ = seed; }
  Tensor<T, Device> const& averaged() const { return averaged_; }
  void set_averaged(Tensor<T, Device> values) { averaged_ = std::move(values); }
  friend bool operator==(ClassifierBody const& a, ClassifierBody const& b) { return same_networks(a, b); }

 private:
  template <class F> Tensor<T, Device> of_samples(Tensor<T, Device> const& samples, int size, F const& f) const {
    require<ShapeError>(samples.shape().rank() > 0 && samples.shape() == Sample::shape(samples.shape()[0]),
                        "this classifier takes samples of shape ", Sample::shape(1), " after the batch size in front, not ",
                        samples.shape());
    return in_parts<T>(*context_, Shape{samples.shape()[0], size}, [&](std::int64_t first, std::int64_t n) {
      auto const x = constant<1>(samples.slice(first, first + n));
      return Variable(evaluate(f(averaged_ ? network_.with(averaged_, x, {}) : output(x, {})))).value();
    });
  }

  std::unique_ptr<Context<Device>> context_;
  Seed seed_;
  C composition_;
  Layers network_;
  Tensor<T, Device> averaged_;
};

template <class C, class Sample, class Device, class T>
requires Classifies<C>
struct BodyOf<C, Sample, Device, T> {
  using type = ClassifierBody<C, Sample, Device, T>;
};

}  // namespace detail

/// The classifier's trunk becomes that of a model's discriminator, parameters and running statistics. Throws OptionError where the trunks
/// differ.
template <class C, class M> void take_trunk(C& classifier, M const& model) {
  auto take = [&](auto const& to, auto const& from) {
    for (std::size_t i = 0; i < to.size(); ++i) {
      auto const& entry = to.entries()[i];
      if (!entry.name.starts_with("trunk.")) continue;
      require<OptionError>(i < from.size() && from.entries()[i].name == entry.name && from.entries()[i].shape == entry.shape,
                           "the classifier's \"", entry.name, "\" ", entry.shape, " has no like in the discriminator's trunk");
      auto const values = to_host(from.view(i));
      copy_from_host(classifier.context(), values.data(), to.view(i).data(), entry.shape.count());
    }
  };
  take(classifier.network().parameters(), model.discriminator().parameters());
  take(classifier.network().state(), model.discriminator().state());
}

}  // namespace gan

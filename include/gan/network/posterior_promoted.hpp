#pragma once
#include <gan/loss/distribution_least_squares.hpp>
#include <gan/network/dc.hpp>
#include <gan/nn/adain.hpp>

namespace gan {

namespace detail {

/// Content made from the level below, in the style that a linear layer makes of z; ReLU.
template <class Content> struct PromotedLevel {
  static constexpr bool mixes_samples = true;
  Content content;
  Linear posterior;
  AdaIN norm;

  void declare(Declaration& d) const {
    d.part("content", content);
    d.part("posterior", posterior);
    d.part("norm", norm);
  }
  template <class V, class P> V operator()(V const& x, V const& z, P& pass) const {
    V const made = evaluate(content(x, pass)), style = evaluate(posterior(z, pass));
    return evaluate(relu(norm(made, style, pass)));
  }
};

/// [noise; z] {n, latent + dimensions} -> levels from the noise, each with z -> the last layer.
template <class First, class Level, class Last> struct PromotedLevels {
  static constexpr bool mixes_samples = true;
  int latent, dimensions;
  PromotedLevel<First> first;
  std::vector<PromotedLevel<Level>> levels;
  Last last;

  void declare(Declaration& d) const {
    d.part("0", first);
    for (std::size_t i = 0; i < levels.size(); ++i) d.part(std::to_string(i + 1), levels[i]);
    d.part("last", last);
  }
  template <class X, class P> auto operator()(X const& input, P& pass) const {
    using V = typename P::Variable;
    V const both = evaluate(input);
    require<ShapeError>(both.shape().rank() == 2 && both.shape()[1] == latent + dimensions, "this generator takes ", latent,
                        " numbers of noise and ", dimensions, " of a posterior's sample, not an input of shape ", both.shape());
    V const z = slice(both, 1, latent, latent + dimensions);
    V x = first(V(slice(both, 1, 0, latent)), z, pass);
    for (auto const& level : levels) x = level(x, z, pass);
    return last(x, pass);
  }
};

}  // namespace detail

/// The generator of P2GAN (Zhang et al. 2021): real information reaches it as z, a sample of the discriminator's posterior of a real
/// sample. Its input is [noise; z] {n, latent + dimensions}; each level makes content from the level below, and AdaIN gives it the
/// style that this level's own linear layer makes of z. An image grows from its smallest map, width * 2^i maps at the i-th halving, by
/// 4 x 4 transposed convolutions to `width` maps of full size, a 3 x 3 convolution and tanh; a vector passes two levels of 2 width
/// units and a linear layer.
/// In training sample i of a batch has the z of real sample i, which is a constant: no gradient passes through it; generate_promoted
/// does the same with a trained model. Otherwise z ~ `prior`: where generated samples are like real ones all posteriors are the average
/// of the loss's two priors, N(0, 1) of the default ones. The prior of real samples is the other choice; a Model throws OptionError for
/// any third.
struct PosteriorPromotedGenerator {
  static constexpr bool promoted_by_posterior = true;
  static constexpr int divides = 4;
  int latent = 128;      ///< numbers of noise
  int dimensions = 128;  ///< of the discriminator's posterior
  int width = 64;        ///< maps of the last level; half the hidden units for a vector
  StyleStatistics statistics = StyleStatistics::map;
  int style = 16;                ///< numbers per channel of a style, where it is a map
  GaussianPrior prior = {0, 1};  ///< of z outside training
  NoisePrior noise = NormalNoise{};

  int latent_size() const { return latent + dimensions; }
  template <class Loss> void validate(Loss const& loss) const {
    require<OptionError>(style >= 2, "a style map needs at least 2 numbers per channel for a deviation, not ", style);
    if constexpr (requires { loss.real_prior == prior&& loss.generator_prior() == prior; }) {
      GaussianPrior const middle = loss.generator_prior(), real = loss.real_prior;
      require<OptionError>(prior == middle || prior == real, "this generator gets samples of its prior N(", prior.mean, ", ",
                           prior.deviation, "^2), but the loss draws posteriors to N(", middle.mean, ", ", middle.deviation,
                           "^2), and those of real samples to N(", real.mean, ", ", real.deviation, "^2)");
    }
  }

  template <class Sample> auto layers(Sample) const {
    if constexpr (Sample::is_image) {
      auto const s = detail::DcSizes<Sample>::of(width, 4);
      int const maps = s.maps_at(s.levels);
      std::vector<detail::PromotedLevel<ConvTransposed2dNoBias>> levels;
      for (int i = s.levels - 1; i >= 0; --i)
        levels.push_back(
            level(ConvTransposed2dNoBias{s.maps_at(i + 1), s.maps_at(i), 4, 2, 1, 0, detail::dc_init}, s.maps_at(i)));
      return all(
          level(Sequential{LinearNoBias{latent, s.height * s.width * maps, detail::dc_init}, ToMaps{s.height, s.width, maps}},
                maps),
          std::move(levels), Sequential{Conv2d{width, s.channels, 3, 1, 1, detail::dc_init}, Tanh{}});
    } else {
      int const hidden = 2 * width;
      return all(level(LinearNoBias{latent, hidden}, hidden), std::vector{level(LinearNoBias{hidden, hidden}, hidden)},
                 Linear{hidden, Sample::size});
    }
  }

  /// Inputs outside training: noise, and z ~ prior.
  template <class T, class Device>
  Tensor<T, Device> draw_latent(Context<Device>& context, std::int64_t count, random::Key key, std::int64_t first) const {
    random::Key of_posterior = key;
    of_posterior.stream += 0x01000000u;
    auto const z = normal<T>(context, Shape{count, dimensions}, of_posterior, static_cast<T>(prior.mean),
                             static_cast<T>(prior.deviation), first);
    return concatenate(1, constant<1>(draw_noise<T>(context, noise, count, latent, key, first)), constant<1>(z)).value();
  }

  /// The same inputs in a training step: z_i is a sample of the discriminator's posterior of real sample i.
  template <class V, class Step> V latent_input(V const& drawn, Step& step) const {
    V const mean = step.real_score(), deviation = deviation_of(step.model().gan().loss, step.real_deviation());
    require<ShapeError>(mean.shape() == Shape{drawn.shape()[0], dimensions}, "this generator takes samples of posteriors {",
                        drawn.shape()[0], ", ", dimensions, "}, but the discriminator gives posteriors of shape ",
                        mean.shape());
    V const z = mean + deviation * step.normal_draws(mean.shape());
    return concatenate(1, slice(drawn, 1, 0, latent), z);
  }

 private:
  template <class Content> detail::PromotedLevel<Content> level(Content content, int channels) const {
    int const size = statistics == StyleStatistics::map      ? style * channels
                     : statistics == StyleStatistics::vector ? channels
                                                             : 2 * channels;
    return {std::move(content), Linear{dimensions, size}, AdaIN{.channels = channels, .statistics = statistics}};
  }
  template <class First, class Level, class Last>
  detail::PromotedLevels<First, Level, Last> all(detail::PromotedLevel<First> first,
                                                 std::vector<detail::PromotedLevel<Level>> levels, Last last) const {
    return {latent, dimensions, std::move(first), std::move(levels), std::move(last)};
  }
};

}  // namespace gan

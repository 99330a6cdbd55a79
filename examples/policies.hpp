#pragma once
// The policies of the library by kind, each by its name and with a small value. Whoever adds one adds it here: the table of what fits
// together has a row for it, and the tests verify it and step it with everything that it fits.
#include <tuple>

#include <gan/loss/blended.hpp>
#include <gan/loss/discriminator_only.hpp>
#include <gan/loss/distribution_least_squares.hpp>
#include <gan/loss/divergences.hpp>
#include <gan/loss/hinge.hpp>
#include <gan/loss/label_smoothing.hpp>
#include <gan/loss/least_squares.hpp>
#include <gan/loss/likelihood.hpp>
#include <gan/loss/margin.hpp>
#include <gan/loss/minimax.hpp>
#include <gan/loss/non_saturating.hpp>
#include <gan/loss/relativistic.hpp>
#include <gan/loss/wasserstein.hpp>
#include <gan/model/compatible.hpp>
#include <gan/network/autoencoder_energy.hpp>
#include <gan/network/coded.hpp>
#include <gan/network/conditional.hpp>
#include <gan/network/conv_maxout.hpp>
#include <gan/network/dc.hpp>
#include <gan/network/dense_dc.hpp>
#include <gan/network/labelled_code_head.hpp>
#include <gan/network/ladder.hpp>
#include <gan/network/masked.hpp>
#include <gan/network/maxout.hpp>
#include <gan/network/mlp.hpp>
#include <gan/network/mlp_autoencoder_energy.hpp>
#include <gan/network/posterior.hpp>
#include <gan/network/posterior_promoted.hpp>
#include <gan/network/resnet.hpp>
#include <gan/regularizer/dragan.hpp>
#include <gan/regularizer/feature_matching.hpp>
#include <gan/regularizer/gradient_clipping.hpp>
#include <gan/regularizer/gradient_penalty.hpp>
#include <gan/regularizer/instance_noise.hpp>
#include <gan/regularizer/labelled_cost.hpp>
#include <gan/regularizer/latent_code.hpp>
#include <gan/regularizer/max_norm.hpp>
#include <gan/regularizer/mixed_batches.hpp>
#include <gan/regularizer/mutual_information.hpp>
#include <gan/regularizer/pulling_away.hpp>
#include <gan/regularizer/r1_penalty.hpp>
#include <gan/regularizer/r2_penalty.hpp>
#include <gan/regularizer/semi_supervised_information.hpp>
#include <gan/regularizer/weight_clipping.hpp>

namespace policies {
using namespace gan;

/// A policy of type T; a network has layers for S.
template <class T, class S = Image<1, 8, 8>> struct Policy {
  using type = T;
  using Sample = S;
  char const* name;
  T value;
};
template <class S = Image<1, 8, 8>, class T> Policy<T, S> policy(char const* name, T value) { return {name, std::move(value)}; }

inline Codes codes() { return {.categorical = {3}, .continuous = 1}; }

inline auto losses() {
  return std::tuple{policy("Minimax", Minimax{}),
                    policy("NonSaturating", NonSaturating{}),
                    policy("BlendedGenerator", BlendedGenerator{.non_saturating = 2, .minimax = 1}),
                    policy("LeastSquares", LeastSquares{}),
                    policy("Wasserstein", Wasserstein{}),
                    policy("Hinge", Hinge{}),
                    policy("MarginLoss", MarginLoss{.margin = 5, .decay = LinearAnnealing{}}),
                    policy("RelativisticAverage<>", RelativisticAverage{}),
                    policy("LabelSmoothing<NonSaturating>", LabelSmoothing{NonSaturating{}}),
                    policy("DiscriminatorOnly<NonSaturating>", DiscriminatorOnly{NonSaturating{}}),
                    policy("FDivergence<KullbackLeibler>", FDivergence<KullbackLeibler>{}),
                    policy("FDivergence<PearsonChiSquared>", FDivergence<PearsonChiSquared>{}),
                    policy("FDivergence<JensenShannon>", FDivergence<JensenShannon>{}),
                    policy("DistributionLeastSquares", DistributionLeastSquares{})};
}

inline auto divergences() {
  return std::tuple{policy("Alpha", Alpha{}),
                    policy("GanDivergence", GanDivergence{}),
                    policy("Jeffrey", Jeffrey{}),
                    policy("JensenShannon", JensenShannon{}),
                    policy("KullbackLeibler", KullbackLeibler{}),
                    policy("NeymanChiSquared", NeymanChiSquared{}),
                    policy("PearsonChiSquared", PearsonChiSquared{}),
                    policy("ReverseKullbackLeibler", ReverseKullbackLeibler{}),
                    policy("SquaredHellinger", SquaredHellinger{}),
                    policy("TotalVariation", TotalVariation{}),
                    policy("WeightedJensenShannon", WeightedJensenShannon{})};
}

inline auto likelihoods() {
  return std::tuple{policy("BernoulliLikelihood", BernoulliLikelihood{}),
                    policy("GaussianLikelihood", GaussianLikelihood{0.5f}), policy("SquaredError", SquaredError{})};
}

inline auto regularizers() {
  return std::tuple{policy("PullingAway", PullingAway{}),
                    policy("GradientPenalty", GradientPenalty{}),
                    policy("R1Penalty", R1Penalty{}),
                    policy("R2Penalty", R2Penalty{}),
                    policy("Dragan", Dragan{}),
                    policy("FeatureMatching", FeatureMatching{}),
                    policy("MutualInformation", MutualInformation{}),
                    policy("SemiSupervisedInformation", SemiSupervisedInformation{}),
                    policy("LabelledCost", LabelledCost{}),
                    policy("LatentCode", LatentCode{}),
                    policy("InstanceNoise", InstanceNoise{}),
                    policy("MixedBatches", MixedBatches{}),
                    policy("WeightClipping", WeightClipping{}),
                    policy("MaxNorm", MaxNorm{}),
                    policy("GradientClipping", GradientClipping{}),
                    policy("GradientNormClipping", GradientNormClipping{})};
}

inline auto discriminators() {
  MlpDiscriminator const mlp{.hidden = {5}};
  return std::tuple{
      policy("MlpDiscriminator", mlp),
      policy("EluDiscriminator", EluDiscriminator{.hidden = {5}}),
      policy("MaxoutD", MaxoutD{.units = 4, .pieces = 2, .init = Uniform{0.1f}}),
      policy("DCDiscriminator", DCDiscriminator{.width = 2}),
      policy("DCCritic", DCCritic{.width = 2}),
      policy("ResNetCritic", ResNetCritic{.width = 2}),
      policy<Image<1, 16, 16>>("ConvMaxoutD", ConvMaxoutD{.width = 1, .units = 4, .init = Uniform{0.1f}}),
      policy("AutoencoderEnergyD", AutoencoderEnergyD{.width = 2}),
      policy("MlpAutoencoderEnergyD", MlpAutoencoderEnergyD{.code = 3, .init = Normal{0.1f}}),
      policy("PosteriorD", PosteriorD{.width = 2, .dimensions = 3}),
      policy("CodeHead<MlpDiscriminator>", CodeHead<MlpDiscriminator>{.discriminator = mlp, .codes = codes(), .hidden = 4}),
      policy("LabelledCodeHead<MlpDiscriminator>",
             LabelledCodeHead<MlpDiscriminator>{.discriminator = mlp, .codes = codes(), .hidden = 4}),
      policy("ConditionalD<MlpDiscriminator, 3>", ConditionalD{mlp, Classes<3>{}}),
      policy("DenseDCDiscriminator", DenseDCDiscriminator{.hidden = 4, .width = 2}),
      policy("LadderD", LadderD{.hidden = {5, 4}, .classes = 3}),
      policy("MaskedD<MlpDiscriminator>", MaskedD{mlp})};
}

inline auto generators() {
  MlpGenerator const mlp{.latent = 3, .hidden = {5}};
  // The first fits whatever has no condition, with regularizers that need codes too.
  return std::tuple{
      policy("Coded<MlpGenerator>", Coded{mlp, codes()}),
      policy("MlpGenerator", mlp),
      policy("NormalisedMlpGenerator", NormalisedMlpGenerator{.latent = 3, .hidden = {5}}),
      policy("DCGenerator", DCGenerator{.latent = 3, .width = 2}),
      policy("ResNetGenerator", ResNetGenerator{.latent = 3, .width = 2}),
      policy("ConvMaxoutGenerator", ConvMaxoutGenerator{.latent = 3, .hidden = 5, .maps = 2}),
      policy("ConditionalGenerator<MlpGenerator, 3>", ConditionalGenerator{mlp, Classes<3>{}}),
      policy("PosteriorPromotedGenerator", PosteriorPromotedGenerator{.latent = 3, .dimensions = 3, .width = 2, .style = 2}),
      policy("DenseDCGenerator", DenseDCGenerator{.latent = 3, .hidden = 4, .width = 2}),
      policy("MaskedGenerator<Image<1, 8, 8>, DCCompleter, RandomPixels>",
             MaskedGenerator{Image<1, 8, 8>{}, DCCompleter{.width = 2}, RandomPixels{}})};
}

/// The first of a list of policies for which `Fits` holds.
template <template <class> class Fits, class... P> auto first_fit(std::tuple<P...> const& list) {
  constexpr std::size_t index = [] {
    std::size_t i = 0;
    bool found = false;
    ((found = found || Fits<typename P::type>::value, i += found ? 0 : 1), ...);
    return i;
  }();
  static_assert(index < sizeof...(P), "no registered policy fits");
  return std::get<index>(list);
}
template <class D> struct Beside {
  template <class L> struct Loss : std::is_same<typename L::score, typename D::score> {};
  using SomeLoss = typename decltype(first_fit<Loss>(losses()))::type;
  template <class G> struct Generator : std::bool_constant<compatible<G, D, SomeLoss> == Misfit::none> {};
  using SomeGenerator = typename decltype(first_fit<Generator>(generators()))::type;
};
/// The first registered loss and the first registered generator that fit a discriminator.
template <class D> auto loss_for() { return first_fit<Beside<D>::template Loss>(losses()); }
template <class D> auto generator_for() { return first_fit<Beside<D>::template Generator>(generators()); }

/// The first registered discriminator that fits a generator.
template <class G> struct Before {
  template <class D>
  struct Discriminator : std::bool_constant<compatible<G, D, typename Beside<D>::SomeLoss> == Misfit::none> {};
};
template <class G> auto discriminator_for() { return first_fit<Before<G>::template Discriminator>(discriminators()); }

/// Why a loss, a regularizer or a generator does not fit a discriminator.
template <class L, class D> inline constexpr Misfit loss_misfit = compatible<typename Beside<D>::SomeGenerator, D, L>;
template <class R, class D>
inline constexpr Misfit regularizer_misfit = compatible<typename Beside<D>::SomeGenerator, D, typename Beside<D>::SomeLoss, R>;
template <class G, class D> inline constexpr Misfit generator_misfit = compatible<G, D, typename Beside<D>::SomeLoss>;

}  // namespace policies

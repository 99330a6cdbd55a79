/// Compositions with posteriors that make no sense: each stops at one sentence.
#include <gan/gan.hpp>

using namespace gan;

namespace {
struct OneNumber {
  using score = Posterior;
  template <class S> GAN_HD auto real(S s) const { return s; }
  template <class S> GAN_HD auto fake(S s) const { return -s; }
  template <class S> GAN_HD auto generator(S s) const { return s; }
};
/// A penalty of the user's own, which says nothing of what it needs.
struct OwnPenalty {
  static constexpr bool second_order = true;
  template <class Step> auto discriminator_term(Step& step) const {
    auto x = step.differentiable(step.real());
    return mean(square(grad(sum(step.discriminator(x)), x, create_graph)));
  }
};

// What fits does compile.
[[maybe_unused]] void fits() {
  Gan p2gan{PosteriorPromotedGenerator{}, PosteriorD{}, DistributionLeastSquares{}, LatentCode{.weight = 10}};
  Gan plain{MlpGenerator{}, PosteriorD{}, DistributionLeastSquares{}};
  Model a{p2gan, Image<3, 32, 32>{}, Cpu{}, Seed{1}};
  Model b{plain, Vector<2>{}, Cpu{}, Seed{1}};
  (void)a, (void)b;
}
}  // namespace

#if GAN_CASE == 1
// expect: a loss on posteriors needs the member templates real(mean, deviation), fake(mean, deviation) and generator(mean, deviation)
auto gan_ = Gan{MlpGenerator{}, PosteriorD{}, OneNumber{}};
#elif GAN_CASE == 2
// expect: this loss needs a Posterior score (a mean and a deviation per dimension), but this discriminator gives another; a PosteriorD gives posteriors
auto gan_ = Gan{MlpGenerator{}, MlpDiscriminator{}, DistributionLeastSquares{}};
#elif GAN_CASE == 3
// expect: this loss needs a Logit score (one unbounded number per sample), but this discriminator gives another
auto gan_ = Gan{MlpGenerator{}, PosteriorD{}, NonSaturating{}};
#elif GAN_CASE == 4
// expect: this generator is promoted by the discriminator's posteriors of real samples, but this discriminator gives none; a PosteriorD does
auto gan_ = Gan{PosteriorPromotedGenerator{}, MlpDiscriminator{}, NonSaturating{}};
#elif GAN_CASE == 5
// expect: this regularizer compares posteriors, but this discriminator gives none; a PosteriorD does
void use() {
  Gan wrong{MlpGenerator{}, MlpDiscriminator{}, NonSaturating{}, LatentCode{}};
  Model model{wrong, Vector<2>{}, Cpu{}, Seed{1}};
  train(model, data::gaussian_ring({}), {.batch = 8, .steps = 5});
  auto samples = model.generate(3);
}
#elif GAN_CASE == 6
// expect: this generator is promoted by the discriminator's posteriors of real samples, but this discriminator gives none; a PosteriorD does
void use() {
  Gan wrong{PosteriorPromotedGenerator{}, MlpDiscriminator{}, NonSaturating{}};
  Model model{wrong, Vector<2>{}, Cpu{}, Seed{1}};
  train(model, data::gaussian_ring({}), {.batch = 8, .steps = 5});
}
#elif GAN_CASE == 7
// expect: generate_promoted needs a generator that is promoted by posteriors, such as PosteriorPromotedGenerator
void use() {
  Model model{Gan{MlpGenerator{}, PosteriorD{}, DistributionLeastSquares{}}, Vector<2>{}, Cpu{}, Seed{1}};
  generate_promoted(model, model.generate(3));
}
#elif GAN_CASE == 8
// expect: Coded puts codes behind a generator's noise, but this generator's input has more than noise
auto gan_ = Gan{Coded{PosteriorPromotedGenerator{}, Codes{.categorical = {10}}}, PosteriorD{}, DistributionLeastSquares{}};
#elif GAN_CASE == 9
// expect: ConditionalGenerator puts the class behind a generator's noise, but this generator's input has more than noise
auto gan_ = Gan{ConditionalGenerator{PosteriorPromotedGenerator{}, Classes<10>{}}, ConditionalD{PosteriorD{}, Classes<10>{}},
                DistributionLeastSquares{}};
#elif GAN_CASE == 10
// expect: a gradient penalty bounds the slope of one score per sample, but this discriminator gives posteriors
auto gan_ = Gan{MlpGenerator{}, PosteriorD{}, DistributionLeastSquares{}, GradientPenalty{}};
#elif GAN_CASE == 11
// expect: a gradient penalty bounds the slope of one score per sample, but this discriminator gives posteriors
void use() {
  Gan wrong{PosteriorPromotedGenerator{}, PosteriorD{}, DistributionLeastSquares{}, R1Penalty{}};
  Model model{wrong, Vector<2>{}, Cpu{}, Seed{1}};
  train(model, data::gaussian_ring({}), {.batch = 8, .steps = 5});
}
#elif GAN_CASE == 12
// expect: a step gives the scores of samples one by one, but this discriminator gives posteriors
void use() {
  Model model{Gan{MlpGenerator{}, PosteriorD{}, DistributionLeastSquares{}, OwnPenalty{}}, Vector<2>{}, Cpu{}, Seed{1}};
  train(model, data::gaussian_ring({}), {.batch = 8, .steps = 5});
}
#endif

/// What `verify` says of regularizers: mistakes of published code among others, each with the sentence that names it.
#include <gan/backend/cpu/backend.hpp>
#include <gan/regularizer/gradient_penalty.hpp>
#include <gan/regularizer/instance_noise.hpp>
#include <gan/regularizer/pulling_away.hpp>
#include <gan/verify/verify.hpp>

#include "../io/files.hpp"

using namespace gan;

namespace {
/// A gradient penalty with one thing wrong.
enum class Slope { batch_norm, of_mean, cut, root, zero_norm };
template <Slope K> struct WrongPenalty {
  static constexpr bool second_order = true, per_sample = true;
  template <class Step> auto discriminator_term(Step& step) const {
    auto x = step.differentiable(step.real());
    auto const scores = step.discriminator(x);
    if constexpr (K == Slope::batch_norm) {  // one norm over the whole batch
      auto const g = grad(sum(scores), x, create_graph);
      return square(sqrt(sum(square(g))) - 1);
    } else if constexpr (K == Slope::of_mean) {  // the slope of the mean score falls with the batch
      auto const g = grad(mean(scores), x, create_graph);
      return mean(sum_per_sample(square(g)));
    } else if constexpr (K == Slope::cut) {  // a gradient without a graph
      auto const g = grad(sum(scores), x);
      return mean(square(sqrt(sum_per_sample(square(g))) - 1)) + 0.0 * sum(scores);
    } else {  // the root of 0 has no derivative
      auto const g = grad(sum(scores), x, create_graph);
      return mean(square(sqrt(sum_per_sample(square(g))) - 1));
    }
  }
};

struct SumInsteadOfMean {
  template <class Step> auto discriminator_term(Step& step) const { return sum(square(step.real_score())); }
};
struct FirstSampleCounts {
  template <class Step> auto discriminator_term(Step& step) const {
    auto const s = step.real_score();
    return mean(square(s - slice(s, 0, 0, 1)));
  }
};
struct NotOneNumber {
  template <class Step> auto generator_term(Step& step) const { return square(step.fake_score()); }
};
/// Codes whose size matters, though it says that it does not.
struct NotScaleInvariant {
  using needs = NeedsCode;
  static constexpr bool scale_invariant = true;
  template <class Step> auto generator_term(Step& step) const { return mean(square(step.fake_code())); }
};
/// Cosines of 0 / 0.
struct UnguardedCosines {
  using needs = NeedsCode;
  static constexpr bool compares_samples = true;
  template <class Step> auto generator_term(Step& step) const {
    auto const s = step.fake_code();
    auto const h = evaluate(s / sqrt(sum_per_sample(square(s))));
    return mean(square(matmul_transposed_b(h, h)));
  }
};
/// Mutual information with a graph that is cut between the head and the term.
struct CutInformation {
  using needs = NeedsCodeHead;
  template <class Step> auto generator_term(Step& step) const {
    std::int64_t const size = step.latent().shape()[1], codes = step.model().gan().discriminator.codes.size();
    return mean(square(detach(step.fake_guess()) - slice(step.latent(), 1, size - codes, size)));
  }
};
struct DivergingNoise {
  template <class X, class Step> auto discriminator_input(X const& x, Step& step) const {
    return x + step.normal_draws(x.shape()) * (1 / (1 - step.progress()));
  }
};
struct CutInput {
  template <class X, class Step> auto discriminator_input(X const& x, Step&) const { return detach(x) * 1.0; }
};
/// g / |g| where there is no gradient.
struct UnguardedNorm {
  template <class Gradients> void before_update(Gradients const& gradients) const {
    auto const g = constant<1>(gradients);
    auto const unit = evaluate(g / sqrt(sum(square(g))));
    copy(gradients.context(), unit.value().data(), gradients.data(), gradients.count());
  }
};
/// It says that it is done at once, but halves the parameters again and again.
struct Halves {
  static constexpr bool idempotent = true;
  template <class Parameters> void after_discriminator_update(Parameters const& parameters) const {
    auto const values = parameters.values();
    auto const half = evaluate(constant<1>(values) * 0.5);
    copy(values.context(), half.value().data(), values.data(), values.count());
  }
};
}  // namespace

TEST_CASE("verify accepts regularizers and says what it checked of them") {
  CHECK(verify(GradientPenalty{.one_sided = true}).text().find("discriminator_term: its gradient by the parameters") == 0);
  CHECK(verify(PullingAway{}).text().find("does not change with the scale of any sample's code") != std::string::npos);
  CHECK(verify(InstanceNoise{}).text().find("discriminator_input keeps the shape") == 0);
}

TEST_CASE("verify names what is wrong with a penalty") {
  check_refusal<CheckFailed>(
      [] { verify(WrongPenalty<Slope::batch_norm>{}); },
      {"discriminator_term of batches of 64, made of 1 samples each again and again", "a batch of 1 of them"});
  check_refusal<CheckFailed>(
      [] { verify(WrongPenalty<Slope::of_mean>{}); },
      {"discriminator_term of batches of 64, made of 1 samples each again and again", "a batch of 1 of them"});
  check_refusal<CheckFailed>(
      [] { verify(WrongPenalty<Slope::cut>{}); },
      {"the gradient of discriminator_term of batches of 1 at progress 0 by 'hidden.weight', element 0, is 0, but central"});
  check_refusal<CheckFailed>([] { verify(WrongPenalty<Slope::root>{}); },
                             {"where all parameters of the discriminator are 0", "nan, but a finite number was expected"});
}

TEST_CASE("verify names what is wrong with a term") {
  check_refusal<CheckFailed>([] { verify(SumInsteadOfMean{}); }, {"of batches of 64, made of 1 samples each again and again"});
  check_refusal<CheckFailed>([] { verify(FirstSampleCounts{}); },
                             {"discriminator_term of batches of 4 at progress 0 in another order", "the first order gives"});
  check_refusal<CheckFailed>(
      [] { verify(NotOneNumber{}); },
      {"of batches of 64, made of 1 samples each again and again has the shape {64, 1}, but a term is one number"});
  check_refusal<CheckFailed>([] { verify(NotScaleInvariant{}); },
                             {"after a scale of each sample's code and features", "the stated invariance"});
  check_refusal<CheckFailed>([] { verify(UnguardedCosines{}); }, {"where all parameters of the discriminator are 0", "nan"});
  check_refusal<CheckFailed>(
      [] { verify(CutInformation{}); },
      {"the gradient of generator_term of batches of 1 at progress 0 by '0.weight', element 0, is 0, but"});
}

TEST_CASE("verify names what is wrong with inputs and changes") {
  check_refusal<CheckFailed>([] { verify(DivergingNoise{}); }, {"discriminator_input of batches of 1 at progress 1", "inf"});
  check_refusal<CheckFailed>([] { verify(CutInput{}); },
                             {"the gradient of discriminator_input of batches of 4 at progress 0, element 0 is 0, but"});
  check_refusal<CheckFailed>([] { verify(UnguardedNorm{}); }, {"before_update of values of the size 0, element 0, is", "nan"});
  check_refusal<CheckFailed>([] { verify(Halves{}); }, {"after_discriminator_update of values of the size", "done twice"});
}

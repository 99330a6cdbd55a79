/// What `verify` says of losses over both batches and of losses on posteriors.
#include <gan/autodiff/shape_ops.hpp>
#include <gan/backend/cpu/backend.hpp>
#include <gan/verify/verify.hpp>

#include "../io/files.hpp"

using namespace gan;

namespace {
/// Two objectives over all scores; `Kind` says what is wrong with them.
enum class Kind { sound, sum, ordered, cut, rooted, claims_shift, claims_mean };
template <Kind K> struct Coupled {
  using score = Logit;
  static constexpr bool shift_invariant = K == Kind::claims_shift;
  static constexpr bool mixes_samples = K != Kind::claims_mean;
  template <Operand S> auto discriminator_loss(S const& real, S const& fake) const {
    using V = std::decay_t<decltype(evaluate(real))>;
    V const r = evaluate(real), f = evaluate(fake);
    if constexpr (K == Kind::sum) return V(sum(softplus(-r)) + sum(softplus(f)));
    else if constexpr (K == Kind::ordered) return V(mean(softplus(slice(f, 0, 0, 1) - r)));  // one of them stands for all
    else if constexpr (K == Kind::cut) return V(mean(softplus(detach(V(mean(f))) - r)));
    else if constexpr (K == Kind::rooted) return V(sqrt(mean(square(r - mean(r)))) - mean(f));  // a root of 0
    else if constexpr (K == Kind::claims_shift) return V(mean(softplus(-r)) + mean(softplus(f)));
    else if constexpr (K == Kind::claims_mean)
      return V(relu(1 - mean(r)) + relu(1 + mean(f)));  // the hinge of the batch's mean
    else return V(mean(softplus(mean(f) - r)));
  }
  template <Operand S> auto generator_loss(S const& real, S const& fake) const { return discriminator_loss(fake, real); }
};

struct WrongPosterior {
  using score = Posterior;
  template <class M, class S> auto real(M m, S s) const { return square(m - 1) + square(s - 1); }
  template <class M, class S> auto fake(M m, S s) const { return square(m + 1) + log(s); }  // a deviation has either sign
  template <class M, class S> auto generator(M m, S s) const { return square(m) + square(s); }
};
}  // namespace

TEST_CASE("verify names what is wrong with a loss over both batches") {
  CHECK_NOTHROW(verify(Coupled<Kind::sound>{}));
  check_refusal<CheckFailed>(
      [] { verify(Coupled<Kind::sum>{}); },
      {"discriminator_loss of two batches of 64, made of 1 samples each again and again", "a batch of 1"});
  check_refusal<CheckFailed>([] { verify(Coupled<Kind::ordered>{}); },
                             {"discriminator_loss of two batches of 4 in another order", "the first order gives"});
  check_refusal<CheckFailed>([] { verify(Coupled<Kind::cut>{}); },
                             {"discriminator_loss: the gradient differs from central differences", "of input 1: 0 where"});
  check_refusal<CheckFailed>([] { verify(Coupled<Kind::rooted>{}); }, {"discriminator_loss", "nan"});
  check_refusal<CheckFailed>([] { verify(Coupled<Kind::claims_shift>{}); }, {"after a shift of all scores by 3.7"});
  check_refusal<CheckFailed>([] { verify(Coupled<Kind::claims_mean>{}); },
                             {"discriminator_loss of two batches of 64 is", "mixes_samples = false"});
}

TEST_CASE("verify names what is wrong with a loss on posteriors") {
  check_refusal<CheckFailed>([] { verify(WrongPosterior{}); }, {"fake(mean = ", "deviation = ", "central differences give"});
}

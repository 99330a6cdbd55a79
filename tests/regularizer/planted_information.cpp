/// Mistakes that are found in published code of InfoGAN, each against the check that is to catch it: the right form passes, the
/// planted one does not.
#include "known_codes.hpp"

using namespace test;

namespace {

bool near(double got, double expected) { return std::abs(got - expected) < 1e-8 * (1 + std::abs(expected)); }
bool near(Numbers const& got, Numbers const& expected) {
  if (got.size() != expected.size()) return false;
  for (std::size_t i = 0; i < got.size(); ++i)
    if (!near(got[i], expected[i])) return false;
  return true;
}

/// log(e + e^2 + e^.5) - 2 with the gradient softmax - one hot.
template <class Nll> bool is_cross_entropy(Context<Cpu>& c, Nll const& nll) {
  V const logits = variable(from_host(c, {1, 3}, Numbers{1, 2, .5})), classes = numbers(c, {1, 3}, {0, 1, 0});
  V const y = nll(logits, classes);
  if (!near(y.item(), .4643687841)) return false;
  double const sum = std::exp(1) + std::exp(2) + std::exp(.5);
  return near(to_host(grad(gan::sum(y), logits).value()), {std::exp(1) / sum, std::exp(2) / sum - 1, std::exp(.5) / sum});
}

/// At code .5, mean .2 and a deviation of .5, whose log variance is 2 log .5.
template <class Nll> bool is_gaussian(Context<Cpu>& c, Nll const& nll) {
  V const code = numbers(c, {1, 1}, {.5}), mean = variable(from_host(c, {1, 1}, Numbers{.2})),
          raw = variable(from_host(c, {1, 1}, Numbers{2 * std::log(.5)}));
  V const y = nll(code, mean, raw);
  return near(y.item(), .4057913526) && near(grad(sum(y), mean).item(), -.3 / .25) &&
         near(grad(sum(y), raw).item(), .5 - .09 / .5);
}

/// A generator x = w (one number per sample) and a head l = (a x, -a x): the term's slope in w follows from the chain rule.
template <class Term> bool reaches_the_generator(Context<Cpu>& c, Term const& term) {
  double const a = .8;
  V const w = variable(from_host(c, {2, 1}, Numbers{.3, -.6}));
  V const guess = matmul(w, numbers(c, {1, 2}, {a, -a}));
  KnownCodes<false> step{{{{Codes{.categorical = {2}}, FixedDeviation{}}}}, numbers(c, {2, 2}, {1, 0, 0, 1}), guess};
  V const y = term(step);
  // -log Q(first code | x) = softplus(-2 a x), of the second softplus(2 a x); each counts 1/2.
  auto softplus = [](double s) { return std::log1p(std::exp(s)); };
  auto sigmoid = [](double s) { return 1 / (1 + std::exp(-s)); };
  return near(y.item(), .5 * softplus(-2 * a * .3) + .5 * softplus(2 * a * -.6)) && y.needs_gradient() &&
         near(to_host(grad(y, w).value()), {-a * sigmoid(-2 * a * .3), a * sigmoid(2 * a * -.6)});
}

/// A head that knows the code gives log K, one that knows nothing 0.
template <class Bound> bool is_information(Context<Cpu>& c, Bound const& bound) {
  V const classes = numbers(c, {2, 3}, {0, 1, 0, 1, 0, 0});
  return near(bound(numbers(c, {2, 3}, {0, 50, 0, 50, 0, 0}), classes), std::log(3.)) &&
         near(bound(numbers(c, {2, 3}, Numbers(6, .4)), classes), 0);
}

double mean_nll(V const& logits, V const& classes) { return V(mean(categorical_nll(logits, classes))).item(); }

V softmax(V const& l) {
  V const e = exp(l);
  return e / sum_per_sample(e);
}

/// Two continuous codes at their means cost twice the constant each, whatever the size of the means.
template <class Nll> bool leaves_means_alone(Context<Cpu>& c, Nll const& nll) {
  V const code = numbers(c, {1, 2}, {.7, -.9});
  return near(nll(code, code).item(), 2 * .9189385332);
}

}  // namespace

TEST_CASE("planted defects of cross entropy are caught") {
  Context<Cpu> c;
  CHECK(is_cross_entropy(c, [](V const& l, V const& y) { return categorical_nll(l, y); }));
  CHECK(is_cross_entropy(c, [](V const& l, V const& y) {  // the definition, so that the check is known to be able to pass
    return V(-sum_per_sample(y * log(softmax(l))));
  }));
  CHECK_FALSE(is_cross_entropy(c, [](V const& l, V const& y) { return categorical_nll(softmax(l), y); }));  // softmax twice
  CHECK_FALSE(is_cross_entropy(c, [](V const& l, V const& y) { return categorical_nll(y, l); }));           // swapped arguments
  CHECK_FALSE(is_cross_entropy(c, [](V const& l, V const& y) { return V(sum_per_sample(square(softmax(l) - y))); }));
  CHECK_FALSE(is_cross_entropy(c, [](V const& l, V const& y) { return V(-categorical_nll(l, y)); }));
  CHECK_FALSE(is_cross_entropy(c, [](V const& l, V const& y) { return V(categorical_nll(detach(l), y) + 0.0 * sum(l)); }));
}

TEST_CASE("planted defects of the Gaussian likelihood are caught") {
  Context<Cpu> c;
  CHECK(is_gaussian(c, [](V const& x, V const& m, V const& raw) { return gaussian_nll(x, m, raw); }));
  CHECK_FALSE(is_gaussian(c, [](V const& x, V const& m, V const& raw) {  // swapped arguments
    return gaussian_nll(raw, m, x);
  }));
  CHECK_FALSE(is_gaussian(
      c, [](V const& x, V const& m, V const& raw) { return gaussian_nll(x, m, 2.0 * raw); }));  // raw as log deviation
  CHECK_FALSE(is_gaussian(c, [](V const& x, V const& m, V const& raw) {                         // not squared
    return V(0.5 * raw + square(x - m) / (2 * exp(0.5 * raw)) + .9189385332);
  }));
  CHECK_FALSE(
      is_gaussian(c, [](V const& x, V const& m, V const& raw) {  // without the normalisation, so that Q may widen for nothing
        return V(0.5 * square(x - m) * exp(-raw) + .9189385332);
      }));
  CHECK(leaves_means_alone(c, [](V const& x, V const& m) { return V(gaussian_nll(x, m)); }));
  CHECK_FALSE(
      leaves_means_alone(c, [](V const& x, V const& m) { return V(gaussian_nll(x, softmax(m))); }));  // means after a softmax
}

TEST_CASE("planted defects of mutual information are caught") {
  Context<Cpu> c;
  CHECK(reaches_the_generator(c, [](auto& step) { return V(MutualInformation{}.generator_term(step)); }));
  CHECK_FALSE(reaches_the_generator(c, [](auto& step) {  // the value is right, but the graph is cut
    return constant(V(MutualInformation{}.generator_term(step)).value());
  }));
  CHECK_FALSE(reaches_the_generator(c, [](auto& step) {  // the same, where the guess is cut
    auto cut = step;
    cut.fake = detach(step.fake);
    return V(MutualInformation{}.generator_term(cut));
  }));
  CHECK_FALSE(reaches_the_generator(c, [](auto& step) {  // the bound itself is minimised
    return V(-MutualInformation{}.generator_term(step));
  }));
  CHECK_FALSE(reaches_the_generator(c, [](auto& step) {  // the sum over the batch
    return V(2 * MutualInformation{}.generator_term(step));
  }));
  CHECK_FALSE(reaches_the_generator(c, [](auto& step) {  // codes of another batch
    auto other = step;
    other.latent_vectors = numbers(step.latent().context(), {2, 2}, {0, 1, 1, 0});
    return V(MutualInformation{}.generator_term(other));
  }));
}

TEST_CASE("planted defects of the bound are caught") {
  Context<Cpu> c;
  double const entropy = Codes{.categorical = {3}}.entropy();
  CHECK(is_information(c, [&](V const& l, V const& y) { return entropy - mean_nll(l, y); }));
  CHECK_FALSE(is_information(c, [](V const& l, V const& y) {  // the entropy of the drawn one-hots, which is 0
    double entropy_of_draws = 0;
    for (double p : to_host(y.value())) entropy_of_draws -= p > 0 ? p * std::log(p) : 0;
    return entropy_of_draws - mean_nll(l, y);
  }));
  CHECK_FALSE(is_information(c, [&](V const& l, V const& y) { return entropy + mean_nll(l, y); }));
}

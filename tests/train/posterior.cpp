/// Steps of discriminators that give posteriors and of generators promoted by them (Zhang et al. 2021).
#include <functional>

#include "posteriors.hpp"

using namespace gan;
using namespace posteriors;

namespace {

/// A scalar discriminator, and the same one with a deviation that stays what it is.
auto scorer(int size) { return Sequential{Linear{size, 6}, Tanh{}, Linear{6, 1}}; }
struct Scorer {
  using score = Logit;
  static constexpr bool mixes_samples = false;
  template <class Sample> auto layers(Sample) const { return scorer(Sample::size); }
};
struct HeldLayers {
  decltype(scorer(0)) mean;
  float deviation;
  void declare(Declaration& d) const { d.part("mean", mean); }
  template <class X, class P> auto operator()(X const& x, P& pass) const {
    using V = typename P::Variable;
    V const m = evaluate(mean(x, pass));
    auto const held = full<typename P::value_type>(pass.context(), m.shape(), static_cast<typename P::value_type>(deviation));
    return concatenate(1, m, constant<V::order>(held));
  }
};
struct HeldDeviation {
  using score = Posterior;
  static constexpr bool mixes_samples = false;
  float deviation = .5f;
  template <class Sample> auto layers(Sample) const { return HeldLayers{scorer(Sample::size), deviation}; }
};

/// Its bias, whatever the sample.
struct Unmoved {
  using score = Posterior;
  static constexpr bool mixes_samples = false;
  template <class Sample> auto layers(Sample) const { return Sequential{Linear{Sample::size, 40, Zeros{}}}; }
};
/// Three numbers are no means and deviations.
struct Odd {
  using score = Posterior;
  static constexpr bool mixes_samples = false;
  template <class Sample> auto layers(Sample) const { return Sequential{Linear{Sample::size, 3}}; }
};
Numbers gradient(Numbers const& at, std::function<double(Numbers const&)> const& f) {
  Numbers out;
  for (std::size_t i = 0; i < at.size(); ++i) {
    double const h = 1e-4;
    auto moved = [&](double by) {
      Numbers there = at;
      there[i] += by;
      return f(there);
    };
    out.push_back((8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h));
  }
  return out;
}
}  // namespace

TEST_CASE("with one dimension and a held deviation P2GAN trains as LSGAN does, step for step") {
  auto train_with = [](auto const& gan) {
    Trainer trainer{Model{gan, Vector<2>{}, Cpu{}, Seed{5}, double{}}, sgd(7)};
    trainer.run(points(), 20);
    auto out = parameters_of(trainer.model().generator());
    auto const more = parameters_of(trainer.model().discriminator());
    out.insert(out.end(), more.begin(), more.end());
    return out;
  };
  MlpGenerator const generator{.latent = 3, .hidden = {8}};
  auto const p2gan =
      train_with(Gan{generator, HeldDeviation{.5f}, DistributionLeastSquares{.fake_prior = {-1, .5f}, .real_prior = {1, .5f}},
                     LatentCode{.weight = 0}});
  auto const lsgan = train_with(Gan{generator, Scorer{}, LeastSquares{.a = -1, .b = 1, .c = 0}});
  check_close(p2gan, lsgan, 1e-9);
}

TEST_CASE("steps of a promoted generator and its discriminator are what their definition says") {
  // x {2}, d = 2: D(x) = (m, s) = x W + c; G = [noise; z] A + b; losses written out, differentiated by central differences
  auto const check = [](auto discriminator, bool simultaneous) {
    INFO((simultaneous ? "both from one batch at the old parameters" : "one after the other"));
    std::vector<Look> in_d, in_g;
    TrainingOptions options = sgd(5);
    options.simultaneous = simultaneous;
    DistributionLeastSquares const loss{.fake_prior = {-1, .5f}, .real_prior = {1, 2}};
    Gan const gan{AffinePromoted{}, discriminator, loss, LatentCode{.weight = .5f}, Spy{&in_d, &in_g}};
    Trainer trainer{Model{gan, Vector<2>{}, Cpu{}, Seed{3}, double{}}, options};
    Numbers g = parameters_of(trainer.model().generator()), d = parameters_of(trainer.model().discriminator());
    trainer.run(points(), 3);
    REQUIRE((in_d.size() == 3 && in_g.size() == 3));
    auto cost = [](Numbers const& posteriors, double mean, double deviation) {
      double sum = 0;
      for (std::size_t i = 0; i < posteriors.size(); ++i) sum += std::pow(posteriors[i] - (i % 4 < 2 ? mean : deviation), 2);
      return .5 * sum / static_cast<double>(posteriors.size() / 2);
    };
    for (std::size_t step = 0; step < 3; ++step) {
      CHECK((in_d[step].latent == in_g[step].latent) == simultaneous);
      Numbers const fake = affine(g, in_d[step].latent, 5, 2), d_before = d;
      auto const of_d = gradient(d, [&](Numbers const& at) {
        return cost(affine(at, in_d[step].real, 2, 4), 1, 2) + cost(affine(at, fake, 2, 4), -1, .5);
      });
      for (std::size_t i = 0; i < d.size(); ++i) d[i] -= rate * of_d[i];
      Numbers const& judge = simultaneous ? d_before : d;
      Numbers const real = affine(judge, in_g[step].real, 2, 4);
      auto const of_g = gradient(g, [&](Numbers const& at) {
        Numbers const got = affine(judge, affine(at, in_g[step].latent, 5, 2), 2, 4);
        double gap = 0;
        for (std::size_t i = 0; i < got.size(); ++i) gap += std::abs(got[i] - real[i]);
        return cost(got, 0, 1.25) + .5 * gap / static_cast<double>(got.size() / 2);
      });
      for (std::size_t i = 0; i < g.size(); ++i) g[i] -= rate * of_g[i];
    }
    check_close(parameters_of(trainer.model().discriminator()), d, 1e-8);
    check_close(parameters_of(trainer.model().generator()), g, 1e-8);
  };
  for (bool simultaneous : {false, true}) {
    check(AffinePosterior<false>{}, simultaneous);
    check(AffinePosterior<true>{}, simultaneous);
  }
}

TEST_CASE("the generator's z is a sample of the posterior of the real sample of the same place") {
  std::vector<Look> in_d, in_g;
  Gan const gan{AffinePromoted{}, AffinePosterior{}, DistributionLeastSquares{}, Spy{&in_d, &in_g}};
  std::int64_t const batch = 2000;
  Trainer trainer{Model{gan, Vector<2>{}, Cpu{}, Seed{3}, double{}},
                  {.batch = batch, .generator = unmoving, .discriminator = unmoving}};
  Numbers const d = parameters_of(trainer.model().discriminator());
  trainer.run(points(), 2);
  for (auto const* looks : {&in_d, &in_g})
    for (auto const& look : *looks) {
      Numbers const posterior = affine(d, look.real, 2, 4);
      // (z - m) / s is standard normal: mean, variance, and no relation between dimensions or to the noise
      double mean = 0, square = 0, across = 0, noise = 0;
      double const n = static_cast<double>(2 * batch);
      for (std::size_t i = 0; i < static_cast<std::size_t>(batch); ++i) {
        double const* p = &posterior[4 * i];
        double const* z = &look.latent[5 * i + 3];
        double const e[] = {(z[0] - p[0]) / p[2], (z[1] - p[1]) / p[3]};
        for (double v : e) mean += v / n, square += v * v / n, noise += v * look.latent[5 * i] / n;
        across += e[0] * e[1] / (n / 2);
      }
      CHECK(std::abs(mean) < 4 / std::sqrt(n));
      CHECK(std::abs(square - 1) < 4 * std::sqrt(2 / n));
      CHECK(std::abs(noise) < 4 / std::sqrt(n));
      CHECK(std::abs(across) < 4 / std::sqrt(n / 2));
    }
  // New draws in every pass
  CHECK(in_d[0].latent != in_d[1].latent);
  CHECK(in_d[0].latent != in_g[0].latent);
}

TEST_CASE("the loss says how deviations are read, to whoever asks for them") {
  auto const samples = [](DeviationSign sign) {
    std::vector<Look> in_d, in_g;
    Gan const gan{AffinePromoted{}, AffinePosterior{}, DistributionLeastSquares{.sign = sign}, Spy{&in_d, &in_g}};
    Trainer trainer{Model{gan, Vector<2>{}, Cpu{}, Seed{3}, double{}},
                    {.batch = 9, .generator = unmoving, .discriminator = unmoving}};
    trainer.run(points(), 1);
    Numbers z;
    for (std::size_t i = 0; i < 9; ++i) z.insert(z.end(), &in_d[0].latent[5 * i + 3], &in_d[0].latent[5 * i] + 5);
    return std::pair{z, numbers(trainer.model().discriminate(from_host(trainer.model().context(), {9, 2}, in_d[0].real)))};
  };
  auto const [z, raw] = samples(DeviationSign::raw);
  int negative = 0;
  for (auto sign : {DeviationSign::abs, DeviationSign::softplus}) {
    auto const [read_z, read] = samples(sign);
    for (std::size_t i = 0; i < 18; ++i) {
      std::size_t const mean = i / 2 * 4 + i % 2, deviation = mean + 2;
      double const s = raw[deviation], expected = sign == DeviationSign::abs ? std::abs(s) : std::log1p(std::exp(s));
      negative += s < 0;
      CHECK(read[mean] == raw[mean]);
      CHECK(read[deviation] == Approx(expected).epsilon(1e-12));
      // The same draw of another deviation
      CHECK((read_z[i] - raw[mean]) / expected == Approx((z[i] - raw[mean]) / s).epsilon(1e-9));
    }
  }
  CHECK(negative > 0);
}

TEST_CASE("the sampled loss and the sampled latent code draw anew in every term") {
  // D gives m = 1, s = 2 everywhere; E (1/2) a^2 = 1/2 ((m - m_0)^2 + (s - s_0)^2)
  DistributionLeastSquares const loss{.fake_prior = {1, 3}, .real_prior = {1, 1}, .evaluation = Evaluation::sampled};
  auto const terms = [&](DistributionLeastSquares const& l) {
    Trainer trainer{Model{Gan{MlpGenerator{.latent = 2, .hidden = {4}}, Unmoved{}, l,
                              LatentCode{.weight = 1, .evaluation = Evaluation::sampled}},
                          Vector<2>{}, Cpu{}, Seed{3}, double{}},
                    {.batch = 1000, .generator = unmoving, .discriminator = unmoving}};
    auto const& bias = trainer.model().discriminator().parameters().view(1);
    Numbers values(40, 1);
    std::fill(values.begin() + 20, values.end(), 2);
    copy_from_host(bias.context(), values.data(), bias.data(), 40);
    Numbers out;
    trainer.run(points(), 2, [&](auto const& event) {
      for (auto const* list : {&event.discriminator_terms(), &event.generator_terms()})
        for (auto const& term : *list) out.push_back(numbers(term.value)[0]);
    });
    return out;
  };
  auto const sampled = terms(loss);
  REQUIRE(sampled.size() == 8);
  double const error = std::sqrt(2 / 4. / 20000);  // Var of a^2 / 2 is ds^4 / 2
  for (std::size_t step : {0, 1}) {
    double const real = sampled[4 * step], fake = sampled[4 * step + 1];
    CHECK(std::abs(real - .5) < 4 * error);
    CHECK(std::abs(fake - .5) < 4 * error);
    CHECK(real != fake);                // ds = 1 and -1: the same draws would give the same
    CHECK(sampled[4 * step + 2] == 0);  // the generator's prior is N(1, 2^2)
    CHECK(sampled[4 * step + 3] == 0);  // the posteriors of both batches are the same
  }
  CHECK(sampled[0] != sampled[4]);
  auto closed = loss;
  closed.evaluation = Evaluation::closed_form;
  check_close(terms(closed), {.5, .5, 0, 0, .5, .5, 0, 0}, 1e-12);
}

TEST_CASE("posteriors that do not fit are refused") {
  auto const steps = [](auto const& gan) {
    Trainer trainer{Model{gan, Vector<2>{}, Cpu{}, Seed{3}}, {.batch = 4}};
    trainer.run(points(), 1);
  };
  CHECK_THROWS_WITH(steps(Gan{MlpGenerator{}, Odd{}, DistributionLeastSquares{}}), Catch::Contains("side by side"));
  CHECK_THROWS_WITH(steps(Gan{PosteriorPromotedGenerator{.dimensions = 4, .width = 2}, PosteriorD{.width = 2, .dimensions = 3},
                              DistributionLeastSquares{}}),
                    Catch::Contains("{4, 4}") && Catch::Contains("{4, 3}"));
}

TEST_CASE("which policies go with posteriors") {
  using Promoted = PosteriorPromotedGenerator;
  using Loss = DistributionLeastSquares;
  STATIC_REQUIRE(compatible<Promoted, PosteriorD, Loss, LatentCode> == Misfit::none);
  STATIC_REQUIRE(compatible<MlpGenerator, PosteriorD, Loss> == Misfit::none);
  STATIC_REQUIRE(compatible<MlpGenerator, MlpDiscriminator, Loss> == Misfit::loss_needs_posterior);
  STATIC_REQUIRE(compatible<MlpGenerator, PosteriorD, NonSaturating> == Misfit::loss_needs_logit);
  STATIC_REQUIRE(compatible<Promoted, MlpDiscriminator, NonSaturating> == Misfit::generator_needs_posterior);
  STATIC_REQUIRE(compatible<MlpGenerator, MlpDiscriminator, NonSaturating, LatentCode> == Misfit::regularizer_needs_posterior);
  STATIC_REQUIRE(compatible<Promoted, PosteriorD, Loss, GradientPenalty> == Misfit::regularizer_needs_one_score);
}

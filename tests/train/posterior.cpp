/// Discriminators that give posteriors and generators promoted by them, in training (Zhang et al. 2021).
#include <gan/loss/distribution_least_squares.hpp>
#include <gan/model/generate_promoted.hpp>
#include <gan/network/posterior.hpp>
#include <gan/network/posterior_promoted.hpp>
#include <gan/regularizer/latent_code.hpp>

#include "training.hpp"

using namespace gan;
using namespace test;
using Numbers = std::vector<double>;

namespace {

Numbers numbers(auto const& tensor) {
  auto const values = to_host(tensor);
  return {values.begin(), values.end()};
}
void check_close(Numbers const& got, Numbers const& expected, double tolerance) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    INFO("element " << i);
    CHECK(std::abs(got[i] - expected[i]) <= tolerance);
  }
}

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

/// (m, s) = x W + c in `dimensions` dimensions.
template <bool Mixes = false> struct AffinePosterior {
  using score = Posterior;
  static constexpr bool mixes_samples = Mixes;
  int dimensions = 2;
  template <class Sample> auto layers(Sample) const {
    return Sequential{Linear{Sample::size, 2 * dimensions, Normal{.deviation = .5f}}};
  }
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
/// x = [noise; z] A + b; outside training z is 0.
struct AffinePromoted {
  static constexpr bool promoted_by_posterior = true;
  int latent = 3, dimensions = 2;
  int latent_size() const { return latent + dimensions; }
  template <class Sample> auto layers(Sample) const { return Sequential{Linear{latent_size(), Sample::size}}; }
  template <class T, class Device>
  Tensor<T, Device> draw_latent(Context<Device>& context, std::int64_t n, random::Key key, std::int64_t first) const {
    auto const noise = constant<1>(draw_noise<T>(context, NormalNoise{}, n, latent, key, first));
    return concatenate(1, noise, constant<1>(zeros<T>(context, Shape{n, dimensions}))).value();
  }
  template <class V, class Step> V latent_input(V const& drawn, Step& step) const {
    return PosteriorPromotedGenerator{.latent = latent, .dimensions = dimensions}.latent_input(drawn, step);
  }
};

/// What a step has, for a look from outside.
struct Look {
  Numbers real, latent, fake_mean, fake_deviation, draws;
};
struct Spy {
  static constexpr char const* name = "spy";
  std::vector<Look>*discriminator, *generator;
  template <class Step> auto look(std::vector<Look>& out, Step& step) const {
    out.push_back({numbers(step.real().value()),
                   numbers(step.latent().value()),
                   numbers(step.fake_score().value()),
                   numbers(step.fake_deviation().value()),
                   {}});
    return constant(zeros<double>(step.real().context(), Shape{}));
  }
  template <class Step> auto discriminator_term(Step& step) const { return look(*discriminator, step); }
  template <class Step> auto generator_term(Step& step) const { return look(*generator, step); }
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
/// Rows of x times a weight {in, out} and plus the bias behind it.
Numbers affine(Numbers const& theta, Numbers const& x, std::size_t in, std::size_t out) {
  Numbers y;
  for (std::size_t i = 0; i * in < x.size(); ++i)
    for (std::size_t o = 0; o < out; ++o) {
      double sum = theta[in * out + o];
      for (std::size_t k = 0; k < in; ++k) sum += x[i * in + k] * theta[k * out + o];
      y.push_back(sum);
    }
  return y;
}
template <class Network> Numbers parameters_of(Network const& network) {
  Numbers out;
  for (std::size_t i = 0; i < network.parameters().size(); ++i)
    for (double v : numbers(network.parameters().view(i))) out.push_back(v);
  return out;
}

constexpr float rate = .125f;
constexpr Sgd unmoving{1e-30f};
TrainingOptions sgd(int batch) { return {.batch = batch, .generator = Sgd{rate}, .discriminator = Sgd{rate}}; }

/// A small composition with the library's own networks.
auto small_p2gan() {
  return Gan{PosteriorPromotedGenerator{.latent = 4, .dimensions = 3, .width = 4, .style = 4},
             PosteriorD{.width = 4, .dimensions = 3}, DistributionLeastSquares{}, LatentCode{}};
}
auto images(std::size_t n) {
  std::vector<float> values(n * 64);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(std::sin(.37 * static_cast<double>(i)));
  return data::in_memory<Image<1, 8, 8>>(values);
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
  auto const check = [](auto discriminator) {
    std::vector<Look> in_d, in_g;
    DistributionLeastSquares const loss{.fake_prior = {-1, .5f}, .real_prior = {1, 2}};
    Gan const gan{AffinePromoted{}, discriminator, loss, LatentCode{.weight = .5f}, Spy{&in_d, &in_g}};
    Trainer trainer{Model{gan, Vector<2>{}, Cpu{}, Seed{3}, double{}}, sgd(5)};
    Numbers g = parameters_of(trainer.model().generator()), d = parameters_of(trainer.model().discriminator());
    trainer.run(points(), 3);
    REQUIRE((in_d.size() == 3 && in_g.size() == 3));
    auto cost = [](Numbers const& posteriors, double mean, double deviation) {
      double sum = 0;
      for (std::size_t i = 0; i < posteriors.size(); ++i) sum += std::pow(posteriors[i] - (i % 4 < 2 ? mean : deviation), 2);
      return .5 * sum / static_cast<double>(posteriors.size() / 2);
    };
    for (std::size_t step = 0; step < 3; ++step) {
      Numbers const fake = affine(g, in_d[step].latent, 5, 2);
      auto const of_d = gradient(d, [&](Numbers const& at) {
        return cost(affine(at, in_d[step].real, 2, 4), 1, 2) + cost(affine(at, fake, 2, 4), -1, .5);
      });
      for (std::size_t i = 0; i < d.size(); ++i) d[i] -= rate * of_d[i];
      Numbers const real = affine(d, in_g[step].real, 2, 4);
      auto const of_g = gradient(g, [&](Numbers const& at) {
        Numbers const got = affine(d, affine(at, in_g[step].latent, 5, 2), 2, 4);
        double gap = 0;
        for (std::size_t i = 0; i < got.size(); ++i) gap += std::abs(got[i] - real[i]);
        return cost(got, 0, 1.25) + .5 * gap / static_cast<double>(got.size() / 2);
      });
      for (std::size_t i = 0; i < g.size(); ++i) g[i] -= rate * of_g[i];
    }
    check_close(parameters_of(trainer.model().discriminator()), d, 1e-8);
    check_close(parameters_of(trainer.model().generator()), g, 1e-8);
  };
  check(AffinePosterior<false>{});
  check(AffinePosterior<true>{});
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

TEST_CASE("an update of the discriminator leaves the generator as it is, and the other way round") {
  Model model{small_p2gan(), Image<1, 8, 8>{}, Cpu{}, Seed{2}};
  TrainingOptions const options{.batch = 6};
  Updates updates(model, options);
  auto const real = from_host(model.context(), Shape{6, 8, 8, 1}, [] {
    std::vector<float> out(384);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(std::cos(static_cast<double>(i)));
    return out;
  }());
  auto all = [](auto const& network) {
    std::vector<std::pair<std::string, Numbers>> out;
    for (auto const* flat : {&network.parameters(), &network.state()})
      for (std::size_t i = 0; i < flat->size(); ++i) out.push_back({flat->entries()[i].name, numbers(flat->view(i))});
    return out;
  };
  auto const g = all(model.generator()), d = all(model.discriminator());
  {
    Step step(model, 0, 0, 0);
    updates.discriminate(step, real, 1);
  }
  CHECK(all(model.generator()) == g);
  auto const d2 = all(model.discriminator());
  for (std::size_t i = 0; i < d.size(); ++i) {
    INFO(d[i].first);
    CHECK(d2[i].second != d[i].second);
  }
  {
    Step step(model, 0, 0, 1);
    updates.generate(step, 6, 1);
  }
  CHECK(all(model.discriminator()) == d2);
  auto const g2 = all(model.generator());
  std::size_t posteriors = 0;
  for (std::size_t i = 0; i < g.size(); ++i) {
    INFO(g[i].first);
    CHECK(g2[i].second != g[i].second);
    posteriors += g[i].first.find("posterior.weight") != std::string::npos;
  }
  CHECK(posteriors == 3);  // of the small map and of two levels
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

TEST_CASE("PosteriorD and PosteriorPromotedGenerator have the sizes of their definition") {
  Gan const gan{PosteriorPromotedGenerator{}, PosteriorD{}, DistributionLeastSquares{}};
  auto conv = [](std::int64_t k, std::int64_t in, std::int64_t out) { return k * k * in * out; };
  {
    Model model{gan, Image<3, 32, 32>{}, Cpu{}, Seed{1}};
    // conv3 64, conv4 64, conv3 128, conv4 128, conv3 256, conv4 256, conv3 512, all with bias; two heads from 512 x 4 x 4
    std::int64_t const d = conv(3, 3, 64) + conv(4, 64, 64) + conv(3, 64, 128) + conv(4, 128, 128) + conv(3, 128, 256) +
                           conv(4, 256, 256) + conv(3, 256, 512) + 2 * (64 + 128 + 256) + 512 + 2 * (512 * 16 + 1) * 128;
    CHECK(model.discriminator().parameters().count() == d);
    // 128 -> 512 x 4 x 4, conv4 to 256, 128 and 64 maps without bias; styles of 16 numbers per channel from 128; conv3 to 3
    std::int64_t const g = 128 * 512 * 16 + conv(4, 512, 256) + conv(4, 256, 128) + conv(4, 128, 64) +
                           (128 + 1) * 16 * (512 + 256 + 128 + 64) + conv(3, 64, 3) + 3;
    CHECK(model.generator().parameters().count() == g);
    auto const x = model.generate(2);
    CHECK(x.shape() == Shape{2, 32, 32, 3});
    CHECK(model.discriminate(x).shape() == Shape{2, 256});
  }
  auto const shapes = [](auto statistics, auto sample) {
    Gan const small{PosteriorPromotedGenerator{.latent = 5, .dimensions = 3, .width = 2, .statistics = statistics},
                    PosteriorD{.width = 2, .dimensions = 3}, DistributionLeastSquares{}};
    Model model{small, sample, Cpu{}, Seed{1}};
    auto const x = model.generate(3);
    CHECK(x.shape() == decltype(sample)::shape(3));
    for (float v : to_host(x)) CHECK((std::isfinite(v) && (!decltype(sample)::is_image || std::abs(v) <= 1)));
    CHECK(model.discriminate(x).shape() == Shape{3, 6});
  };
  for (auto statistics : {StyleStatistics::map, StyleStatistics::vector, StyleStatistics::affine}) {
    shapes(statistics, Image<1, 28, 28>{});
    shapes(statistics, Image<2, 8, 12>{});
    shapes(statistics, Vector<5>{});
  }
}

TEST_CASE("every layer of PosteriorD is divided by its spectral norm, the heads too") {
  auto check = [](auto sample) {
    Model model{
        Gan{PosteriorPromotedGenerator{.width = 2}, PosteriorD{.width = 2, .dimensions = 3}, DistributionLeastSquares{}},
        sample, Cpu{}, Seed{4}, double{}};
    auto const x = randn<double>(model.context(), decltype(sample)::shape(4));
    auto const before = numbers(model.discriminate(x));
    auto const& p = model.discriminator().parameters();
    std::size_t weights = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
      if (p.entries()[i].name.find("weight") == std::string::npos) continue;  // biases start at 0
      auto values = numbers(p.view(i));
      for (auto& v : values) v *= 3 + static_cast<double>(i);
      copy_from_host(model.context(), values.data(), p.view(i).data(), p.view(i).count());
      ++weights;
    }
    CHECK(weights == model.discriminator().state().size());
    check_close(numbers(model.discriminate(x)), before, 1e-10);
  };
  check(Image<1, 8, 8>{});
  check(Vector<3>{});
}

TEST_CASE("PosteriorD of a vector, worked out by hand") {
  Model model{Gan{PosteriorPromotedGenerator{}, PosteriorD{.width = 1, .dimensions = 2}, DistributionLeastSquares{}},
              Vector<3>{}, Cpu{}, Seed{4}, double{}};
  auto const x = randn<double>(model.context(), {4, 3});
  auto const &p = model.discriminator().parameters(), &u = model.discriminator().state();
  std::size_t const sizes[] = {3, 2, 2, 2, 2};
  auto layer = [&](std::size_t i, std::size_t in, Numbers const& input) {
    Numbers theta = numbers(p.view(2 * i));
    Numbers const bias = numbers(p.view(2 * i + 1)), direction = numbers(u.view(i));
    double length = 0, squares = 0;  // sigma = |W u| / |u|
    for (double v : direction) length += v * v;
    for (std::size_t k = 0; k < in; ++k) squares += std::pow(theta[2 * k] * direction[0] + theta[2 * k + 1] * direction[1], 2);
    for (double& v : theta) v /= std::sqrt(squares / length);
    theta.insert(theta.end(), bias.begin(), bias.end());
    return affine(theta, input, in, 2);
  };
  auto activated = [](Numbers v) {
    for (double& y : v) y = y >= 0 ? y : static_cast<double>(.1f) * y;
    return v;
  };
  Numbers const features = activated(layer(1, sizes[1], activated(layer(0, sizes[0], numbers(x)))));
  Numbers const means = layer(2, 2, features), deviations = layer(3, 2, features);
  Numbers expected;
  for (std::size_t i = 0; i < 4; ++i)
    expected.insert(expected.end(), {means[2 * i], means[2 * i + 1], deviations[2 * i], deviations[2 * i + 1]});
  check_close(numbers(model.discriminate(x)), expected, 1e-12);
}

TEST_CASE("PosteriorPromotedGenerator of a vector, worked out by hand") {
  // Two levels of two units from two numbers of noise, each in the style that its own layer makes of z; in training mode
  PosteriorPromotedGenerator const policy{.latent = 2, .dimensions = 3, .width = 1, .style = 2};
  Model model{Gan{policy, PosteriorD{.dimensions = 3}, DistributionLeastSquares{}}, Vector<3>{}, Cpu{}, Seed{4}, double{}};
  auto const input = randn<double>(model.context(), {5, 5});
  NoRecording<Cpu> off(model.context());
  auto const got = numbers(evaluate(model.generator()(constant<1>(input), {.training = true})).value());

  auto const& p = model.generator().parameters();
  Numbers noise, z, all = numbers(input);
  for (std::size_t i = 0; i < 5; ++i) {
    noise.insert(noise.end(), &all[5 * i], &all[5 * i] + 2);
    z.insert(z.end(), &all[5 * i] + 2, &all[5 * i] + 5);
  }
  double const epsilon = static_cast<double>(1e-5f);
  auto with_bias = [&](std::size_t weight) {
    Numbers theta = numbers(p.view(weight)), bias = numbers(p.view(weight + 1));
    theta.insert(theta.end(), bias.begin(), bias.end());
    return theta;
  };
  Numbers x = noise;
  for (std::size_t level : {0, 1}) {
    Numbers content = numbers(p.view(3 * level));
    content.insert(content.end(), {0, 0});  // no bias before the normalisation
    Numbers const made = affine(content, x, 2, 2), style = affine(with_bias(3 * level + 1), z, 3, 4);
    for (std::size_t c : {0, 1}) {
      double mean = 0, variance = 0;
      for (std::size_t i = 0; i < 5; ++i) mean += made[2 * i + c] / 5;
      for (std::size_t i = 0; i < 5; ++i) variance += std::pow(made[2 * i + c] - mean, 2) / 5;
      for (std::size_t i = 0; i < 5; ++i) {
        double const a = style[4 * i + c], b = style[4 * i + 2 + c];
        double const deviation = std::sqrt((a - b) * (a - b) / 4 + epsilon);
        x[2 * i + c] = std::max(0., deviation * (made[2 * i + c] - mean) / std::sqrt(variance + epsilon) + (a + b) / 2);
      }
    }
  }
  check_close(got, affine(with_bias(6), x, 2, 3), 1e-12);
}

TEST_CASE("outside training z follows the generator's prior, which is one of the loss's") {
  GaussianPrior const prior{2, .5f};
  PosteriorPromotedGenerator const generator{.latent = 2, .dimensions = 3, .width = 2, .prior = prior};
  PosteriorD const discriminator{.width = 2, .dimensions = 3};
  Model model{Gan{generator, discriminator, DistributionLeastSquares{.real_prior = prior}}, Vector<2>{}, Cpu{}, Seed{4}};
  auto const latent = model.noise(4000, random::key(Seed{4}, Stream::generated_latent));
  REQUIRE(latent.shape() == Shape{4000, 5});
  auto const values = numbers(latent);
  for (std::size_t column = 0; column < 5; ++column) {
    INFO("column " << column);
    double const mean = column < 2 ? 0 : 2, deviation = column < 2 ? 1 : .5;
    double sum = 0, squares = 0, beside = 0;
    for (std::size_t i = 0; i < 4000; ++i) {
      double const e = (values[5 * i + column] - mean) / deviation;
      sum += e, squares += e * e;
      beside += e * (values[5 * i + (column + 1) % 5] - (column == 4 || column == 0 ? 0 : 2));
    }
    CHECK(std::abs(sum) < 4 * std::sqrt(4000.));
    CHECK(std::abs(squares - 4000) < 4 * std::sqrt(8000.));
    CHECK(std::abs(beside) < 4 * std::sqrt(4000.));
  }
  // Sample i is the same in every batch
  auto const later = numbers(model.noise(10, random::key(Seed{4}, Stream::generated_latent), 100));
  CHECK(Numbers(values.begin() + 500, values.begin() + 550) == later);

  auto const with = [&](GaussianPrior const& of_generator, DistributionLeastSquares const& loss) {
    auto other = generator;
    other.prior = of_generator;
    return Model{Gan{other, discriminator, loss}, Vector<2>{}};
  };
  DistributionLeastSquares const loss{.fake_prior = {-1, 1}, .real_prior = {2, .5f}};
  CHECK_NOTHROW(with({2, .5f}, loss));
  CHECK_NOTHROW(with({.5f, .75f}, loss));  // the average of both
  CHECK_NOTHROW(with({0, 1}, {}));
  CHECK_THROWS_WITH(with({0, 1}, loss),
                    Catch::Contains("N(0, 1^2)") && Catch::Contains("N(0.5, 0.75^2)") && Catch::Contains("N(2, 0.5^2)"));
  CHECK_THROWS_AS((Model{Gan{MlpGenerator{}, discriminator, DistributionLeastSquares{.fake_prior = {1, 1}}}, Vector<2>{}}),
                  OptionError);
}

TEST_CASE("generate_promoted gives each real sample one that its posterior promotes") {
  Gan const gan{AffinePromoted{}, AffinePosterior{}, DistributionLeastSquares{.sign = DeviationSign::softplus}};
  Model model{gan, Vector<2>{}, Cpu{}, Seed{6}, double{}};
  auto& context = model.context();
  std::int64_t const n = 300;  // more than pass at once
  auto const real = randn<double>(context, {n, 2});
  auto const got = numbers(generate_promoted(model, real, Seed{11}));
  Numbers const posterior = affine(parameters_of(model.discriminator()), numbers(real), 2, 4);
  Numbers const noise = numbers(model.noise(n, random::key(Seed{11}, Stream::generated_latent))),
                eps = numbers(normal<double>(context, {n, 2}, random::key(Seed{11}, Stream::user), 0., 1.));
  Numbers input;
  for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
    input.insert(input.end(), &noise[5 * i], &noise[5 * i] + 3);
    for (std::size_t k : {0, 1})
      input.push_back(posterior[4 * i + k] + std::log1p(std::exp(posterior[4 * i + 2 + k])) * eps[2 * i + k]);
  }
  check_close(got, affine(parameters_of(model.generator()), input, 5, 2), 1e-12);
  CHECK_THROWS_AS(generate_promoted(model, randn<double>(context, {3, 4})), ShapeError);
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
}

TEST_CASE("P2GAN trains, and goes on from a checkpoint bit for bit, its warm-up done once") {
  auto const data = images(40);
  TrainingOptions const options{.batch = 6, .discriminator_steps = 2, .discriminator_warm_up = 3};
  auto const make = [&] { return Trainer{Model{small_p2gan(), Image<1, 8, 8>{}, Cpu{}, Seed{2}}, options}; };
  auto whole = make();
  auto const before = numbers_of(whole.model());
  whole.run(data, 4);
  CHECK(whole.loop().updates().discriminator_optimizer().count() == 3 + 4 * 2);
  CHECK(whole.loop().updates().generator_optimizer().count() == 4);
  auto const after = numbers_of(whole.model());
  CHECK(before != after);
  for (auto v : after) CHECK(std::isfinite(v));

  TemporaryFolder const folder;
  std::string const file = folder / "posterior.safetensors";
  auto first = make();
  first.run(data, 2);
  first.checkpoint(file);
  auto second = make();
  second.restore(file);
  second.run(data, 2);
  CHECK(state_of(second) == state_of(whole));

  auto other = options;
  other.discriminator_warm_up = 2;
  Trainer wrong{Model{small_p2gan(), Image<1, 8, 8>{}, Cpu{}, Seed{2}}, other};
  CHECK_THROWS_WITH(wrong.restore(file), Catch::Contains("discriminator_warm_up = 3") && Catch::Contains("has 2"));
}

TEST_CASE("a warm-up trains the discriminator alone, on batches and draws of its own") {
  std::vector<Look> in_d, in_g;
  Gan const gan{AffinePromoted{}, AffinePosterior{}, DistributionLeastSquares{}, Spy{&in_d, &in_g}};
  TrainingOptions options{.batch = 5, .discriminator_warm_up = 2, .generator = Sgd{rate}, .discriminator = Sgd{rate}};
  Trainer trainer{Model{gan, Vector<2>{}, Cpu{}, Seed{3}, double{}}, options};
  trainer.run(points(), 2);
  REQUIRE((in_d.size() == 4 && in_g.size() == 2));
  std::vector<float> order(40);
  data::copy_batch(points(), Seed{3}, 0, 20, order.data());
  for (std::size_t i = 0; i < 4; ++i) {
    INFO("discriminator update " << i);
    CHECK(in_d[i].real == Numbers(order.begin() + static_cast<std::ptrdiff_t>(10 * i),
                                  order.begin() + static_cast<std::ptrdiff_t>(10 * i + 10)));
    for (std::size_t j = 0; j < 5; ++j) {
      Numbers const z(&in_d[i].latent[5 * j + 3], &in_d[i].latent[5 * j] + 5);
      CHECK((z == Numbers{0, 0}) == (i < 2));  // as outside training, until the generator's first step
    }
    for (std::size_t j = 0; j < i; ++j) CHECK(in_d[i].latent[0] != in_d[j].latent[0]);
    for (auto const& look : in_g) CHECK(in_d[i].latent[0] != look.latent[0]);
  }
  options.discriminator_warm_up = -1;
  CHECK_THROWS_AS(options.validate(), OptionError);
}

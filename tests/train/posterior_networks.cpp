/// PosteriorD and PosteriorPromotedGenerator (Zhang et al. 2021): their sizes, their numbers by hand, and their inputs outside training.
#include <gan/model/generate_promoted.hpp>

#include "posteriors.hpp"

using namespace gan;
using namespace posteriors;

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

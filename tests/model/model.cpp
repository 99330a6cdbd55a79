/// A composition with its numbers: what it holds, what it generates, what it scores.
#include "models.hpp"

using namespace gan;
using namespace test;

namespace {
template <class T, class Device> std::vector<std::string> names(FlatTensors<T, Device> const& flat) {
  std::vector<std::string> out;
  for (auto const& e : flat.entries()) out.push_back(e.name + " " + e.shape.text());
  return out;
}

struct TwoScores {
  using score = Logit;
  static constexpr bool mixes_samples = false;
  auto layers(Vector<2>) const { return Sequential{Linear{2, 2}}; }
};
}  // namespace

TEST_CASE("parameters have readable names") {
  Model mlp{small_mlp(), Vector<2>{}, Cpu{}, Seed{1}};
  CHECK(names(mlp.generator().parameters()) == std::vector<std::string>{"0.0.0.weight {3, 16}", "0.0.0.bias {16}",
                                                                        "0.1.0.weight {16, 8}", "0.1.0.bias {8}",
                                                                        "1.weight {8, 2}", "1.bias {2}"});
  CHECK(names(mlp.discriminator().parameters()) == std::vector<std::string>{"trunk.1.0.0.weight {2, 16}",
                                                                            "trunk.1.0.0.bias {16}", "head.weight {16, 1}",
                                                                            "head.bias {1}"});
  Model own{own_networks(), Image<1, 3, 2>{}, Cpu{}, Seed{1}};
  CHECK(names(own.generator().state()) == std::vector<std::string>{"1.running_mean {8}", "1.running_variance {8}"});
}

TEST_CASE("a model's start is a function of its seed") {
  Model a{small_mlp(), Vector<2>{}, Cpu{}, Seed{1}}, b{small_mlp(), Vector<2>{}, Cpu{.threads = 2}, Seed{1}},
      c{small_mlp(), Vector<2>{}, Cpu{}, Seed{2}};
  CHECK(a == b);
  CHECK(!(a == c));
  fill(b.context(), b.discriminator().parameters().view(3).data(), 1, 1e-30f);
  CHECK(!(a == b));  // one element, one bit
}

TEMPLATE_TEST_CASE("generated samples are a function of the seed and their number, at any batch size", "", float, double) {
  Model model{own_networks(), Image<2, 3, 4>{}, Cpu{}, Seed{1}, TestType{}};
  auto const many = model.generate(300, Seed{5});
  CHECK(many.shape() == Shape{300, 3, 4, 2});
  auto const all = to_host(many);
  CHECK(all == to_host(model.generate(300, Seed{5})));
  CHECK(all != to_host(model.generate(300, Seed{6})));
  for (std::int64_t n : {1, 10, 256, 257}) {
    INFO("the first " << n);
    auto const few = to_host(model.generate(n, Seed{5}));
    REQUIRE(few.size() == static_cast<std::size_t>(n) * 24);
    for (std::size_t i = 0; i < few.size(); ++i) CHECK(few[i] == Approx(all[i]).epsilon(1e-5).margin(1e-6));
  }
  for (auto x : all) CHECK(std::abs(x) <= 1);
}

TEST_CASE("MlpGenerator ends in tanh for an Image and is linear for a Vector") {
  auto const wide = MlpGenerator{.latent = 3, .hidden = {8}, .init = Normal{3}};
  Model image{Gan{wide, MlpDiscriminator{}, NonSaturating{}}, Image<1, 2, 2>{}, Cpu{}, Seed{1}};
  Model vector{Gan{wide, MlpDiscriminator{}, NonSaturating{}}, Vector<4>{}, Cpu{}, Seed{1}};
  auto const bounded = to_host(image.generate(50)), unbounded = to_host(vector.generate(50));
  CHECK(*std::max_element(unbounded.begin(), unbounded.end()) > 1);
  for (std::size_t i = 0; i < unbounded.size(); ++i) CHECK(bounded[i] == Approx(std::tanh(unbounded[i])).margin(1e-5));
}

TEST_CASE("noise priors have their distributions") {
  Context<Cpu> c;
  auto draw = [&](NoisePrior const& prior) {
    return to_host(draw_noise<double>(c, prior, 4000, 3, random::key(Seed{3}, Stream::latent), 0));
  };
  auto moments = [](std::vector<double> const& z) {
    double mean = 0, square = 0, largest = 0;
    for (double x : z) mean += x, square += x * x, largest = std::max(largest, std::abs(x));
    double const n = static_cast<double>(z.size());
    return std::array{mean / n, square / n, largest};
  };
  auto const uniform = moments(draw(UniformNoise{})), unit = moments(draw(unit_variance_uniform)),
             gaussian = moments(draw(NormalNoise{})), sphere = moments(draw(SphereNoise{}));
  CHECK(uniform[1] == Approx(1. / 3).epsilon(.03));
  CHECK(uniform[2] <= 1);
  CHECK(unit[1] == Approx(1).epsilon(.03));
  CHECK(unit[2] <= 1.7320508076);
  CHECK(gaussian[1] == Approx(1).epsilon(.04));
  CHECK(gaussian[2] > 3);
  CHECK(sphere[1] == Approx(1. / 3).epsilon(.01));
  auto const z = draw(SphereNoise{});
  for (std::size_t i = 0; i < z.size(); i += 3)
    CHECK(z[i] * z[i] + z[i + 1] * z[i + 1] + z[i + 2] * z[i + 2] == Approx(1).epsilon(1e-12));
  for (auto const& m : {uniform, unit, gaussian, sphere}) CHECK(std::abs(m[0]) < .03);
}

TEST_CASE("scores: one for each sample, the same alone and in a batch") {
  Model model{own_networks(), Image<1, 3, 2>{}, Cpu{}, Seed{1}};
  auto const images = model.generate(7);
  auto const scores = model.discriminate(images);
  CHECK(scores.shape() == Shape{7, 1});
  auto const all = to_host(scores);
  for (std::int64_t i = 0; i < 7; ++i)
    CHECK(to_host(model.discriminate(images.slice(i, i + 1)))[0] == Approx(all[static_cast<std::size_t>(i)]).epsilon(1e-5));
}

TEST_CASE("a model refuses samples, counts and options that it cannot take") {
  Model model{own_networks(), Image<1, 3, 2>{}, Cpu{}, Seed{1}};
  auto tensor = [&](Shape const& shape) { return zeros<float>(model.context(), shape); };
  check_refusal<ShapeError>([&] { model.discriminate(tensor({4, 6})); }, {"{1, 3, 2, 1}", "{4, 6}"});
  check_refusal<ShapeError>([&] { model.discriminate(tensor({4, 2, 3, 1})); }, {"{1, 3, 2, 1}", "{4, 2, 3, 1}"});
  check_refusal<ShapeError>([&] { model.discriminate(tensor({})); }, {"{1, 3, 2, 1}", "{}"});
  check_refusal<OptionError>([&] { model.generate(0); }, {"at least 1, not 0"});
  check_refusal<OptionError>(
      [] {
        Model(Gan{OwnGenerator{.latent = 0}, OwnDiscriminator{}, LeastSquares{}}, Vector<2>{}, Cpu{});
      },
      {"at least 1"});
  check_refusal<OptionError>(
      [] {
        Model(Gan{OwnGenerator{}, OwnDiscriminator{.width = 0}, LeastSquares{}}, Vector<2>{}, Cpu{});
      },
      {"at least 1", "0"});
  check_refusal<OptionError>([] { Model(small_mlp(), Vector<2>{}, Cpu{.threads = 0}); }, {"between 1 and 1024", "0"});
}

TEST_CASE("a discriminator of another output than one score per sample is refused with its shape") {
  Model model{Gan{MlpGenerator{}, TwoScores{}, NonSaturating{}}, Vector<2>{}, Cpu{}, Seed{1}};
  check_refusal<ShapeError>([&] { model.discriminate(model.generate(3)); }, {"one score per sample", "{3, 2}"});
}

/// A network that says from which input a held generator made a sample: its gradient, what it learns, what stays as it is.
#include <gan/network/coded.hpp>
#include <gan/train/inference_update.hpp>

#include "training.hpp"

using namespace gan;
using namespace test;

namespace {
using Numbers = std::vector<double>;

/// G(z) = x with x_j = sum_i z_i W_ij.
struct LinearGenerator {
  int latent = 2;
  template <class Sample> auto layers(Sample) const { return Sequential{LinearNoBias{latent, Sample::size, Normal{1}}}; }
};
struct LinearEncoder {
  int latent = 2;
  template <class Sample> auto layers(Sample) const { return Sequential{Linear{Sample::size, latent}}; }
};
/// A generator with batch statistics and another prior.
struct NormalisedGenerator {
  int latent = 3;
  NoisePrior noise = UniformNoise{};
  template <class Sample> auto layers(Sample) const {
    return Sequential{Linear{latent, 8}, BatchNorm{8}, Relu{}, Linear{8, Sample::size}};
  }
};
void set(auto const& network, std::vector<double> const& weight) {
  auto const to = network.parameters().view(0);
  copy_from_host(to.context(), weight.data(), to.data(), to.count());
}
double mean_squared_distance(Tensor<double, Cpu> const& a, Tensor<double, Cpu> const& b) {
  auto const x = to_host(a), y = to_host(b);
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - y[i]) * (x[i] - y[i]);
  return sum / static_cast<double>(a.shape()[0]);
}
/// A model with the generator of another, which no training has made better.
template <class M> M with_generator(M model) {
  Model const game{Gan{model.composition().generator, MlpDiscriminator{.hidden = {2}}, NonSaturating{}}, Vector<2>{}, Cpu{},
                   Seed{77}, typename M::value_type{}};
  take_generator(model, game);
  return model;
}
auto shapes_only() { return data::in_memory<Vector<2>>({0, 0, 0, 0, 0, 0}); }
}  // namespace

TEST_CASE("one step of a linear inference network is a step down the squared error's gradient on drawn pairs") {
  Model model{InferenceNetwork{LinearGenerator{}, LinearEncoder{}}, Vector<2>{}, Cpu{}, Seed{4}, 0.0};
  Numbers const w{2, .5, -1, 1};  // row i: z_i's part of each x_j
  set(model.held(), w);
  auto const a = to_host(model.encoder().parameters().view(0)), b = to_host(model.encoder().parameters().view(1));
  double cost = 0;
  train(model, shapes_only(), {.batch = 5, .steps = 1, .generator = Sgd{.rate = .1f}},
        [&](auto const& event) { cost = event.losses()[0].second; });
  auto const z = to_host(model.noise(5, random::key(Seed{4}, Stream::latent, 0)));
  Numbers da(4), db(2);
  double expected = 0;
  for (std::size_t n = 0; n < 5; ++n) {
    double const x[2] = {z[2 * n] * w[0] + z[2 * n + 1] * w[2], z[2 * n] * w[1] + z[2 * n + 1] * w[3]};
    for (std::size_t k = 0; k < 2; ++k) {
      double const r = x[0] * a[k] + x[1] * a[2 + k] + b[k] - z[2 * n + k];
      expected += r * r / 5;
      for (std::size_t j = 0; j < 2; ++j) da[2 * j + k] += 2 * r * x[j] / 5;
      db[k] += 2 * r / 5;
    }
  }
  CHECK(cost == Approx(expected).epsilon(1e-12));
  auto const a2 = to_host(model.encoder().parameters().view(0)), b2 = to_host(model.encoder().parameters().view(1));
  double const rate = static_cast<double>(.1f);
  for (std::size_t i = 0; i < 4; ++i) CHECK(a2[i] == Approx(a[i] - rate * da[i]).epsilon(1e-12));
  for (std::size_t k = 0; k < 2; ++k) CHECK(b2[k] == Approx(b[k] - rate * db[k]).epsilon(1e-12).margin(1e-14));
}

TEST_CASE("the input of an invertible linear generator is recovered") {
  Model model{InferenceNetwork{LinearGenerator{}, LinearEncoder{}}, Vector<2>{}, Cpu{}, Seed{4}, 0.0};
  Numbers const w{2, .5, -1, 1};
  set(model.held(), w);
  train(model, shapes_only(), {.batch = 64, .steps = 600, .generator = Adam{.rate = 2e-2f}, .decay = LinearToZero{}});
  auto const z = from_host(model.context(), {2, 2}, Numbers{.3, -1, 2, .7});
  auto const x = to_host(model.generate_from(z));
  CHECK(x[0] == Approx(.3 * 2 + 1));
  CHECK(x[1] == Approx(.3 * .5 - 1));
  CHECK(mean_squared_distance(model.infer(model.generate_from(z)), z) < 1e-4);
  auto const back = to_host(model.reconstruct(model.generate_from(z)));
  for (std::size_t i = 0; i < 4; ++i) CHECK(back[i] == Approx(x[i]).margin(2e-2));
}

TEST_CASE("where samples do not say all of the input, the error is what a Gaussian leaves open") {
  // x = w.z with z ~ N(0, I) in two dimensions: E[z|x] = w x / |w|^2, and E|z - E[z|x]|^2 = 2 - 1 = 1, the variance across w.
  Model model{InferenceNetwork{LinearGenerator{}, LinearEncoder{}}, Vector<1>{}, Cpu{}, Seed{4}, 0.0};
  set(model.held(), {1.5, 2});
  double late = 0;
  train(model, data::in_memory<Vector<1>>({0}),
        {.batch = 512, .steps = 1000, .generator = Adam{.rate = 2e-2f}, .decay = LinearToZero{}}, [&](auto const& event) {
          if (event.step > 500) late += event.losses()[0].second / 500;
        });
  CHECK(late == Approx(1).margin(.02));
  auto const best = to_host(model.infer(from_host(model.context(), {1, 1}, Numbers{2.5})));
  CHECK(best[0] == Approx(1.5 * 2.5 / 6.25).margin(.02));
  CHECK(best[1] == Approx(2 * 2.5 / 6.25).margin(.02));
}

TEST_CASE(
    "a trained generator is taken over, held bit for bit in evaluation mode, and its input inferred better than by the prior") {
  Gan const gan{NormalisedGenerator{}, MlpDiscriminator{.hidden = {16}}, NonSaturating{}};
  Model game{gan, Vector<2>{}, Cpu{}, Seed{3}, 0.0};
  bool const averages = GENERATE(false, true);
  train(game, ring(), {.batch = 32, .steps = 100, .averaging = averages ? .9 : 0.});
  Model model{InferenceNetwork{game.gan().generator, MlpEncoder{.latent = 3, .hidden = {32}}}, Vector<2>{}, Cpu{}, Seed{1},
              0.0};
  take_generator(model, game);
  auto const z = game.noise(200, random::key(Seed{9}, Stream::generated_latent));
  CHECK(to_host(model.noise(200, random::key(Seed{9}, Stream::generated_latent))) == to_host(z));
  auto const samples = game.generate_from(z);
  CHECK(to_host(model.generate_from(z)) == to_host(samples));
  auto const parameters = to_host(model.held().parameters().values()), state = to_host(model.held().state().values());
  double const before = mean_squared_distance(model.infer(samples), z);
  train(model, ring(), {.batch = 64, .steps = 500, .generator = Adam{.rate = 5e-3f}});
  CHECK(to_host(model.held().parameters().values()) == parameters);
  CHECK(to_host(model.held().state().values()) == state);
  for (double g : to_host(model.held().gradients())) REQUIRE(g == 0);
  // The prior's mean is 0 and its variance 1/3 in each of three dimensions.
  double const error = mean_squared_distance(model.infer(samples), z);
  INFO("squared error " << error << ", " << before << " before the training");
  CHECK(error < .8);
  CHECK(error < before);
}

TEST_CASE("the codes of a generator are part of its input") {
  Codes const codes{.categorical = {3}, .continuous = 1};
  Coded const generator{MlpGenerator{.latent = 2, .hidden = {8}}, codes};
  auto model = with_generator(Model{InferenceNetwork{generator, MlpEncoder{.latent = 6}}, Vector<2>{}, Cpu{}, Seed{1}});
  CHECK(model.latent() == 6);
  train(model, shapes_only(), {.batch = 4, .steps = 2});
  CHECK(model.infer(zeros<float>(model.context(), {5, 2})).shape() == Shape{5, 6});
}

TEST_CASE("an inference network's average is what it infers by") {
  auto model = with_generator(Model{InferenceNetwork{LinearGenerator{}, LinearEncoder{}}, Vector<2>{}, Cpu{}, Seed{4}});
  auto const x = full(model.context(), {1, 2}, 1.f);
  train(model, shapes_only(), {.batch = 8, .steps = 20, .generator = Adam{.rate = .1f}, .averaging = .9});
  auto const averaged = to_host(model.infer(x));
  model.set_averaged({});
  CHECK(to_host(model.infer(x)) != averaged);
}

TEST_CASE("an inference network's training resumes bit for bit, and its file holds the generator too") {
  TemporaryFolder const folder;
  TrainingOptions const options{.batch = 10, .generator = Adam{}};
  auto make = [](int units = 6, std::uint64_t seed = 1) {
    return Model{InferenceNetwork{NormalisedGenerator{}, MlpEncoder{.latent = 3, .hidden = {units}}}, Vector<2>{}, Cpu{},
                 Seed{seed}};
  };
  Trainer whole{with_generator(make()), options}, first{with_generator(make()), options}, second{make(), options};
  whole.run(shapes_only(), 20);
  first.run(shapes_only(), 9);
  first.checkpoint(folder / "i.safetensors");
  second.restore(folder / "i.safetensors");
  second.run(shapes_only(), 11);
  CHECK(second.model() == whole.model());
  save(whole.model(), folder / "w.safetensors");
  auto other = make(6, 2);
  CHECK(!(other == whole.model()));
  load(other, folder / "w.safetensors");
  CHECK(other == whole.model());
  auto wider = make(7);
  CHECK_THROWS_AS(load(wider, folder / "w.safetensors"), FileError);
}

TEST_CASE("an inference network learns nothing from a generator that it has not taken") {
  TemporaryFolder const folder;
  TrainingOptions const options{.batch = 8};
  Trainer trainer{Model{InferenceNetwork{NormalisedGenerator{}, MlpEncoder{.latent = 3}}, Vector<2>{}, Cpu{}, Seed{1}},
                  options};
  auto& model = trainer.model();
  auto const before = to_host(model.encoder().parameters().values());
  CHECK_THROWS_WITH(trainer.run(shapes_only(), 3),
                    Catch::Contains("as it was initialised") && Catch::Contains("take_generator"));
  CHECK(to_host(model.encoder().parameters().values()) == before);
  auto const taken =
      with_generator(Model{InferenceNetwork{NormalisedGenerator{}, MlpEncoder{.latent = 3}}, Vector<2>{}, Cpu{}, Seed{1}});
  save(taken, folder / "w.safetensors");
  load(model, folder / "w.safetensors");  // a generator from a file is one too
  CHECK_NOTHROW(trainer.run(shapes_only(), 3));
  CHECK(to_host(model.encoder().parameters().values()) != before);
}

TEST_CASE("what an inference network refuses") {
  CHECK_THROWS_WITH((Model{InferenceNetwork{LinearGenerator{}, MlpEncoder{.latent = 5}}, Vector<2>{}, Cpu{}, Seed{1}}),
                    Catch::Contains("has 2 numbers") && Catch::Contains("not 5"));
  Model model{InferenceNetwork{NormalisedGenerator{}, MlpEncoder{.latent = 3}}, Vector<2>{}, Cpu{}, Seed{1}};
  CHECK_THROWS_WITH(train(model, shapes_only(), {.steps = 1, .discriminator_steps = 2}),
                    Catch::Contains("has no discriminator"));
  CHECK_THROWS_WITH(train(model, shapes_only(), {.steps = 1, .discriminator = Sgd{}}), Catch::Contains("set `generator`"));
  CHECK_THROWS_WITH(model.infer(zeros<float>(model.context(), {5, 3})), Catch::Contains("{5, 3}"));
  CHECK_THROWS_WITH(model.generate_from(zeros<float>(model.context(), {5, 2})), Catch::Contains("{n, 3}"));
  Model game{Gan{NormalisedGenerator{.noise = NormalNoise{}}, MlpDiscriminator{.hidden = {4}}, NonSaturating{}}, Vector<2>{},
             Cpu{}, Seed{3}};
  auto const before = to_host(model.held().parameters().values());
  CHECK_THROWS_WITH(take_generator(model, game), Catch::Contains("#1(1)") && Catch::Contains("#0()"));
  CHECK(to_host(model.held().parameters().values()) == before);
}

/// One network for all conditionals: what the discriminator sees, what is learned, and completions.
#include <gan/model/complete.hpp>

#include "training.hpp"

using namespace gan;
using namespace test;

namespace {
using Numbers = std::vector<double>;
using Tiny = Image<1, 4, 4>;

/// Keeps what a step's discriminator got and the batches of the step.
struct Seen {
  Numbers input, real, fake, latent;
};
/// Records its input; several rows are one pass.
struct Spy {
  using score = Logit;
  static constexpr bool mixes_samples = true;
  std::vector<Numbers>* passes;
  struct Layers {
    std::vector<Numbers>* passes;
    Linear head;
    void declare(Declaration& d) const { head.declare(d); }
    template <class X, class P> auto operator()(X const& x, P& pass) const {
      auto const v = evaluate(x);
      passes->push_back(to_host(v.value()));
      return head(reshape(v, Shape{v.shape()[0], v.shape().count() / v.shape()[0]}), pass);
    }
  };
  template <class Sample> auto layers(Sample) const { return Layers{passes, Linear{Sample::size, 1}}; }
};
struct Recorder {
  Seen *discriminator, *generator;
  template <class Step> static auto record(Seen& to, Step& step) {
    to = {{}, to_host(step.real().value()), to_host(step.fake().value()), to_host(step.latent().value())};
    return 0.f * mean(step.fake_score());
  }
  template <class Step> auto discriminator_term(Step& step) const { return record(*discriminator, step); }
  template <class Step> auto generator_term(Step& step) const { return record(*generator, step); }
};

/// Two numbers that are always the same.
auto twins() {
  std::vector<float> values;
  for (int i = 0; i < 512; ++i) values.insert(values.end(), 2, static_cast<float>(i % 64 - 31.5) / 32);
  return data::in_memory<Vector<2>>(values);
}
auto pictures() {
  std::vector<float> values;
  for (int i = 0; i < 16 * 8; ++i) values.push_back(static_cast<float>(std::sin(i)));
  return data::in_memory<Tiny>(values);
}
}  // namespace

TEST_CASE("a masked discriminator sees real and completed samples each with the masks of the step") {
  std::vector<Numbers> passes;
  Seen d, g;
  Model model{Gan{MaskedGenerator{Tiny{}, MlpCompleter{.hidden = {8}}, RandomPixels{.5f}}, MaskedD{Spy{&passes}},
                  NonSaturating{}, Recorder{&d, &g}},
              Tiny{}, Cpu{}, Seed{1}, 0.0};
  train(model, pictures(), {.batch = 3, .steps = 1});
  REQUIRE(passes.size() == 3);  // real and completed in the discriminator's step, completed in the generator's
  auto check = [&](Numbers const& seen, Numbers const& samples, Seen const& step) {
    REQUIRE(seen.size() == 3 * 32);
    for (std::size_t n = 0; n < 3; ++n)
      for (std::size_t i = 0; i < 16; ++i) {
        double const mask = step.latent[32 * n + 16 + i];
        CHECK(seen[32 * n + 2 * i] == samples[16 * n + i]);
        CHECK(seen[32 * n + 2 * i + 1] == mask);
        CHECK((mask == 0 || mask == 1));
        if (mask == 1) CHECK(step.fake[16 * n + i] == step.real[16 * n + i]);
      }
  };
  check(passes[0], d.real, d);
  check(passes[1], d.fake, d);
  check(passes[2], g.fake, g);
  CHECK(d.latent != g.latent);
}

TEST_CASE("either of two equal numbers is learned from the other") {
  Model model{Gan{MaskedGenerator{Vector<2>{}, MlpCompleter{.hidden = {32, 32}}, RandomPixels{.5f}},
                  MaskedD{MlpDiscriminator{.hidden = {32, 32}}}, NonSaturating{}},
              Vector<2>{}, Cpu{}, Seed{2}};
  auto error = [&] {
    std::vector<float> samples, masks;
    for (int i = 0; i < 100; ++i) {
      float const x = static_cast<float>(i % 50) / 25 - 1;
      samples.insert(samples.end(), {i < 50 ? x : 9.f, i < 50 ? 9.f : x});
      masks.insert(masks.end(), {i < 50 ? 1.f : 0.f, i < 50 ? 0.f : 1.f});
    }
    auto const y =
        to_host(complete(model, from_host(model.context(), {100, 2}, samples), from_host(model.context(), {100, 2}, masks)));
    double sum = 0;
    for (std::size_t i = 0; i < 100; ++i) {
      CHECK(y[2 * i + (i >= 50)] == samples[2 * i + (i >= 50)]);  // given: as it was
      sum += std::abs(double(y[2 * i]) - double(y[2 * i + 1])) / 100;
    }
    return sum;
  };
  double const before = error();
  Adam const adam{.rate = 1e-3f, .beta1 = .5f};
  train(model, twins(),
        {.batch = 64, .steps = 1500, .generator = adam, .discriminator = adam, .decay = LinearToZero{.from = .5}});
  double const after = error();
  INFO("mean distance " << before << " before, " << after << " after");
  CHECK(before > .4);
  CHECK(after < .15);
}

TEST_CASE("completions depend on the seed where something is missing, and are judged with their masks") {
  Model model{Gan{MaskedGenerator{Tiny{}, DCCompleter{.width = 4}, MissingRectangle{}}, MaskedD{DCDiscriminator{.width = 4}},
                  NonSaturating{}},
              Tiny{}, Cpu{}, Seed{1}};
  train(model, pictures(), {.batch = 4, .steps = 3});
  auto& context = model.context();
  auto const x = uniform<float>(context, Tiny::shape(5), random::key(Seed{3}, Stream::check), -1, 1);
  auto const half = draw_masks<float>(context, Tiny{}, LeftHalf{}, 5, {}), all = full(context, Shape{5, 4, 4, 1}, 1.f);
  auto const a = to_host(complete(model, x, half, Seed{1})), b = to_host(complete(model, x, half, Seed{2}));
  auto const given = to_host(x);
  for (std::size_t i = 0; i < a.size(); ++i)
    if (i % 4 < 2) CHECK((a[i] == given[i] && b[i] == given[i]));
  CHECK(a != b);
  CHECK(to_host(complete(model, x, half, Seed{1})) == a);
  CHECK(to_host(complete(model, x, all)) == given);
  CHECK(to_host(model.discriminate(x, half)) != to_host(model.discriminate(x, all)));
  CHECK(model.discriminator().parameters().entries()[0].shape == Shape{4, 4, 2, 4});  // a channel more
  CHECK(model.generate(3).shape() == Tiny::shape(3));
  CHECK_THROWS_WITH(complete(model, x, full(context, Shape{5, 4, 4, 1}, .5f)), Catch::Contains("not 0.5"));
  CHECK_THROWS_WITH(complete(model, x, full(context, Shape{1, 4, 4, 1}, 1.f)), Catch::Contains("{1, 4, 4, 1}"));
  CHECK_THROWS_WITH(complete(model, zeros<float>(context, {5, 4, 4, 3}), all), Catch::Contains("{5, 4, 4, 3}"));
  CHECK_THROWS_WITH(model.discriminate(x, full(context, Shape{5, 16}, 1.f)), Catch::Contains("{5, 16}"));
}

TEST_CASE("a masked training resumes bit for bit") {
  TemporaryFolder const folder;
  TrainingOptions const options{.batch = 3};
  auto make = [] {
    return Model{Gan{MaskedGenerator{Tiny{}, MlpCompleter{.hidden = {8}}, MissingRectangle{}},
                     MaskedD{MlpDiscriminator{.hidden = {8}}}, NonSaturating{}},
                 Tiny{}, Cpu{}, Seed{1}};
  };
  Trainer whole{make(), options}, first{make(), options}, second{make(), options};
  whole.run(pictures(), 8);
  first.run(pictures(), 3);
  first.checkpoint(folder / "m.safetensors");
  second.restore(folder / "m.safetensors");
  second.run(pictures(), 5);
  CHECK(second.model() == whole.model());
}

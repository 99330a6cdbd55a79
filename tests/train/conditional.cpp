/// Conditional compositions: both networks get the class, in training those of the real batch, and samples can be asked for by class.
#include <set>

#include <gan/data/in_memory.hpp>
#include <gan/loss/least_squares.hpp>
#include <gan/network/code_head.hpp>
#include <gan/network/dc.hpp>

#include "training.hpp"

using namespace gan;
using namespace test;

namespace {
using Numbers = std::vector<double>;
using V = Var<double, Cpu, 1>;

struct Seen {
  Numbers latent, labels, scores;
};
struct Recorder {
  Seen *discriminator, *generator;
  template <class Step> static void record(Seen& to, Step& step) {
    to = {to_host(step.latent().value()), to_host(step.labels().value()), to_host(step.fake_score().value())};
  }
  template <class Step> auto discriminator_term(Step& step) const {
    record(*discriminator, step);
    return 0.f * mean(step.fake_score());
  }
  template <class Step> auto generator_term(Step& step) const {
    record(*generator, step);
    return 0.f * mean(step.fake_score());
  }
};

/// Point k of a triangle, of class k, with a little scatter.
auto triangle() {
  std::vector<float> values;
  std::vector<int> classes;
  for (int i = 0; i < 300; ++i) {
    double const angle = 2 * 3.14159265 * (i % 3) / 3;
    values.push_back(static_cast<float>(2 * std::cos(angle) + .1 * std::sin(7. * i)));
    values.push_back(static_cast<float>(2 * std::sin(angle) + .1 * std::cos(5. * i)));
    classes.push_back(i % 3);
  }
  return data::in_memory<Vector<2>, 3>(values, classes);
}
auto conditional(auto... more) {
  return Gan{ConditionalGenerator{MlpGenerator{.latent = 2, .hidden = {16}}, Classes<3>{}},
             ConditionalD{MlpDiscriminator{.hidden = {16}}, Classes<3>{}}, LeastSquares{}, more...};
}
}  // namespace

TEST_CASE("classes stand behind a vector, and as maps of ones and zeros behind an image") {
  Context<Cpu> context;
  V const classes = constant<1>(from_host(context, {2, 2}, Numbers{0, 1, 1, 0}));
  V const points = constant<1>(from_host(context, {2, 1}, Numbers{7, 8}));
  CHECK(to_host(detail::with_classes(points, classes).value()) == Numbers{7, 0, 1, 8, 1, 0});
  V const images =
      constant<1>(from_host(context, {4, 1, 2, 1}, Numbers{1, 2, 3, 4, 5, 6, 7, 8}));  // real and generated, two each
  V const all = detail::with_classes(images, classes);
  CHECK(all.shape() == Shape{4, 1, 2, 3});
  CHECK(to_host(all.value()) == Numbers{1, 0, 1, 2, 0, 1, 3, 1, 0, 4, 1, 0, 5, 0, 1, 6, 0, 1, 7, 1, 0, 8, 1, 0});
  CHECK_THROWS_WITH(detail::with_classes(constant<1>(zeros<double>(context, Shape{3, 1})), classes),
                    Catch::Contains("batch of 3"));
}

TEST_CASE("a dense discriminator of images sees the class once, behind all pixels") {
  Context<Cpu> context;
  ConditionalD const dense{MlpDiscriminator{.hidden = {5}}, Classes<2>{}};
  ConditionalD const with_codes{CodeHead{MlpDiscriminator{.hidden = {5}}, Codes{.categorical = {4}}}, Classes<2>{}};
  ConditionalD const places{DCDiscriminator{.width = 4}, Classes<2>{}};
  using Picture = Image<3, 8, 8>;
  static_assert(std::is_same_v<decltype(dense)::seen<Picture>, Vector<3 * 8 * 8 + 2>>);
  static_assert(std::is_same_v<decltype(with_codes)::seen<Picture>, Vector<3 * 8 * 8 + 2>>);
  static_assert(std::is_same_v<decltype(places)::seen<Picture>, Image<5, 8, 8>>);
  V const classes = constant<1>(from_host(context, {2, 2}, Numbers{0, 1, 1, 0}));
  V const images = constant<1>(from_host(context, {2, 1, 2, 1}, Numbers{1, 2, 3, 4}));
  CHECK(to_host(dense.with_classes(images, classes).value()) == Numbers{1, 2, 0, 1, 3, 4, 1, 0});
  // The whole way: a score for each picture and class.
  Model const model{Gan{ConditionalGenerator{MlpGenerator{.latent = 2, .hidden = {4}}, Classes<2>{}}, dense, NonSaturating{}},
                    Picture{}, Cpu{}, Seed{3}, 0.0};
  CHECK(model.discriminator().parameters().entries()[0].shape == Shape{3 * 8 * 8 + 2, 5});
  auto const pictures = model.generate(std::vector<int>{0, 1}, Seed{4});
  CHECK(to_host(model.discriminate(pictures, std::vector<int>{0, 1})) !=
        to_host(model.discriminate(pictures, std::vector<int>{1, 0})));
}

TEST_CASE("a condition's scale stands at the class of drawn, trained and wanted samples") {
  Seen d, g;
  Gan const scaled{ConditionalGenerator{MlpGenerator{.latent = 2, .hidden = {16}}, Classes<3>{}, 4},
                   ConditionalD{MlpDiscriminator{.hidden = {16}}, Classes<3>{}, 2}, LeastSquares{}, Recorder{&d, &g}};
  Model model{scaled, Vector<2>{}, Cpu{}, Seed{5}, 0.0};
  auto classes_in = [](Numbers const& latent) {
    for (std::size_t i = 0; i < latent.size(); i += 5)
      CHECK(std::multiset<double>(latent.begin() + i + 2, latent.begin() + i + 5) == std::multiset<double>{0, 0, 4});
  };
  train(model, triangle(), {.batch = 7, .steps = 1});
  CHECK(g.latent.size() == 7 * 5);
  classes_in(g.latent);
  auto const latent = model.noise(6, random::key(Seed{2}, Stream::generated_latent));
  classes_in(to_host(latent));
  // The same noise with other classes: what `generate` makes is what the network makes of noise and 4 at the class.
  std::vector<int> const wanted{2, 0, 1, 1, 2, 0};
  auto numbers = to_host(latent);
  for (std::size_t i = 0; i < 6; ++i)
    for (int k = 0; k < 3; ++k) numbers[5 * i + 2 + static_cast<std::size_t>(k)] = k == wanted[i] ? 4 : 0;
  auto const samples = model.generate(wanted, Seed{2});
  CHECK(to_host(samples) == to_host(model.generate_from(from_host(model.context(), {6, 5}, numbers))));
  // The discriminator sees 2.
  V const points = constant<1>(from_host(model.context(), {1, 1}, Numbers{7})),
          row = constant<1>(from_host(model.context(), {1, 3}, Numbers{0, 0, 1}));
  CHECK(to_host(scaled.discriminator.with_classes(points, row).value()) == Numbers{7, 0, 0, 2});
  for (float wrong : {0.f, -1.f, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    ConditionalGenerator const g_wrong{MlpGenerator{}, Classes<3>{}, wrong};
    ConditionalD const d_wrong{MlpDiscriminator{}, Classes<3>{}, wrong};
    CHECK_THROWS_WITH(g_wrong.layers(Vector<2>{}), Catch::Contains("scale of a condition must be finite and above 0"));
    CHECK_THROWS_WITH(d_wrong.layers(Vector<2>{}), Catch::Contains("scale of a condition must be finite and above 0"));
  }
}

TEST_CASE("a training step makes its samples from the classes of its real batch") {
  for (bool simultaneous : {false, true}) {
    Seen d, g;
    Model model{conditional(Recorder{&d, &g}), Vector<2>{}, Cpu{}, Seed{5}, 0.0};
    auto const data = triangle();
    train(model, data, {.batch = 7, .steps = 1, .simultaneous = simultaneous});
    std::vector<int> classes(7);
    data::copy_labels(data, Seed{5}, 0, 7, classes.data());
    for (auto const* seen : {&d, &g}) {
      REQUIRE(seen->latent.size() == 7 * 5);
      for (std::size_t i = 0; i < 7; ++i)
        for (std::size_t k = 0; k < 3; ++k) {
          CHECK(seen->labels[3 * i + k] == (static_cast<int>(k) == classes[i]));
          CHECK(seen->latent[5 * i + 2 + k] == (static_cast<int>(k) == classes[i]));
        }
    }
  }
}

TEST_CASE("samples of given classes differ from others of the same seed in their class alone, and are judged by it") {
  Model model{conditional(), Vector<2>{}, Cpu{}, Seed{5}, 0.0};
  auto const a = to_host(model.generate(std::vector{0, 1, 2, 2}, Seed{3})),
             b = to_host(model.generate(std::vector{0, 1, 2, 1}, Seed{3}));
  for (std::size_t i = 0; i < 6; ++i) CHECK(a[i] == b[i]);
  CHECK(a[6] != b[6]);
  // Drawn classes are all of them.
  auto const latent = to_host(model.noise(300, random::key(Seed{1}, Stream::generated_latent)));
  Numbers frequency(3);
  for (std::size_t i = 0; i < 300; ++i)
    for (std::size_t k = 0; k < 3; ++k) frequency[k] += latent[5 * i + 2 + k];
  for (double f : frequency) CHECK(std::abs(f - 100) < 30);
  auto const points = model.generate(2, Seed{3});
  auto const as_0 = to_host(model.discriminate(points, {0, 0})), as_1 = to_host(model.discriminate(points, {0, 1}));
  CHECK(as_0[0] == as_1[0]);
  CHECK(as_0[1] != as_1[1]);
  CHECK_THROWS_WITH(model.generate(std::vector{3}), Catch::Contains("class 0 is 3") && Catch::Contains("0 ... 2"));
  CHECK_THROWS_WITH(model.discriminate(points, {0}), Catch::Contains("1 classes") && Catch::Contains("{2, 2}"));
}

TEST_CASE("a conditional GAN learns where each class is") {
  Model model{conditional(), Vector<2>{}, Cpu{}, Seed{2}};
  Adam const adam{.rate = 2e-3f, .beta1 = .5f};
  train(model, triangle(), {.batch = 64, .steps = 1500, .generator = adam, .discriminator = adam});
  for (int k = 0; k < 3; ++k) {
    auto const points = to_host(model.generate(std::vector<int>(200, k), Seed{1}));
    double x = 0, y = 0;
    for (std::size_t i = 0; i < 200; ++i) x += points[2 * i] / 200., y += points[2 * i + 1] / 200.;
    INFO("class " << k << " at " << x << ", " << y);
    CHECK(std::hypot(x - 2 * std::cos(2 * 3.14159265 * k / 3), y - 2 * std::sin(2 * 3.14159265 * k / 3)) < .5);
  }
}

TEST_CASE("conditional convolutional networks step, with a code or without") {
  std::vector<float> values(6 * 64, .25f);
  auto const images = data::in_memory<Image<1, 8, 8>, 2>(values, {0, 1, 0, 1, 1, 0});
  Model model{Gan{ConditionalGenerator{DCGenerator{.latent = 3, .width = 4}, Classes<2>{}},
                  ConditionalD{DCDiscriminator{.width = 4}, Classes<2>{}}, NonSaturating{}},
              Image<1, 8, 8>{}, Cpu{}, Seed{1}};
  double loss = 0;
  train(model, images, {.batch = 4, .steps = 2}, [&](auto const& event) { loss = event.generator_loss(); });
  CHECK(std::isfinite(loss));
  CHECK(model.generate(std::vector{0, 1, 1}).shape() == Shape{3, 8, 8, 1});
  // Each class is one more map of the discriminator's image, and one more number of the generator's input.
  CHECK(model.discriminator().parameters().entries()[0].shape == Shape{4, 4, 3, 4});
  CHECK(model.generator().parameters().entries()[0].shape[0] == 5);
}

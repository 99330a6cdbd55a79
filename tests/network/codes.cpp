/// Codes as a generator draws them, and heads that guess them: their sizes, their parameters, what they share and what they
/// refuse.
#include <gan/backend/cpu/backend.hpp>
#include <gan/data/gaussians.hpp>
#include <gan/loss/non_saturating.hpp>
#include <gan/model/information_bound.hpp>
#include <gan/model/save.hpp>
#include <gan/network/coded.hpp>
#include <gan/network/dc.hpp>
#include <gan/network/labelled_code_head.hpp>
#include <gan/network/maxout.hpp>
#include <gan/network/mlp.hpp>
#include <gan/regularizer/gradient_penalty.hpp>
#include <gan/regularizer/mutual_information.hpp>

#include "../catch.hpp"

using namespace gan;

namespace {

random::Key key(std::uint64_t seed = 1) { return random::key(Seed{seed}, Stream::latent, 5); }

template <class E, class F> void check_refusal(F const& call, std::vector<std::string> const& words) {
  try {
    call();
    FAIL("nothing was thrown");
  } catch (E const& e) {
    for (auto const& word : words) CHECK_THAT(e.what(), Catch::Contains(word));
  }
}

/// Only a trunk of 1024 features, as that of the authors.
template <bool Normalised> struct Features {
  using score = Logit;
  static constexpr bool mixes_samples = Normalised, has_features = true;
  template <class Sample> auto layers(Sample) const {
    return TrunkAndHead{Sequential{Linear{Sample::size, 1024}}, 1024, Linear{1024, 1}};
  }
};

template <class D> std::int64_t parameters_of_guess(D const& discriminator) {
  Declaration d;
  discriminator.layers(Vector<2>{}).declare(d);
  std::int64_t count = 0;
  for (auto const& p : d.parameters())
    if (p.name.starts_with("guess.")) count += p.shape.count();
  return count;
}

Codes const mnist{.categorical = {10}, .continuous = 2};

}  // namespace

TEST_CASE("a draw of codes is what its counter says, in every batch and at every number of threads") {
  Codes const codes{.categorical = {10, 3}, .continuous = 2};
  auto check = [&](auto zero) {
    using T = decltype(zero);
    Context<Cpu> one{Cpu{.threads = 1}, Seed{1}}, two{Cpu{.threads = 2}, Seed{2}};
    auto const whole = to_host(draw_codes<T>(one, codes, 300, key()));
    CHECK(whole == to_host(draw_codes<T>(two, codes, 300, key())));
    auto const begin = to_host(draw_codes<T>(two, codes, 123, key())),
               end = to_host(draw_codes<T>(one, codes, 177, key(), 123));
    std::vector<T> parts(begin);
    parts.insert(parts.end(), end.begin(), end.end());
    CHECK(whole == parts);
    CHECK(whole != to_host(draw_codes<T>(one, codes, 300, key(2))));
    // The value of a categorical code is the part of [0, 1) that its draw falls into, by the library's plain definition of a
    // draw.
    random::Key own = key();
    own.stream += 0x01000000u;
    for (std::uint32_t i = 0; i < 300; ++i) {
      T const* row = &whole[i * 15];
      for (std::uint32_t group = 0, at = 0; group < 2; ++group) {
        int const k = group ? 3 : 10;
        int const value = static_cast<int>(random::uniform<T>(own, i, group) * static_cast<T>(k));
        for (int j = 0; j < k; ++j) REQUIRE(row[at + static_cast<std::uint32_t>(j)] == static_cast<T>(j == value));
        at += static_cast<std::uint32_t>(k);
      }
      for (int j = 13; j < 15; ++j) REQUIRE((row[j] >= -1 && row[j] < 1));
    }
  };
  check(float{});
  check(double{});
}

TEST_CASE("codes have their distribution and are independent of one another") {
  Context<Cpu> c;
  constexpr std::int64_t n = 20000;
  auto const z = to_host(draw_codes<double>(c, {.categorical = {10, 4}, .continuous = 2}, n, key(3)));
  std::vector<double> first(10), both(40);
  double mean = 0, square = 0, product = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double const* row = &z[16 * i];
    std::size_t a = 0, b = 0;
    while (row[a] != 1) ++a;
    while (row[10 + b] != 1) ++b;
    ++first[a], ++both[4 * a + b];
    mean += row[14] / n, square += row[14] * row[14] / n, product += row[14] * row[15] / n;
  }
  auto chi_squared = [](std::vector<double> const& counts) {
    double const expected = static_cast<double>(n) / static_cast<double>(counts.size());
    double sum = 0;
    for (double count : counts) sum += (count - expected) * (count - expected) / expected;
    return sum;
  };
  CHECK(chi_squared(first) < 33.7);  // 9 degrees of freedom, 99.99 %
  CHECK(chi_squared(both) < 85);     // 39 degrees of freedom, 99.99 %
  CHECK(std::abs(mean) < .02);
  CHECK(square == Approx(1 / 3.).margin(.01));
  CHECK(std::abs(product) < .02);
  auto const g = to_host(draw_codes<double>(c, {.continuous = 1, .prior = CodePrior::normal}, n, key(4)));
  mean = square = 0;
  for (double x : g) mean += x / n, square += x * x / n;
  CHECK(std::abs(mean) < .03);
  CHECK(square == Approx(1).margin(.04));
}

TEST_CASE("a coded generator's input is its noise with the codes behind it") {
  Context<Cpu> c;
  for (NoisePrior prior : {NoisePrior{NormalNoise{}}, NoisePrior{UniformNoise{2}}, NoisePrior{SphereNoise{}}}) {
    MlpGenerator const plain{.latent = 5, .noise = prior};
    Coded const coded{plain, mnist};
    CHECK(latent_size(coded) == 17);
    auto const z = to_host(draw_latent<float>(c, coded, 7, key(), 2));
    auto const noise = to_host(draw_latent<float>(c, plain, 7, key(), 2)),
               codes = to_host(draw_codes<float>(c, mnist, 7, key(), 2));
    REQUIRE(z.size() == 7 * 17);
    for (std::size_t i = 0; i < 7; ++i)
      for (std::size_t j = 0; j < 17; ++j) CHECK(z[17 * i + j] == (j < 5 ? noise[5 * i + j] : codes[12 * i + j - 5]));
  }
  Coded const alone{MlpGenerator{.latent = 0}, mnist};  // codes and no noise
  CHECK(to_host(draw_latent<float>(c, alone, 3, key(), 0)) == to_host(draw_codes<float>(c, mnist, 3, key())));
  Declaration d;
  Coded{MlpGenerator{.latent = 62, .hidden = {7}}, mnist}.layers(Vector<2>{}).declare(d);
  CHECK(d.parameters()[0].shape == Shape{74, 7});
}

TEST_CASE("the same seed generates the same samples from codes, whatever the count") {
  Model const model{Gan{Coded{MlpGenerator{.latent = 3, .hidden = {8}}, mnist}, MlpDiscriminator{}, NonSaturating{}},
                    Vector<2>{}, Cpu{}, Seed{1}};
  auto const many = to_host(model.generate(300, Seed{4})), few = to_host(model.generate(10, Seed{4}));
  CHECK(std::vector<float>(many.begin(), many.begin() + 20) == few);
}

TEST_CASE("heads have the parameters of the papers, without the bias before a batch norm") {
  // With a bias of 128 before the batch norm: 133,262, 133,004, 10,250 and 131,714.
  CHECK(parameters_of_guess(CodeHead{Features<true>{}, mnist, CodeRouting::trunk_and_head, FlooredDeviation{}}) ==
        133262 - 128);
  CHECK(parameters_of_guess(CodeHead{Features<true>{}, mnist}) == 133004 - 128);
  CHECK(parameters_of_guess(LabelledCodeHead{Features<true>{}, Codes{.categorical = {10}}}) == 10250);
  CHECK(parameters_of_guess(LabelledCodeHead{Features<true>{}, mnist}) == 10250 + 131714 - 128);
  // Where the discriminator has no batch norm, the head has a bias in its place: two numbers less for each unit.
  CHECK(parameters_of_guess(CodeHead{Features<false>{}, mnist}) == 133004 - 2 * 128);
  CHECK(parameters_of_guess(CodeHead{Features<true>{}, mnist, CodeRouting::trunk_and_head, FixedDeviation{}, 0}) == 1025 * 12);
}

TEST_CASE("a head keeps its discriminator as it is, and says so at compile time") {
  STATIC_REQUIRE(CodeHead<DCDiscriminator>::mixes_samples);
  STATIC_REQUIRE(!CodeHead<DCCritic>::mixes_samples);
  STATIC_REQUIRE(!layer_mixes_samples<decltype(CodeHead<DCCritic>{}.layers(Image<1, 8, 8>{}))>);
  STATIC_REQUIRE(layer_mixes_samples<decltype(CodeHead<DCDiscriminator>{}.layers(Image<1, 8, 8>{}))>);
  STATIC_REQUIRE(!layer_mixes_samples<decltype(LabelledCodeHead<MlpDiscriminator>{}.layers(Vector<2>{}))>);
  STATIC_REQUIRE(std::is_same_v<CodeHead<MaxoutD>::score, Logit>);
  STATIC_REQUIRE(has_features<CodeHead<MlpDiscriminator>>);
  STATIC_REQUIRE(!has_code<CodeHead<MlpDiscriminator>>);
  STATIC_REQUIRE(!has_its_image<CodeHead<DCDiscriminator>, Vector<2>>());
  STATIC_REQUIRE(!has_its_size<Coded<DCGenerator>, Image<1, 6, 6>>());
  STATIC_REQUIRE(has_its_image<Coded<MlpGenerator>, Vector<2>>());
  using Coded_ = Coded<MlpGenerator>;
  using Head = CodeHead<MlpDiscriminator>;
  STATIC_REQUIRE(compatible<Coded_, Head, NonSaturating, MutualInformation> == Misfit::none);
  STATIC_REQUIRE(compatible<MlpGenerator, Head, NonSaturating, MutualInformation> == Misfit::regularizer_needs_codes);
  STATIC_REQUIRE(compatible<Coded_, MlpDiscriminator, NonSaturating, MutualInformation> == Misfit::regularizer_needs_code_head);
  STATIC_REQUIRE(compatible<Coded_, CodeHead<DCCritic>, NonSaturating, MutualInformation, GradientPenalty> == Misfit::none);
  STATIC_REQUIRE(compatible<Coded_, CodeHead<DCDiscriminator>, NonSaturating, GradientPenalty> ==
                 Misfit::penalty_needs_independent_samples);
  // The same first parameters with the same start, so that the score is the same.
  MlpDiscriminator const plain{.hidden = {9, 5}};
  Model const without{Gan{MlpGenerator{}, plain, NonSaturating{}}, Vector<2>{}, Cpu{}, Seed{1}, 0.};
  auto const x = randn<double>(without.context(), {6, 2});
  auto const scores = to_host(without.discriminate(x));
  auto check = [&](auto const& discriminator) {
    Model const with{Gan{MlpGenerator{}, discriminator, NonSaturating{}}, Vector<2>{}, Cpu{}, Seed{1}, 0.};
    auto const moved = from_host(with.context(), x.shape(), to_host(x));
    CHECK(to_host(with.discriminate(moved)) == scores);
    for (std::size_t i = 0; i < without.discriminator().parameters().size(); ++i)
      CHECK(with.discriminator().parameters().entries()[i].name == without.discriminator().parameters().entries()[i].name);
  };
  check(CodeHead{plain, mnist});
  check(LabelledCodeHead{plain, mnist, CodeRouting::head_only});
}

TEST_CASE("score and guess share the trunk, and each has its own head") {
  Model model{Gan{Coded{MlpGenerator{}, mnist}, LabelledCodeHead{MlpDiscriminator{.hidden = {6}}, mnist}, NonSaturating{}},
              Vector<2>{}, Cpu{}, Seed{1}, 0.};
  auto& d = model.discriminator();
  auto const x = constant<1>(randn<double>(model.context(), {5, 2}));
  auto outputs = [&] {
    auto const y = as_scored<Var<double, Cpu, 1>>(d(x, {}));
    return std::pair{to_host(y.score.value()), to_host(y.guess.value())};
  };
  auto [score, guess] = outputs();
  REQUIRE(guess.size() == 5 * 12);
  for (std::size_t i = 0; i < d.parameters().size(); ++i) {
    std::string const name = d.parameters().entries()[i].name;
    INFO(name);
    auto const view = d.parameters().view(i);
    auto const before = to_host(view);
    auto values = before;
    for (double& v : values) v += .125;
    copy_from_host(model.context(), values.data(), view.data(), view.count());
    auto const [new_score, new_guess] = outputs();
    bool labels = false, others = false;
    for (std::size_t r = 0; r < 5; ++r)
      for (std::size_t k = 0; k < 12; ++k) (k < 10 ? labels : others) |= new_guess[12 * r + k] != guess[12 * r + k];
    bool const trunk = name.starts_with("trunk.");
    CHECK((new_score != score) == (trunk || name.starts_with("head.")));
    CHECK(labels == (trunk || name.starts_with("guess.label.")));
    CHECK(others == (trunk || name.starts_with("guess.others.")));
    copy_from_host(model.context(), before.data(), view.data(), view.count());
  }
}

TEST_CASE("a composition with codes is told apart by each of its values") {
  auto text = [](auto const& generator, auto const& discriminator) {
    return detail::composition_text(
        Model{Gan{generator, discriminator, NonSaturating{}, MutualInformation{}}, Vector<2>{}, Cpu{}});
  };
  MlpGenerator const g{};
  MlpDiscriminator const d{};
  Codes const three{.categorical = {10}, .continuous = 3},
      normal{.categorical = {10}, .continuous = 2, .prior = CodePrior::normal};
  using enum CodeRouting;
  std::vector<std::string> const texts{
      text(Coded{g, mnist}, CodeHead{d, mnist}),
      text(Coded{g, three}, CodeHead{d, three}),
      text(Coded{g, normal}, CodeHead{d, normal}),
      text(Coded{g, mnist}, CodeHead{d, mnist, head_only}),
      text(Coded{g, mnist}, CodeHead{d, mnist, trunk_and_head, FixedDeviation{2}}),
      text(Coded{g, mnist}, CodeHead{d, mnist, trunk_and_head, FlooredDeviation{}}),
      text(Coded{g, mnist}, CodeHead{d, mnist, trunk_and_head, FlooredDeviation{.2f}}),
      text(Coded{g, mnist}, CodeHead{d, mnist, trunk_and_head, FixedDeviation{}, 64}),
      text(Coded{g, mnist}, CodeHead{d, mnist, trunk_and_head, FixedDeviation{}, 128, .2f}),
      text(Coded{MlpGenerator{.latent = 7}, mnist}, CodeHead{d, mnist}),
      text(Coded{g, mnist}, CodeHead{MlpDiscriminator{.hidden = {3}}, mnist}),
  };
  for (std::size_t i = 0; i < texts.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) CHECK(texts[i] != texts[j]);
}

TEST_CASE("codes and heads that make no sense are refused with their values") {
  auto model = [](auto const& g, auto const& d) { Model{Gan{g, d, NonSaturating{}}, Vector<2>{}, Cpu{}}; };
  MlpGenerator const g{};
  MlpDiscriminator const d{};
  Codes const other{.categorical = {5, 5}, .continuous = 2};
  check_refusal<OptionError>(
      [&] {
        model(Coded{g, mnist}, CodeHead{d, other});
      },
      {"categorical {10} and 2 uniform continuous codes", "categorical {5, 5} and 2 uniform continuous codes"});
  check_refusal<OptionError>([&] { model(Coded{g, mnist}, LabelledCodeHead{d, other}); }, {"{10}", "{5, 5}"});
  Codes const normal{.categorical = {10}, .continuous = 2, .prior = CodePrior::normal};
  check_refusal<OptionError>([&] { model(Coded{g, normal}, CodeHead{d, mnist}); }, {"normal", "uniform"});
  check_refusal<OptionError>([&] { model(Coded{g, Codes{}}, d); }, {"at least one"});
  check_refusal<OptionError>([&] { model(g, CodeHead{d, Codes{}}); }, {"at least one"});
  check_refusal<OptionError>([&] { model(Coded{g, Codes{.categorical = {3, 1}}}, d); }, {"at least 2", "not 1"});
  check_refusal<OptionError>([&] { model(Coded{g, Codes{.continuous = -1}}, d); }, {"-1 continuous"});
  check_refusal<OptionError>([&] { model(Coded{MlpGenerator{.latent = -3}, mnist}, d); }, {"-3"});
  check_refusal<OptionError>([&] { model(g, CodeHead{d, mnist, CodeRouting::trunk_and_head, FixedDeviation{}, -2}); }, {"-2"});
  check_refusal<OptionError>(
      [&] {
        model(g, CodeHead{d, mnist, CodeRouting::trunk_and_head, FlooredDeviation{0}});
      },
      {"floor"});
  check_refusal<OptionError>([&] { model(g, LabelledCodeHead{d, Codes{.continuous = 2}}); }, {"categorical code"});
}

TEST_CASE("the bound of a model is the entropy less what its head pays") {
  Model model{Gan{Coded{MlpGenerator{.latent = 3, .hidden = {}}, mnist}, CodeHead{MlpDiscriminator{.hidden = {6}}, mnist},
                  NonSaturating{}, MutualInformation{}},
              Vector<2>{}, Cpu{}, Seed{1}, 0.};
  fill(model.context(), model.discriminator().parameters().values().data(), model.discriminator().parameters().values().count(),
       0.);
  // A head of zeros: logits alike, means 0, so that each continuous code pays log(2 pi)/2 + c^2/2.
  auto const z = to_host(model.noise(600, random::key(Seed{5}, Stream::generated_latent)));
  double squares = 0;
  for (std::size_t i = 0; i < 600; ++i) squares += z[15 * i + 13] * z[15 * i + 13] + z[15 * i + 14] * z[15 * i + 14];
  double const expected = 2 * std::log(2.) - 2 * .9189385332046727 - squares / 1200;
  CHECK(information_bound(model, 600, Seed{5}) == Approx(expected).epsilon(1e-12));
  check_refusal<OptionError>([&] { information_bound(model, 0); }, {"at least 1", "0"});
}

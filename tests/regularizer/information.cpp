/// Likelihoods of codes and the terms of InfoGAN and ss-InfoGAN against closed forms, enumeration and central differences.
#include "known_codes.hpp"

using namespace test;

TEST_CASE("a categorical likelihood is softmax cross entropy from logits") {
  struct Row {
    char const* source;
    Numbers logits;
    std::size_t target;
    double expected;
  };
  Row const rows[] = {
      {"log(e + e^2 + e^.5) - 2", {1, 2, .5}, 1, .4643687841},
      {"equal logits: log K", {3, 3, 3, 3, 3, 3, 3, 3, 3, 3}, 4, 2.3025850930},
      {"a shift of all logits changes nothing", {-999, -998, -999.5}, 1, .4643687841},
      {"a sure head pays nothing", {0, 800, 0, 0}, 1, 0},
      {"a wrong one pays the distance", {0, 800, 0, 0}, 2, 800},
      {"two values: softplus(l_0 - l_1)", {.3, -.4}, 1, std::log1p(std::exp(.7))},
      {"one value", {5}, 0, 0},
      {"far beyond exp", {-1e300, 1e300}, 1, 0},
  };
  Context<Cpu> c;
  for (auto const& row : rows) {
    INFO(row.source);
    auto const k = static_cast<std::int64_t>(row.logits.size());
    Numbers hot(row.logits.size());
    hot[row.target] = 1;
    V const logits = variable(from_host(c, {1, k}, row.logits)), classes = numbers(c, {1, k}, hot);
    V const nll = categorical_nll(logits, classes);
    CHECK(nll.shape() == Shape{1, 1});
    CHECK(nll.item() == Approx(row.expected).margin(1e-9));
    Numbers expected(hot);  // softmax - one hot
    for (std::size_t i = 0; i < hot.size(); ++i) expected[i] = std::exp(-cross_entropy(row.logits, i)) - hot[i];
    check_near(grad(sum(nll), logits), expected, 1e-12);
  }
}

TEST_CASE("a categorical likelihood is finite for all finite logits in float") {
  Context<Cpu> c;
  auto const logits = variable(from_host(c, {2, 3}, std::vector<float>{1e4f, -1e4f, 88, -3e38f, 0, -90}));
  auto const classes = constant(from_host(c, {2, 3}, std::vector<float>{0, 1, 0, 0, 1, 0}));
  auto const nll = categorical_nll(logits, classes);
  CHECK(to_host(nll.value()) == std::vector<float>{2e4f, 0});
  CHECK(to_host(grad(sum(nll), logits).value()) == std::vector<float>{1, -1, 0, 0, 0, 0});
}

TEST_CASE("the largest logit of a row is found for every width") {
  Context<Cpu> c{Seed{3}};
  for (std::int64_t width = 1; width <= 17; ++width) {
    auto const x = randn<double>(c, {5, width});
    auto const values = to_host(x);
    Numbers expected;
    for (std::size_t i = 0; i < 5; ++i)
      expected.push_back(*std::max_element(values.begin() + static_cast<std::ptrdiff_t>(i) * width,
                                           values.begin() + static_cast<std::ptrdiff_t>(i + 1) * width));
    CHECK(to_host(detail::row_maximum(x)) == expected);
    CHECK(to_host(x) == values);
  }
}

TEST_CASE("a Gaussian likelihood has its constant, and raw is a log variance") {
  struct Row {
    double code, mean, deviation, expected;
  };
  Row const rows[] = {
      {.5, .2, 1, .9639385332}, {.5, .2, .5, .4057913526}, {0, 0, 1, .9189385332}, {-1, 1, 2, gaussian(-1, 1, 2)}};
  Context<Cpu> c;
  for (auto const& row : rows) {
    INFO("code " << row.code << ", mean " << row.mean << ", deviation " << row.deviation);
    double const raw = 2 * std::log(row.deviation), variance = row.deviation * row.deviation, away = row.mean - row.code;
    V const code = numbers(c, {1, 1}, {row.code}), mean = variable(from_host(c, {1, 1}, Numbers{row.mean})),
            log_variance = variable(from_host(c, {1, 1}, Numbers{raw}));
    CHECK(V(gaussian_nll(code, mean, static_cast<float>(row.deviation))).item() == Approx(row.expected).epsilon(1e-9));
    V const nll = gaussian_nll(code, mean, log_variance);
    CHECK(nll.item() == Approx(row.expected).epsilon(1e-9));
    auto const [by_mean, by_raw] = grad(sum(nll), {mean, log_variance});
    CHECK(by_mean.item() == Approx(away / variance).epsilon(1e-12));
    CHECK(by_raw.item() == Approx(.5 - away * away / (2 * variance)).epsilon(1e-12));
    CHECK(grad(sum(gaussian_nll(code, mean, static_cast<float>(row.deviation))), mean).item() ==
          Approx(away / variance).epsilon(1e-12));
  }
}

TEST_CASE("likelihoods of codes have their first and second order") {
  Context<Cpu> c{Seed{5}};
  auto const classes = constant(from_host(c, {3, 4}, Numbers{0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0}));
  auto categorical = [&](auto const& l) { return categorical_nll(l, classes); };
  auto const logits = randn<double>(c, {3, 4});
  CHECK_NOTHROW(gradcheck(categorical, logits));
  CHECK_NOTHROW(gradgradcheck(categorical, logits));
  auto labelled = [&](auto const& l) { return labelled_nll(l, classes); };
  CHECK_NOTHROW(gradcheck(labelled, logits));
  CHECK_NOTHROW(gradgradcheck(labelled, logits));
  auto learned = [](auto const& code, auto const& mean, auto const& raw) { return gaussian_nll(code, mean, raw); };
  auto fixed = [](auto const& code, auto const& mean) { return gaussian_nll(code, mean, .5f); };
  auto draw = [&] { return randn<double>(c, {3, 2}); };
  auto const code = draw(), mean = draw(), raw = draw();
  CHECK_NOTHROW(gradcheck(learned, code, mean, raw));
  CHECK_NOTHROW(gradgradcheck(learned, code, mean, raw));
  CHECK_NOTHROW(gradcheck(fixed, code, mean));
  CHECK_NOTHROW(gradgradcheck(fixed, code, mean));
  // Logits of both groups and means, then raw outputs off their limits, through the whole term.
  Codes const codes{.categorical = {2, 3}, .continuous = 2};
  auto const c_values = constant(draw_codes<double>(c, codes, 4, random::key(Seed{1}, Stream::check)));
  auto whole = [&](auto const& guess) { return code_nll(codes, FlooredDeviation{.2f}, guess, c_values, .7f, .3f); };
  auto const guess = randn<double>(c, {4, 9});
  CHECK_NOTHROW(gradcheck(whole, guess));
  CHECK_NOTHROW(gradgradcheck(whole, guess));
}

TEST_CASE("a learned deviation stops at its floor and at e^5") {
  struct Row {
    float floor;
    double raw, log_variance, slope;
  };
  double const floor_of_tenth = 2 * std::log(static_cast<double>(.1f));
  Row const rows[] = {{.1f, -20, floor_of_tenth, 0},
                      {.1f, -4, -4, 1},
                      {.1f, 3, 3, 1},
                      {.1f, 11, 10, 0},
                      {1e-9f, -20, -10, 0},
                      {1e-9f, -9.9, -9.9, 1},
                      {2.f, 0, 2 * std::log(2.), 0}};
  Context<Cpu> c;
  for (auto const& row : rows) {
    INFO("floor " << row.floor << ", raw " << row.raw);
    V const raw = variable(from_host(c, {1, 1}, Numbers{row.raw}));
    V const held = floored_log_variance(raw, FlooredDeviation{row.floor});
    CHECK(held.item() == Approx(row.log_variance).epsilon(1e-12));
    CHECK(grad(sum(held), raw).item() == row.slope);
  }
}

TEST_CASE("entropies of codes") {
  struct Row {
    Codes codes;
    double expected;
    int size;
  };
  double const log2 = std::log(2.), log10 = 2.3025850930;
  Row const rows[] = {
      {{.categorical = {10}}, log10, 10},
      {{.categorical = {10}, .continuous = 2}, log10 + 2 * log2, 12},
      {{.categorical = {10, 10, 10, 10}, .continuous = 4}, 4 * log10 + 4 * log2, 44},
      {{.categorical = {20, 20, 20}, .continuous = 1}, 3 * std::log(20.) + log2, 61},
      {{.continuous = 5}, 5 * log2, 5},
      {{.continuous = 1, .prior = CodePrior::normal}, .5 * std::log(2 * 3.14159265358979323846 * std::exp(1.)), 1},
  };
  for (auto const& row : rows) {
    INFO(row.codes.text());
    CHECK(row.codes.entropy() == Approx(row.expected).epsilon(1e-9));
    CHECK(row.codes.size() == row.size);
  }
}

TEST_CASE("the bound H(c) + E log Q: sure heads, ignorant heads, fixed deviations") {
  Context<Cpu> c;
  auto bound = [&](Codes const& codes, Numbers const& guess, Numbers const& code) {
    auto const n = static_cast<std::int64_t>(code.size()) / codes.size();
    return codes.entropy() -
           V(mean(code_nll(codes, FixedDeviation{}, numbers(c, {n, codes.size()}, guess), numbers(c, {n, codes.size()}, code))))
               .item();
  };
  Codes const ten{.categorical = {10}};
  Numbers hot(20), sure(20);
  hot[3] = hot[10] = 1;
  sure[3] = sure[10] = 60;
  CHECK(bound(ten, sure, hot) == Approx(2.3025850930).epsilon(1e-9));
  CHECK(bound(ten, Numbers(20, .7), hot) == Approx(0).margin(1e-12));
  Codes const one{.continuous = 1};
  CHECK(bound(one, {-.4, .9}, {-.4, .9}) == Approx(-.2257913526).epsilon(1e-9));
  CHECK(bound(one, {0, 0}, {1, -1}) == Approx(-.2257913526 - .5).epsilon(1e-9));
}

TEST_CASE("the bound's gap is the divergence of the true posterior from the head's") {
  // P(c, x) over 2 codes (each 1/2) and 3 samples, and some Q(c | x): I(c; x) - L_I = E_x KL(P(c|x) || Q(c|x)).
  double const joint[2][3] = {{.30, .15, .05}, {.05, .05, .40}};
  Numbers const logits{.2, -.7, 1.1, .4, -2, .6};  // of each x
  Context<Cpu> c;
  double information = 0, gap = 0, nll = 0;
  for (std::size_t x = 0; x < 3; ++x) {
    double const p_x = joint[0][x] + joint[1][x];
    Numbers const l{logits[2 * x], logits[2 * x + 1]};
    for (std::size_t k = 0; k < 2; ++k) {
      double const posterior = joint[k][x] / p_x;
      information += joint[k][x] * std::log(posterior / .5);
      gap += joint[k][x] * (std::log(posterior) + cross_entropy(l, k));
      nll +=
          joint[k][x] * V(categorical_nll(numbers(c, {1, 2}, l), numbers(c, {1, 2}, k ? Numbers{0, 1} : Numbers{1, 0}))).item();
    }
  }
  CHECK(gap > 0);
  CHECK(information - (Codes{.categorical = {2}}.entropy() - nll) == Approx(gap).epsilon(1e-12));
}

TEST_CASE("the term of mutual information, number by number") {
  Context<Cpu> c{Seed{7}};
  Codes const codes{.categorical = {3, 2}, .continuous = 2};
  constexpr std::size_t n = 6;
  auto const noise = randn<double>(c, {6, 4});
  auto const drawn = draw_codes<double>(c, codes, 6, random::key(Seed{2}, Stream::check));
  auto const latent = concatenate(1, constant(noise), constant(drawn));
  auto const code = to_host(drawn);
  for (bool learned : {false, true}) {
    CodeDeviation const deviation = learned ? CodeDeviation{FlooredDeviation{.5f}} : CodeDeviation{FixedDeviation{2}};
    std::size_t const width = learned ? 9 : 7;
    auto const guess = randn<double>(c, {6, static_cast<std::int64_t>(width)});
    auto const q = to_host(guess);
    double first = 0, second = 0, continuous = 0;
    for (std::size_t i = 0; i < n; ++i) {
      double const *g = &q[i * width], *t = &code[i * 7];
      auto target = [](double const* hot) {
        std::size_t k = 0;
        while (hot[k] != 1) ++k;
        return k;
      };
      first += cross_entropy({g[0], g[1], g[2]}, target(t)) / n;
      second += cross_entropy({g[3], g[4]}, target(t + 3)) / n;
      for (std::size_t j = 0; j < 2; ++j) {
        double const std_ = learned ? std::max(.5, std::exp(g[7 + j] / 2)) : 2;
        continuous += gaussian(t[5 + j], g[5 + j], std_) / n;
      }
    }
    INFO("learned " << learned);
    MutualInformation const term{.categorical_weight = .5f, .continuous_weight = .25f};
    auto check = [&](auto step, double expected) {
      CHECK(V(term.discriminator_term(step)).item() == Approx(expected).epsilon(1e-12));
      CHECK(V(term.generator_term(step)).item() == Approx(expected).epsilon(1e-12));
    };
    check(KnownCodes<false>{{{{codes, deviation}}}, latent, constant(guess)}, .5 * (first + second) + .25 * continuous);
    // Beside SemiSupervisedInformation the first code is not its own.
    KnownCodes<true> step{{{{codes, deviation}}}, latent, constant(guess)};
    check(step, .5 * second + .25 * continuous);
    CHECK(V(SemiSupervisedInformation{.weight = 2}.generator_term(step)).item() == Approx(2 * first).epsilon(1e-12));
    // Without any label the discriminator's term is that of the generated samples.
    CHECK(V(SemiSupervisedInformation{.weight = 2}.discriminator_term(step)).item() == Approx(2 * first).epsilon(1e-12));
  }
}

TEST_CASE("labels count where they are, and a batch without one costs nothing") {
  Context<Cpu> c{Seed{8}};
  Codes const codes{.categorical = {3}, .continuous = 1};
  auto const real = variable(randn<double>(c, {4, 4}));
  auto const q = to_host(real.value());
  auto row = [&](std::size_t i) { return Numbers{q[4 * i], q[4 * i + 1], q[4 * i + 2]}; };
  struct Row {
    char const* what;
    Numbers labels;
    double expected;
  };
  Row const rows[] = {
      {"all",
       {1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1},
       (cross_entropy(row(0), 0) + cross_entropy(row(1), 2) + cross_entropy(row(2), 1) + cross_entropy(row(3), 2)) / 4},
      {"two of four", {0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0}, (cross_entropy(row(1), 1) + cross_entropy(row(3), 0)) / 2},
      {"one", {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, cross_entropy(row(3), 2)},
      {"none", Numbers(12, 0.), 0},
  };
  for (auto const& r : rows) {
    INFO(r.what);
    KnownCodes<true> step{{{{codes, FixedDeviation{}}}}, {}, {}, real, numbers(c, {4, 3}, r.labels)};
    V const term = SemiSupervisedInformation{.weight = 2}.discriminator_term(step);
    CHECK(term.item() == Approx(2 * r.expected).margin(1e-12));
    auto const gradient = to_host(grad(term, real).value());
    for (std::size_t i = 0; i < 4; ++i)
      for (std::size_t k = 0; k < 4; ++k) {
        bool const labelled = k < 3 && r.labels[3 * i] + r.labels[3 * i + 1] + r.labels[3 * i + 2] > 0;
        CHECK((gradient[4 * i + k] != 0) == labelled);
      }
  }
}

TEST_CASE("generated samples train the labels' head as much as they are told to") {
  Context<Cpu> c{Seed{8}};
  Codes const codes{.categorical = {3}, .continuous = 1};
  auto const real = constant(randn<double>(c, {2, 4})), fake = constant(randn<double>(c, {2, 4}));
  auto const q = to_host(real.value()), g = to_host(fake.value());
  auto const latent = numbers(c, {2, 5}, {.3, 0, 0, 1, -.5, .7, 1, 0, 0, .2});  // one number of noise, the codes 2 and 0
  KnownCodes<true> step{{{{codes, FixedDeviation{}}}}, latent, fake, real, numbers(c, {2, 3}, {0, 1, 0, 0, 0, 0})};
  double const labelled = cross_entropy({q[0], q[1], q[2]}, 1),
               generated = (cross_entropy({g[0], g[1], g[2]}, 2) + cross_entropy({g[4], g[5], g[6]}, 0)) / 2;
  for (float w : {0.f, .25f, 1.f}) {
    SemiSupervisedInformation const term{.weight = 2, .generated_weight = w};
    CHECK(V(term.discriminator_term(step)).item() == Approx(2 * (labelled + double(w) * generated)).epsilon(1e-12));
    CHECK(V(term.generator_term(step)).item() == Approx(2 * generated).epsilon(1e-12));
  }
}

TEST_CASE("what does not fit is refused with the shapes") {
  Context<Cpu> c;
  auto zeros_of = [&](std::int64_t n, std::int64_t size) { return constant(zeros<double>(c, {n, size})); };
  auto refuses = [](auto const& call, std::vector<std::string> const& words) {
    try {
      call();
      FAIL("nothing was thrown");
    } catch (ShapeError const& e) {
      for (auto const& word : words) CHECK_THAT(e.what(), Catch::Contains(word));
    }
  };
  refuses([&] { categorical_nll(zeros_of(2, 3), zeros_of(2, 4)); }, {"{2, 3}", "{2, 4}"});
  refuses([&] { categorical_nll(zeros_of(2, 3), zeros_of(1, 3)); }, {"{2, 3}", "{1, 3}"});
  refuses([&] { gaussian_nll(zeros_of(2, 3), zeros_of(2, 2)); }, {"{2, 3}", "{2, 2}"});
  refuses([&] { gaussian_nll(zeros_of(2, 2), zeros_of(2, 2), zeros_of(2, 1)); }, {"{2, 2}", "{2, 1}"});
  Codes const codes{.categorical = {3}, .continuous = 1};
  refuses([&] { code_nll(codes, FixedDeviation{}, zeros_of(2, 5), zeros_of(2, 4)); }, {"{n, 4}", "{2, 4}", "{2, 5}"});
  refuses([&] { code_nll(codes, FlooredDeviation{}, zeros_of(2, 4), zeros_of(2, 4)); }, {"{n, 5}", "{2, 4}"});
  KnownCodes<true> step{{{{codes, FixedDeviation{}}}}, {}, {}, zeros_of(2, 4), zeros_of(2, 10)};
  refuses([&] { SemiSupervisedInformation{}.discriminator_term(step); }, {"a code of 3 values", "{2, 3}", "{2, 10}"});
  for (float bad : {0.f, -1.f, NAN, INFINITY}) {
    CHECK_THROWS_AS(validate(CodeDeviation{FixedDeviation{bad}}), OptionError);
    CHECK_THROWS_AS(validate(CodeDeviation{FlooredDeviation{bad}}), OptionError);
  }
}

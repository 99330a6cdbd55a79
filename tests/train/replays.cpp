/// Steps that are captured once and replayed. On the CPU a replay calls the captured step again, as it was then, with what a
/// graph would find in the device's memory: what it does not find there would show.
#include <gan/backend/cpu/graph.hpp>
#include <gan/backend/cpu/staging.hpp>
#include <gan/data/partly_labelled.hpp>
#include <gan/network/code_head.hpp>
#include <gan/network/coded.hpp>
#include <gan/network/conditional.hpp>
#include <gan/network/dc.hpp>
#include <gan/network/masked.hpp>
#include <gan/nn/spectral_norm.hpp>
#include <gan/regularizer/instance_noise.hpp>
#include <gan/regularizer/mutual_information.hpp>
#include <gan/regularizer/r1_penalty.hpp>
#include <gan/train/classifier_update.hpp>

#include "vae_networks.hpp"

namespace test {
/// A model whose steps are replayed on the CPU too.
template <class M> struct Replayed : M {
  explicit Replayed(M model) : M(std::move(model)) {}
};
}  // namespace test

template <class M> inline constexpr bool gan::replays_steps<test::Replayed<M>> = true;

using namespace gan;
using namespace test;

namespace {

/// Everything that a training changes, and what its callbacks see.
template <class M> struct Trained {
  std::vector<double> numbers, losses;
  std::int64_t replayed = 0;
  std::string reason;
};
template <class M, class Data, class... Callbacks>
Trained<M> trained(M model, Data const& data, TrainingOptions const& options, std::vector<int> const& runs,
                   Callbacks... callbacks) {
  Trained<M> out;
  Trainer trainer(std::move(model), options);
  auto losses = [&](auto const& event) {
    for (auto const& objective : event.objectives())
      for (auto const& term : *objective.terms) out.losses.push_back(static_cast<double>(to_host(term.value)[0]));
  };
  for (int steps : runs) trainer.run(data, steps, callbacks..., losses);
  detail::for_numbers(trainer.loop(), [&](auto const& tensor) {
    for (auto x : to_host(tensor)) out.numbers.push_back(static_cast<double>(x));
  });
  trainer.loop().updates().for_optimizers(
      [&](std::string const&, auto const&, auto const& state) { out.numbers.push_back(static_cast<double>(state.count())); });
  if constexpr (replays_steps<M>) {
    out.replayed = trainer.loop().steps_replayed();
    out.reason = trainer.loop().reason_not_replayed();
  }
  return out;
}

/// Trains the same twice; gives how many steps were replayed and why not.
template <class G, class Sample, class Data, class T = float, class... Callbacks>
auto same_bits(G const& gan, Sample sample, Data const& data, TrainingOptions const& options,
               std::vector<int> const& runs = {12}, T = {}, Callbacks... callbacks) {
  auto model = [&] { return Model{gan, sample, Cpu{}, Seed{3}, T{}}; };
  auto const plain = trained(model(), data, options, runs, callbacks...);
  auto const replayed = trained(Replayed{model()}, data, options, runs, callbacks...);
  REQUIRE(plain.numbers.size() > 10);
  CHECK(replayed.numbers == plain.numbers);
  CHECK(replayed.losses == plain.losses);
  return std::pair{replayed.replayed, replayed.reason};
}

auto labelled_points() {
  std::vector<float> values;
  std::vector<int> labels;
  for (int i = 0; i < 37; ++i) {
    values.push_back(static_cast<float>(std::sin(i)));
    values.push_back(static_cast<float>(std::cos(3 * i)));
    labels.push_back(i % 3);
  }
  return data::in_memory<Vector<2>, 3>(values, labels);
}
using Tiny = Image<1, 8, 8>;
auto images() {
  std::vector<float> values;
  for (int i = 0; i < 19 * 64; ++i) values.push_back(static_cast<float>(std::sin(.3 * i)));
  return data::in_memory<Tiny>(values);
}

/// A spectrally normalised discriminator: its state moves with every update.
struct SpectralD {
  using score = Logit;
  static constexpr bool mixes_samples = false;
  template <class Sample> auto layers(Sample) const {
    return Sequential{SpectralLinear{{Sample::size, 8}}, LeakyRelu{}, Dropout{.5f}, SpectralLinear{{8, 1}}};
  }
};

/// What own regularizers may do that only the host knows.
struct AsksForTheNumber {
  static constexpr char const* name = "asks";
  template <class Step> auto discriminator_term(Step& step) const {
    return mean(step.real_score()) * (1 / (1.0f + static_cast<float>(step.iteration())));
  }
};
struct AsksForProgress {
  template <class Step> auto generator_term(Step& step) const {
    return mean(step.fake_score()) * static_cast<float>(step.progress());
  }
};
struct DrawsByHand {
  template <class Step> auto discriminator_term(Step& step) const {
    using S = std::decay_t<Step>;
    auto& context = step.model().context();
    return mean(step.real_score() * constant<S::Variable::order>(randn<typename S::T>(context, step.real_score().shape())));
  }
};
struct ReadsOnTheHost {
  template <class Step> auto discriminator_term(Step& step) const {
    return mean(step.real_score()) * (mean(step.fake_score()).item() > 0 ? 1.f : -1.f);
  }
};
struct BringsNumbers {
  template <class Step> auto generator_term(Step& step) const {
    using S = std::decay_t<Step>;
    auto const weight = from_host(step.model().context(), Shape{1, 1}, std::vector<typename S::T>{.5});
    return mean(step.fake_score() * constant<S::Variable::order>(weight));
  }
};

/// R1 every few steps, as some train: it says what follows from a step's number.
struct LazyR1 {
  static constexpr bool second_order = true, per_sample = true;
  static constexpr char const* name = "lazy R1";
  int every = 3;
  std::int64_t step_kind(std::int64_t number) const { return number % every == 0; }
  template <class Step> auto discriminator_term(Step& step) const {
    R1Penalty const r1{.weight = 4};
    using V = std::decay_t<decltype(evaluate(r1.discriminator_term(step)))>;
    if (step.iteration() % every == 0) return V(r1.discriminator_term(step));
    return V(0 * mean(step.real_score()));
  }
};

}  // namespace

TEST_CASE("a replayed training is the training that is not replayed, bit for bit, and shows the same losses") {
  auto const [generator, discriminator] = mlp();
  Adam const adam{.rate = 1e-2f, .beta1 = .5f};
  TrainingOptions const options{.batch = 8, .generator = adam, .discriminator = adam};
  auto with = [&](auto change) {
    TrainingOptions o = options;
    change(o);
    return o;
  };
  using Row = std::pair<std::int64_t, std::string>;
  Row const by_two{10, ""};  // as it is, captured, replayed ten times

  SECTION("WGAN-GP on a ring, 5 critic steps, a rate that falls, an average, a warm-up") {
    auto const got =
        same_bits(Gan{generator, discriminator, Wasserstein{}, GradientPenalty{}}, Vector<2>{}, ring(), with([](auto& o) {
                    o.discriminator_steps = 5, o.discriminator_warm_up = 3, o.decay = LinearToZero{};
                    o.averaging = .9;
                  }));
    CHECK(got == Row{9, ""});  // the average begins with the first step, so the second is as it is, too
  }
  SECTION("both at once, with a momentum that rises") {
    auto const sgd = Sgd{.rate = .05f, .momentum = .1f, .final_momentum = .9f, .momentum_steps = 9};
    CHECK(same_bits(Gan{generator, discriminator, NonSaturating{}}, Vector<2>{}, ring(), with([&](auto& o) {
                      o.simultaneous = true, o.generator = sgd, o.discriminator = RmsProp{.rate = 1e-3f};
                    })) == by_two);
  }
  SECTION("running statistics, spectral norms and dropout") {
    CHECK(same_bits(Gan{OwnGenerator{}, SpectralD{}, LeastSquares{}}, Vector<2>{}, points(), options) == by_two);
  }
  SECTION("energies with pulling-away, in double, in two runs") {
    CHECK(same_bits(Gan{generator, TinyEnergy{}, MarginLoss{}, PullingAway{}}, Vector<2>{}, points(), options, {5, 7}, 0.0) ==
          by_two);
  }
  SECTION("noise of one strength") {
    CHECK(same_bits(Gan{generator, discriminator, NonSaturating{}, InstanceNoise{.annealing = NoAnnealing{}}}, Vector<2>{},
                    ring(), options) == by_two);
  }
  SECTION("classes") {
    CHECK(same_bits(
              Gan{ConditionalGenerator{generator, Classes<3>{}}, ConditionalD{discriminator, Classes<3>{}}, NonSaturating{}},
              Vector<2>{}, labelled_points(), with([](auto& o) { o.discriminator_steps = 2; })) == by_two);
  }
  SECTION("codes") {
    Codes const codes{.categorical = {3}, .continuous = 1};
    CHECK(same_bits(Gan{Coded{generator, codes}, CodeHead{discriminator, codes}, NonSaturating{}, MutualInformation{}},
                    Vector<2>{}, ring(), options) == by_two);
  }
  SECTION("masks that are drawn") {
    CHECK(same_bits(Gan{MaskedGenerator{Tiny{}, DCCompleter{.width = 4}, MissingRectangle{}},
                        MaskedD{DCDiscriminator{.width = 4}}, NonSaturating{}},
                    Tiny{}, images(), options) == by_two);
  }
  SECTION("a mask that stays") {
    CHECK(same_bits(Gan{MaskedGenerator{Tiny{}, DCCompleter{.width = 4}, LeftHalf{}}, MaskedD{DCDiscriminator{.width = 4}},
                        NonSaturating{}},
                    Tiny{}, images(), options) == by_two);
  }
  SECTION("a classifier of partly labelled points") {
    CHECK(same_bits(Classifier{discriminator, Classes<3>{}}, Vector<2>{},
                    data::partly_labelled(labelled_points(), {.labelled = 12, .growth = .3}), options) == by_two);
  }
  SECTION("auto-encoders") {
    Vae const vae{MlpEncoder{.latent = 2, .hidden = {7}}, MlpDecoder{.latent = 2, .hidden = {5}}, GaussianLikelihood{.5f}};
    CHECK(same_bits(vae, Vector<2>{}, points(), with([](auto& o) { o.discriminator = Adam{}; })) == by_two);
  }
  SECTION("three networks from one pass") {
    CHECK(same_bits(VaeGan{encoder, decoder, TanhFeatures{}, NonSaturating{}, LearnedSimilarity{.1f}}, Vector<2>{}, points(),
                    with([](auto& o) { o.decay = StepDecay{.every = 3}; })) == by_two);
  }
  SECTION("a callback that replaces the average and computes between the steps") {
    auto meddle = [kept = std::vector<Tensor<float, Cpu>>{}](auto const& event) mutable {
      kept.push_back(event.model().generate(16, Seed{7}));
      if (event.step != 6) return;
      auto& model = event.model();
      model.set_averaged(full(model.context(), model.averaged().shape(), .25f));
    };
    auto const got = same_bits(Gan{generator, discriminator, NonSaturating{}}, Vector<2>{}, ring(),
                               with([](auto& o) { o.averaging = .5; }), {12}, 0.f, meddle);
    CHECK(got == Row{7, ""});
  }
}

TEST_CASE("what a step asks the host for is not replayed, and a sentence says why") {
  auto const [generator, discriminator] = mlp();
  TrainingOptions const options{.batch = 8};
  auto reason = [&](auto const& gan) {
    auto const got = same_bits(gan, Vector<2>{}, points(), options, {6});
    CHECK(got.first == 0);
    return got.second;
  };
  CHECK(reason(Gan{generator, discriminator, NonSaturating{}, AsksForTheNumber{}}) == "a policy asks a step for its number");
  CHECK(reason(Gan{generator, discriminator, NonSaturating{}, AsksForProgress{}}) ==
        "a policy asks a step for the progress of the training");
  CHECK(reason(Gan{generator, discriminator, NonSaturating{}, InstanceNoise{}}).find("a policy asks a step for ") == 0);
  CHECK(reason(Gan{generator, TinyEnergy{}, MarginLoss{.decay = ExponentialAnnealing{.9}}}) ==
        "the loss changes over the training");
  CHECK(reason(Gan{generator, discriminator, NonSaturating{}, DrawsByHand{}}) ==
        "a step draws by randn, rand or next_key, which count on the host");
  CHECK(reason(Gan{generator, discriminator, NonSaturating{}, ReadsOnTheHost{}}) == "a step reads a number on the host");
  CHECK(reason(VaeGan{encoder, decoder, TanhFeatures{}, NonSaturating{}, LearnedSimilarity{.1f}, BalanceGate{}}) ==
        "a gate reads the losses of a step on the host");
  CHECK(reason(Gan{generator, discriminator, NonSaturating{}, BringsNumbers{}}) == "a step brings numbers from the host");
}

TEST_CASE("steps of different kinds have a graph each") {
  auto const [generator, discriminator] = mlp();
  TrainingOptions const options{.batch = 8};
  // Of kind 1 the steps 0, 3, 6, 9 and of kind 0 the others: two of each before there is a replay.
  auto const got = same_bits(Gan{generator, discriminator, NonSaturating{}, LazyR1{}}, Vector<2>{}, ring(), options, {12});
  CHECK(got.first == 8);
  CHECK(got.second.empty());
  auto const many =
      same_bits(Gan{generator, discriminator, NonSaturating{}, LazyR1{.every = 100}}, Vector<2>{}, ring(), options, {5});
  CHECK(many.first == 2);
}

TEST_CASE("replays can be switched off, and the numbers stay the same") {
  auto const [generator, discriminator] = mlp();
  auto make = [&, g = generator, d = discriminator] {
    return Trainer{Replayed{Model{Gan{g, d, NonSaturating{}}, Vector<2>{}, Cpu{}, Seed{1}}}, {.batch = 8}};
  };
  auto on = make(), off = make(), both = make();
  off.loop().set_replays(false);
  on.run(ring(), 20);
  off.run(ring(), 20);
  for (int i = 0; i < 5; ++i) {
    both.loop().set_replays(i % 2 == 0);
    both.run(ring(), 4);
  }
  CHECK(on.loop().steps_replayed() == 18);
  CHECK(off.loop().steps_replayed() == 0);
  CHECK(off.loop().reason_not_replayed().empty());
  CHECK(state_of(on) == state_of(off));
  CHECK(state_of(both) == state_of(off));
}

TEST_CASE("a replayed step asks the system for no memory and waits for nothing") {
  auto const [generator, discriminator] = mlp();
  Trainer trainer{Replayed{Model{Gan{generator, discriminator, Wasserstein{}, GradientPenalty{}}, Vector<2>{}, Cpu{}, Seed{1}}},
                  {.batch = 8, .discriminator_steps = 5}};
  auto& context = trainer.model().context();
  std::int64_t waits = 0, allocations = 0;
  trainer.run(ring(), 30, [&](auto const& event) {
    if (event.step == 10) waits = context.waits(), allocations = context.arena().system_allocations();
    if (event.step == 25) {
      CHECK(context.waits() == waits);
      CHECK(context.arena().system_allocations() == allocations);
    }
  });
  CHECK(trainer.loop().steps_replayed() == 28);
}

/// How a training is told what to do, and how it ends.
#include <functional>

#include "training.hpp"

using namespace gan;
using namespace test;

namespace {
auto small_model() { return Model{own_networks(), Vector<2>{}, Cpu{}, Seed{1}}; }
auto hundred() { return data::in_memory<Vector<2>>(std::vector<float>(200, .5f)); }

/// Writes down its calls; stops the training at one step.
struct Recorder {
  std::vector<std::string>* log;
  std::int64_t stop_at;
  template <class E> void begin(E const& event) { log->push_back("begin " + std::to_string(event.step)); }
  template <class E> bool operator()(E const& event) {
    log->push_back("step " + std::to_string(event.step));
    return event.step != stop_at;
  }
  template <class E> void end(E const& event) { log->push_back("end " + std::to_string(event.step)); }
};
}  // namespace

TEST_CASE("options out of range are refused with a sentence, and nothing is trained") {
  struct Row {
    TrainingOptions options;
    std::vector<std::string> words;
  };
  Row const rows[] = {
      {{.batch = 0, .steps = 5}, {"a batch needs at least 1 sample, not 0"}},
      {{.batch = -4, .steps = 5}, {"at least 1 sample, not -4"}},
      {{.steps = -5}, {"cannot be negative", "steps -5"}},
      {{.epochs = -1}, {"cannot be negative", "epochs -1"}},
      {{.minutes = -.5}, {"cannot be negative", "minutes -0.5"}},
      {{.steps = 5, .epochs = 1}, {"only one of steps, epochs and minutes"}},
      {{.steps = 5, .minutes = 1}, {"only one of steps, epochs and minutes"}},
      {{.epochs = 1, .minutes = 1}, {"only one of steps, epochs and minutes"}},
      {{}, {"a training needs a length: set steps, epochs or minutes"}},
      {{.steps = 5, .discriminator_steps = 0}, {"at least 1 discriminator step", "not 0"}},
      {{.steps = 5, .discriminator_steps = 2, .simultaneous = true}, {"a simultaneous step updates each network once", "2"}},
      {{.steps = 5, .averaging = 1}, {"moving average", "[0, 1), not 1"}},
      {{.steps = 5, .averaging = -.1}, {"moving average", "[0, 1), not -0.1"}},
      {{.steps = 5, .generator = Adam{.rate = 0}}, {"Adam", "rate"}},
      {{.steps = 5, .discriminator = Sgd{.momentum = 1}}, {"Sgd", "momentum"}},
      {{.steps = 5, .decay = LinearToZero{.from = 1}}, {"LinearToZero", "from"}},
      {{.epochs = 1}, {"an endless data set has no epochs"}},
  };
  auto model = small_model();
  auto const before = numbers_of(model);
  for (auto const& row : rows) {
    INFO(row.words[0]);
    check_refusal<OptionError>([&] { train(model, ring(), row.options); }, row.words);
  }
  CHECK(numbers_of(model) == before);
  Trainer trainer{small_model()};
  check_refusal<OptionError>([&] { trainer.run(ring(), 0); }, {"at least 1 step, not 0"});
  check_refusal<OptionError>([] { Trainer{small_model(), {.batch = 0}}; }, {"at least 1 sample"});
}

TEST_CASE("a training has as many steps as its options say") {
  struct Row {
    char const* source;
    TrainingOptions options;
    std::int64_t steps;
  };
  Row const rows[] = {
      {"steps", {.batch = 8, .steps = 7}, 7},
      {"2 epochs of 100 samples in batches of 32, rounded up", {.batch = 32, .epochs = 2}, 7},
      {"the same at 2 batches a step", {.batch = 32, .epochs = 2, .discriminator_steps = 2}, 4},
      {"half an epoch", {.batch = 10, .epochs = .5}, 5},
      {"less than a batch", {.batch = 64, .epochs = .01}, 1},
  };
  for (auto const& row : rows) {
    INFO(row.source);
    auto model = small_model();
    std::int64_t last = 0, calls = 0;
    double epoch = 0;
    train(model, hundred(), row.options, [&](auto const& event) {
      ++calls;
      CHECK(event.step == calls);
      CHECK(event.steps == row.steps);
      CHECK(event.progress == Approx(static_cast<double>(event.step) / static_cast<double>(event.steps)));
      last = event.step;
      epoch = event.epoch;
    });
    CHECK(last == row.steps);
    CHECK(calls == row.steps);
    CHECK(epoch == Approx(static_cast<double>(row.steps * row.options.discriminator_steps * row.options.batch) / 100));
  }
}

TEST_CASE("a training by the clock ends when its time is over") {
  auto model = small_model();
  double progress = 0, seconds = 0;
  std::int64_t steps = 0;
  train(model, ring(), {.batch = 8, .minutes = .1 / 60}, [&](auto const& event) {
    CHECK(event.steps == 0);
    CHECK(event.progress >= progress);
    CHECK(event.progress <= 1);
    progress = event.progress;
    seconds = event.seconds;
    steps = event.step;
  });
  CHECK(progress == 1);
  CHECK(seconds >= .1);
  CHECK(steps > 1);
}

TEST_CASE("callbacks: begin, every step, end - one that returns false stops the training") {
  std::vector<std::string> first, second;
  int plain = 0;
  Trainer trainer{small_model(), {.batch = 8}};
  trainer.run(
      ring(), 9, Recorder{&first, 2}, [&](auto const&) { ++plain; }, Recorder{&second, -1});
  CHECK(first == std::vector<std::string>{"begin 0", "step 1", "step 2", "end 2"});
  CHECK(second == first);  // the others see the last step as well
  CHECK(plain == 2);
  CHECK(trainer.loop().steps() == 2);
  first.clear();
  trainer.run(ring(), 1, Recorder{&first, 0});  // steps are counted over the whole training
  CHECK(first == std::vector<std::string>{"begin 2", "step 3", "end 3"});
}

TEST_CASE("events hold the terms of both objectives") {
  auto const [generator, discriminator] = mlp();
  Model model{Gan{generator, discriminator, Wasserstein{}, GradientPenalty{}}, Vector<2>{}, Cpu{}, Seed{1}};
  train(model, ring(), {.batch = 8, .steps = 2}, [](auto const& event) {
    REQUIRE(event.discriminator_terms().size() == 3);
    double sum = 0;
    std::string names;
    for (auto const& term : event.discriminator_terms()) {
      sum += to_host(term.value)[0];
      names += std::string(term.name) + ", ";
    }
    CHECK(names == "real, fake, gradient penalty, ");
    CHECK(event.discriminator_loss() == Approx(sum));
    REQUIRE(event.generator_terms().size() == 1);
    CHECK(std::string(event.generator_terms()[0].name) == "generator");
    CHECK(event.generator_loss() == Approx(to_host(event.generator_terms()[0].value)[0]));
    CHECK(event.model().generate(2).shape() == Shape{2, 2});
  });
}

TEST_CASE("the generator's average is the recursion avg = a avg + (1 - a) theta, started at the first step's parameters") {
  auto model = small_model();
  std::vector<float> expected;
  train(model, ring(), {.batch = 8, .steps = 5, .averaging = .75}, [&](auto const& event) {
    auto const now = to_host(event.model().generator().parameters().values());
    if (expected.empty()) expected = now;
    else
      for (std::size_t i = 0; i < now.size(); ++i) expected[i] = .75f * expected[i] + .25f * now[i];
  });
  auto const average = to_host(model.averaged());
  REQUIRE(average.size() == expected.size());
  for (std::size_t i = 0; i < average.size(); ++i) CHECK(average[i] == Approx(expected[i]).epsilon(1e-5).margin(1e-7));
}

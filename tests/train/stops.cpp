/// Trainings that end early: by numbers that are not finite, and by Ctrl-C.
#include <gan/train/csv_log.hpp>
#include <gan/train/periodic_checkpoint.hpp>

#include <fcntl.h>
#include <unistd.h>

#include "training.hpp"

using namespace gan;
using namespace test;

namespace {

/// From step `at` on (counted from 0) one network's objective has a term that is not finite, or only its gradient is not.
struct Explosion {
  static constexpr char const* name = "explosion";
  std::int64_t at;
  bool in_generator = false, in_gradient = false;
  template <class Step> auto discriminator_term(Step& step) const { return term(step, !in_generator, step.real_score()); }
  template <class Step> auto generator_term(Step& step) const { return term(step, in_generator, step.fake_score()); }

 private:
  template <class Step, class V> V term(Step& step, bool here, V const& scores) const {
    bool const now = here && step.iteration() >= at;
    if (now && in_gradient) return mean(sqrt(0.f * square(scores)));  // 0, with the derivative 0 * infinity
    return mean(scores * (now ? INFINITY : 0.f)) * (now ? 0.f : 1.f);
  }
};

auto trainer_with(auto... regularizers) {
  auto const [generator, discriminator] = mlp();
  return Trainer{Model{Gan{generator, discriminator, NonSaturating{}, regularizers...}, Vector<2>{}, Cpu{}, Seed{1}},
                 {.batch = 8}};
}

/// What `f` writes to stderr.
template <class F> std::string stderr_of(F f) {
  TemporaryFolder folder;
  std::fflush(stderr);
  int const before = ::dup(2), file = ::open((folder / "stderr").c_str(), O_CREAT | O_WRONLY, 0600);
  ::dup2(file, 2);
  f();
  std::fflush(stderr);
  ::dup2(before, 2);
  ::close(before);
  ::close(file);
  return read_text(folder / "stderr");
}

}  // namespace

TEST_CASE("a value that is not finite stops before it reaches a parameter, with a sentence naming step, network and term") {
  struct Row {
    char const* what;
    Explosion explosion;
    std::vector<std::string> words;
  };
  Row const rows[] = {
      {"a term of the discriminator",
       {3},
       {"stopped at step 4", "the discriminator's term 'explosion' is ", "nan", "last good update"}},
      {"a term of the generator", {3, true}, {"stopped at step 4", "the generator's term 'explosion' is ", "nan"}},
      {"the discriminator's gradient",
       {3, false, true},
       {"stopped at step 4", "the discriminator's gradient is not finite", "each of its terms is"}},
      {"the generator's gradient", {3, true, true}, {"stopped at step 4", "the generator's gradient is not finite"}},
      {"the first step", {0}, {"stopped at step 1"}},
  };
  for (auto const& row : rows) {
    INFO(row.what);
    auto trainer = trainer_with(row.explosion), good = trainer_with(Explosion{1000});
    check_refusal<NumericalError>([&] { trainer.run(ring(), 10); }, row.words);
    CHECK(trainer.loop().steps() == row.explosion.at);
    std::vector<float> generator = to_host(good.model().generator().parameters().values()), discriminator;
    auto after = [&](std::int64_t steps) {
      if (steps > good.loop().steps()) good.run(ring(), steps - good.loop().steps());
    };
    after(row.explosion.at);
    CHECK(to_host(trainer.model().generator().parameters().values()) ==
          to_host(good.model().generator().parameters().values()));
    after(row.explosion.at + row.explosion.in_generator);  // the discriminator's own update of that step was good
    CHECK(to_host(trainer.model().discriminator().parameters().values()) ==
          to_host(good.model().discriminator().parameters().values()));
    for (float x : state_of(trainer)) CHECK(std::isfinite(x));
  }
}

TEST_CASE("Ctrl-C finishes the step, saves, says how to go on, and a second one would end the program") {
  TemporaryFolder folder;
  auto whole = trainer_with(), interrupted = trainer_with(), resumed = trainer_with();
  whole.run(ring(), 12);
  auto const before = std::signal(SIGINT, SIG_IGN);
  std::int64_t last = 0;
  auto const said = stderr_of([&] {
    interrupted.run(
        ring(), 12,
        [&](auto const& event) {
          last = event.step;
          if (event.step != 5) return;
          std::raise(SIGINT);
          auto const second = std::signal(SIGINT, SIG_IGN);  // what a second Ctrl-C would meet
          CHECK(second == SIG_DFL);
        },
        PeriodicCheckpoint{folder / "c.safetensors", 60, "run again with --resume"});
  });
  CHECK(last == 5);
  CHECK(said == "\ninterrupted after step 5; everything is in " + folder / "c.safetensors; run again with --resume\n");
  CHECK(std::signal(SIGINT, before) == SIG_IGN);  // as it was before the run
  resumed.restore(folder / "c.safetensors");
  resumed.run(ring(), 7);
  CHECK(resumed.model() == whole.model());
}

TEST_CASE("a periodic checkpoint is written in time and at the end, and nothing is said without an interrupt") {
  TemporaryFolder folder;
  auto trainer = trainer_with();
  int written = 0;
  auto const said = stderr_of([&] {
    trainer.run(ring(), 3, PeriodicCheckpoint{folder / "c", 1e-9},
                [&](auto const&) { written += std::filesystem::remove(folder / "c"); });
  });
  CHECK(said.empty());
  CHECK(written == 3);
  CHECK(std::filesystem::exists(folder / "c"));
  check_refusal<OptionError>([&] { PeriodicCheckpoint(folder / "c", 0); }, {"positive number of seconds"});
}

TEST_CASE("the CSV log has a row every few steps and at the end, with all terms, and goes on with its training") {
  struct Row {
    std::int64_t every;
    std::vector<double> steps;  // of the rows of a training of 5 steps and 2 more
  };
  for (auto const& [every, steps] : {Row{2, {2, 4, 5, 6, 7}}, Row{10, {5, 7}}, Row{1, {1, 2, 3, 4, 5, 6, 7}}}) {
    INFO("every " << every);
    TemporaryFolder folder;
    auto const [generator, discriminator] = mlp();
    Trainer trainer{Model{Gan{generator, TinyEnergy{}, MarginLoss{1}, PullingAway{}}, Vector<2>{}, Cpu{}, Seed{1}},
                    {.batch = 8}};
    std::vector<std::vector<double>> events;
    auto record = [&](auto const& event) {
      events.push_back({static_cast<double>(event.step), event.epoch, event.seconds});
      for (auto const* terms : {&event.discriminator_terms(), &event.generator_terms()})
        for (auto const& term : *terms) events.back().push_back(static_cast<double>(to_host(term.value)[0]));
    };
    folder.write("log.csv", "what another training left\n");
    trainer.run(points(), 5, CsvLog{folder / "log.csv", every}, record);
    trainer.run(points(), 2, CsvLog{folder / "log.csv", every}, record);
    std::istringstream lines(read_text(folder / "log.csv"));
    std::string line, field;
    std::getline(lines, line);
    CHECK(line == "step,epoch,seconds,discriminator real,discriminator fake,generator generator,generator pulling-away");
    for (double step : steps) {
      REQUIRE(std::getline(lines, line));
      INFO(line);
      std::istringstream fields(line);
      for (double value : events[static_cast<std::size_t>(step) - 1]) {
        REQUIRE(std::getline(fields, field, ','));
        CHECK(std::stod(field) == Approx(value).epsilon(1e-8).margin(1e-12));
      }
    }
    CHECK(!std::getline(lines, line));
  }
  check_refusal<OptionError>([] { CsvLog("x", 0); }, {"at least 1 step"});
}

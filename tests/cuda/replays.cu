/// Training steps that are replayed as one graph: the bits of steps that are launched operation by operation, without a wait.
#include "card.hpp"

#include <gan/data/gaussians.hpp>
#include <gan/data/in_memory.hpp>
#include <gan/loss/non_saturating.hpp>
#include <gan/loss/wasserstein.hpp>
#include <gan/network/mlp.hpp>
#include <gan/regularizer/gradient_penalty.hpp>
#include <gan/regularizer/instance_noise.hpp>
#include <gan/train/trainer.hpp>

using namespace gan;

namespace {
auto ring() { return data::gaussian_ring({}); }
auto points() {
  std::vector<float> values;
  for (int i = 0; i < 74; ++i) values.push_back(static_cast<float>(std::sin(i)));
  return data::in_memory<Vector<2>>(values);
}

template <class Loop> std::vector<float> numbers_of(Loop& loop) {
  std::vector<float> out;
  detail::for_numbers(loop, [&](auto const& tensor) {
    auto const values = to_host(tensor);
    out.insert(out.end(), values.begin(), values.end());
  });
  return out;
}

/// Trains the same with and without replays, in two runs; the losses are read in every third step.
template <class G, class Data> void check_bits(G const& gan, Data const& data, TrainingOptions const& options) {
  std::vector<float> numbers[2];
  std::vector<double> losses[2];
  for (int replays : {0, 1}) {
    Trainer trainer{Model{gan, Vector<2>{}, Cuda{}, Seed{5}}, options};
    trainer.loop().set_replays(replays);
    auto read = [&](auto const& event) {
      if (event.step % 3 == 0)
        for (auto const& [name, loss] : event.losses()) losses[replays].push_back(loss);
    };
    trainer.run(data, 20, read);
    trainer.run(data, 30, read);
    CHECK(trainer.loop().reason_not_replayed() == "");
    CHECK(trainer.loop().steps_replayed() == (replays ? 50 - (options.averaging > 0 ? 2 : 1) : 0));
    numbers[replays] = numbers_of(trainer.loop());
  }
  CHECK(numbers[0] == numbers[1]);
  CHECK(losses[0] == losses[1]);
}

/// Pulls scores to the mean of numbers that another context draws and adds up.
struct ToAnother {
  static constexpr char const* name = "to another";
  std::shared_ptr<CudaContext> other;
  template <class Step> auto generator_term(Step& step) const {
    auto const drawn = normal<float>(*other, {100}, random::key(Seed{3}, Stream::check), 1.0f, 1.0f);
    return square(mean(step.fake_score()) - constant<1>(mean(constant<1>(drawn)).value()));
  }
};

/// An objective that is no number from a step on, decided on the device by a parameter that grows.
struct Overflow {
  static constexpr char const* name = "overflow";
  template <class Step> auto generator_term(Step& step) const { return 1e30f * square(1e30f * mean(step.fake_score())); }
};
}  // namespace

TEST_CASE("replayed training is the training that is not replayed, bit for bit") {
  NEEDS_A_CARD();
  MlpGenerator const generator{.latent = 4, .hidden = {64, 64}};
  MlpDiscriminator const discriminator{.hidden = {64, 64}};
  Adam const adam{.rate = 1e-3f, .beta1 = .5f};
  SECTION("WGAN-GP on a ring, 5 critic steps, a rate that falls, an average, a warm-up") {
    check_bits(Gan{generator, discriminator, Wasserstein{}, GradientPenalty{}}, ring(),
               {.batch = 64,
                .discriminator_steps = 5,
                .discriminator_warm_up = 2,
                .generator = adam,
                .discriminator = adam,
                .decay = LinearToZero{},
                .averaging = .9});
  }
  SECTION("an MLP GAN on stored points") {
    check_bits(Gan{generator, discriminator, NonSaturating{}}, points(),
               {.batch = 24, .generator = adam, .discriminator = adam});
  }
  SECTION("an MLP GAN with 5 discriminator steps") {
    check_bits(Gan{generator, discriminator, NonSaturating{}}, points(),
               {.batch = 24, .discriminator_steps = 5, .generator = adam, .discriminator = adam});
  }
  SECTION("both at once") {
    check_bits(Gan{generator, discriminator, NonSaturating{}}, ring(), {.batch = 24, .simultaneous = true});
  }
}

TEST_CASE("ten replayed steps wait for nothing and ask for no memory") {
  NEEDS_A_CARD();
  Trainer trainer{
      Model{Gan{MlpGenerator{.latent = 4, .hidden = {64}}, MlpDiscriminator{.hidden = {64}}, Wasserstein{}, GradientPenalty{}},
            Vector<2>{}, Cuda{}, Seed{1}},
      {.batch = 64, .discriminator_steps = 5}};
  auto& context = trainer.model().context();
  std::int64_t waits = -1, allocations = -1, replayed = 0;
  trainer.run(ring(), 40, [&](auto const& event) {
    auto& loop = trainer.loop();
    if (event.step == 20)
      waits = context.waits(), allocations = context.arena().system_allocations(), replayed = loop.steps_replayed();
    if (event.step == 30) {
      CHECK(context.waits() == waits);
      CHECK(context.arena().system_allocations() == allocations);
      CHECK(loop.steps_replayed() == replayed + 10);
    }
  });
}

TEST_CASE("what is computed between replayed steps stays as it is") {
  NEEDS_A_CARD();
  Trainer trainer{Model{Gan{MlpGenerator{.latent = 4, .hidden = {64}}, MlpDiscriminator{.hidden = {64}}, NonSaturating{}},
                        Vector<2>{}, Cuda{}, Seed{1}},
                  {.batch = 64}};
  std::vector<Tensor<float, Cuda>> kept;
  std::vector<std::vector<float>> seen;
  trainer.run(ring(), 20, [&](auto const& event) {
    kept.push_back(event.model().generate(64, Seed{2}));
    seen.push_back(to_host(kept.back()));
  });
  for (std::size_t i = 0; i < kept.size(); ++i) CHECK(to_host(kept[i]) == seen[i]);
}

TEST_CASE("a step that changes with its number runs operation by operation, and says so") {
  NEEDS_A_CARD();
  Trainer trainer{
      Model{Gan{MlpGenerator{.latent = 4, .hidden = {16}}, MlpDiscriminator{.hidden = {16}}, NonSaturating{}, InstanceNoise{}},
            Vector<2>{}, Cuda{}, Seed{1}},
      {.batch = 16}};
  trainer.run(ring(), 10);
  CHECK(trainer.loop().steps_replayed() == 0);
  CHECK(trainer.loop().reason_not_replayed().find("a policy asks a step for ") == 0);
  for (float x : numbers_of(trainer.loop())) CHECK(std::isfinite(x));
}

TEST_CASE("a step that computes in another context, too, runs operation by operation, and says so") {
  NEEDS_A_CARD();
  ToAnother const term{std::make_shared<CudaContext>(Seed{2})};
  Trainer trainer{Model{Gan{MlpGenerator{.latent = 4, .hidden = {16}}, MlpDiscriminator{.hidden = {16}}, NonSaturating{}, term},
                        Vector<2>{}, Cuda{}, Seed{1}},
                  {.batch = 16}};
  trainer.run(ring(), 10);
  CHECK(trainer.loop().steps_replayed() == 0);
  CHECK(trainer.loop().reason_not_replayed() == "a step computes in the context of another model");
  for (float x : numbers_of(trainer.loop())) CHECK(std::isfinite(x));
}

TEST_CASE("a value that is not finite is reported at the end of a run at the latest") {
  NEEDS_A_CARD();
  for (bool replays : {false, true}) {
    Trainer trainer{
        Model{Gan{MlpGenerator{.latent = 4, .hidden = {16}}, MlpDiscriminator{.hidden = {16}}, NonSaturating{}, Overflow{}},
              Vector<2>{}, Cuda{}, Seed{1}},
        {.batch = 16}};
    trainer.loop().set_replays(replays);
    try {
      trainer.run(ring(), 5);
      FAIL("nothing was reported");
    } catch (NumericalError const& e) {
      CHECK(std::string(e.what()).find("training stopped at step 5: the generator's term 'overflow' is ") == 0);
    }
    for (float x : numbers_of(trainer.loop())) CHECK(std::isfinite(x));
  }
}

/// The original GAN's extensions and EBGAN's ladder on drawn digits, as their recipes have them but narrower and shorter.
#include <gan/backend/cpu/backend.hpp>
#include <gan/data/drawn_digits.hpp>
#include <gan/data/in_memory.hpp>
#include <gan/data/partly_labelled.hpp>
#include <gan/metric/classifier_features.hpp>
#include <gan/model/complete.hpp>
#include <gan/system/all_conditionals.hpp>
#include <gan/system/ebgan_ladder.hpp>
#include <gan/train/trainer.hpp>

#include "../catch.hpp"

using namespace gan;

namespace {
using Digit = Image<1, 28, 28>;
struct Samples {
  std::vector<float> values;
  std::vector<int> labels;
};
Samples digits(std::uint64_t first, std::size_t count) {
  auto const drawn = data::drawn_digits();
  Samples out{std::vector<float>(784 * count), std::vector<int>(count)};
  data::copy_batch(drawn, Seed{}, first, count, out.values.data());
  data::copy_labels(drawn, Seed{}, first, count, out.labels.data());
  return out;
}
}  // namespace

TEST_CASE("EBGAN with a ladder reads digits by a hundred labels", "[.long]") {
  auto const training = digits(0, 5000), test = digits(1'000'000, 1000);
  auto recipe = systems::ebgan_ladder();
  recipe.gan.generator.hidden = {200};
  recipe.gan.discriminator.hidden = {300, 150, 100};
  recipe.training.epochs = 0;
  recipe.training.steps = 1000;
  Model model{recipe.gan, Digit{}, Cpu{.threads = 2}, Seed{1}};
  auto const few = data::partly_labelled(data::in_memory<Digit, 10>(training.values, training.labels), {.labelled = 100});
  double first = 0, last = 0;
  train(model, few, recipe.training, [&](auto const& event) {
    double const energy = static_cast<double>(to_host(event.discriminator_terms()[0].value)[0]);
    if (event.step == 1) first = energy;
    last = energy;
  });
  auto const x = from_host(model.context(), Digit::shape(1000), test.values);
  double const right = metric::accuracy(metric::class_probabilities(model, "digits")(x), test.labels);
  INFO("accuracy " << right << ", energy of real digits " << first << " at first, " << last << " at last");
  CHECK(right > .8);
  CHECK(last < .8 * first);
}

TEST_CASE("halves of digits are completed so that they fit", "[.long]") {
  auto const training = digits(0, 5000), test = digits(1'000'000, 200);
  auto recipe = systems::all_conditionals<Digit>(LeftHalf{}, 16);
  recipe.training.epochs = 0;
  recipe.training.batch = 64;
  recipe.training.steps = 800;
  Model model{recipe.gan, Digit{}, Cpu{.threads = 2}, Seed{1}};
  train(model, data::in_memory<Digit>(training.values), recipe.training);
  auto const x = from_host(model.context(), Digit::shape(200), test.values);
  auto const masks = draw_masks<float>(model.context(), Digit{}, LeftHalf{}, 200, {});
  auto const whole = complete(model, x, masks);
  auto const y = to_host(whole);
  // A completion that fits its own half is nearer to the digit than that of another digit is.
  double own = 0, other = 0;
  for (std::size_t n = 0; n < 200; ++n)
    for (std::size_t i = 0; i < 784; ++i) {
      if (i % 28 < 14) REQUIRE(y[784 * n + i] == test.values[784 * n + i]);
      double const to_own = static_cast<double>(y[784 * n + i] - test.values[784 * n + i]),
                   to_other = static_cast<double>(y[784 * n + i] - test.values[784 * ((n + 1) % 200) + i]);
      if (i % 28 >= 14) own += to_own * to_own, other += to_other * to_other;
    }
  INFO("squared distance to the own half " << own << ", to another's " << other);
  CHECK(own < .9 * other);
}

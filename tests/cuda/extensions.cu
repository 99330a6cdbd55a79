/// A ladder, an inference network and all conditionals on a card: they train, and keep what they promise.
#include "card.hpp"

#include <gan/data/in_memory.hpp>
#include <gan/data/partly_labelled.hpp>
#include <gan/loss/margin.hpp>
#include <gan/loss/non_saturating.hpp>
#include <gan/model/complete.hpp>
#include <gan/network/ladder.hpp>
#include <gan/regularizer/labelled_cost.hpp>
#include <gan/train/inference_update.hpp>
#include <gan/train/trainer.hpp>

using namespace gan;

namespace {
auto corners() {
  std::vector<float> values;
  std::vector<int> labels;
  for (int i = 0; i < 80; ++i) {
    labels.push_back(i % 4);
    values.insert(values.end(), {std::cos(1.5708f * static_cast<float>(i)), std::sin(1.5708f * static_cast<float>(i))});
  }
  return data::in_memory<Vector<2>, 4>(values, labels);
}
}  // namespace

TEST_CASE("a ladder learns classes from few labels on the card") {
  NEEDS_A_CARD();
  Model model{Gan{MlpGenerator{.latent = 2, .hidden = {16}}, LadderD{.hidden = {16, 8}, .classes = 4},
                  MarginLoss{.margin = 3, .decay = LinearAnnealing{}}, LabelledCost{}},
              Vector<2>{}, Cuda{}, Seed{1}};
  Adam const adam{.rate = 5e-3f};
  train(model, data::partly_labelled(corners(), {.labelled = 8}),
        {.batch = 20, .steps = 300, .generator = adam, .discriminator = adam});
  auto const p = to_host(model.classify(from_host(model.context(), {4, 2}, std::vector<float>{1, 0, 0, 1, -1, 0, 0, -1})));
  for (std::size_t i = 0; i < 4; ++i) CHECK(p[4 * i + i] > .5f);
}

TEST_CASE("a generator's input is inferred on the card") {
  NEEDS_A_CARD();
  Model game{Gan{MlpGenerator{.latent = 2, .hidden = {}}, MlpDiscriminator{.hidden = {8}}, NonSaturating{}}, Vector<2>{},
             Cuda{}, Seed{3}};
  Model model{InferenceNetwork{game.gan().generator, MlpEncoder{.latent = 2, .hidden = {64}}}, Vector<2>{}, Cuda{}, Seed{1}};
  take_generator(model, game);
  double last = 0;
  train(model, corners(), {.batch = 256, .steps = 600, .generator = Adam{.rate = 1e-2f}, .decay = LinearToZero{}},
        [&](auto const& event) { last = event.losses()[0].second; });
  CHECK(last < .5);  // 2 by the prior's mean
  auto const z = model.noise(100, random::key(Seed{1}, Stream::check));
  CHECK(to_host(model.generate_from(z)) == to_host(game.generate_from(z)));
}

TEST_CASE("what is given stays as it is on the card") {
  NEEDS_A_CARD();
  using Tiny = Image<1, 8, 8>;
  std::vector<float> values;
  for (int i = 0; i < 64 * 8; ++i) values.push_back(static_cast<float>(std::sin(i)));
  Model model{Gan{MaskedGenerator{Tiny{}, DCCompleter{.width = 4}, MissingRectangle{}}, MaskedD{DCDiscriminator{.width = 4}},
                  NonSaturating{}},
              Tiny{}, Cuda{}, Seed{1}};
  train(model, data::in_memory<Tiny>(values), {.batch = 4, .steps = 3});
  auto const x = from_host(model.context(), Tiny::shape(8), values);
  auto const masks = draw_masks<float>(model.context(), Tiny{}, MissingRectangle{}, 8, random::key(Seed{5}, Stream::check));
  auto const y = to_host(complete(model, x, masks)), m = to_host(masks);
  std::size_t changed = 0, missing = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (m[i] == 1) CHECK(y[i] == values[i]);
    else changed += y[i] != values[i], ++missing;
  }
  CHECK(missing > 8);
  CHECK(changed > missing / 2);
}

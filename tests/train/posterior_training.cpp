/// Trainings of P2GAN (Zhang et al. 2021): what an update moves, checkpoints, and a warm-up of the discriminator.
#include "posteriors.hpp"

using namespace gan;
using namespace posteriors;

namespace {

/// A small composition with the library's own networks.
auto small_p2gan() {
  return Gan{PosteriorPromotedGenerator{.latent = 4, .dimensions = 3, .width = 4, .style = 4},
             PosteriorD{.width = 4, .dimensions = 3}, DistributionLeastSquares{}, LatentCode{}};
}
auto images(std::size_t n) {
  std::vector<float> values(n * 64);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(std::sin(.37 * static_cast<double>(i)));
  return data::in_memory<Image<1, 8, 8>>(values);
}
}  // namespace

TEST_CASE("an update of the discriminator leaves the generator as it is, and the other way round") {
  Model model{small_p2gan(), Image<1, 8, 8>{}, Cpu{}, Seed{2}};
  TrainingOptions const options{.batch = 6};
  Updates updates(model, options);
  auto const real = from_host(model.context(), Shape{6, 8, 8, 1}, [] {
    std::vector<float> out(384);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(std::cos(static_cast<double>(i)));
    return out;
  }());
  auto all = [](auto const& network) {
    std::vector<std::pair<std::string, Numbers>> out;
    for (auto const* flat : {&network.parameters(), &network.state()})
      for (std::size_t i = 0; i < flat->size(); ++i) out.push_back({flat->entries()[i].name, numbers(flat->view(i))});
    return out;
  };
  auto const g = all(model.generator()), d = all(model.discriminator());
  {
    Step step(model, 0, 0, 0);
    updates.discriminate(step, real, 1);
  }
  CHECK(all(model.generator()) == g);
  auto const d2 = all(model.discriminator());
  for (std::size_t i = 0; i < d.size(); ++i) {
    INFO(d[i].first);
    CHECK(d2[i].second != d[i].second);
  }
  {
    Step step(model, 0, 0, 1);
    updates.generate(step, 6, 1);
  }
  CHECK(all(model.discriminator()) == d2);
  auto const g2 = all(model.generator());
  std::size_t posteriors = 0;
  for (std::size_t i = 0; i < g.size(); ++i) {
    INFO(g[i].first);
    CHECK(g2[i].second != g[i].second);
    posteriors += g[i].first.find("posterior.weight") != std::string::npos;
  }
  CHECK(posteriors == 3);  // of the small map and of two levels
}

TEST_CASE("P2GAN trains, and goes on from a checkpoint bit for bit, its warm-up done once") {
  auto const data = images(40);
  TrainingOptions const options{.batch = 6, .discriminator_steps = 2, .discriminator_warm_up = 3};
  auto const make = [&] { return Trainer{Model{small_p2gan(), Image<1, 8, 8>{}, Cpu{}, Seed{2}}, options}; };
  auto whole = make();
  auto const before = numbers_of(whole.model());
  whole.run(data, 4);
  CHECK(whole.loop().updates().discriminator_optimizer().count() == 3 + 4 * 2);
  CHECK(whole.loop().updates().generator_optimizer().count() == 4);
  auto const after = numbers_of(whole.model());
  CHECK(before != after);
  for (auto v : after) CHECK(std::isfinite(v));

  TemporaryFolder const folder;
  std::string const file = folder / "posterior.safetensors";
  auto first = make();
  first.run(data, 2);
  first.checkpoint(file);
  auto second = make();
  second.restore(file);
  second.run(data, 2);
  CHECK(state_of(second) == state_of(whole));

  auto other = options;
  other.discriminator_warm_up = 2;
  Trainer wrong{Model{small_p2gan(), Image<1, 8, 8>{}, Cpu{}, Seed{2}}, other};
  CHECK_THROWS_WITH(wrong.restore(file), Catch::Contains("discriminator_warm_up = 3") && Catch::Contains("has 2"));
}

TEST_CASE("a warm-up trains the discriminator alone, on batches and draws of its own") {
  std::vector<Look> in_d, in_g;
  Gan const gan{AffinePromoted{}, AffinePosterior{}, DistributionLeastSquares{}, Spy{&in_d, &in_g}};
  TrainingOptions options{.batch = 5, .discriminator_warm_up = 2, .generator = Sgd{rate}, .discriminator = Sgd{rate}};
  Trainer trainer{Model{gan, Vector<2>{}, Cpu{}, Seed{3}, double{}}, options};
  trainer.run(points(), 2);
  REQUIRE((in_d.size() == 4 && in_g.size() == 2));
  std::vector<float> order(40);
  data::copy_batch(points(), Seed{3}, 0, 20, order.data());
  for (std::size_t i = 0; i < 4; ++i) {
    INFO("discriminator update " << i);
    CHECK(in_d[i].real == Numbers(order.begin() + static_cast<std::ptrdiff_t>(10 * i),
                                  order.begin() + static_cast<std::ptrdiff_t>(10 * i + 10)));
    for (std::size_t j = 0; j < 5; ++j) {
      Numbers const z(&in_d[i].latent[5 * j + 3], &in_d[i].latent[5 * j] + 5);
      CHECK((z == Numbers{0, 0}) == (i < 2));  // as outside training, until the generator's first step
    }
    for (std::size_t j = 0; j < i; ++j) CHECK(in_d[i].latent[0] != in_d[j].latent[0]);
    for (auto const& look : in_g) CHECK(in_d[i].latent[0] != look.latent[0]);
  }
  options.discriminator_warm_up = -1;
  CHECK_THROWS_AS(options.validate(), OptionError);
}

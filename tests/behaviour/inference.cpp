/// From a generated digit back to what made it.
#include "mnist.hpp"

using namespace gan;

TEST_CASE("an inference network knows more of a digit's latent vector than the prior", "[.long]") {
  NEEDS_MNIST();
  std::vector<double> explained;
  for (std::uint64_t seed : {1, 2, 3}) {
    auto recipe = systems::dcgan();
    recipe.gan.generator.width = recipe.gan.discriminator.width = 16;
    recipe.training.epochs = 0;
    recipe.training.batch = 64;
    recipe.training.steps = 1000;
    Model game{recipe.gan, test::Digit{}, Cpu{}, Seed{seed}};
    train(game, test::digits(), recipe.training);

    auto inverse = systems::inference(game.gan().generator);
    inverse.training.epochs = 0;
    inverse.training.steps = 1500;
    Model model{inverse.gan, test::Digit{}, Cpu{}, Seed{seed}};
    take_generator(model, game);
    train(model, test::digits(), inverse.training);

    // The prior's mean, 0, is the best guess without the sample.
    auto const z = model.noise(2000, random::key(Seed{9}, Stream::generated_latent));
    auto const actual = to_host(z), guess = to_host(model.infer(model.generate_from(z)));
    double error = 0, variance = 0;
    for (std::size_t i = 0; i < actual.size(); ++i) {
      double const difference = guess[i] - actual[i], value = actual[i];
      error += difference * difference;
      variance += value * value;
    }
    explained.push_back(1 - error / variance);
    CHECK(error < .9 * variance);
  }
  test::report("inference network, part of the latent variance that it explains", explained);
}

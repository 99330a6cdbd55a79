/// What the posterior of a real digit carries over to the sample it promotes.
#include "mnist.hpp"

using namespace gan;

TEST_CASE("samples that P2GAN makes of real digits keep their class three times as often as by chance", "[.long]") {
  NEEDS_MNIST();
  test::Reader reader;
  auto const unseen = test::digits(data::Split::test);
  auto classes = test::labels_of(unseen);
  classes.resize(1000);
  std::vector<double> kept;
  for (std::uint64_t seed : {1, 2, 3}) {
    auto recipe = systems::p2gan(16);
    recipe.training.epochs = 0;
    recipe.training.steps = 2500;
    Model model{recipe.gan, test::Digit{}, Cpu{}, Seed{seed}};
    train(model, test::digits(), recipe.training);
    kept.push_back(reader.accuracy(generate_promoted(model, test::images_of(model, unseen, 1000), Seed{9}), classes));
    CHECK(kept.back() >= .3);
  }
  test::report("P2GAN, class of the real digit is kept", kept);
}

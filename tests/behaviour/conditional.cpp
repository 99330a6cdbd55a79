/// Digits that were asked for are the ones that come.
#include "mnist.hpp"

using namespace gan;

TEST_CASE("digits of the conditional GAN are read as the class that was asked for", "[.long]") {
  NEEDS_MNIST();
  test::Reader reader;
  std::vector<int> classes(1000);
  for (std::size_t i = 0; i < classes.size(); ++i) classes[i] = static_cast<int>(i % 10);
  std::vector<double> read;
  for (std::uint64_t seed : {1, 2, 3}) {
    auto recipe = systems::conditional_gan(16);
    recipe.training.epochs = 0;
    recipe.training.batch = 64;
    recipe.training.steps = 6000;
    Model model{recipe.gan, test::Digit{}, Cpu{}, Seed{seed}};
    train(model, test::digits(), recipe.training);
    read.push_back(reader.accuracy(model.generate(classes, Seed{9}), classes));
    CHECK(read.back() >= .9);
  }
  test::report("conditional GAN, read as asked for", read);
}

/// The published likelihood of the original GAN, beside ours.
#include "mnist.hpp"

using namespace gan;

TEST_CASE("digits of the recipe of 2014 have the Parzen likelihood that a part of the published epochs gives", "[.long]") {
  NEEDS_MNIST();
  auto const unseen = test::digits(data::Split::test);
  std::vector<double> likelihoods;
  for (std::uint64_t seed : {1, 2, 3}) {
    auto recipe = systems::original_gan();
    recipe.training.epochs = 0;
    recipe.training.steps = 12'000;  // 20 of the 250 published epochs
    Model model{recipe.gan, test::Digit{}, Cpu{}, Seed{seed}};
    train(model, test::digits(), recipe.training);
    metric::UnitPixels const pixels;
    auto const samples = pixels(model.generate(10'000, Seed{9}));
    // The last thousand training digits choose the windows' width.
    auto const validation = metric::extract(model.context(), pixels, test::digits(), 1000, 59'000);
    auto const result = metric::parzen_log_likelihood(model.context(), samples, validation,
                                                      metric::extract(model.context(), pixels, unseen, 10'000));
    likelihoods.push_back(result.value);
    CHECK(result.value > 100);
  }
  test::report("GAN of 2014, Parzen log-likelihood (published 225 +- 2)", likelihoods);
}

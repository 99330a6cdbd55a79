/// What a code of ten values comes to mean on digits, without labels and with a few.
#include <gan/metric/code_probabilities.hpp>

#include "mnist.hpp"

using namespace gan;

namespace {

/// The part of the 10 000 unseen digits whose most probable code is the one of their class; classes are given codes greedily.
/// Both systems have the same batch, length and rates.
double agreement(auto recipe, auto const& data, std::uint64_t seed) {
  recipe.training = systems::info_gan().training;
  recipe.training.batch = 64;
  recipe.training.steps = 5000;
  Model model{recipe.gan, test::Digit{}, Cpu{}, Seed{seed}};
  train(model, data, recipe.training);
  auto const unseen = test::digits(data::Split::test);
  auto const probabilities = metric::extract(model.context(), metric::code_probabilities(model, "the discriminator's head"),
                                             unseen, static_cast<std::int64_t>(unseen.size()));
  auto const labels = test::labels_of(unseen);
  auto const matrix = metric::mean_predictions(
      from_host(model.context(), Shape{probabilities.count(), probabilities.size}, probabilities.values), labels);
  return 1 - metric::mapped_error(metric::greedy_map(matrix), labels, metric::most_probable(probabilities));
}

}  // namespace

TEST_CASE("InfoGAN finds the ten digits, and ss-InfoGAN with 132 labels finds them better", "[.long]") {
  NEEDS_MNIST();
  constexpr int width = 32;
  std::vector<double> without, with;
  for (std::uint64_t seed : {1, 2, 3, 4, 5}) without.push_back(agreement(systems::info_gan(width), test::digits(), seed));
  test::report("InfoGAN, code and digit agree", without);
  // An epoch of the schedule of labels is 12 800 samples, as in the authors' code.
  auto const few = data::partly_labelled(test::digits(), {.labelled = 132, .samples_per_epoch = 12'800});
  auto tied = systems::ss_info_gan(width);
  std::get<SemiSupervisedInformation>(tied.gan.regularizers).generated_weight = 1;  // as the paper writes the objective
  for (std::uint64_t seed : {1, 2, 3}) with.push_back(agreement(tied, few, seed));
  test::report("ss-InfoGAN, code and digit agree", with);
  CHECK(test::mean_of(without) >= .6);
  CHECK(*std::max_element(without.begin(), without.end()) >= .8);
  CHECK(*std::min_element(with.begin(), with.end()) >= .8);
  CHECK(test::mean_of(with) > test::mean_of(without));
}

/// What pulling away does to the codes of generated digits.
#include "mnist.hpp"

using namespace gan;

namespace {

/// The mean squared cosine between the codes of pairs of 256 generated digits, by the model's own encoder.
double alignment(auto recipe, std::uint64_t seed) {
  recipe.gan.generator.width = 16;
  recipe.gan.discriminator.width = 16;
  recipe.training.epochs = 0;
  recipe.training.batch = 64;
  recipe.training.steps = 1500;
  Model model{recipe.gan, test::Digit{}, Cpu{}, Seed{seed}};
  train(model, test::digits(), recipe.training);
  NoRecording<Cpu> off(model.context());
  auto const codes = model.discriminator()(constant<1>(model.generate(256, Seed{9})), {}).code;
  std::int64_t const size = codes.shape().count() / 256;
  auto const values = to_host(codes.value());
  double sum = 0;
  for (std::int64_t i = 0; i < 256; ++i)
    for (std::int64_t j = 0; j < i; ++j) {
      double dot = 0, a = 0, b = 0;
      for (std::int64_t k = 0; k < size; ++k) {
        double const x = values[static_cast<std::size_t>(i * size + k)], y = values[static_cast<std::size_t>(j * size + k)];
        dot += x * y, a += x * x, b += y * y;
      }
      sum += dot * dot / (a * b);
    }
  return sum / (256 * 255 / 2);
}

}  // namespace

TEST_CASE("codes of generated digits are less aligned in EBGAN-PT than in EBGAN", "[.long]") {
  NEEDS_MNIST();
  std::vector<double> without, with;
  for (std::uint64_t seed : {1, 2, 3}) {
    without.push_back(alignment(systems::ebgan(), seed));
    with.push_back(alignment(systems::ebgan_pt(), seed));
    CHECK(with.back() < without.back());
  }
  test::report("EBGAN, mean squared cosine of codes", without);
  test::report("EBGAN-PT, mean squared cosine of codes", with);
}

// On a GPU: an auto-encoder that judges by its reconstruction error, a generator that it teaches to draw digits, and a term that pulls
// the generated digits apart: EBGAN with pulling-away. The argument is the number of steps.
// ctest: 3
#include <iostream>
#include <gan/gan.hpp>

int main(int, char** arguments) try {
  using namespace gan;
  auto digits = data::digits();  // MNIST from GAN_DATA_DIR or ./data, else digits that are drawn on the way

  Gan ebgan{DCGenerator{.latent = 50, .width = 32}, AutoencoderEnergyD{.width = 32}, MarginLoss{.margin = 10}, PullingAway{}};
  Model model{ebgan, Image<1, 28, 28>{}, Cuda{}, Seed{1}};
  train(model, digits, {.batch = 64, .steps = arguments[1] ? std::atoi(arguments[1]) : 2000}, ProgressBar{},
        ImageGrid{.folder = "samples"}, CsvLog{"training.csv"});

  save_image_grid("digits.png", model.generate(64), 8);
  save(model, "ebgan.safetensors");
} catch (std::exception const& error) {
  std::cerr << error.what() << '\n';
  return 1;
}

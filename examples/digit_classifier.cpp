// Trains the classifier that metrics of digits are measured with, says how often it is right on digits that it has not seen, and leaves
// its weights. Arguments: the folder of MNIST, the file, the number of epochs. The weights in assets/ are those of
//   digit_classifier data/mnist assets/digit_classifier.safetensors 10
#include <cstdio>
#include <gan/gan.hpp>
#include <gan/metric/classifier_features.hpp>
#include <gan/metric/extractor.hpp>
#include <gan/system/digit_classifier.hpp>
#include <gan/train/classifier_update.hpp>

int main(int count, char** arguments) {
  using namespace gan;
  if (count != 4) {
    std::fprintf(stderr, "usage: digit_classifier <folder of MNIST> <file for the weights> <epochs>\n");
    return 1;
  }
  try {
    auto const digits = data::mnist(arguments[1]), unseen = data::mnist(arguments[1], data::Split::test);
    auto recipe = systems::digit_classifier();
    recipe.training.epochs = std::atof(arguments[3]);
    Model reader{recipe.gan, Image<1, 28, 28>{}, Cpu{.threads = 2}, Seed{1}};
    train(reader, digits, recipe.training, ProgressBar{});
    save(reader, arguments[2]);

    auto const p = metric::extract(reader.context(), metric::class_probabilities(reader, "the digit classifier"), unseen,
                                   static_cast<std::int64_t>(unseen.size()));
    std::vector<int> labels;
    for (std::uint64_t i = 0; i < unseen.size(); ++i) labels.push_back(unseen.label(i));
    std::printf("%.2f %% of %zu unseen digits are read right\n", 100 * metric::accuracy(p, labels), labels.size());
  } catch (std::exception const& error) {
    std::fprintf(stderr, "digit_classifier: %s\n", error.what());
    return 1;
  }
}

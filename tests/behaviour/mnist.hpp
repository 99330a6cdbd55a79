#pragma once
/// Real digits, and a reader of digits that the networks under test have nothing to do with.
#include <cstdio>
#include <cstdlib>

#include <gan/gan.hpp>
#include <gan/metrics.hpp>

#include "../catch.hpp"

/// First in a test of trainings on MNIST; where GAN_DATA_DIR holds no mnist/ the test says so and ends.
#define NEEDS_MNIST()                                                                               \
  do {                                                                                              \
    if (!test::has_mnist()) {                                                                       \
      WARN("skipped: MNIST is not in the folder mnist/ of GAN_DATA_DIR, " << test::mnist_folder()); \
      return;                                                                                       \
    }                                                                                               \
  } while (false)

namespace test {

using Digit = gan::Image<1, 28, 28>;

inline std::string mnist_folder() {
  char const* root = std::getenv("GAN_DATA_DIR");
  return std::string(root ? root : "data") + "/mnist";
}

inline bool has_mnist() {
  try {
    gan::data::mnist(mnist_folder(), gan::data::Split::test);
    return true;
  } catch (gan::FileError const&) {
    return false;
  }
}

inline auto digits(gan::data::Split split = gan::data::Split::train) { return gan::data::mnist(mnist_folder(), split); }

inline std::vector<int> labels_of(auto const& data) {
  std::vector<int> out;
  for (std::uint64_t i = 0; i < data.size(); ++i) out.push_back(data.label(i));
  return out;
}

/// The first `count` images as one tensor.
template <class M> auto images_of(M const& model, auto const& data, std::int64_t count) {
  std::vector<float> values(static_cast<std::size_t>(count * Digit::size));
  for (std::int64_t i = 0; i < count; ++i) data.copy(static_cast<std::uint64_t>(i), values.data() + i * Digit::size);
  return gan::from_host(model.context(), Digit::shape(count), values);
}

/// The classifier in assets/, which reads 99.13 % of the unseen digits right.
class Reader {
 public:
  Reader() : model_(gan::systems::digit_classifier().gan, Digit{}, gan::Cpu{}, gan::Seed{1}) {
    gan::load(model_, GAN_TEST_FOLDER "/../assets/digit_classifier.safetensors");
  }
  /// The part of the images that are read as these classes.
  double accuracy(gan::Tensor<float, gan::Cpu> const& images, std::vector<int> const& classes) {
    auto const here = gan::from_host(model_.context(), images.shape(), gan::to_host(images));
    return gan::metric::accuracy(gan::metric::class_probabilities(model_, "the digit classifier")(here), classes);
  }

 private:
  gan::Model<decltype(gan::systems::digit_classifier().gan), Digit> model_;
};

inline double mean_of(std::vector<double> const& values) {
  double sum = 0;
  for (double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

/// What was measured with each seed, on one line: these tests are also the experiment that the documentation reports.
inline void report(char const* what, std::vector<double> const& values) {
  std::printf("%s:", what);
  for (double v : values) std::printf(" %.4f", v);
  std::printf("; mean %.4f\n", mean_of(values));
  std::fflush(stdout);
}

}  // namespace test

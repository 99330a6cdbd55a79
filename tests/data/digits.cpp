#include <cstdlib>
#include <numeric>

#include <gan/data/cifar10.hpp>
#include <gan/data/dataset.hpp>
#include <gan/data/digits.hpp>

#include "io/files.hpp"

using namespace gan;

/// Sets GAN_DATA_DIR for as long as it lives.
class DataFolder {
 public:
  explicit DataFolder(std::string const& folder) {
    if (char const* value = std::getenv("GAN_DATA_DIR")) before_ = value;
    ::setenv("GAN_DATA_DIR", folder.c_str(), 1);
  }
  ~DataFolder() { before_.empty() ? ::unsetenv("GAN_DATA_DIR") : ::setenv("GAN_DATA_DIR", before_.c_str(), 1); }

 private:
  std::string before_;
};

TEST_CASE("digits: drawn where MNIST is not found") {
  TemporaryFolder folder;
  DataFolder variable(folder.path());
  data::Digits train = data::digits(), test = data::digits(data::Split::test);
  CHECK(train.size() == 0);
  CHECK(train.description() == "drawn digits (no MNIST in " + folder.path() + ")");
  std::vector<float> a(784), b(784);
  train.copy(3, a.data());
  test.copy(3, b.data());
  CHECK(a != b);
  CHECK((train.label(3) >= 0 && train.label(3) < 10));
}

TEST_CASE("digits: MNIST where it is found, also in a folder of its name, and broken files are not passed over") {
  TemporaryFolder folder;
  DataFolder variable(folder.path());
  io::make_folders(folder / "mnist");
  folder.write("mnist/train-images-idx3-ubyte",
               big_endian(0x803) + big_endian(1) + big_endian(28) + big_endian(28) + std::string(784, '\0'));
  check_refusal<FileError>([] { data::digits(); }, {folder / "mnist", "no train-labels-idx1-ubyte"});
  folder.write("mnist/train-labels-idx1-ubyte", big_endian(0x801) + big_endian(1) + std::string(1, '\7'));
  data::Digits digits = data::digits();
  CHECK(digits.size() == 1);
  CHECK(digits.label(0) == 7);
  CHECK(digits.description() == "MNIST from " + folder.path() + "/mnist");
#if !GAN_HAS_ZLIB()
  std::filesystem::remove(folder / "mnist/train-images-idx3-ubyte");
  folder.write("mnist/train-images-idx3-ubyte.gz", "\x1f\x8b\x08");
  CHECK(data::digits().description().find("built without zlib") != std::string::npos);
#endif
}

TEST_CASE("MNIST itself: sizes, labels and statistics are the known ones") {
  auto digits = data::digits(), test = data::digits(data::Split::test);
  if (digits.size() == 0 || test.size() == 0) GAN_SKIP("no MNIST: " << digits.description());
  CHECK(digits.size() == 60'000);
  CHECK(test.size() == 10'000);
  int first[] = {5, 0, 4, 1, 9, 2, 1, 3, 1, 4};
  for (std::uint64_t i = 0; i < 10; ++i) CHECK(digits.label(i) == first[i]);
  std::vector<float> image(784);
  double sum = 0;
  for (std::uint64_t i = 0; i < digits.size(); ++i) {
    digits.copy(i, image.data());
    sum += std::accumulate(image.begin(), image.end(), 0.0);
  }
  CHECK((sum / 784 / 60'000 + 1) / 2 == Approx(0.1306604762738429));
}

TEST_CASE("CIFAR-10 itself: whole batches, the ten classes equally frequent") {
  char const* variable = std::getenv("GAN_DATA_DIR");
  std::string folder = variable ? variable : "data";
  if (!io::is_folder(io::join(folder, "cifar-10-batches-bin"))) GAN_SKIP("no cifar-10-batches-bin in " << folder);
  auto photographs = data::cifar10(folder);
  CHECK(photographs.size() % 10'000 == 0);  // whole batches, as many as are there
  std::vector<int> count(10), labels(photographs.size());
  data::copy_labels(photographs, Seed{1}, 0, photographs.size(), labels.data());
  for (int label : labels) ++count[static_cast<std::size_t>(label)];
  for (int n : count) CHECK(std::abs(n * 10.0 / static_cast<double>(photographs.size()) - 1) < 0.1);
}

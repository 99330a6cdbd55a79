/// The loaders read what small files of their formats hold.
#include <gan/data/cifar10.hpp>
#include <gan/data/idx.hpp>
#include <gan/data/image_folder.hpp>
#include <gan/data/mnist.hpp>
#include <gan/io/image.hpp>

#include "io/files.hpp"
#include "io/pack_gzip.hpp"

using namespace gan;

/// An IDX file of n images of height x width, pixel i of all being i % 256.
static std::string idx_images(int n, int height, int width) {
  std::string out = big_endian(0x803) + big_endian(static_cast<std::uint64_t>(n)) +
                    big_endian(static_cast<std::uint64_t>(height)) + big_endian(static_cast<std::uint64_t>(width));
  for (int i = 0; i < n * height * width; ++i) out += static_cast<char>(i);
  return out;
}
static std::string idx_labels(std::string const& labels) { return big_endian(0x801) + big_endian(labels.size()) + labels; }

TEST_CASE("idx_images: reads pixels and labels") {
  TemporaryFolder folder;
  auto images = folder.write("images", idx_images(3, 2, 3)), labels = folder.write("labels", idx_labels({0, 9, 4}));
  auto set = data::idx_images<Image<1, 2, 3>>(images, labels);
  CHECK(set.size() == 3);
  std::vector<float> out(6);
  set.copy(2, out.data());
  for (int i = 0; i < 6; ++i) CHECK(out[static_cast<std::size_t>(i)] == static_cast<float>(12 + i) / 127.5f - 1);
  CHECK((set.label(0) == 0 && set.label(1) == 9 && set.label(2) == 4));
  check_refusal<OptionError>([&] { set.copy(3, out.data()); }, {"sample 3", "data set of 3"});
  CHECK(data::idx_images<Image<1, 2, 3>>(images).size() == 3);

  std::string colored =
      big_endian(0x804) + big_endian(1) + big_endian(1) + big_endian(2) + big_endian(3) + std::string("\0\377\0\377\0\0", 6);
  auto set3 = data::idx_images<Image<3, 1, 2>>(folder.write("colored", colored));
  set3.copy(0, out.data());
  CHECK(out == std::vector<float>{-1, 1, -1, 1, -1, -1});
}

TEST_CASE("mnist: finds its files under their names") {
  TemporaryFolder folder;
  folder.write("train-images-idx3-ubyte", idx_images(5, 28, 28));
  folder.write("train-labels-idx1-ubyte", idx_labels({1, 2, 3, 4, 5}));
  folder.write("t10k-images.idx3-ubyte", idx_images(2, 28, 28));
  folder.write("t10k-labels.idx1-ubyte", idx_labels({6, 7}));
  CHECK(data::mnist(folder.path()).size() == 5);
  CHECK(data::mnist(folder.path() + "/", data::Split::test).label(1) == 7);
}

#if GAN_HAS_ZLIB()
TEST_CASE("mnist: reads compressed files, also under the name of plain ones") {
  TemporaryFolder folder;
  folder.write("train-images-idx3-ubyte.gz", pack_gzip(idx_images(5, 28, 28)));
  folder.write("train-labels-idx1-ubyte", pack_gzip(idx_labels({1, 2, 3, 4, 5})));
  auto set = data::mnist(folder.path());
  std::vector<float> out(784);
  set.copy(4, out.data());
  CHECK(out[0] == static_cast<float>(4 * 784 % 256) / 127.5f - 1);
  CHECK(set.label(4) == 5);
}
#endif

TEST_CASE("cifar10: reads all batches in the order of their numbers, channels last") {
  TemporaryFolder folder;
  auto record = [](int label, char red, char green, char blue) {
    return std::string(1, static_cast<char>(label)) + std::string(1024, red) + std::string(1024, green) +
           std::string(1024, blue);
  };
  folder.write("data_batch_2.bin", record(2, 0, 51, 102));
  folder.write("data_batch_10.bin", record(3, 0, 0, 0));
  folder.write("data_batch_1.bin", record(0, 0, 0, 0) + record(1, '\xff', 0, '\xff'));
  folder.write("data_batch_1.bin.old", "");
  folder.write("test_batch.bin", record(9, 1, 2, 3));
  auto set = data::cifar10(folder.path());
  REQUIRE(set.size() == 4);
  for (int i = 0; i < 4; ++i) CHECK(set.label(static_cast<std::uint64_t>(i)) == i);
  std::vector<float> out(3072);
  set.copy(2, out.data());
  for (std::size_t i = 0; i < 3072; i += 3)
    if (out[i] != -1 || out[i + 1] != 51 / 127.5f - 1 || out[i + 2] != 102 / 127.5f - 1) FAIL("pixel " << i / 3);
  CHECK(data::cifar10(folder.path(), data::Split::test).label(0) == 9);

  TemporaryFolder outer;
  io::make_folders(outer / "cifar-10-batches-bin");
  outer.write("cifar-10-batches-bin/data_batch_1.bin", record(5, 0, 0, 0));
  CHECK(data::cifar10(outer.path()).label(0) == 5);
}

#if GAN_HAS_STB()
TEST_CASE("image_folder: reads pictures in the order of their names") {
  TemporaryFolder folder;
  std::vector<unsigned char> white(4 * 8 * 3, 255), red(6 * 6 * 3), halves(8 * 4, 0);
  for (std::size_t i = 0; i < red.size(); i += 3) red[i] = 255;
  for (std::size_t i = 0; i < halves.size(); ++i) halves[i] = i % 8 < 2 || i % 8 >= 6 ? 255 : 0;  // white, black, white
  save_png(folder / "b.PNG", white.data(), 4, 8, 3);
  save_png(folder / "a.png", red.data(), 6, 6, 3);
  save_png(folder / "c.png", halves.data(), 8, 4, 1);
  stbi_write_jpg((folder / "d.jpeg").c_str(), 6, 6, 3, red.data(), 95);
  folder.write("readme.txt", "");
  folder.write(".hidden.png", "");
  io::make_folders(folder / "folder.png");
  auto set = data::image_folder<Image<3, 4, 4>>(folder.path());
  REQUIRE(set.size() == 4);
  std::vector<float> out(48);
  set.copy(0, out.data());
  CHECK((out[0] == 1 && out[1] == -1 && out[2] == -1 && out[45] == 1));
  set.copy(1, out.data());
  CHECK(out == std::vector<float>(48, 1.0f));
  set.copy(2, out.data());
  CHECK(out == std::vector<float>(48, -1.0f));  // the white edges are cropped
  set.copy(3, out.data());
  CHECK((out[0] > 0.95f && out[1] < -0.95f));

  auto stretched = data::image_folder<Image<1, 4, 4>>(folder.path(), {.fit = data::Fit::stretch});
  std::vector<float> grey(16);
  stretched.copy(2, grey.data());
  CHECK((grey[0] > 0.5f && grey[3] > 0.5f && grey[1] < 0));
  stretched.copy(0, grey.data());
  CHECK((grey[5] > -0.5f && grey[5] < -0.3f));  // the luminance of red: 77 of 256
}
#endif

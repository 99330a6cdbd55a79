#include <cmath>
#include <limits>

#include <gan/io/image.hpp>
#include <gan/io/picture.hpp>

#include "io/files.hpp"

using namespace gan;

TEST_CASE("pictures: options that make no picture are refused before anything is written") {
  TemporaryFolder folder;
  std::string path = folder / "a.png";
  unsigned char pixel[4] = {};
  float value = 0;
  check_refusal<OptionError>([&] { save_png(path, pixel, 0, 1, 1); }, {path, "positive width", "0 x 1 x 1"});
  check_refusal<OptionError>([&] { save_png(path, pixel, 1, 1, 5); }, {path, "1 x 1 x 5"});
  check_refusal<OptionError>([&] { save_image_grid(path, &value, 0, 1, 1, 1, 1); }, {path, "at least one image"});
  check_refusal<OptionError>([&] { save_image_grid(path, &value, 1, 1, 1, 1, 0); }, {path, "0 columns"});
  check_refusal<OptionError>([&] { save_image_grid(path, &value, 1, 1, 1, 2, 1); }, {path, "1 or 3 channels", "{1, 1, 2}"});
  check_refusal<OptionError>([&] { save_image_grid(path, &value, 1 << 20, 28, 28, 1, 8); }, {path, "at most 32768"});
  for (float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    float images[2] = {0, bad};
    check_refusal<NumericalError>([&] { save_image_grid(path, images, 2, 1, 1, 1, 2); }, {path, "image 1", "must be finite"});
  }
  check_refusal<OptionError>([&] { io::read_picture(path, 2); }, {path, "1 or 3 channels"});
  CHECK(folder.entries() == 0);
}

#if GAN_HAS_STB()
TEST_CASE("save_png: what is written is read again") {
  TemporaryFolder folder;
  std::vector<unsigned char> pixels;
  for (int i = 0; i < 5 * 3 * 3; ++i) pixels.push_back(static_cast<unsigned char>(i * 5));
  save_png(folder / "a.png", pixels.data(), 5, 3, 3);
  io::Picture picture = io::read_picture(folder / "a.png", 3);
  CHECK((picture.width == 5 && picture.height == 3 && picture.channels == 3));
  CHECK(picture.pixels == pixels);
  CHECK(folder.entries() == 1);
  check_refusal<FileError>([&] { save_png(folder / "no/a.png", pixels.data(), 5, 3, 3); },
                           {folder / "no/a.png", "cannot be written"});
}

TEST_CASE("save_image_grid: [-1, 1] becomes 0 ... 255, row by row, with a frame") {
  TemporaryFolder folder;
  std::vector<float> images{-1, 1, 0, 5, /**/ 1, 1, 1, 1, /**/ -1, -1, -1, -2};  // three of 2 x 2
  save_image_grid(folder / "a.png", images.data(), 3, 2, 2, 1, 2);
  io::Picture picture = io::read_picture(folder / "a.png", 1);
  CHECK((picture.width == 2 + 2 * 4 && picture.height == 2 + 2 * 4));
  auto at = [&](int x, int y) { return static_cast<int>(picture.pixels[static_cast<std::size_t>(y * picture.width + x)]); };
  CHECK((at(2, 2) == 0 && at(3, 2) == 255 && at(2, 3) == 128 && at(3, 3) == 255));
  CHECK((at(6, 2) == 255 && at(7, 3) == 255));
  CHECK((at(2, 6) == 0 && at(3, 7) == 0));
  CHECK((at(0, 0) == 40 && at(4, 2) == 40 && at(6, 6) == 40));
}

TEST_CASE("pictures: cropped to proportions and resized") {
  io::Picture wide{6, 2, 1, {0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15}};
  io::Picture square = io::crop_to_proportions(wide, 8, 8);
  CHECK((square.width == 2 && square.height == 2));
  CHECK(square.pixels == io::Bytes{2, 3, 12, 13});
  io::Picture high{2, 6, 1, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}};
  CHECK(io::crop_to_proportions(high, 2, 4).pixels == io::Bytes{2, 3, 4, 5, 6, 7, 8, 9});
  CHECK(io::crop_to_proportions(wide, 1000, 1).height == 1);
  CHECK(io::crop_to_proportions(wide, 1, 1000).width == 1);

  io::Picture plain{7, 5, 3, io::Bytes(7 * 5 * 3, 200)};
  for (int size : {1, 4, 20}) {
    io::Picture out = io::resize(plain, size, size, "plain");
    CHECK((out.width == size && out.height == size));
    CHECK(out.pixels == io::Bytes(static_cast<std::size_t>(size * size * 3), 200));
  }
}
#else
TEST_CASE("pictures: without stb its package is named") {
  TemporaryFolder folder;
  unsigned char pixel = 0;
  check_refusal<MissingLibrary>([&] { save_png(folder / "a.png", &pixel, 1, 1, 1); }, {"a.png", "libstb-dev"});
  CHECK(folder.entries() == 0);
}
#endif

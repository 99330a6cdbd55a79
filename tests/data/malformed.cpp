/// Files that are not quite data sets: every one is refused with its name, its place and the reason.
#include <functional>

#include <gan/data/cifar10.hpp>
#include <gan/data/idx.hpp>
#include <gan/data/image_folder.hpp>
#include <gan/data/mnist.hpp>
#include <gan/io/image.hpp>

#include "io/files.hpp"
#include "io/pack_gzip.hpp"

using namespace gan;
using Tiny = Image<1, 2, 2>;

namespace {

/// A file with these bytes, read by this loader, and what the refusal must say besides the file's path.
struct Case {
  char const* what;
  std::string bytes;
  std::function<void(std::string const&)> load;
  std::vector<std::string> words;
};

void check_all(std::vector<Case> const& cases, std::string const& name) {
  for (Case const& c : cases) {
    INFO(c.what);
    TemporaryFolder folder;
    std::string path = folder.write(name, c.bytes);
    std::vector<std::string> words = c.words;
    words.push_back(path);
    check_refusal<FileError>([&] { c.load(path); }, words);
  }
}

std::string idx(std::string const& data, std::uint64_t n = 2, std::uint64_t height = 2, std::uint64_t width = 2) {
  return big_endian(0x803) + big_endian(n) + big_endian(height) + big_endian(width) + data;
}

void load_images(std::string const& path) { data::idx_images<Tiny>(path); }

}  // namespace

TEST_CASE("IDX: malformed files are refused") {
  std::string const eight = "12345678";
  check_all(
      {
          {"empty", "", load_images, {"is empty", "IDX"}},
          {"cut magic", idx(eight).substr(0, 3), load_images, {"offset 3", "truncated", "magic"}},
          {"wrong magic", "PK" + idx(eight).substr(2), load_images, {"offset 0", "magic number is 1347094531", "2051"}},
          {"floats",
           big_endian(0xD03) + idx(eight).substr(4),
           load_images,
           {"offset 2", "type code is 13", "8 (unsigned bytes)"}},
          {"labels as images",
           big_endian(0x801) + big_endian(8) + eight,
           load_images,
           {"offset 3", "1 dimensions", "3 were expected"}},
          {"four dimensions", big_endian(0x804) + idx(eight).substr(4), load_images, {"offset 3", "4 dimensions"}},
          {"cut header", idx(eight).substr(0, 15), load_images, {"offset 15", "truncated", "header", "16 bytes"}},
          {"no items", idx("", 0), load_images, {"offset 4", "0 items"}},
          {"wrong height", idx(eight, 1, 4, 2), load_images, {"offset 8", "size 1 is 4", "2 was expected"}},
          {"wrong width", idx(eight, 1, 2, 4), load_images, {"offset 12", "size 2 is 4", "2 was expected"}},
          {"truncated", idx("1234567"), load_images, {"offset 23", "truncated", "2 items need 24 bytes"}},
          {"no data", idx(""), load_images, {"offset 16", "truncated", "24 bytes"}},
          {"huge count",
           idx(eight, 0xffffffff),
           load_images,
           {"offset 24", "truncated", "4294967295 items need 17179869196 bytes"}},
          {"oversized", idx(eight + "9"), load_images, {"offset 24", "end here", "1 bytes follow"}},
      },
      "images");
}

TEST_CASE("IDX: labels that do not fit are refused") {
  TemporaryFolder folder;
  std::string images = folder.write("images", idx("12345678"));
  auto load = [&](std::string const& labels) { data::idx_images<Tiny>(images, labels); };
  auto labels = [](std::string const& bytes, std::uint64_t n) { return big_endian(0x801) + big_endian(n) + bytes; };
  using namespace std::string_literals;
  check_all(
      {
          {"fewer labels", labels("\1"s, 1), load, {"offset 4", "1 labels", images, "2 images"}},
          {"more labels", labels("\1\2\3"s, 3), load, {"offset 4", "3 labels", "2 images"}},
          {"label too large", labels("\1\x0a"s, 2), load, {"offset 9", "label 10", "at most 9"}},
          {"truncated labels", labels("\1"s, 2), load, {"offset 9", "truncated", "2 items need 10 bytes"}},
          {"oversized labels", labels("\1\2\3"s, 2), load, {"offset 10", "1 bytes follow"}},
          {"images as labels", idx("12345678"), load, {"offset 3", "3 dimensions", "1 were expected"}},
          {"no labels", labels("", 0), load, {"offset 4", "0 items"}},
          {"empty labels", "", load, {"is empty"}},
      },
      "labels");
}

#if GAN_HAS_ZLIB()
TEST_CASE("IDX: malformed gzip files are refused") {
  std::string packed = pack_gzip(idx("12345678"));
  std::string corrupt = packed, checksum = packed;
  corrupt[12] = static_cast<char>(corrupt[12] ^ 0xff);
  checksum[packed.size() - 8] = static_cast<char>(checksum[packed.size() - 8] ^ 1);
  check_all(
      {
          {"gzip header only", packed.substr(0, 10), load_images, {"offset 10", "gzip", "truncated"}},
          {"truncated gzip", packed.substr(0, packed.size() - 3), load_images, {"gzip", "truncated"}},
          {"corrupt gzip", corrupt, load_images, {"offset", "gzip"}},
          {"wrong checksum", checksum, load_images, {"gzip", "corrupt", "incorrect data check"}},
          {"wrong method", "\x1f\x8b\x07" + packed.substr(3), load_images, {"gzip", "corrupt", "unknown compression method"}},
          {"bytes behind gzip", packed + "more", load_images, {"gzip stream ends here", "4 bytes follow"}},
          {"gzip of nothing", pack_gzip(""), load_images, {"is empty"}},
          {"gzip of a truncated file", pack_gzip(idx("1234567")), load_images, {"offset 23", "truncated", "24 bytes"}},
          {"gzip of gzip", pack_gzip(packed), load_images, {"offset 0", "magic number"}},
      },
      "images.gz");
}
#else
TEST_CASE("IDX: compressed files need zlib, which is named") {
  TemporaryFolder folder;
  std::string path = folder.write("images.gz", "\x1f\x8b\x08");
  check_refusal<MissingLibrary>([&] { load_images(path); }, {path, "zlib1g-dev"});
}
#endif

TEST_CASE("MNIST: missing files are named") {
  TemporaryFolder folder;
  std::string const path = folder.path(), none = folder / "none";
  check_refusal<FileError>([&] { data::mnist(none); }, {none, "no such folder"});
  check_refusal<FileError>([&] { data::mnist(path); }, {path, "no train-images-idx3-ubyte", ".gz"});
  folder.write("train-images-idx3-ubyte", "");
  check_refusal<FileError>([&] { data::mnist(path); }, {path, "no train-labels-idx1-ubyte"});
  check_refusal<FileError>([&] { data::mnist(path, data::Split::test); }, {path, "no t10k-images-idx3-ubyte"});
  io::make_folders(folder / "train-labels-idx1-ubyte");
  folder.write("train-images-idx3-ubyte", idx(std::string(784, 'x'), 1, 28, 28));
  check_refusal<FileError>([&] { data::mnist(path); }, {"train-labels-idx1-ubyte", "is a folder"});
  check_refusal<FileError>([&] { load_images(folder / "none"); }, {folder / "none", "cannot be opened"});
}

TEST_CASE("CIFAR-10: malformed files are refused") {
  auto load = [](std::string const& path) { data::cifar10(path.substr(0, path.rfind('/'))); };
  std::string record = '\3' + std::string(3072, 'x'), wrong = '\x0a' + std::string(3072, 'x');
  check_all(
      {
          {"empty", "", load, {"is empty", "3073 bytes"}},
          {"incomplete only record", record.substr(0, 100), load, {"offset 0", "has 100 bytes", "3073 were expected"}},
          {"incomplete last record", record + record.substr(0, 3072), load, {"offset 3073", "has 3072 bytes"}},
          {"one byte more", record + record + "x", load, {"offset 6146", "has 1 bytes"}},
          {"label too large", record + wrong, load, {"offset 3073", "label 10", "at most 9"}},
          {"negative label", '\xff' + record.substr(1), load, {"offset 0", "label 255"}},
      },
      "data_batch_1.bin");
  TemporaryFolder folder;
  check_refusal<FileError>([&] { data::cifar10(folder / "none"); }, {folder / "none", "no such folder"});
  check_refusal<FileError>([&] { data::cifar10(folder.path()); }, {folder.path(), "no data_batch_1.bin"});
  check_refusal<FileError>([&] { data::cifar10(folder.path(), data::Split::test); },
                           {folder / "test_batch.bin", "cannot be opened"});
  folder.write("data_batch_1.bin", record);
  io::make_folders(folder / "data_batch_2.bin");
  check_refusal<FileError>([&] { data::cifar10(folder.path()); }, {folder / "data_batch_2.bin", "is a folder"});
}

#if GAN_HAS_STB()
TEST_CASE("image_folder: malformed pictures are refused") {
  TemporaryFolder pictures;
  std::vector<unsigned char> pixels;
  for (int i = 0; i < 16 * 16 * 3; ++i) pixels.push_back(static_cast<unsigned char>(i * i % 256));
  save_png(pictures / "a.png", pixels.data(), 16, 16, 3);
  stbi_write_jpg((pictures / "a.jpg").c_str(), 16, 16, 3, pixels.data(), 90);
  std::string png = read_text(pictures / "a.png"), jpg = read_text(pictures / "a.jpg");
  save_png(pictures / "grey.png", pixels.data(), 16, 16, 1);
  std::string huge = read_text(pictures / "grey.png");  // a header that claims 20000 x 20000 pixels
  huge.replace(16, 8, big_endian(20000) + big_endian(20000));
  auto load = [](std::string const& path) { data::image_folder<Image<3, 8, 8>>(path.substr(0, path.rfind('/'))); };
  check_all(
      {
          {"empty", "", load, {"is empty", "PNG or JPEG"}},
          {"a text", "this is no picture", load, {"offset 0", "neither a PNG nor a JPEG"}},
          {"a GIF under another name", "GIF89a", load, {"offset 0", "neither a PNG nor a JPEG"}},
          {"PNG signature only", png.substr(0, 8), load, {"cannot be decoded"}},
          {"PNG without its end", png.substr(0, png.size() - 20), load, {"cannot be decoded"}},
          {"PNG cut in half", png.substr(0, png.size() / 2), load, {"cannot be decoded"}},
          {"PNG of too many pixels", huge, load, {"20000 x 20000 pixels", "at most 2^28"}},
          {"JPEG cut in half",
           jpg.substr(0, jpg.size() / 2),
           load,
           {"offset " + std::to_string(jpg.size() / 2), "JPEG", "truncated"}},
          {"JPEG without its end", jpg.substr(0, jpg.size() - 2), load, {"JPEG", "truncated"}},
          {"JPEG of markers only", std::string("\xff\xd8\xff\xd9", 4), load, {"cannot be decoded"}},
      },
      "picture.png");
  check_all({{"a GIF", "GIF89a", load, {"unsupported format", "PNG or JPEG"}}}, "picture.GIF");
  check_all({{"a bitmap", "BM", load, {"unsupported format"}}}, "picture.bmp");

  TemporaryFolder folder;
  check_refusal<FileError>([&] { data::image_folder<Tiny>(folder / "none"); }, {folder / "none", "no such folder"});
  folder.write("notes.txt", "");
  check_refusal<FileError>([&] { data::image_folder<Tiny>(folder.path()); }, {folder.path(), "no .png", "1 entries"});
}
#else
TEST_CASE("image_folder: pictures need stb, which is named") {
  TemporaryFolder folder;
  folder.write("a.png", "\x89PNG");
  check_refusal<MissingLibrary>([&] { data::image_folder<Tiny>(folder.path()); }, {"a.png", "libstb-dev"});
}
#endif

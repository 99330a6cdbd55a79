#include <cstdlib>
#include <limits>
#include <numeric>

#include <gan/io/safetensors.hpp>

#include "io/files.hpp"

using namespace gan;
using io::SafeTensor;

TEST_CASE("safetensors: what is written is read again") {
  TemporaryFolder folder;
  std::string path = folder / "a.safetensors";
  std::vector<float> weights{1.5f, -2, std::numeric_limits<float>::infinity(), 0, 1e-40f, 7};
  std::vector<std::uint8_t> bytes{1, 2, 255};
  std::vector<double> scalar{0.1};
  std::vector<std::int32_t> ints{-1, 2};
  std::vector<std::int64_t> longs{std::numeric_limits<std::int64_t>::min()};
  std::vector<std::uint64_t> counters{std::numeric_limits<std::uint64_t>::max(), 3};
  io::write_safetensors(
      path,
      {SafeTensor::of("bytes", {3}, bytes.data()), SafeTensor::of("layer.0.weight", {2, 3}, weights.data()),
       SafeTensor::of("scalar", {}, scalar.data()), SafeTensor::of("empty", {0, 4}, weights.data()),
       SafeTensor::of("ints", {2, 1}, ints.data()), SafeTensor::of("longs", {1}, longs.data()),
       SafeTensor::of("counters", {2}, counters.data())},
      {{"format_version", "1"}, {"note", "quote \" backslash \\ newline \n tab \t umlaut \xc3\xa4 nul-free"}});

  io::SafeTensors file = io::read_safetensors(path);
  CHECK(file.tensors().size() == 7);
  std::vector<float> read(6);
  file.at("layer.0.weight").copy_to(read.data(), 6);
  CHECK(read == weights);
  CHECK(file.at("layer.0.weight").shape == Shape{2, 3});
  CHECK(file.at("scalar").shape == Shape{});
  CHECK(file.at("scalar").dtype == io::DType::F64);
  CHECK(file.at("empty").bytes.empty());
  std::uint64_t two[2];
  file.at("counters").copy_to(two, 2);
  CHECK((two[0] == counters[0] && two[1] == counters[1]));
  CHECK(file.at("bytes").bytes[2] == 255);
  CHECK(*file.find_metadata("note") == "quote \" backslash \\ newline \n tab \t umlaut \xc3\xa4 nul-free");
  CHECK(file.find_metadata("none") == nullptr);
  CHECK(file.find("none") == nullptr);
  for (SafeTensor const& tensor : file.tensors())  // every value lies at a multiple of its size
    if (!tensor.bytes.empty())
      CHECK((tensor.bytes.data() - file.at("scalar").bytes.data()) % io::facts(tensor.dtype).size == 0);
  CHECK(folder.entries() == 1);

  std::string again = folder / "b.safetensors";
  io::write_safetensors(again, file.tensors(), file.metadata());
  CHECK(read_text(again) == read_text(path));

  check_refusal<FileError>([&] { file.at("none"); }, {path, "no tensor \"none\""});
  check_refusal<FileError>([&] { file.at("ints").copy_to(read.data(), 2); }, {"\"ints\" holds I32", "F32 was expected"});
  check_refusal<FileError>([&] { file.at("layer.0.weight").copy_to(read.data(), 5); }, {"has 6 values", "5 were expected"});
}

TEST_CASE("safetensors: the header is padded and ours is the smallest valid file") {
  TemporaryFolder folder;
  io::write_safetensors(folder / "a", {});
  CHECK(read_text(folder / "a") == little_endian(8) + "{}      ");
  CHECK(io::read_safetensors(folder / "a").tensors().empty());
  CHECK(io::read_safetensors(folder.write("b", little_endian(2) + "{}")).tensors().empty());
}

TEST_CASE("safetensors: escapes and white space of other writers are read") {
  TemporaryFolder folder;
  std::string header =
      "{ \"__metadata__\" : { \"k\\u00e4\\ud83d\\ude00\\/\" : \"\\b\\f\\n\\r\\t\" } ,\n"
      "\t\"a\" : { \"shape\" : [ ] , \"data_offsets\" : [ 4 , 5 ] , \"dtype\" : \"U8\" },"
      "\"b\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]} }  ";
  auto file = io::read_safetensors(folder.write("a", little_endian(header.size()) + header + "12345"));
  CHECK(file.metadata()[0].first == "k\xc3\xa4\xf0\x9f\x98\x80/");
  CHECK(file.metadata()[0].second == "\b\f\n\r\t");
  CHECK(file.at("a").bytes[0] == '5');
  CHECK(file.at("b").bytes[0] == '1');
}

TEST_CASE("safetensors: the writer refuses what no reader would take, and writes nothing") {
  TemporaryFolder folder;
  std::string path = folder / "a";
  float value = 1;
  SafeTensor one = SafeTensor::of("w", {1}, &value), longer = one, bad = one, reserved = one;
  longer.shape = {2};
  bad.name = "\xff";
  reserved.name = "__metadata__";
  check_refusal<OptionError>([&] { io::write_safetensors(path, {one, one}); }, {path, "\"w\"", "twice"});
  check_refusal<ShapeError>([&] { io::write_safetensors(path, {longer}); }, {path, "{2}", "8 bytes, not 4"});
  check_refusal<OptionError>([&] { io::write_safetensors(path, {bad}); }, {path, "UTF-8"});
  check_refusal<OptionError>([&] { io::write_safetensors(path, {reserved}); }, {path, "__metadata__", "twice"});
  check_refusal<OptionError>([&] { io::write_safetensors(path, {one}, {{"k", "1"}, {"k", "2"}}); }, {path, "\"k\"", "twice"});
  check_refusal<OptionError>([&] { io::write_safetensors(path, {one}, {{"k", "\xc0\x80"}}); }, {path, "\"k\"", "UTF-8"});
  CHECK(folder.entries() == 0);
}

TEST_CASE("safetensors: the reference implementation reads our files and we read its") {
  if (std::system("python3 -c 'import numpy, safetensors.numpy' 2>/dev/null") != 0)
    GAN_SKIP("python3 with numpy and safetensors is not installed");
  TemporaryFolder folder;
  std::vector<float> weights(6);
  std::iota(weights.begin(), weights.end(), 0.0f);
  std::vector<std::uint8_t> bytes{7, 8, 9};
  std::vector<std::int64_t> counter{-5};
  io::write_safetensors(folder / "ours",
                        {SafeTensor::of("bytes", {3}, bytes.data()), SafeTensor::of("w\xc3\xa4", {2, 3}, weights.data()),
                         SafeTensor::of("counter", {}, counter.data()), SafeTensor::of("empty", {0, 2}, weights.data())},
                        {{"key", "a \"value\"\n"}});
  std::string script = std::string(GAN_TEST_FOLDER) + "/io/safetensors_reference.py";
  REQUIRE(std::system(("python3 '" + script + "' '" + folder.path() + "'").c_str()) == 0);

  auto file = io::read_safetensors(folder / "theirs");
  std::vector<float> read(6);
  file.at("w").copy_to(read.data(), 6);
  CHECK(read == weights);
  CHECK(file.at("half").dtype == io::DType::F16);
  CHECK(file.at("flag").dtype == io::DType::BOOL);
  CHECK(*file.find_metadata("from") == "reference \xc3\xa4\n");
}

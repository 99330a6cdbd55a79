/// Weights in files: a round trip is exact, and whatever does not fit changes nothing.
#include <functional>

#include "models.hpp"

using namespace gan;
using namespace test;

namespace {

/// The file with its header's text edited and padded to its old length, so that only the meaning of the header changes.
std::string edited(std::string bytes, std::string const& from, std::string const& to) {
  std::size_t const at = bytes.find(from);
  REQUIRE(at != std::string::npos);
  bytes.replace(at, from.size(), to);
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), 8);
  length += to.size() - from.size();
  return little_endian(length) + bytes.substr(8);
}

}  // namespace

TEMPLATE_TEST_CASE("save and load: every bit comes back, running statistics and an average too", "", float, double) {
  TemporaryFolder folder;
  Model model{own_networks(), Vector<3>{}, Cpu{}, Seed{1}, TestType{}},
      other{own_networks(), Vector<3>{}, Cpu{}, Seed{2}, TestType{}};
  fill(model.context(), model.generator().state().view(0).data(), 8, TestType(.25));
  save(model, folder / "a");
  load(other, folder / "a");
  CHECK(model == other);
  CHECK(!other.averaged());
  CHECK(to_host(model.generate(5)) == to_host(other.generate(5)));

  auto averaged = zeros<TestType>(model.context(), model.generator().parameters().values().shape());
  fill(model.context(), averaged.data(), 40, TestType(.125));
  model.set_averaged(averaged);
  save(model, folder / "b");
  load(other, folder / "b");
  CHECK(to_host(other.averaged()) == to_host(averaged));
  CHECK(to_host(model.generate(5)) == to_host(other.generate(5)));
  load(other, folder / "a");  // no average in it: none is kept
  CHECK(!other.averaged());
}

TEST_CASE("a weights file holds every tensor under its readable name") {
  TemporaryFolder folder;
  Model model{own_networks(), Vector<3>{}, Cpu{}, Seed{1}};
  save(model, folder / "a");
  auto const file = io::read_safetensors(folder / "a");
  for (char const* name :
       {"generator.0.weight", "generator.0.bias", "generator.1.gain", "generator.1.bias", "generator.1.running_mean",
        "generator.1.running_variance", "generator.3.weight", "generator.3.bias", "discriminator.1.weight",
        "discriminator.1.bias", "discriminator.3.weight", "discriminator.3.bias"}) {
    INFO(name);
    CHECK(file.find(name) != nullptr);
  }
  CHECK(file.tensors().size() == 12);
  CHECK(file.at("generator.3.weight").shape == Shape{8, 3});
}

TEST_CASE("load refuses what does not fit, and then changes nothing") {
  TemporaryFolder folder;
  Model model{own_networks(), Vector<3>{}, Cpu{}, Seed{1}};
  std::string const path = folder / "weights";
  save(model, path);
  std::string const good = read_text(path);

  struct Row {
    char const* what;
    std::function<std::string()> bytes;
    std::vector<std::string> words;
  };
  auto from_model = [&](auto const& other) {
    save(other, folder / "other");
    return read_text(folder / "other");
  };
  Row const rows[] = {
      {"empty", [&] { return std::string(); }, {"is empty"}},
      {"truncated inside the length", [&] { return good.substr(0, 5); }, {"offset 5", "truncated"}},
      {"truncated inside the header", [&] { return good.substr(0, 100); }, {"truncated"}},
      {"truncated inside the data", [&] { return good.substr(0, good.size() - 1); }, {"truncated"}},
      {"a byte more", [&] { return good + 'x'; }, {"1 bytes follow"}},
      {"a text file", [&] { return std::string("weights of my network, version 3\n"); }, {"header"}},
      {"another composition",
       [&] {
         return from_model(Model{small_mlp(), Vector<3>{}, Cpu{}, Seed{1}});
       },
       {"another composition", "generator.0.weight"}},
      {"another width of one network",
       [&] {
         return from_model(
             Model{Gan{OwnGenerator{}, OwnDiscriminator{.width = 9}, LeastSquares{}}, Vector<3>{}, Cpu{}, Seed{1}});
       },
       {"discriminator.1.weight", "{3, 9}", "{3, 8}"}},
      {"another sample",
       [&] {
         return from_model(Model{own_networks(), Vector<4>{}, Cpu{}, Seed{1}});
       },
       {"generator.3.weight", "{8, 4}", "{8, 3}"}},
      {"another scalar",
       [&] {
         return from_model(Model{own_networks(), Vector<3>{}, Cpu{}, Seed{1}, double{}});
       },
       {"F64", "F32"}},
      {"a renamed tensor",
       [&] { return edited(good, "discriminator.3.bias", "discriminator.3.bass"); },
       {"no tensor", "discriminator.3.bias"}},
      {"a transposed shape",
       [&] { return edited(good, "\"shape\":[8,3]", "\"shape\":[3,8]"); },
       {"generator.3.weight", "{3, 8}", "{8, 3}"}},
      {"integers of the same size", [&] { return edited(good, "\"F32\"", "\"I32\""); }, {"I32", "F32"}},
      {"a part of an average",
       [&] {
         Model kept{own_networks(), Vector<3>{}, Cpu{}, Seed{1}};
         kept.set_averaged(kept.generator().parameters().values());
         return edited(from_model(kept), "average.3.bias", "average.3.bass");
       },
       {"no tensor", "average.3.bias"}},
  };
  auto const before = numbers_of(model);
  for (auto const& row : rows) {
    INFO(row.what);
    auto words = row.words;
    words.push_back(path);
    folder.write("weights", row.bytes());
    check_refusal<FileError>([&] { load(model, path); }, words);
    CHECK(numbers_of(model) == before);
    CHECK(!model.averaged());
  }
  check_refusal<FileError>([&] { load(model, folder / "nothing"); }, {folder / "nothing"});
  check_refusal<FileError>([&] { save(model, folder / "no-folder/weights"); }, {folder / "no-folder/weights"});
  folder.write("weights", good);
  CHECK_NOTHROW(load(model, path));
}

TEST_CASE("load survives every mutated byte of a header: an error, or the same tensors") {
  TemporaryFolder folder;
  Model model{Gan{OwnGenerator{.latent = 1, .width = 1}, OwnDiscriminator{.width = 1}, LeastSquares{}}, Vector<1>{}, Cpu{},
              Seed{1}};
  std::string const path = folder / "weights";
  save(model, path);
  std::string const good = read_text(path);
  auto const before = numbers_of(model);
  std::uint64_t length = 0;
  std::memcpy(&length, good.data(), 8);
  for (std::size_t i = 0; i < 8 + length; ++i)
    for (char flip : {1, 16}) {
      std::string bytes = good;
      bytes[i] = static_cast<char>(bytes[i] ^ flip);
      folder.write("weights", bytes);
      try {
        load(model, path);
      } catch (FileError const&) {
        if (numbers_of(model) != before) FAIL("byte " << i << " changed the model though it was refused");
      }
      if (numbers_of(model) == before) continue;
      // A changed but valid header can only move data between tensors of one shape; put the old ones back.
      folder.write("weights", good);
      load(model, path);
    }
  SUCCEED();
}

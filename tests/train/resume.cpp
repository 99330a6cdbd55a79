/// Training that is interrupted goes on bit for bit, also at another number of threads; what does not fit is refused.
#include <functional>
#include <optional>

#include "training.hpp"

using namespace gan;
using namespace test;

namespace {

template <class T> bool same_bits(std::vector<T> const& a, std::vector<T> const& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

/// 2n steps at one thread against n steps at two, a checkpoint, and n steps at three.
template <class G, class Sample, class Data>
void check_resume(G const& gan, Sample shape, Data const& data, TrainingOptions const& options, int n = 6) {
  TemporaryFolder folder;
  Trainer whole{Model{gan, shape, Cpu{.threads = 1}, Seed{1}}, options},
      first{Model{gan, shape, Cpu{.threads = 2}, Seed{1}}, options},
      second{Model{gan, shape, Cpu{.threads = 3}, Seed{99}}, options};
  auto const start = numbers_of(whole.model());
  whole.run(data, 2 * n);
  first.run(data, n);
  first.checkpoint(folder / "half");
  second.restore(folder / "half");
  CHECK(second.loop().steps() == n);
  CHECK(first.model() == second.model());
  second.run(data, n);
  CHECK(whole.model() == second.model());
  CHECK(!(whole.model() == first.model()));
  CHECK(same_bits(state_of(whole), state_of(second)));
  CHECK(numbers_of(whole.model()) != start);
  CHECK(folder.entries() == 1);  // nothing is left of the writing
}

std::vector<std::pair<char const*, Optimizer>> optimizers() {
  return {{"Adam", Adam{.rate = 1e-3f, .beta1 = .5f}},
          {"Sgd with momentum", Sgd{.rate = .01f, .momentum = .5f, .final_momentum = .7f, .momentum_steps = 9}},
          {"RmsProp", RmsProp{}},
          {"Adagrad", Adagrad{}}};
}

}  // namespace

TEST_CASE("resume is exact for every optimiser and schedule") {
  auto const [generator, discriminator] = mlp();
  for (auto const& [name, optimizer] : optimizers()) {
    INFO(name);
    TrainingOptions options{.batch = 24, .generator = optimizer, .discriminator = optimizer};
    check_resume(Gan{generator, discriminator, LeastSquares{}}, Vector<2>{}, ring(), options);
    options.discriminator_steps = 3;
    options.decay = ExponentialDecay{.9};
    check_resume(Gan{generator, discriminator, LeastSquares{}}, Vector<2>{}, points(), options);
    options.discriminator_steps = 1;
    options.simultaneous = true;
    options.averaging = .9;
    check_resume(Gan{generator, discriminator, LeastSquares{}}, Vector<2>{}, points(), options);
  }
}

TEST_CASE("resume is exact for running statistics, dropout, penalties, codes and clipping") {
  TrainingOptions const options{.batch = 20, .discriminator_steps = 2, .discriminator = RmsProp{}};
  check_resume(Gan{OwnGenerator{}, DropoutDiscriminator{}, NonSaturating{}}, Vector<2>{}, points(), options);
  auto const [generator, discriminator] = mlp();
  check_resume(Gan{generator, discriminator, Wasserstein{}, GradientPenalty{}}, Vector<2>{}, ring(), options);
  check_resume(Gan{generator, TinyEnergy{}, MarginLoss{1}, PullingAway{}}, Vector<2>{}, ring(), options);
  check_resume(Gan{generator, discriminator, Wasserstein{}, WeightClipping{}}, Vector<2>{}, ring(), options);
}

TEST_CASE("a training of many chunks and matrix pieces has the same bits at 1, 2 and 3 threads") {
  auto const [generator, discriminator] = mlp({192, 160});
  // 512 x 192 elements are three chunks of a map, and every product is worth sharing.
  check_resume(Gan{generator, discriminator, Wasserstein{}, GradientPenalty{}}, Vector<2>{}, ring(), {.batch = 512}, 2);
}

TEST_CASE("a run that a callback stops goes on along the same decay") {
  TemporaryFolder folder;
  auto const [generator, discriminator] = mlp();
  Gan const gan{generator, discriminator, LeastSquares{}};
  TrainingOptions const options{.batch = 16, .decay = LinearToZero{}};
  Trainer whole{Model{gan, Vector<2>{}, Cpu{}, Seed{1}}, options}, first{Model{gan, Vector<2>{}, Cpu{}, Seed{1}}, options},
      second{Model{gan, Vector<2>{}, Cpu{}, Seed{2}}, options};
  whole.run(ring(), 10);
  first.run(ring(), 10, [](auto const& event) { return event.step < 4; });
  CHECK(first.loop().steps() == 4);
  first.checkpoint(folder / "4");
  second.restore(folder / "4");
  second.run(ring(), 6);
  CHECK(whole.model() == second.model());
}

TEST_CASE("losses without fields are told apart, a loss given as its twin is not") {
  auto text = [](auto const& loss) {
    return detail::composition_text(Model{Gan{OwnGenerator{}, OwnDiscriminator{}, loss}, Vector<2>{}, Cpu{}});
  };
  std::vector<std::string> const texts{text(Minimax{}), text(NonSaturating{}), text(Wasserstein{}), text(LeastSquares{})};
  for (std::size_t i = 0; i < texts.size(); ++i)
    for (std::size_t j = 0; j < texts.size(); ++j) CHECK((texts[i] == texts[j]) == (i == j));
  CHECK(text(Minimax{}) == texts[0]);
}

TEST_CASE("a checkpoint is also a weights file") {
  TemporaryFolder folder;
  Trainer trainer{Model{own_networks(), Vector<2>{}, Cpu{}, Seed{1}}, {.batch = 8, .averaging = .5}};
  trainer.run(ring(), 3);
  trainer.checkpoint(folder / "c");
  Model model{own_networks(), Vector<2>{}, Cpu{}, Seed{2}};
  load(model, folder / "c");
  CHECK(model == trainer.model());
  CHECK(to_host(model.averaged()) == to_host(trainer.model().averaged()));
}

TEST_CASE("restore refuses what does not fit, and then changes nothing") {
  TemporaryFolder folder;
  TrainingOptions const options{.batch = 8, .discriminator_steps = 2, .generator = Adam{}, .discriminator = RmsProp{}};
  auto trainer = [&](auto const& gan, auto shape, TrainingOptions const& o) {
    Trainer t{Model{gan, shape, Cpu{}, Seed{1}}, o};
    if constexpr (std::is_same_v<decltype(shape), Vector<2>>) t.run(ring(), 2);
    t.checkpoint(folder / "other");
    return io::read_safetensors(folder / "other");
  };
  auto with = [&](auto change) {
    TrainingOptions o = options;
    change(o);
    return trainer(own_networks(), Vector<2>{}, o);
  };
  /// A file of this training with edited tensors and metadata.
  auto edited = [&](auto change) {
    auto const file = with([](TrainingOptions&) {});
    auto tensors = file.tensors();
    auto metadata = file.metadata();
    change(tensors, metadata);
    io::write_safetensors(folder / "other", tensors, metadata);
  };
  auto said = [&](char const* key, std::optional<std::string> value) {
    edited([&](auto&, auto& metadata) {
      for (auto entry = metadata.begin(); entry != metadata.end(); ++entry)
        if (entry->first == key) {
          if (value) entry->second = *value;
          else metadata.erase(entry);
          return;
        }
      FAIL("no key " << key);
    });
  };
  auto tensor = [&](char const* name, auto change) {
    edited([&](auto& tensors, auto&) {
      for (auto& t : tensors)
        if (t.name == name) return change(t);
      FAIL("no tensor " << name);
    });
  };

  struct Row {
    char const* what;
    std::function<void()> write;
    std::vector<std::string> words;
  };
  Row const rows[] = {
      {"a weights file",
       [&] {
         save(Model{own_networks(), Vector<2>{}, Cpu{}, Seed{1}}, folder / "other");
       },
       {"no checkpoint of this version", "gan-weights-1"}},
      {"another version",
       [&] { said("format", "gan-checkpoint-0"); },
       {"no checkpoint of this version", "gan-checkpoint-0", "gan-checkpoint-2"}},
      {"no version", [&] { said("format", {}); }, {"no checkpoint of this version", "''"}},
      {"no metadata", [&] { edited([](auto&, auto& m) { m.clear(); }); }, {"no checkpoint of this version"}},
      {"other networks", [&] { trainer(small_mlp(), Vector<2>{}, options); }, {"another composition"}},
      {"another sample",
       [&] { trainer(own_networks(), Vector<3>{}, options); },
       {"another composition", "sample {1, 3}", "sample {1, 2}"}},
      {"another loss",
       [&] {
         trainer(Gan{OwnGenerator{}, OwnDiscriminator{}, Minimax{}}, Vector<2>{}, options);
       },
       {"another composition"}},
      {"another label",
       [&] {
         trainer(Gan{OwnGenerator{}, OwnDiscriminator{}, LeastSquares{.a = -1}}, Vector<2>{}, options);
       },
       {"(-1, 1, 1)", "(0, 1, 1)"}},
      {"a regularizer",
       [&] {
         trainer(Gan{OwnGenerator{}, OwnDiscriminator{}, LeastSquares{}, WeightClipping{}}, Vector<2>{}, options);
       },
       {"another composition"}},
      {"no composition", [&] { said("composition", {}); }, {"another composition", "none named"}},
      {"another batch", [&] { with([](auto& o) { o.batch = 9; }); }, {"batch = 9", "has 8"}},
      {"another schedule", [&] { with([](auto& o) { o.discriminator_steps = 1; }); }, {"discriminator_steps = 1", "has 2"}},
      {"another optimiser", [&] { with([](auto& o) { o.generator = Sgd{}; }); }, {"generator", "'sgd'", "'adam'"}},
      {"another optimiser with the same moment",
       [&] { with([](auto& o) { o.discriminator = Adagrad{}; }); },
       {"discriminator", "'adagrad'", "'rmsprop'"}},
      {"another optimiser with this moment and more",
       [&] { with([](auto& o) { o.discriminator = Adam{}; }); },
       {"discriminator", "'adam'", "'rmsprop'"}},
      {"no optimiser named", [&] { said("generator.optimizer.kind", {}); }, {"generator", "''", "'adam'"}},
      {"a missing weight",
       [&] { tensor("discriminator.3.bias", [](auto& t) { t.name = "nothing"; }); },
       {"no tensor", "discriminator.3.bias"}},
      {"a missing moment",
       [&] { tensor("generator.optimizer.mean.0.weight", [](auto& t) { t.name = "nothing"; }); },
       {"generator.optimizer.mean.0.weight"}},
      {"a moment of another shape",
       [&] { tensor("generator.optimizer.mean.0.weight", [](auto& t) {
               t.shape = {8, 5};
             }); },
       {"generator.optimizer.mean.0.weight", "{8, 5}", "{5, 8}"}},
      {"a moment of another type",
       [&] { tensor("generator.optimizer.mean.0.weight", [](auto& t) { t.dtype = io::DType::U32; }); },
       {"U32", "F32"}},
      {"steps missing", [&] { said("steps", {}); }, {"'steps'", "nothing"}},
      {"steps empty", [&] { said("steps", ""); }, {"'steps'", "''"}},
      {"steps no number", [&] { said("steps", "two"); }, {"'steps'", "'two'"}},
      {"steps negative", [&] { said("steps", "-2"); }, {"'steps'", "'-2'"}},
      {"steps broken", [&] { said("steps", "2.5"); }, {"'steps'", "'2.5'"}},
      {"steps beyond 63 bits", [&] { said("steps", "9223372036854775808"); }, {"'steps'", "9223372036854775808"}},
      {"steps beyond everything", [&] { said("steps", std::string(400, '9')); }, {"'steps'"}},
      {"steps with a sign", [&] { said("steps", "+2"); }, {"'steps'", "'+2'"}},
      {"seed missing", [&] { said("seed", {}); }, {"'seed'", "nothing"}},
      {"seed no number", [&] { said("seed", "0x10"); }, {"'seed'", "'0x10'"}},
      {"seed beyond 64 bits", [&] { said("seed", "18446744073709551616"); }, {"'seed'", "18446744073709551616"}},
      {"batch no number", [&] { said("batch", "many"); }, {"'batch'", "'many'"}},
      {"count no number", [&] { said("generator.optimizer.count", "x"); }, {"'generator.optimizer.count'", "'x'"}},
      {"count missing", [&] { said("discriminator.optimizer.count", {}); }, {"'discriminator.optimizer.count'", "nothing"}},
      {"truncated",
       [&] {
         with([](auto&) {});
         folder.write("other", read_text(folder / "other").substr(0, 3000));
       },
       {"truncated"}},
      {"empty", [&] { folder.write("other", ""); }, {"is empty"}},
      {"missing", [&] { std::filesystem::remove(folder / "other"); }, {folder / "other"}},
  };
  Trainer mine{Model{own_networks(), Vector<2>{}, Cpu{}, Seed{7}}, options};
  mine.run(ring(), 3);
  auto const before = state_of(mine);
  for (auto const& row : rows) {
    INFO(row.what);
    row.write();
    check_refusal<FileError>([&] { mine.restore(folder / "other"); }, row.words);
    CHECK(same_bits(state_of(mine), before));
    CHECK(mine.loop().steps() == 3);
    CHECK(mine.model().seed().value == 7);
    CHECK(!mine.model().averaged());
  }
  said("seed", "18446744073709551615");
  CHECK_NOTHROW(mine.restore(folder / "other"));
  CHECK(mine.model().seed().value == ~std::uint64_t{0});
  check_refusal<FileError>([&] { mine.checkpoint(folder / "no-folder/c"); }, {folder / "no-folder/c"});
}

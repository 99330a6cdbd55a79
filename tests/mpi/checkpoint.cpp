/// A checkpoint that some ranks wrote goes on with any number of ranks: `checkpoint write <folder>` trains, writes, trains on and writes
/// the end; `checkpoint continue <folder>` goes on from the first file and compares with the second.
#include <gan/data/in_memory.hpp>
#include <gan/loss/non_saturating.hpp>
#include <gan/network/dc.hpp>
#include <gan/train/trainer.hpp>

#include "ranks.hpp"

using namespace gan;
using namespace test;

namespace {

using Sample = Image<1, 8, 8>;

auto images() {
  std::vector<float> values;
  for (int i = 0; i < 53 * 64; ++i) values.push_back(static_cast<float>(std::sin(.7 * i * (1 + i / 640))));
  return data::in_memory<Sample>(values);
}
auto trainer_of(mpi::World const& world, Seed seed) {
  Gan const gan{DCGenerator{.latent = 6, .width = 4}, DCDiscriminator{.width = 4}, NonSaturating{}};
  return Trainer{Model{gan, Sample{}, Cpu{}, seed, 0.}, {.batch = 8, .discriminator_steps = 2, .averaging = .9}, world};
}
template <class T> std::vector<double> numbers_of(T& trainer) {
  std::vector<double> out;
  detail::for_numbers(trainer.loop(), [&](auto const& tensor) {
    auto const values = to_host(tensor);
    out.insert(out.end(), values.begin(), values.end());
  });
  return out;
}

}  // namespace

int main(int count, char** arguments) {
  return mpi::run([&](mpi::World const& world) {
    require<OptionError>(count == 3, "this program takes `write` or `continue` and a folder");
    std::string const what = arguments[1], folder = arguments[2], file = folder + "/half", end_file = folder + "/end";
    Checks check(world);
    if (what == "write") {
      auto trainer = trainer_of(world, Seed{1});
      trainer.run(images(), 12);
      trainer.checkpoint(file);
      trainer.run(images(), 12);
      trainer.checkpoint(end_file);
      return 0;
    }
    auto end = trainer_of(world, Seed{98}), trainer = trainer_of(world, Seed{99});  // the files bring their seed
    end.restore(end_file);
    trainer.restore(file);
    check.that(trainer.loop().steps() == 12, "the position");
    check.that(trainer.model().seed().value == 1, "the seed");
    trainer.run(images(), 12);
    if (what == "continue") check.near(numbers_of(trainer), numbers_of(end), 1e-8, "numbers after going on");
    else check.same_bits(numbers_of(trainer), numbers_of(end), "numbers after going on with as many ranks");
    check.that(trainer.loop().steps() == end.loop().steps(), "the last step");
    return check.status();
  });
}

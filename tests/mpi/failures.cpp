/// Ranks that do not fit together, and ranks that fail: `failures <case> [file]`. failures.cmake says how each must end, kill.sh kills
/// ranks of the case "train" and asks "look" what is left.
#include <csignal>
#include <filesystem>

#include <gan/core/config.hpp>

static int patch_of_version = GAN_VERSION_PATCH();
#undef GAN_VERSION_PATCH
#define GAN_VERSION_PATCH() patch_of_version  // one rank can have another version

#include <gan/data/gaussians.hpp>
#include <gan/data/in_memory.hpp>
#include <gan/loss/least_squares.hpp>
#include <gan/loss/minimax.hpp>
#include <gan/network/mlp.hpp>
#include <gan/train/periodic_checkpoint.hpp>
#include <gan/train/trainer.hpp>

#include <unistd.h>

#include "ranks.hpp"

using namespace gan;

namespace {

auto ring() { return data::gaussian_ring({}); }
auto gan_of(std::vector<int> hidden = {16}) {
  return Gan{MlpGenerator{.latent = 4, .hidden = hidden}, MlpDiscriminator{.hidden = {16}}, LeastSquares{}};
}
auto model_of(Seed seed = {1}, std::vector<int> hidden = {16}) { return Model{gan_of(hidden), Vector<2>{}, Cpu{}, seed}; }
auto points(int count, float first = 0) {
  std::vector<float> values{first};
  for (int i = 1; i < 2 * count; ++i) values.push_back(static_cast<float>(std::sin(i)));
  return data::in_memory<Vector<2>>(values);
}

/// As many points of one class, but for the last.
auto labelled_points(int count, int last) {
  std::vector<float> values;
  std::vector<int> classes(static_cast<std::size_t>(count));
  for (int i = 0; i < 2 * count; ++i) values.push_back(static_cast<float>(std::sin(i)));
  classes.back() = last;
  return data::in_memory<Vector<2>, 3>(values, classes);
}

/// A data set that fails on one rank after a while, or stops it where it is.
struct FailingRing {
  using sample = Vector<2>;
  bool fails;
  bool stops = false;
  mutable int copies = 0;
  std::uint64_t size() const { return 0; }
  void copy(std::uint64_t index, float* out) const {
    bool const now = (fails || stops) && ++copies >= 200;
    if (now && stops) std::raise(SIGSTOP);
    require<FileError>(!now || !fails, "points.bin: sample ", index, " cannot be read");
    ring().copy(index, out);
  }
};

/// One objective is no number from step 5 on, on rank 1 alone.
struct Explosion {
  static constexpr char const* name = "explosion";
  static inline bool here = false;
  template <class Step> auto generator_term(Step& step) const {
    return mean(step.fake()) * (here && step.iteration() >= 5 ? std::numeric_limits<double>::quiet_NaN() : 0.);
  }
};

TrainingOptions options(std::int64_t steps = 1000000) { return {.batch = 8, .steps = steps}; }

void run(std::string const& what, mpi::World const& world) {
  bool const other = world.rank() == world.size() - 1;
  auto model = model_of();
  auto o = options();
  if (what == "layers") {
    auto mine = model_of({1}, {other ? 17 : 16});
    train(mine, ring(), o, world);
  } else if (what == "loss") {
    if (!other) return train(model, ring(), o, world);
    Model mine{Gan{MlpGenerator{.latent = 4, .hidden = {16}}, MlpDiscriminator{.hidden = {16}}, Minimax{}}, Vector<2>{}, Cpu{},
               Seed{1}};
    train(mine, ring(), o, world);
  } else if (what == "double") {
    if (!other) return train(model, ring(), o, world);
    Model mine{gan_of(), Vector<2>{}, Cpu{}, Seed{1}, 0.};
    train(mine, ring(), o, world);
  } else if (what == "data size") {
    train(model, points(other ? 101 : 100), o, world);
  } else if (what == "data content") {
    train(model, points(100, other ? .5f : 0), o, world);
  } else if (what == "labels") {
    train(model, labelled_points(100, other ? 2 : 1), o, world);
  } else if (what == "batch") {
    if (other) o.batch = 16;
    train(model, ring(), o, world);
  } else if (what == "optimiser") {
    if (other) o.generator = Adam{.rate = .5f};
    train(model, ring(), o, world);
  } else if (what == "seed") {
    auto mine = model_of(Seed{other ? 2u : 1u});
    train(mine, ring(), o, world);
  } else if (what == "parameters") {
    if (other) fill(model.context(), model.generator().parameters().values().data(), 1, 3.f);
    train(model, ring(), o, world);
  } else if (what == "version") {
    if (other) patch_of_version = 99;
    train(model, ring(), o, world);
  } else if (what == "indivisible") {
    o.batch = 7;
    train(model, ring(), o, world);
  } else if (what == "options") {
    o.batch = 0;
    train(model, ring(), o, world);
  } else if (what == "data fails") {
    train(model, FailingRing{other}, o, world);
  } else if (what == "callback fails") {
    train(model, ring(), o, world, [](auto const& event) { require<FileError>(event.step < 20, "log.csv: the disk is full"); });
  } else if (what == "not finite") {
    Explosion::here = other;
    Model mine{Gan{MlpGenerator{.latent = 4, .hidden = {16}}, MlpDiscriminator{.hidden = {16}}, LeastSquares{}, Explosion{}},
               Vector<2>{}, Cpu{}, Seed{1}};
    train(mine, ring(), o, world);
  } else if (what == "killed") {
    if (other) std::raise(SIGKILL);
    train(model, ring(), o, world);
  } else if (what == "exits") {
    train(model, FailingRing{false}, options(20), world);
    if (other) std::_Exit(0);
    train(model, FailingRing{false}, o, world);
  } else if (what == "another training") {
    train(model, ring(), options(5), world);
    if (other) train(model, ring(), options(5), world);
  } else if (what == "missing file") {
    Trainer trainer{model_of(), o, world};
    trainer.restore("/nowhere/checkpoint.safetensors");
  } else {
    require<OptionError>(false, "there is no case ", what);
  }
}

/// Programs without mpi::run, which leave everything to the world.
int without_run(std::string const& what) {
  auto model = model_of();
  int rank = 0;
  if (what == "caught outside") {
    try {
      mpi::World world;
      rank = world.rank();
      train(model, FailingRing{rank == 1}, options(), std::move(world));
    } catch (Error const&) {
      return 5;
    }
  } else if (what == "caught inside") {
    mpi::World world;
    try {
      train(model, FailingRing{world.rank() == 1}, options(), world);
    } catch (Error const&) {
      return 5;  // the world goes while the others still train
    }
  } else if (what == "not caught") {
    train(model, points(100 + (std::getenv("OMPI_COMM_WORLD_RANK") ? std::atoi(std::getenv("OMPI_COMM_WORLD_RANK")) : 0)),
          options(), mpi::World{});
  } else if (what == "two worlds") {
    train(model, ring(), {.batch = 8, .steps = 3}, mpi::World{});
    train(model, ring(), {.batch = 8, .steps = 3}, mpi::World{});
  }
  return 0;
}

/// One rank neither works nor ends; the others have a second of patience.
int stopped(int which) {
  return mpi::run(
      [&](mpi::World const& world) {
        auto model = model_of();
        train(model, FailingRing{false, world.rank() == which}, options(), world);
      },
      {}, {.seconds = 1});
}

int train_on(std::string const& file) {
  return mpi::run([&](mpi::World const& world) {
    Trainer trainer{model_of(), {.batch = 8}, world};
    if (std::filesystem::exists(file)) trainer.restore(file);
    std::printf("pid %d\n", static_cast<int>(getpid()));
    std::fflush(stdout);
    trainer.run(ring(), 1000000000, PeriodicCheckpoint{file, .01});
  });
}

}  // namespace

int main(int count, char** arguments) {
  std::string const what = count > 1 ? arguments[1] : "";
  if (what == "train") return train_on(arguments[2]);
  if (what == "look") {
    Trainer trainer{model_of(), {.batch = 8}};
    trainer.restore(arguments[2]);
    std::printf("%lld\n", static_cast<long long>(trainer.loop().steps()));
    return 0;
  }
  if (what == "stopped" || what == "rank 0 stopped") return stopped(what == "stopped" ? 1 : 0);
  for (auto const* name : {"caught outside", "caught inside", "not caught", "two worlds"})
    if (what == name) return without_run(what);
  return mpi::run([&](mpi::World const& world) { run(what, world); });
}

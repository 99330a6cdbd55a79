// Whole training steps of ranks beside those of one, and the averaging of their gradients alone, in turns:
//   mpirun -n 2 bench_ranks [rounds] [milliseconds of a turn] [part of a step's name]
#include <cstdlib>
#include <iostream>

#include <gan/parallel/mpi.hpp>

#include "../interleave.hpp"
#include "../steps.hpp"

namespace {

using namespace bench;
using namespace gan;

/// A training that goes on for as many steps as it is asked.
template <class M, class Data> auto training(M model, Data data, TrainingOptions const& options, mpi::World const* world) {
  auto trainer = world ? std::make_shared<Trainer<M>>(std::move(model), options, *world)
                       : std::make_shared<Trainer<M>>(std::move(model), options);
  return [trainer, data = std::make_shared<Data>(std::move(data))](long n) { trainer->run(*data, n); };
}

template <class Sample> auto pictures() {
  std::vector<float> values;
  for (int i = 0; i < 256 * Sample::size; ++i) values.push_back(static_cast<float>(std::sin(.1 * i)));
  return data::in_memory<Sample>(values);
}

/// Waits for all ranks without taking a core from those that compute.
void meet(mpi::World const& world) {
  MPI_Request request;
  MPI_Ibarrier(world.session().communicator(), &request);
  for (int done = 0; !done;) {
    MPI_Test(&request, &done, MPI_STATUS_IGNORE);
    if (!done) std::this_thread::sleep_for(std::chrono::microseconds(50));
  }
}

/// Work that all ranks do, or rank 0 alone while the others sleep.
struct Work {
  std::string name;
  std::function<void(long)> repeat;
  bool together;
};

/// Rank 0 takes the time; the quickest round of each in ms, which what else the machine does disturbs least.
std::vector<double> in_turns(mpi::World world, std::vector<Work> const& works, int rounds, double turn_ms) {
  std::vector<std::vector<double>> times(works.size());
  std::vector<long> repeats(works.size(), 1);
  auto time = [&](Work const& work, long n) {
    meet(world);
    auto const start = std::chrono::steady_clock::now();
    if (work.together || world.rank() == 0) work.repeat(n);
    double ms =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count() / static_cast<double>(n);
    meet(world);
    gan::detail::broadcast_value(world, ms);
    return ms;
  };
  for (std::size_t i = 0; i < works.size(); ++i) {
    time(works[i], 2);
    repeats[i] = std::max(1L, std::lround(turn_ms / time(works[i], 2)));
  }
  for (int round = 0; round < rounds; ++round)
    for (std::size_t i = 0; i < works.size(); ++i) times[i].push_back(time(works[i], repeats[i]));
  std::vector<double> out;
  for (auto const& t : times) out.push_back(*std::min_element(t.begin(), t.end()));
  return out;
}

/// One composition: alone, by threads, strong (the same batch for all ranks) and weak (the same for each), and what is sent alone.
template <class MakeModel, class Data>
void compare(mpi::World const& world, char const* name, MakeModel const& make, Data const& data, int batch, int rounds,
             double turn_ms) {
  int const n = world.size();
  TrainingOptions const one{.batch = batch}, all{.batch = batch * n};
  auto const model = make(1);
  std::int64_t const sizes[] = {model.generator().parameters().values().count(),
                                model.discriminator().parameters().values().count()};
  auto context = std::make_shared<Context<Cpu>>();
  auto sent = std::make_shared<std::vector<float>>(static_cast<std::size_t>(sizes[0] + sizes[1]), 1.f);
  auto average = [=, world = world](long times) mutable {
    for (; times > 0; --times) {
      world.average(*context, sent->data(), sizes[0]);
      world.average(*context, sent->data() + sizes[0], sizes[1]);
    }
  };
  mpi::World const local({.statistics = Reach::local, .terms = Reach::local});
  std::vector<Work> const works{{"one rank", training(make(1), data, one, nullptr), false},
                                {"threads", training(make(n), data, one, nullptr), false},
                                {"strong", training(make(1), data, one, &world), true},
                                {"strong, local statistics", training(make(1), data, one, &local), true},
                                {"weak", training(make(1), data, all, &world), true},
                                {"averages alone", average, true}};
  auto const ms = in_turns(world, works, rounds, turn_ms);
  if (world.rank() != 0) return;
  std::printf("| %s, batch %d | %.2f", name, batch, static_cast<double>(4 * (sizes[0] + sizes[1])) / 1e6);
  for (double t : ms) std::printf(" | %.3g", t);
  std::printf(" | %.2f | %.2f | %.2f |\n", ms[0] / ms[2], ms[0] / ms[1], n * ms[0] / ms[4]);
  std::fflush(stdout);
}

void averages(mpi::World world, int rounds, double turn_ms) {
  if (world.rank() == 0) std::printf("\n| bytes averaged | us |\n|---:|---:|\n");
  Context<Cpu> context;
  for (std::int64_t n : {1, 256, 4096, 16384, 65536, 262144, 1048576, 4194304}) {
    auto values = std::make_shared<std::vector<float>>(static_cast<std::size_t>(n), 1.f);
    auto const ms = in_turns(world,
                             {{"",
                               [&context, values, world](long k) mutable {
                                 for (; k > 0; --k)
                                   world.average(context, values->data(), static_cast<std::int64_t>(values->size()));
                               },
                               true}},
                             rounds, turn_ms);
    if (world.rank() == 0) std::printf("| %lld | %.3g |\n", static_cast<long long>(4 * n), 1000 * ms[0]);
  }
}

}  // namespace

int main(int count, char** arguments) {
  return mpi::run([&](mpi::World const& world) {
    int const rounds = count > 1 ? std::atoi(arguments[1]) : 9;
    double const turn_ms = count > 2 ? std::atof(arguments[2]) : 500;
    std::string const part = count > 3 ? arguments[3] : "";
    auto asked = [&](char const* name) { return std::string(name).find(part) != std::string::npos; };
    if (world.rank() == 0)
      std::printf(
          "ms per step, the quickest of %d rounds; %d ranks\n\n| step | MB averaged | one rank | %d threads | strong | strong, "
          "local | "
          "weak | averages alone | strong speed-up | threads' | weak "
          "|\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n",
          rounds, world.size(), world.size());
    auto mlp = [](int threads) {
      return Model{
          Gan{MlpGenerator{.latent = 2, .hidden = {128, 128}}, MlpDiscriminator{.hidden = {128, 128}}, NonSaturating{}},
          Vector<2>{}, Cpu{.threads = threads}, Seed{1}};
    };
    if (asked("ring MLP")) compare(world, "ring MLP", mlp, data::gaussian_ring({}), 256, rounds, turn_ms);
    auto mnist = [](int threads) {
      return Model{
          Gan{MlpGenerator{.hidden = {256, 512}}, MlpDiscriminator{.hidden = {512, 256}, .slope = .2f}, NonSaturating{}},
          Image<1, 28, 28>{}, Cpu{.threads = threads}, Seed{1}};
    };
    if (asked("MNIST MLP")) compare(world, "MNIST MLP", mnist, pictures<Image<1, 28, 28>>(), 64, rounds, turn_ms);
    auto dcgan = [](int threads) {
      return Model{Gan{Dcgan28Generator{}, Dcgan28Discriminator{}, NonSaturating{}}, Image<1, 28, 28>{},
                   Cpu{.threads = threads}, Seed{1}};
    };
    if (asked("DCGAN 28x28")) compare(world, "DCGAN 28x28", dcgan, pictures<Image<1, 28, 28>>(), 64, rounds, turn_ms);
    if (asked("averages")) averages(world, rounds, turn_ms / 5);
  });
}

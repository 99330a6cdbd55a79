// Whole training steps of ranks beside those of one, and the averaging of their gradients alone, in turns; prints the tables of
// docs/parallel.md:
//   mpirun -n 2 --bind-to none bench_ranks [rounds] [milliseconds of a turn] [part of a step's name, or averages]
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
    if (!done) std::this_thread::sleep_for(std::chrono::milliseconds(2));
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

/// As the tables of the documentation have numbers: three digits, all before the point, and no 0 alone before it.
std::string text(double x, char const* format = "%.3g") {
  char out[32];
  std::snprintf(out, sizeof out, x < 1000 ? format : "%.0f", x);
  std::string const digits = out;
  return digits.rfind("0.", 0) == 0 ? digits.substr(1) : digits;
}
/// A row of a table, or its head with the line below it.
void print_row(std::vector<std::string> const& cells, bool head = false) {
  for (auto const& cell : cells) std::printf("| %s ", cell.c_str());
  std::printf("|\n");
  if (head)
    for (std::size_t i = 0; i < cells.size(); ++i) std::printf(i ? "---:|" : "|---|");
  if (head) std::printf("\n");
  std::fflush(stdout);
}

/// One composition: alone, by threads, each rank with its part of the batch but for itself, strong (the same batch for all ranks) and
/// weak (the same for each), and what is sent alone. Gives the row of its steps per second, and prints the one of its times.
template <class MakeModel, class Data>
std::vector<std::string> compare(mpi::World const& world, std::string const& name, MakeModel const& make, Data const& data,
                                 int batch, int rounds, double turn_ms) {
  int const n = world.size();
  TrainingOptions const one{.batch = batch}, part{.batch = batch / n}, all{.batch = batch * n};
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
                                {"parts", training(make(1), data, part, nullptr), true},
                                {"strong", training(make(1), data, one, &world), true},
                                {"strong, local statistics", training(make(1), data, one, &local), true},
                                {"weak", training(make(1), data, all, &world), true},
                                {"averages alone", average, true}};
  auto const ms = in_turns(world, works, rounds, turn_ms);
  if (world.rank() != 0) return {};
  std::string const title = name + ", batch " + std::to_string(batch);
  std::vector<std::string> row{title, text(static_cast<double>(4 * (sizes[0] + sizes[1])) / 1e6)};
  for (double t : ms) row.push_back(text(t));
  for (double faster : {ms[0] / ms[3], ms[0] / ms[1], n * ms[0] / ms[5]}) row.push_back(text(faster, "%.2f"));
  print_row(row);
  return {title,
          text(1000 / ms[0]),
          text(1000 / ms[3]),
          text(1000 / ms[5]),
          text(ms[6]),
          text(100 * ms[6] / ms[3], "%.2g"),
          text(100 * (1 - ms[2] / ms[3]), "%.2g")};
}

/// Averages of buffers, and t = A + S B of those that go by parts, with A and B of the least relative squares.
void averages(mpi::World world, int rounds, double turn_ms) {
  Context<Cpu> context;
  std::vector<double> bytes, us;
  for (std::int64_t n : {1, 256, 4096, 16384, 65536, 262144, 1048576, 4194304}) {
    auto values = std::make_shared<std::vector<float>>(static_cast<std::size_t>(n), 1.f);
    auto const repeat = [&context, values, world](long k) mutable {
      for (; k > 0; --k) world.average(context, values->data(), static_cast<std::int64_t>(values->size()));
    };
    bytes.push_back(static_cast<double>(4 * n));
    us.push_back(1000 * in_turns(world, {{"", repeat, true}}, rounds, turn_ms)[0]);
  }
  if (world.rank() != 0) return;
  std::size_t constexpr small = 3;
  double ww = 0, ws = 0, ss = 0, w = 0, s = 0;  // of 1/t and S/t, against 1
  for (std::size_t i = small; i < us.size(); ++i) {
    double const a = 1 / us[i], b = bytes[i] / us[i];
    ww += a * a, ws += a * b, ss += b * b, w += a, s += b;
  }
  double const determinant = ww * ss - ws * ws, start = (w * ss - s * ws) / determinant, each = (s * ww - w * ws) / determinant;
  int const ranks = world.size();
  std::printf("\nmodel: 2 (n-1) a = %s us, 1/b = %s GB/s\n\n", text(start).c_str(),
              text(2. * (ranks - 1) / ranks / each / 1000).c_str());
  print_row({"bytes", "measured, us", "model, us"}, true);
  for (std::size_t i = small; i < us.size(); ++i) print_row({text(bytes[i]), text(us[i]), text(start + each * bytes[i])});
  std::printf("\nSmall ones take %s us for 4 bytes, %s us for 1024 and %s us for 16384.\n", text(us[0]).c_str(),
              text(us[1]).c_str(), text(us[2]).c_str());
}

}  // namespace

int main(int count, char** arguments) {
  return mpi::run([&](mpi::World const& world) {
    int const rounds = count > 1 ? std::atoi(arguments[1]) : 9;
    double const turn_ms = count > 2 ? std::atof(arguments[2]) : 500;
    std::string const asked = count > 3 ? arguments[3] : "";
    std::vector<std::vector<std::string>> rates;
    auto step = [&](std::string const& name, auto const& make, auto const& data, int batch) {
      if (name.find(asked) == std::string::npos) return;
      if (world.rank() == 0 && rates.empty()) {
        std::printf("ms per step, the quickest of %d rounds; %d ranks\n\n", rounds, world.size());
        print_row({"step", "MB averaged", "one rank", "threads", "parts", "strong", "strong, local statistics", "weak",
                   "averages alone", "strong speed-up", "threads'", "weak"},
                  true);
      }
      rates.push_back(compare(world, name, make, data, batch, rounds, turn_ms));
    };
    auto mlp = [](int threads) {
      return Model{
          Gan{MlpGenerator{.latent = 2, .hidden = {128, 128}}, MlpDiscriminator{.hidden = {128, 128}}, NonSaturating{}},
          Vector<2>{}, Cpu{.threads = threads}, Seed{1}};
    };
    step("ring MLP", mlp, data::gaussian_ring({}), 256);
    auto mnist = [](int threads) {
      return Model{
          Gan{MlpGenerator{.hidden = {256, 512}}, MlpDiscriminator{.hidden = {512, 256}, .slope = .2f}, NonSaturating{}},
          Image<1, 28, 28>{}, Cpu{.threads = threads}, Seed{1}};
    };
    step("MNIST MLP", mnist, pictures<Image<1, 28, 28>>(), 64);
    auto dcgan = [](int threads) {
      return Model{Gan{Dcgan28Generator{}, Dcgan28Discriminator{}, NonSaturating{}}, Image<1, 28, 28>{},
                   Cpu{.threads = threads}, Seed{1}};
    };
    step("DCGAN 28x28", dcgan, pictures<Image<1, 28, 28>>(), 64);
    if (world.rank() == 0 && !rates.empty()) {
      std::printf("\nsteps per second\n\n");
      print_row({"step", "one rank", "strong", "weak", "averages alone, ms", "% of strong", "strong but for its part, %"},
                true);
      for (auto const& row : rates) print_row(row);
    }
    if (std::string("averages").find(asked) != std::string::npos) averages(world, rounds, turn_ms / 5);
  });
}

/// Ranks with a card each: the numbers that they exchange, and a training that goes as one card's with the joint batch, near enough for
/// float. Also one rank passes its numbers through NCCL.
#include <gan/backend/cuda/backend.cuh>
#include <gan/data/gaussians.hpp>
#include <gan/loss/wasserstein.hpp>
#include <gan/network/mlp.hpp>
#include <gan/parallel/nccl.cuh>
#include <gan/regularizer/gradient_penalty.hpp>
#include <gan/train/trainer.hpp>

#include <cmath>
#include <cstdio>

using namespace gan;

namespace {

int failures = 0;

void check(nccl::World const& world, double error, double tolerance, std::string const& what) {
  bool const right = error <= tolerance;
  failures += !right;
  if (!right || world.rank() == 0)
    std::printf("rank %d of %d: %s: off by %.2g%s\n", world.rank(), world.size(), what.c_str(), error, right ? "" : ", FAILED");
}
/// |a - b| / |b|, in the Euclidean norm.
template <class T> double apart(std::vector<T> const& a, std::vector<T> const& b) {
  double difference = 0, whole = 0;
  for (std::size_t i = 0; i < b.size(); ++i) difference += std::pow(a[i] - b[i], 2), whole += std::pow(b[i], 2);
  return a.size() == b.size() ? std::sqrt(difference / whole) : INFINITY;
}

template <class T> T element(int rank, std::int64_t i) {
  return static_cast<T>(std::sin(1.0 + static_cast<double>(i) + 1000.0 * rank));
}

/// Average, gather, sum of parts and broadcast of what is worked out here on the host.
template <class T> void check_numbers(nccl::World world, double tolerance) {
  Context<Cuda> context(world.card(), Seed{1});
  int const n = world.size(), me = world.rank();
  for (std::int64_t count : {1, 5, 1000, 300007}) {
    std::vector<T> mine, average, joined, zero, parts(static_cast<std::size_t>(n * count)), sums;
    for (std::int64_t i = 0; i < count; ++i) {
      mine.push_back(element<T>(me, i)), zero.push_back(element<T>(0, i));
      double sum = 0, sum_of_parts = 0;
      for (int r = 0; r < n; ++r) sum += element<T>(r, i), sum_of_parts += element<T>(r + 7, me * count + i);
      average.push_back(static_cast<T>(sum / n)), sums.push_back(static_cast<T>(sum_of_parts));
    }
    for (int r = 0; r < n; ++r)
      for (std::int64_t i = 0; i < count; ++i) joined.push_back(element<T>(r, i));
    for (std::size_t i = 0; i < parts.size(); ++i) parts[i] = element<T>(me + 7, static_cast<std::int64_t>(i));
    auto what = [&](char const* operation) { return sentence(operation, " of ", count, " numbers of ", sizeof(T), " bytes"); };
    Shape const shape{count}, all_shape{n * count};
    auto const averaged = from_host(context, shape, mine), sent = from_host(context, shape, mine),
               own = from_host(context, shape, mine), sum = from_host(context, shape, mine);
    auto const given = from_host(context, all_shape, parts), gathered = zeros<T>(context, all_shape);
    world.average(context, averaged.data(), count);
    check(world, apart(to_host(averaged), average), tolerance, what("the average"));
    world.gather(context, own.data(), gathered.data(), count);
    check(world, apart(to_host(gathered), joined), 0, what("a gather"));
    world.sum_parts(context, given.data(), sum.data(), count);
    check(world, apart(to_host(sum), sums), tolerance, what("the sum of parts"));
    world.broadcast(context, sent.data(), count);
    check(world, apart(to_host(sent), zero), 0, what("a broadcast"));
  }
}

void check_training(nccl::World const& world) {
  Gan const gan{MlpGenerator{.latent = 4, .hidden = {32}}, MlpDiscriminator{.hidden = {32}}, Wasserstein{}, GradientPenalty{}};
  TrainingOptions const options{.batch = 64, .discriminator_steps = 2};
  auto const ring = data::gaussian_ring({});
  Trainer alone{Model{gan, Vector<2>{}, world.card(), Seed{1}}, options};
  Trainer joint{Model{gan, Vector<2>{}, world.card(), Seed{1}}, options, world};
  alone.run(ring, 20);
  joint.run(ring, 20);
  check(
      world,
      apart(to_host(joint.model().generator().parameters().values()), to_host(alone.model().generator().parameters().values())),
      1e-3, "the generator after 20 steps");
}

}  // namespace

int main() {
  int cards = 0;
  if (cudaGetDeviceCount(&cards) != cudaSuccess || cards == 0) {
    std::puts("skipped: there is no graphics card");
    return 0;
  }
  return nccl::run([](nccl::World const& world) {
    check_numbers<float>(world, 1e-6);
    check_numbers<double>(world, 1e-15);
    check_training(world);
    return failures ? 1 : 0;
  });
}

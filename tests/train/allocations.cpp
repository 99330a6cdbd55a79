/// A training step in its steady state asks the system for no memory: counted at malloc, below all containers and Eigen.
#include <atomic>
#include <cstdlib>

#include <gan/network/autoencoder_energy.hpp>

#include "training.hpp"

using namespace gan;
using namespace test;

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define GAN_COUNTS_ALLOCATIONS() 1
namespace {
std::atomic<long> allocations{0};
}
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void* malloc(std::size_t n) {
  ++allocations;
  return __libc_malloc(n);
}
void* calloc(std::size_t n, std::size_t size) {
  ++allocations;
  return __libc_calloc(n, size);
}
void* realloc(void* p, std::size_t n) {
  ++allocations;
  return __libc_realloc(p, n);
}
void* memalign(std::size_t alignment, std::size_t n) {
  ++allocations;
  return __libc_memalign(alignment, n);
}
void* aligned_alloc(std::size_t alignment, std::size_t n) { return memalign(alignment, n); }
int posix_memalign(void** p, std::size_t alignment, std::size_t n) {
  *p = memalign(alignment, n);
  return *p ? 0 : 12;
}
}
#else
#define GAN_COUNTS_ALLOCATIONS() 0
#endif

namespace {
#if GAN_COUNTS_ALLOCATIONS()
/// Allocations of steps 11 ... 60.
template <class G, class Data> long steady_state(G const& gan, Data const& data, TrainingOptions const& options) {
  Model model{gan, typename Data::sample{}, Cpu{}, Seed{1}};
  TrainingLoop loop(model, options);
  long before = 0, after = 0;
  auto count = [&](auto const& event) {
    if (event.step == 10) before = allocations;
    if (event.step == 60) after = allocations;
  };
  loop.run(data, 60, count);
  return after - before;
}
#endif
}  // namespace

TEST_CASE("a training step in its steady state allocates nothing") {
#if GAN_COUNTS_ALLOCATIONS()
  long const before = allocations;
  std::free(std::malloc(1));
  std::vector<double> counted(3);
  REQUIRE(allocations >= before + 2);  // the counter works

  auto const [generator, discriminator] = mlp({128, 128});
  auto const images = data::in_memory<Image<1, 28, 28>>(std::vector<float>(40 * 784, .5f));
  struct Row {
    char const* what;
    long allocations;
  };
  Row const rows[] = {
      {"ring MLP", steady_state(Gan{generator, discriminator, NonSaturating{}}, ring(), {.batch = 256})},
      {"WGAN-GP", steady_state(Gan{generator, discriminator, Wasserstein{}, GradientPenalty{}}, ring(),
                               {.batch = 256, .discriminator_steps = 5, .decay = LinearToZero{}, .averaging = .9})},
      {"EBGAN with pulling-away on images",
       steady_state(Gan{DCGenerator{.width = 8}, AutoencoderEnergyD{.width = 8}, MarginLoss{}, PullingAway{}}, images,
                    {.batch = 16, .generator = Sgd{}, .discriminator = RmsProp{}})},
  };
  for (auto const& row : rows) {
    INFO(row.what);
    CHECK(row.allocations == 0);
  }
#else
  GAN_SKIP("malloc cannot be counted here");
#endif
}

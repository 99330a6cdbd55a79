// A training step in its steady state asks the system for no memory, and a critic step under a gradient penalty multiplies no more
// matrices than it must. The second is counted on a device of the test's own, which is the CPU with a counter: a backend is a tag, a
// context and some functions found by it.
#include <cstdlib>
#include <new>

#include <gan/autodiff/conv.hpp>
#include <gan/autodiff/grad.hpp>
#include <gan/autodiff/matmul.hpp>
#include <gan/autodiff/reduce.hpp>
#include <gan/backend/cpu/backend.hpp>

#include "../catch.hpp"

namespace {
std::int64_t system_allocations = 0;
void* counted(std::size_t bytes, std::size_t alignment) {
  ++system_allocations;
  if (void* memory = std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment)) return memory;
  throw std::bad_alloc();
}
}  // namespace
[[gnu::noinline]] void* operator new(std::size_t bytes) { return counted(bytes, alignof(std::max_align_t)); }
[[gnu::noinline]] void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return counted(bytes, static_cast<std::size_t>(alignment));
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace gan {

struct Counting {};

template <> class Context<Counting> : public ContextBase<Counting> {
 public:
  Context() : ContextBase<Counting>({}, Seed{}) {}
  Context<Cpu> cpu;
  int products = 0;
};

inline void* device_allocate(Counting, std::size_t bytes) { return device_allocate(Cpu{}, bytes); }
inline void device_release(Counting, void* memory) { device_release(Cpu{}, memory); }
template <class T> void fill(Context<Counting>& c, T* out, std::int64_t n, T value) { fill(c.cpu, out, n, value); }
template <class T> void copy(Context<Counting>& c, T const* from, T* to, std::int64_t n) { copy(c.cpu, from, to, n); }
template <class T>
void fill_normal(Context<Counting>& c, random::Key key, std::int64_t first, std::int64_t samples, std::int64_t elements, T mean,
                 T deviation, T* out) {
  fill_normal(c.cpu, key, first, samples, elements, mean, deviation, out);
}
template <class T>
void gemm(Context<Counting>& c, bool ta, bool tb, std::int64_t m, std::int64_t n, std::int64_t k, T const* a, T const* b,
          T* out, bool accumulate) {
  ++c.products;
  gemm(c.cpu, ta, tb, m, n, k, a, b, out, accumulate);
}
template <class T> struct MapKernelOf<T, Counting> : MapKernelOf<T, Cpu> {};
template <class F, class T> constexpr MapKernel<T, Counting> map_kernel(Counting) { return map_kernel<F, T>(Cpu{}); }
template <class T>
void run_map(Context<Counting>& c, MapOp<T, Counting> const& op, void const* f, MapPlan const& plan, T const* const* in,
             MapOutput<T> const* out) {
  run_map(c.cpu, MapOp<T, Cpu>{op.inputs, op.outputs, op.zero_mask, op.functor_bytes, op.kernel, nullptr}, f, plan, in, out);
}

}  // namespace gan

using namespace gan;

namespace {

/// One critic step under a gradient penalty: three hidden layers of leaky units, fused bias and activation.
template <class Device> struct CriticStep {
  using V = Var<float, Device>;
  Context<Device>& context;
  V real, fake, mixed, w[4], b[4];

  explicit CriticStep(Context<Device>& c) : context(c) {
    auto draw = [&](Shape shape, std::uint32_t step) {
      return normal<float>(c, shape, random::key(Seed{}, Stream::check, step), 0, 0.3f);
    };
    real = constant(draw({16, 10}, 0)), fake = constant(draw({16, 10}, 1)), mixed = variable(draw({16, 10}, 2));
    std::int64_t const sizes[] = {10, 32, 24, 20, 1};
    for (std::uint32_t i = 0; i < 4; ++i)
      w[i] = variable(draw({sizes[i], sizes[i + 1]}, 3 + i)), b[i] = variable(draw({sizes[i + 1]}, 10 + i));
  }
  V score(V x) const {
    for (int i = 0; i < 3; ++i) x = leaky_relu(matmul(x, w[i]) + b[i], 0.2f);
    return matmul(x, w[3]) + b[3];
  }
  auto operator()() const {
    V penalised = grad(sum(score(mixed)), mixed, create_graph);
    V loss = mean(score(fake)) - mean(score(real)) + 10 * mean(square(sqrt(sum_per_sample(square(penalised))) - 1));
    return grad(loss, {w[0], b[0], w[1], b[1], w[2], b[2], w[3], b[3]});
  }
};

}  // namespace

TEST_CASE("a critic step under a gradient penalty takes the products it must, and no more") {
  Context<Counting> context;
  CriticStep<Counting> step(context);
  step();
  // Real and fake: 4 layers forward, 4 gradients of weights, 3 of hidden values each. Penalty: 4 forward, 4 back to the input; its
  // gradient goes through that way back only (a piecewise linear activation has no second order): 4 for weights, 3 for cotangents.
  // A tape without structural zeros would add 4 + 3 for the way forward.
  CHECK(context.products == 2 * (4 + 4 + 3) + 4 + 4 + 4 + 3);
}

TEST_CASE("a training step in its steady state asks the system for no memory") {
  Context<Cpu> context;
  CriticStep<Cpu> critic(context);
  // Shapes of many digits: a sentence that is made but not thrown would show here.
  using V = Var<float, Cpu>;
  V images = variable(full(context, {12, 14, 14, 10}, 0.5f)), weight = variable(full(context, {4, 4, 10, 12}, 0.1f)),
    bias = variable(full(context, {12}, 0.1f));
  auto step = [&] {
    critic();
    V y = leaky_relu(conv2d(images, weight, 2, 1) + bias, 0.2f);
    V flat = reshape(concatenate(0, slice(y, 0, 0, 6), slice(y, 0, 6, 12)), {12, 588});
    V back = conv2d_transposed(y, weight, 2, 1);
    grad(mean(square(flat)) + mean(matmul_transposed_b(flat, flat)) + mean(back), {images, weight, bias});
  };
  for (int i = 0; i < 3; ++i) step();
  std::int64_t const before = system_allocations, arena = context.arena().system_allocations();
  for (int i = 0; i < 10; ++i) step();
  CHECK(system_allocations == before);
  CHECK(context.arena().system_allocations() == arena);
}

// The threads of a map on a card, run one after the other on the host: the same index arithmetic, loads, functors and stores.
#include <gan/map/thread.hpp>

#include "cases.hpp"

using namespace gan;
using namespace map_cases;

namespace {

/// What the kernel of the CUDA backend does with a launch.
template <class F, class T, int Width>
void run_threads(F const& f, MapLaunch const& launch, T* const* data, unsigned accumulate) {
  using Thread = MapThread<F, T, Width>;
  typename Thread::Arguments a;
  static_cast<MapLoop&>(a) = launch.loop;
  a.accumulate = accumulate;
  std::copy_n(data, Thread::operands, a.data);
  for (int d = 0; d < launch.loop.rank; ++d) std::copy_n(launch.stride[d], Thread::operands, a.stride[d]);
  for (std::uint32_t first = 0; first < a.threads; first += a.fold) {
    std::vector<Thread> warp;
    for (std::uint32_t i = 0; i < a.fold; ++i) warp.emplace_back(f, a, first + i);
    for (int j = 0; j < F::outputs; ++j) {
      if (!warp[0].sums(j)) continue;
      T sum = 0;
      for (auto const& thread : warp) sum += thread.sum(j);
      for (auto const& thread : warp) a.chunk_is_fast ? thread.put(j, sum) : thread.put(j);
    }
  }
}

template <class T> void run_passes(SumPasses const& passes, std::vector<T> partial, T* out, bool accumulate) {
  for (int i = 0; i < passes.count; ++i) {
    SumPass const& p = passes.pass[i];
    REQUIRE(p.outer * p.middle * p.inner == static_cast<std::int64_t>(partial.size()));
    std::vector<T> next(static_cast<std::size_t>(p.outer * p.groups * p.inner));
    for (std::int64_t o = 0; o < p.outer; ++o)
      for (std::int64_t m = 0; m < p.middle; ++m)
        for (std::int64_t k = 0; k < p.inner; ++k)
          next[static_cast<std::size_t>((o * p.groups + m / p.group_length()) * p.inner + k)] +=
              partial[static_cast<std::size_t>((o * p.middle + m) * p.inner + k)];
    partial = next;
  }
  for (std::size_t i = 0; i < partial.size(); ++i) out[i] = accumulate ? out[i] + partial[i] : partial[i];
}

/// Memory that starts where a vector of 16 bytes may start, and its values `shift` elements behind that.
template <class T> class Aligned {
 public:
  Aligned(std::vector<T> const& values, int shift) : memory_(values.size() * sizeof(T) / sizeof(Line) + 2), shift_(shift) {
    std::copy(values.begin(), values.end(), data());
  }
  T* data() { return memory_[0].value + shift_; }

 private:
  struct alignas(64) Line {
    T value[64 / sizeof(T)];
  };
  std::vector<Line> memory_;
  int shift_;
};

/// Runs a case in threads, and says in how many launches.
template <class T, class F> int check_case(F const& f, Case const& c) {
  constexpr int n = F::inputs, m = F::outputs, vector = 16 / sizeof(T);
  Trial<F, T> const trial(f, c);
  std::vector<Aligned<T>> memory;
  T* data[n + m];
  Shape const* shapes[n + m];
  for (auto const& values : trial.before) memory.emplace_back(values, c.shift);
  for (int k = 0; k < n + m; ++k) {
    data[k] = trial.has(k) ? memory[static_cast<std::size_t>(k)].data() : nullptr;
    shapes[k] = trial.shape(k);
  }
  int launches = 0;
  auto run = [&](MapPlan const& plan, T* const* at, unsigned accumulate, int width) {
    ++launches;
    CHECK(plan.count() <= c.most);
    unsigned wanted = 0;
    for (int j = 0; j < m; ++j) wanted |= at[n + j] ? 1u << j : 0u;
    MapLaunch const launch = plan_launch(plan, n, wanted, width);
    std::vector<T> const nothing(static_cast<std::size_t>(launch.partial_elements), std::numeric_limits<T>::quiet_NaN());
    std::vector<Aligned<T>> partial(m, Aligned<T>(nothing, 0));
    T* to[n + m];
    std::copy_n(at, n + m, to);
    unsigned into = accumulate;
    for (int j = 0; j < m; ++j)
      if (launch.sums[j].count) {
        to[n + j] = partial[static_cast<std::size_t>(j)].data();
        into &= ~(1u << j);
      }
    if (width > 1) run_threads<F, T, vector>(f, launch, to, into);
    else run_threads<F, T, 1>(f, launch, to, into);
    for (int j = 0; j < m; ++j)
      if (launch.sums[j].count)
        run_passes<T>(launch.sums[j], {to[n + j], to[n + j] + launch.partial_elements}, at[n + j], accumulate >> j & 1);
  };
  for_map_parts(plan_map(c.space, shapes, n + m), data, n, c.accumulate, vector, run, c.most);
  for (int j = 0; j < m; ++j) {
    auto const& expected = trial.after[j];
    if (data[n + j]) CHECK(std::vector<T>(data[n + j], data[n + j] + expected.size()) == expected);
  }
  return launches;
}

}  // namespace

TEST_CASE("a divisor divides") {
  std::mt19937 random(1);
  std::vector<std::uint32_t> numbers{0, 1, 2, 3, 31, 32, 33, 255, 65535, 65536, (1u << 30) - 1, 1u << 30, (1u << 31) - 1};
  for (int i = 0; i < 2000; ++i) {
    auto shift = 1 + random() % 31;
    numbers.push_back(static_cast<std::uint32_t>(random() & 0xffffffffu) >> shift);
  }
  bool same = true;
  for (std::uint32_t d : numbers)
    for (std::uint32_t n : numbers)
      if (d > 0) same = same && Divisor(d).quotient(n) == n / d;
  for (std::uint32_t d : numbers)  // just below a multiple, and the multiple
    for (std::int64_t q : {1, 2, 1000})
      for (std::int64_t n : {d * q - 1, d * q})
        if (d > 0 && n < (std::int64_t{1} << 31)) same = same && Divisor(d).quotient(static_cast<std::uint32_t>(n)) == n / d;
  CHECK(same);
}

TEMPLATE_TEST_CASE("the threads of a map visit every element once", "", float, double) {
  auto check = [](auto const& f, Case const& c) { check_case<TestType>(f, c); };
  SECTION("typical shapes") { for_typical_cases(check); }
  SECTION("random shapes") { for_random_cases(1500, check); }
}

TEST_CASE("typical launches need few threads, steps and passes") {
  auto launch = [](Shape const& space, std::vector<Shape> const& shapes) {
    Shape const* pointers[max_map_operands];
    for (std::size_t k = 0; k < shapes.size(); ++k) pointers[k] = &shapes[k];
    return plan_launch(plan_map(space, pointers, static_cast<int>(shapes.size())), static_cast<int>(shapes.size()) - 1, 1, 4);
  };
  CHECK(launch({256, 1024}, {{256, 1024}, {256, 1024}}).loop.threads == 256 * 1024 / 4);
  MapLaunch const bias = launch({256, 1024}, {{256, 1024}, {1024}});  // 64 chunks of 4 steps, and one pass over the chunks
  CHECK(bias.loop.chunks == 64);
  CHECK(bias.sums[0].count == 1);
  MapLaunch const score = launch({100000, 784}, {{100000, 784}, {100000, 1}});  // a warp for each sample
  CHECK(score.loop.chunks == 32);
  CHECK(score.sums[0].count == 0);
  MapLaunch const loss = launch({256, 1}, {{256, 1}, {}});  // one warp
  CHECK(loss.loop.threads == 32);
  CHECK(loss.sums[0].count == 0);
  // A long row out of step with the vectors goes in two launches, a short one in one.
  Product const f;
  for (int shift : {0, 1})
    CHECK(check_case<float>(f, {{65539}, {{65539}, {65539}, {}, {65539}}, 0, 0, 1 << 30, shift}) == 2 - shift);
  CHECK(check_case<float>(f, {{1023}, {{1023}, {1023}, {}, {1023}}}) == 1);
}

// The loops of maps against naive ones: all broadcasts of inputs and outputs, sums, accumulation, tails, in place, threads.
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include <gan/backend/cpu/backend.hpp>
#include <gan/map/ops.hpp>

#include "../catch.hpp"

using namespace gan;

namespace {

/// Three inputs, two outputs; generic, so the naive loop calls it with doubles.
struct Mix {
  static constexpr int inputs = 3, outputs = 2;
  template <class S> auto operator()(S const& x, S const& y, S const& z) const { return list(x * y + z, x - 2 * z); }
};

/// A step of gradient descent with momentum: (w, m, g) -> (w, m).
struct Update {
  static constexpr int inputs = 3, outputs = 2;
  template <class S> auto operator()(S const& w, S const& m, S const& g) const {
    auto next = 0.5f * m + g;
    return list(w - 0.25f * next, next);
  }
};

template <class T> struct Operand {
  Shape shape;
  std::vector<T> memory;  // with a guard of `room` values behind the numbers
  static constexpr std::size_t room = 64;
  T const guard = T(-12345.678);

  Operand(Shape s, T poison) : shape(s), memory(static_cast<std::size_t>(s.count()) + room, poison) {
    std::fill(memory.end() - room, memory.end(), guard);
  }
  T* data() { return memory.data(); }
  std::size_t size() const { return memory.size() - room; }
  bool intact() const {
    for (std::size_t i = size(); i < memory.size(); ++i)
      if (memory[i] != guard) return false;
    return true;
  }
  /// Where element `index` of the iteration space finds this operand's number.
  std::size_t at(Shape const& space, std::vector<std::int64_t> const& index) const {
    std::int64_t offset = 0;
    for (int i = 0, shift = space.rank() - shape.rank(); i < shape.rank(); ++i)
      offset = offset * shape[i] + (shape[i] == 1 ? 0 : index[static_cast<std::size_t>(i + shift)]);
    return static_cast<std::size_t>(offset);
  }
};

template <class Body> void for_each_index(Shape const& space, Body body) {
  std::vector<std::int64_t> index(static_cast<std::size_t>(space.rank()));
  for (std::int64_t n = 0; n < space.count(); ++n) {
    std::int64_t rest = n;
    for (int i = space.rank() - 1; i >= 0; --i) index[static_cast<std::size_t>(i)] = rest % space[i], rest /= space[i];
    body(index);
  }
}

struct Trial {
  Shape space, in[3], out[2];
  bool accumulate[2] = {}, wanted[2] = {true, true}, present[3] = {true, true, true};
};

template <class T> std::vector<Operand<T>> outputs_of(Trial const& t, std::vector<Operand<T>>& in, int threads) {
  Context<Cpu> context(Cpu{threads}, Seed{});
  std::vector<Operand<T>> out;
  for (int j = 0; j < 2; ++j) out.emplace_back(t.out[j], t.accumulate[j] ? T(0.5) : std::numeric_limits<T>::quiet_NaN());
  Shape const* shapes[5];
  T const* data[3];
  MapOutput<T> outputs[2];
  for (int i = 0; i < 3; ++i)
    shapes[i] = t.present[i] ? &t.in[i] : nullptr, data[i] = t.present[i] ? in[static_cast<std::size_t>(i)].data() : nullptr;
  for (int j = 0; j < 2; ++j) {
    shapes[3 + j] = t.wanted[j] ? &t.out[j] : nullptr;
    if (t.wanted[j]) outputs[j] = {out[static_cast<std::size_t>(j)].data(), t.accumulate[j]};
  }
  Mix const f;
  run_map(context, map_op<Mix, T, Cpu, 0>, &f, plan_map(t.space, shapes, 5), data, outputs);
  return out;
}

template <class T> void run(Trial const& t, std::mt19937& random) {
  std::normal_distribution<T> normal;
  std::vector<Operand<T>> in;
  for (auto const& shape : t.in) {
    in.emplace_back(shape, T(0));
    for (std::size_t i = 0; i < in.back().size(); ++i) in.back().memory[i] = normal(random);
  }
  std::vector<long double> sum[2], size[2];
  auto out = outputs_of(t, in, 1);
  for (std::size_t j = 0; j < 2; ++j) sum[j].assign(out[j].size(), t.accumulate[j] ? 0.5 : 0), size[j].assign(out[j].size(), 1);
  for_each_index(t.space, [&](auto const& index) {
    double x[3];
    for (std::size_t i = 0; i < 3; ++i) x[i] = t.present[i] ? static_cast<double>(in[i].memory[in[i].at(t.space, index)]) : 0;
    auto y = Mix{}(x[0], x[1], x[2]);
    double values[] = {get<0>(y), get<1>(y)};
    for (std::size_t j = 0; j < 2; ++j) {
      std::size_t at = out[j].at(t.space, index);
      sum[j][at] += values[j];
      size[j][at] += std::abs(values[j]);
    }
  });
  INFO("space " << t.space.text() << ", inputs " << t.in[0].text() << t.in[1].text() << t.in[2].text() << ", outputs "
                << t.out[0].text() << t.out[1].text() << ", accumulate " << t.accumulate[0] << t.accumulate[1]);
  double const tolerance = 8 * static_cast<double>(std::numeric_limits<T>::epsilon());
  for (std::size_t j = 0; j < 2; ++j) {
    CHECK(out[j].intact());
    if (!t.wanted[j]) continue;
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < sum[j].size(); ++i)
      wrong += !(std::abs(out[j].memory[i] - sum[j][i]) <= tolerance * size[j][i]);
    CHECK(wrong == 0);
  }
  for (int threads : {2, 3, 5}) {
    auto other = outputs_of(t, in, threads);
    for (std::size_t j = 0; j < 2; ++j)
      CHECK(std::memcmp(other[j].data(), out[j].data(), out[j].memory.size() * sizeof(T)) == 0);
  }
}

/// `space` with some sizes taken to 1 and, sometimes, leading ones left out.
Shape reduced(Shape const& space, std::mt19937& random) {
  int kind = static_cast<int>(random() % 4), drop = 0;
  if (kind == 0) return space;
  Shape full = space;
  for (int i = 0; i < full.rank(); ++i)
    if (random() % 2) full[i] = 1;
  while (kind == 1 && drop < full.rank() && full[drop] == 1) ++drop;
  Shape out;
  for (int i = drop; i < full.rank(); ++i) out.push_back(full[i]);
  return out;
}

}  // namespace

TEMPLATE_TEST_CASE("maps over random shapes agree with naive loops, at any number of threads", "", float, double) {
  std::mt19937 random(sizeof(TestType));
  for (int n = 0; n < 200; ++n) {
    Trial t;
    int rank = static_cast<int>(random() % 6);
    std::int64_t const most[] = {40, 40, 40, 12, 7, 5};
    for (int i = 0; i < rank; ++i)
      t.space.push_back(random() % 4 == 0 ? 1 : 1 + static_cast<std::int64_t>(random()) % most[rank]);
    for (auto& shape : t.in) shape = reduced(t.space, random);
    for (auto& shape : t.out) shape = reduced(t.space, random);
    for (auto& flag : t.accumulate) flag = random() % 2;
    for (auto& flag : t.present) flag = random() % 5 > 0;
    t.wanted[random() % 2] = random() % 5 > 0;
    run<TestType>(t, random);
  }
}

TEMPLATE_TEST_CASE("maps of one dimension around the sizes of packs, tiles and chunks", "", float, double) {
  std::mt19937 random(7);
  for (std::int64_t n : {1, 7, 8, 15, 16, 17, 31, 32, 33, 784, 2047, 2048, 2049, 4095, 4096, 4097, 32768, 32769, 100003})
    for (Shape const& out : {Shape{n}, Shape{}}) {
      Trial t{{n}, {{n}, {}, {n}}, {{n}, out}};
      t.accumulate[0] = n % 2;
      run<TestType>(t, random);
    }
}

TEMPLATE_TEST_CASE("maps of rows and columns around the sizes of tiles and chunks", "", float, double) {
  std::mt19937 random(8);
  std::pair<std::int64_t, std::int64_t> const sizes[] = {{1, 5000},  {3, 1},     {2, 31},    {33, 33},   {300, 10},
                                                         {257, 128}, {64, 784},  {700, 100}, {5, 2047},  {5, 4096},
                                                         {5, 4097},  {3, 33000}, {1500, 3},  {40000, 3}, {40, 5000}};
  for (auto [m, n] : sizes)
    for (int kind = 0; kind < 4; ++kind) {
      Shape const reductions[] = {{m, n}, {n}, {m, 1}, {}};
      Trial t{{m, n}, {{m, n}, reductions[1 + kind % 3], {m, n}}, {reductions[kind], reductions[(kind + 1) % 4]}};
      t.accumulate[kind % 2] = true;
      run<TestType>(t, random);
    }
}

TEST_CASE("an output may lie where an input lies") {
  for (std::int64_t n : {1, 33, 2049, 70001}) {
    Context<Cpu> context(Cpu{2}, Seed{});
    std::vector<float> w(static_cast<std::size_t>(n)), m = w, g = w;
    for (std::size_t i = 0; i < w.size(); ++i)
      w[i] = static_cast<float>(i % 17), m[i] = static_cast<float>(i % 5), g[i] = static_cast<float>(i % 3);
    Shape const shape{n};
    Shape const* shapes[] = {&shape, &shape, &shape, &shape, &shape};
    float const* in[] = {w.data(), m.data(), g.data()};
    MapOutput<float> const out[] = {{w.data()}, {m.data()}};
    Update const f;
    run_map(context, map_op<Update, float, Cpu, 0>, &f, plan_map(shape, shapes, 5), in, out);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < w.size(); ++i) {
      float next = 0.5f * static_cast<float>(i % 5) + static_cast<float>(i % 3);
      wrong += m[i] != next || w[i] != static_cast<float>(i % 17) - 0.25f * next;
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("two outputs may share their memory when the second accumulates") {
  // What a sweep asks for where one variable is both inputs of an operation: d(x y)/dx + d(x y)/dy at y = x.
  for (Shape const& out : {Shape{3, 50}, Shape{50}, Shape{3, 1}, Shape{}}) {
    Context<Cpu> context;
    using F = Vjp<Compose<ops::Multiply, Identity, Identity>>;
    Shape const space{3, 50};
    std::vector<double> g(150), x(150), y(static_cast<std::size_t>(out.count()), std::nan("")), expected(y.size());
    for (std::size_t i = 0; i < x.size(); ++i) g[i] = std::sin(static_cast<double>(i)), x[i] = std::cos(static_cast<double>(i));
    Shape const* shapes[] = {&space, &space, &space, &out, &out};
    double const* in[] = {g.data(), x.data(), x.data()};
    MapOutput<double> const outputs[] = {{y.data()}, {y.data(), true}};
    F const f{};
    run_map(context, map_op<F, double, Cpu, 0>, &f, plan_map(space, shapes, 5), in, outputs);
    for (std::size_t i = 0; i < x.size(); ++i) {
      std::size_t at = out.rank() == 0 ? 0 : out == Shape{50} ? i % 50 : out == Shape{3, 1} ? i / 50 : i;
      expected[at] += 2 * g[i] * x[i];
    }
    for (std::size_t i = 0; i < y.size(); ++i) CHECK(y[i] == Approx(expected[i]).margin(1e-12));
  }
}

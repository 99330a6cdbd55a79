// Kernels of the CPU backend on one thread: element-wise kernels beside a copy, products and convolutions beside the
// product of two squares. Google Benchmark's main function runs them.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstring>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include <gan/gan.hpp>

namespace {

using namespace gan;

/// Seconds of processor time of this thread: what others do to the machine meanwhile does not count.
double now() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

/// Seconds that `work` takes, the median of some turns.
template <class Work> double seconds(Work const& work) {
  auto time = [&](int repeats) {
    double const start = now();
    for (int i = 0; i < repeats; ++i) work();
    return (now() - start) / repeats;
  };
  time(1);
  int const repeats = std::clamp(static_cast<int>(2e-3 / time(1)), 1, 100000);
  double turns[5];
  for (double& turn : turns) turn = time(repeats);
  std::sort(turns, turns + 5);
  return turns[2];
}

/// Runs the benchmark; the seconds of one iteration.
template <class Work> double iterate(benchmark::State& state, Work const& work) {
  double const start = now();
  for (auto _ : state) {
    work();
    benchmark::ClobberMemory();
  }
  return (now() - start) / static_cast<double>(state.iterations());
}

// ---- Element-wise -----------------------------------------------------------------------------------------------------------------

/// Bytes per second of a copy that moves `bytes` in all, half read and half written: the same place in the caches.
double copy_rate(double bytes) {
  std::size_t const size = static_cast<std::size_t>(bytes / 2);
  std::vector<char> from(size, 1), to(size, 2);
  return bytes / seconds([&] {
           std::memcpy(to.data(), from.data(), size);
           benchmark::ClobberMemory();
         });
}

/// A map functor with tensors for its inputs and outputs. Inputs broadcast to the space; outputs sum over what their shape leaves out.
template <class F> class Map {
 public:
  Map(Context<Cpu>& context, F f, Shape const& space, std::vector<Shape> const& inputs, std::vector<Shape> const& outputs)
      : context_(context), f_(f), space_(space) {
    for (Shape const& shape : inputs)
      in_.push_back(uniform<float>(context, Shape{1, shape.count()}, random::key(Seed{in_.size()}, Stream::data), 0.1f, 1.0f)
                        .reshaped(shape));
    for (Shape const& shape : outputs) out_.push_back(zeros<float>(context, shape));
  }
  /// Output `output` is written over input `input`.
  Map& in_place(int output, int input) {
    out_[static_cast<std::size_t>(output)] = in_[static_cast<std::size_t>(input)];
    return *this;
  }

  void run() const {
    Tensor<float, Cpu> const* in[F::inputs];
    Shape const* shapes[F::outputs];
    MapOutput<float> out[F::outputs];
    for (std::size_t i = 0; i < in_.size(); ++i) in[i] = &in_[i];
    for (std::size_t j = 0; j < out_.size(); ++j) {
      shapes[j] = &out_[j].shape();
      if (!(map_op<F, float, Cpu, 0>.zero_mask >> j & 1)) out[j].data = out_[j].data();
    }
    run_map(context_, map_op<F, float, Cpu, 0>, &f_, space_, in, shapes, out);
  }
  /// Read and written once each.
  double bytes() const {
    double sum = 0;
    for (auto const& t : in_) sum += 4.0 * static_cast<double>(t.count());
    for (auto const& t : out_) sum += 4.0 * static_cast<double>(t.count());
    return sum;
  }

 private:
  Context<Cpu>& context_;
  F f_;
  Shape space_;
  std::vector<Tensor<float, Cpu>> in_, out_;
};

template <class... F> void time_maps(benchmark::State& state, std::int64_t elements, Map<F> const&... maps) {
  double const bytes = (0.0 + ... + maps.bytes()), copy = copy_rate(bytes);
  double const time = iterate(state, [&] { (maps.run(), ...); });
  state.counters["ns/element"] = 1e9 * time / static_cast<double>(elements);
  state.counters["GB/s"] = 1e-9 * bytes / time;
  state.counters["of_copy"] = bytes / time / copy;
}

/// The functor of an expression.
template <class X> auto functor(X const& expression) { return expression.f; }

struct Elementwise {
  explicit Elementwise(benchmark::State& s) : state(s), n(s.range(0)) {}
  benchmark::State& state;
  std::int64_t n;
  Context<Cpu> context;
  Var<float, Cpu, 1> x = constant<1>(zeros<float>(context, Shape{1}));

  template <class F> void value(F f) { time_maps(state, n, Map<F>(context, f, Shape{n}, {Shape{n}}, {Shape{n}})); }
};

void identity(benchmark::State& state) { Elementwise(state).value(Identity{}); }
void tanh_value(benchmark::State& state) {
  Elementwise e(state);
  e.value(functor(tanh(e.x)));
}
void tanh_gradient(benchmark::State& state) {
  Elementwise e(state);
  using F = Vjp<decltype(functor(tanh(e.x)))>;
  time_maps(state, e.n, Map<F>(e.context, {}, Shape{e.n}, {Shape{e.n}, Shape{e.n}}, {Shape{e.n}}));
}

constexpr std::int64_t columns = 256;
void leaky_relu_of_biased(benchmark::State& state) {
  Elementwise e(state);
  auto const f = functor(leaky_relu(e.x + e.x, 0.2f));
  Shape const matrix{e.n / columns, columns}, bias{columns};
  time_maps(state, e.n, Map(e.context, f, matrix, {matrix, bias}, {matrix}));
}
void leaky_relu_of_biased_gradient(benchmark::State& state) {  // for x, and summed over the rows for the bias
  Elementwise e(state);
  auto const f = functor(leaky_relu(e.x + e.x, 0.2f));
  Shape const matrix{e.n / columns, columns}, bias{columns};
  time_maps(state, e.n, Map<Vjp<std::decay_t<decltype(f)>>>(e.context, {f}, matrix, {matrix, matrix, bias}, {matrix, bias}));
}

void adam_update(benchmark::State& state) {
  Elementwise e(state);
  Shape const n{e.n}, one{};
  Map map(e.context, Adam{}.rule<float>(), n, {n, n, n, n, one, one}, {n, n, n});
  time_maps(state, e.n, map.in_place(0, 0).in_place(1, 2).in_place(2, 3));
}

void sizes(benchmark::internal::Benchmark* b) {
  for (std::int64_t n = 4 * columns; n < 11'000'000; n *= 10) b->Arg(n);
}
BENCHMARK(identity)->Apply(sizes);
BENCHMARK(leaky_relu_of_biased)->Apply(sizes);
BENCHMARK(leaky_relu_of_biased_gradient)->Apply(sizes);
BENCHMARK(tanh_value)->Apply(sizes);
BENCHMARK(tanh_gradient)->Apply(sizes);
BENCHMARK(adam_update)->Apply(sizes);

// ---- Products and convolutions ----------------------------------------------------------------------------------------------------

Tensor<float, Cpu> numbers(Context<Cpu>& context, std::int64_t n) {
  return uniform<float>(context, Shape{1, n}, random::key(Seed{1}, Stream::data), -1.0f, 1.0f);
}

/// Flops per second of the product of two squares of side 1024.
double peak_rate() {
  constexpr std::int64_t n = 1024;
  Context<Cpu> context;
  auto const a = numbers(context, n * n), b = numbers(context, n * n), c = numbers(context, n * n);
  return 2.0 * n * n * n / seconds([&] { gemm(context, false, false, n, n, n, a.data(), b.data(), c.data(), false); });
}

template <class Work> void time_flops(benchmark::State& state, double flops, Work const& work) {
  double const peak = peak_rate(), rate = flops / iterate(state, work);
  state.counters["GFLOP/s"] = 1e-9 * rate;
  state.counters["of_peak"] = rate / peak;
}

enum class Product { forward, data, weight };

/// The products of a linear layer: y = x w, dx = dy w^T, dw = x^T dy.
void linear(benchmark::State& state, Product product, std::int64_t rows, std::int64_t in, std::int64_t out) {
  Context<Cpu> context;
  auto const x = numbers(context, rows * in), w = numbers(context, in * out), y = numbers(context, rows * out);
  time_flops(state, 2.0 * static_cast<double>(rows * in * out), [&] {
    if (product == Product::forward) gemm(context, false, false, rows, out, in, x.data(), w.data(), y.data(), false);
    if (product == Product::data) gemm(context, false, true, rows, in, out, y.data(), w.data(), x.data(), false);
    if (product == Product::weight) gemm(context, true, false, in, out, rows, x.data(), y.data(), w.data(), false);
  });
}

void convolution(benchmark::State& state, Product product, Convolution const& s) {
  Context<Cpu> context;
  auto const x = numbers(context, s.images().count()), w = numbers(context, s.weight().count()),
             y = numbers(context, s.outputs().count());
  time_flops(state, 2.0 * static_cast<double>(s.n * s.positions() * s.patch() * s.out_channels), [&] {
    if (product == Product::forward) conv_forward(context, s, x.data(), w.data(), y.data(), false);
    if (product == Product::data) conv_backward_images(context, s, y.data(), w.data(), x.data(), false);
    if (product == Product::weight) conv_backward_weight(context, s, x.data(), y.data(), w.data(), false);
  });
}

struct Direction {
  Product product;
  char const* name;
};

[[maybe_unused]] bool const registered = [] {
  // rows x in -> out, of the networks of whole_steps
  for (Direction d : {Direction{Product::forward, "forward"}, {Product::data, "data"}, {Product::weight, "weight"}}) {
    constexpr std::int64_t layers[][3] = {{256, 2, 128},  {256, 128, 128}, {512, 128, 1},   {64, 100, 256},
                                          {64, 256, 512}, {64, 512, 784},  {128, 784, 512}, {128, 512, 256}};
    for (auto const& [rows, in, out] : layers)
      benchmark::RegisterBenchmark(sentence("linear_", d.name, '/', rows, 'x', in, "->", out).c_str(), linear, d.product, rows,
                                   in, out);
  }
  // The transposed convolutions of a generator are "data" of the convolution back.
  for (Direction d : {Direction{Product::forward, "forward"}, {Product::data, "images"}, {Product::weight, "weight"}}) {
    struct Layer {
      std::int64_t side, channels;
      int kernel, stride, padding, maps;
    };
    constexpr Layer layers[] = {{28, 1, 4, 2, 1, 64},   {14, 64, 4, 2, 1, 128},  {7, 128, 4, 2, 1, 256},
                                {7, 128, 3, 2, 1, 256}, {3, 256, 3, 1, 0, 1},    {64, 3, 4, 2, 1, 64},
                                {32, 64, 4, 2, 1, 128}, {16, 128, 4, 2, 1, 256}, {8, 256, 4, 2, 1, 512}};
    for (Layer const& l : layers) {
      Convolution const s = convolution_of(Shape{64, l.side, l.side, l.channels}, Shape{l.kernel, l.kernel, l.channels, l.maps},
                                           l.stride, l.padding);
      benchmark::RegisterBenchmark(
          sentence("conv_", d.name, "/64x", l.side, 'x', l.side, 'x', l.channels, "->", l.maps, "_k", l.kernel, "_s", l.stride)
              .c_str(),
          convolution, d.product, s);
    }
  }
  return true;
}();

}  // namespace

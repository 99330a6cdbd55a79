// Kernels of the card, as Markdown tables: element-wise ones and losses beside the copy of as many bytes, products and convolutions
// beside the product of two large squares at the same precision.
//   bench_gpu_kernels [elements]
#include <algorithm>
#include <cstdio>
#include <iostream>

#include "../../examples/policies.hpp"

#include <gan/gan.hpp>

namespace {

using namespace gan;

/// Seconds that `work` takes on the card, the median of some turns.
class Stopwatch {
 public:
  explicit Stopwatch(Context<Cuda>& context) : context_(context) {
    detail::check(cudaEventCreate(&begin_), "make an event");
    detail::check(cudaEventCreate(&end_), "make an event");
  }
  Stopwatch(Stopwatch const&) = delete;
  ~Stopwatch() { cudaEventDestroy(begin_), cudaEventDestroy(end_); }

  template <class Work> double seconds(Work const& work) const {
    time(3, work);
    int const repeats = std::clamp(static_cast<int>(2e-2 / time(3, work)), 3, 2000);
    double turns[7];
    for (double& turn : turns) turn = time(repeats, work);
    std::sort(turns, turns + 7);
    return turns[3];
  }

 private:
  template <class Work> double time(int repeats, Work const& work) const {
    detail::check(cudaEventRecord(begin_, context_.stream()), "note the time");
    for (int i = 0; i < repeats; ++i) work();
    detail::check(cudaEventRecord(end_, context_.stream()), "note the time");
    detail::check(cudaEventSynchronize(end_), "finish its work");
    float milliseconds = 0;
    detail::check(cudaEventElapsedTime(&milliseconds, begin_, end_), "tell the time");
    return 1e-3 * static_cast<double>(milliseconds) / repeats;
  }
  Context<Cuda>& context_;
  cudaEvent_t begin_ = nullptr, end_ = nullptr;
};

Tensor<float, Cuda> numbers(Context<Cuda>& context, Shape const& shape, std::uint64_t set = 1) {
  return uniform<float>(context, Shape{1, shape.count()}, random::key(Seed{set}, Stream::data), 0.1f, 1.0f).reshaped(shape);
}

// ---- Rates in bytes -----------------------------------------------------------------------------------------------------------------

class Rates {
 public:
  Rates(Context<Cuda>& context, std::int64_t n) : context_(context), watch_(context), n_(n) {
    std::cout << "| " << n << " elements | GB/s | of a copy of as many bytes |\n|---|---:|---:|\n";
  }

  /// `bytes`: read and written once each.
  template <class Work> void row(std::string const& name, double bytes, Work const& work) const {
    std::int64_t const half = static_cast<std::int64_t>(bytes / 8);
    Tensor<float, Cuda> const from = zeros<float>(context_, {half}), to = zeros<float>(context_, {half});
    double const copied = watch_.seconds([&] { copy(context_, static_cast<float const*>(from.data()), to.data(), half); });
    double const time = watch_.seconds(work);
    char line[160];
    std::snprintf(line, sizeof line, " | %.0f | %.2f |", 1e-9 * bytes / time, copied / time);
    std::cout << "| " << name << line << std::endl;
  }

  /// A functor over a space: inputs broadcast to it, outputs sum over what their shape leaves out.
  template <class F>
  void map(char const* name, F const& f, Shape const& space, std::vector<Shape> const& inputs,
           std::vector<Shape> const& outputs) const {
    std::vector<Tensor<float, Cuda>> in, out;
    double bytes = 0;
    for (Shape const& shape : inputs)
      in.push_back(numbers(context_, shape, in.size())), bytes += 4. * static_cast<double>(shape.count());
    for (Shape const& shape : outputs)
      out.push_back(zeros<float>(context_, shape)), bytes += 4. * static_cast<double>(shape.count());
    Tensor<float, Cuda> const* from[F::inputs];
    Shape const* shapes[F::outputs];
    MapOutput<float> to[F::outputs];
    for (std::size_t i = 0; i < in.size(); ++i) from[i] = &in[i];
    for (std::size_t j = 0; j < out.size(); ++j) {
      shapes[j] = &out[j].shape();
      if (!(map_op<F, float, Cuda, 0>.zero_mask >> j & 1)) to[j].data = out[j].data();
    }
    row(name, bytes, [&] { run_map(context_, map_op<F, float, Cuda, 0>, &f, space, from, shapes, to); });
  }

  Context<Cuda>& context() const { return context_; }
  std::int64_t elements() const { return n_; }

 private:
  Context<Cuda>& context_;
  Stopwatch watch_;
  std::int64_t n_;
};

template <class X> auto functor(X const& expression) { return expression.f; }

void elementwise(Rates const& rates) {
  auto const x = constant<1>(zeros<float>(rates.context(), Shape{1}));
  Shape const n{rates.elements()}, one{}, matrix{rates.elements() / 256, 256}, row{256};
  rates.map("identity", Identity{}, n, {n}, {n});
  rates.map("tanh", functor(tanh(x)), n, {n}, {n});
  auto const slope = functor(tanh(x));
  rates.map("gradient of tanh", Vjp<std::decay_t<decltype(slope)>>{slope}, n, {n, n}, {n});
  auto const biased = functor(leaky_relu(x + x, 0.2f));
  rates.map("leaky ReLU of rows + a bias", biased, matrix, {matrix, row}, {matrix});
  rates.map("its gradients, that of the bias summed", Vjp<std::decay_t<decltype(biased)>>{biased}, matrix,
            {matrix, matrix, row}, {matrix, row});
  rates.map("sum of all", Identity{}, n, {n}, {one});
  rates.map("sums of columns", Identity{}, matrix, {matrix}, {row});
  rates.map("sums of rows", Identity{}, matrix, {matrix}, {{matrix[0], 1}});
  rates.map("Adam", Adam{}.rule<float>(), n, {n, n, n, n, one, one}, {n, n, n});
}

/// Value and gradient of what real scores cost, in one pass: 8 bytes an element.
void losses(Rates const& rates) {
  auto const scores = numbers(rates.context(), {rates.elements(), 1});
  auto measure = [&](char const* name, auto const& policy) {
    auto const loss = loss_at(policy, 0, 0.);
    using L = std::decay_t<decltype(loss)>;
    if constexpr (ScoreLoss<L>)
      rates.row(sentence("loss ", name), 8. * static_cast<double>(scores.count()),
                [&] { mean_with_gradient(detail::RealOp<L>{loss}, scores); });
  };
  std::apply([&](auto const&... p) { (measure(p.name, p.value), ...); }, policies::losses());
  std::apply([&](auto const&... p) { (measure(p.name, FDivergence<typename std::decay_t<decltype(p)>::type>{p.value}), ...); },
             policies::divergences());
}

// ---- Rates in operations -------------------------------------------------------------------------------------------------------------

void products(char const* name, Precision precision) {
  Context<Cuda> context(Cuda{.precision = precision}, {});
  Stopwatch const watch(context);
  auto rate = [&](double flops, auto const& work) { return 1e-12 * flops / watch.seconds(work); };
  auto product = [&](std::int64_t m, std::int64_t n, std::int64_t k, bool ta, bool tb) {
    auto const a = numbers(context, {m, k}), b = numbers(context, {k, n}), c = numbers(context, {m, n});
    return rate(2. * static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k), [&] {
      gemm(context, ta, tb, m, n, k, static_cast<float const*>(a.data()), static_cast<float const*>(b.data()), c.data(), false);
    });
  };
  double const peak = product(8192, 8192, 8192, false, false);
  char line[160];
  std::snprintf(line, sizeof line, "\n| %s | TFLOP/s forward, of %.1f | data | weight |\n|---|---:|---:|---:|\n", name, peak);
  std::cout << line;
  auto row = [&](std::string const& what, double forward, double data, double weight) {
    std::snprintf(line, sizeof line, " | %.2f (%.2f) | %.2f (%.2f) | %.2f (%.2f) |", forward, forward / peak, data, data / peak,
                  weight, weight / peak);
    std::cout << "| " << what << line << std::endl;
  };
  constexpr std::int64_t layers[][3] = {
      {256, 128, 128}, {64, 256, 512}, {128, 784, 512}, {512, 1200, 1200}, {4096, 1200, 1200}};
  for (auto const& [rows, in, out] : layers)
    row(sentence("linear ", rows, " x ", in, " -> ", out), product(rows, out, in, false, false),
        product(rows, in, out, false, true), product(in, out, rows, true, false));
  struct Layer {
    std::int64_t batch, side, channels;
    int kernel, stride, padding, maps;
  };
  constexpr Layer convolutions[] = {{128, 28, 1, 4, 2, 1, 64},   {128, 14, 64, 4, 2, 1, 128}, {128, 7, 128, 4, 2, 1, 256},
                                    {128, 64, 3, 4, 2, 1, 64},   {128, 32, 64, 4, 2, 1, 128}, {128, 16, 128, 4, 2, 1, 256},
                                    {128, 8, 256, 4, 2, 1, 512}, {64, 32, 128, 3, 1, 1, 128}};
  for (Layer const& l : convolutions) {
    Convolution const s = convolution_of(Shape{l.batch, l.side, l.side, l.channels},
                                         Shape{l.kernel, l.kernel, l.channels, l.maps}, l.stride, l.padding);
    auto const x = numbers(context, s.images()), w = numbers(context, s.weight()), y = numbers(context, s.outputs());
    float *const px = x.data(), *const pw = w.data(), *const py = y.data();
    double const flops = 2. * static_cast<double>(s.n * s.positions() * s.patch() * s.out_channels);
    auto read = [](float* p) { return static_cast<float const*>(p); };
    double const forward = rate(flops, [&] { conv_forward(context, s, read(px), read(pw), py, false); }),
                 data = rate(flops, [&] { conv_backward_images(context, s, read(py), read(pw), px, false); }),
                 weight = rate(flops, [&] { conv_backward_weight(context, s, read(px), read(py), pw, false); });
    row(sentence("convolution ", l.batch, " x ", l.side, " x ", l.side, " x ", l.channels, " -> ", l.maps, ", kernel ",
                 l.kernel, ", stride ", l.stride),
        forward, data, weight);
  }
}

void run(std::int64_t elements) {
  cudaDeviceProp card{};
  detail::check(cudaGetDeviceProperties(&card, 0), "tell its name");
  std::cout << card.name << (GAN_HAS_CUDNN() ? "; convolutions by cuDNN where it can\n\n" : "; convolutions of our own\n\n");
  {
    Context<Cuda> context;
    Rates const rates(context, elements);
    elementwise(rates);
    losses(rates);
  }
  products("full precision", Precision::full);
  products("tf32", Precision::tf32);
  products("bf16", Precision::bf16);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    run(argc > 1 ? std::stoll(argv[1]) / 256 * 256 : 10'000'128);
  } catch (std::exception const& error) {
    std::cerr << "bench_gpu_kernels: " << error.what() << '\n';
    return 1;
  }
}

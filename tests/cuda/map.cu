// Maps on the card: the cases that the host runs thread by thread (tests/map/launch.cpp), and the scalar functions.
#include "../map/cases.hpp"
#include "card.hpp"

using namespace gan;
using namespace map_cases;

namespace {

template <class T, class F> void check_case(CudaContext& context, F const& f, Case const& c) {
  constexpr int n = F::inputs, m = F::outputs;
  Trial<F, T> const trial(f, c);
  std::vector<Tensor<T, Cuda>> tensors;
  Shape const* shapes[n + m];
  T* data[n + m];
  unsigned wanted = 0;
  for (int k = 0; k < n + m; ++k) {
    auto values = trial.before[k];
    values.insert(values.begin(), static_cast<std::size_t>(c.shift), T(0));
    auto const count = static_cast<std::int64_t>(values.size());
    tensors.push_back(from_host(context, {count}, values).slice(c.shift, count));
    shapes[k] = trial.shape(k);
    data[k] = trial.has(k) ? tensors.back().data() : nullptr;
    if (k >= n && data[k]) wanted |= 1u << (k - n);
  }
  auto const plan = plan_map(c.space, shapes, n + m);
  auto const& op = map_op<F, T, Cuda, 0>;
  if (c.most < plan.count()) {  // as run_map, with smaller parts
    auto part = [&](MapPlan const& one, T* const* at, unsigned adds, int width) {
      detail::run_map_part(context, op, &f, one, at, adds, width);
    };
    for_map_parts(plan, data, n, c.accumulate, lanes<T>, part, c.most);
  } else {
    MapOutput<T> outputs[m];
    for (int j = 0; j < m; ++j) outputs[j] = {data[n + j], trial.accumulates(j)};
    run_map(context, op, &f, plan, data, outputs);
  }
  for (int j = 0; j < m; ++j)
    if (wanted >> j & 1) CHECK(to_host(tensors[static_cast<std::size_t>(n + j)]) == trial.after[j]);
}

/// Every scalar function, in two functors because a map has at most 12 outputs.
struct Functions {
  static constexpr int inputs = 1, outputs = 10;
  template <class S> GAN_HD auto operator()(S const& x) const {
    auto const positive = abs(x) + 0.25f;
    return list(exp(x), log(positive), log1p(positive), expm1(x), tanh(x), sqrt(positive), sin(x), cos(x), abs(x),
                1 / positive);
  }
};
struct MoreFunctions {
  static constexpr int inputs = 1, outputs = 9;
  template <class S> GAN_HD auto operator()(S const& x) const {
    return list(sigmoid(x), softplus(x), log_sigmoid(x), relu(x), leaky_relu(x, 0.2f), elu(x), square(x), max(x, 0.5f),
                min(x, 0.5f));
  }
};

template <class F, class T, class D> void check_functions(F const& f, std::vector<T> const& x, D tolerance) {
  CudaContext context;
  auto const count = static_cast<std::int64_t>(x.size());
  auto const input = from_host(context, {count}, x);
  std::vector<Tensor<T, Cuda>> y;
  T const* in[] = {input.data()};
  Shape const* shapes[1 + F::outputs];
  MapOutput<T> out[F::outputs];
  for (int j = 0; j < F::outputs; ++j) {
    y.emplace_back(context, Shape{count});
    out[j].data = y.back().data();
  }
  for (auto& shape : shapes) shape = &input.shape();
  run_map(context, map_op<F, T, Cuda, 0>, &f, plan_map(input.shape(), shapes, 1 + F::outputs), in, out);
  std::vector<std::vector<T>> values;
  for (auto const& one : y) values.push_back(to_host(one));
  for (std::size_t i = 0; i < x.size(); ++i) {
    auto const expected = f(Pack<T, 1>(x[i]));
    int j = 0;
    bool close = true;
    auto compare = [&](auto e) {
      double const a = values[static_cast<std::size_t>(j++)][i], b = e.v;
      close = close && std::abs(a - b) <= tolerance * (1e-3 + std::abs(b));
    };
    [&]<std::size_t... J>(std::index_sequence<J...>) { (compare(get<J>(expected)), ...); }
    (std::make_index_sequence<F::outputs>{});
    INFO("at x = " << x[i]);
    CHECK(close);
  }
}

}  // namespace

TEMPLATE_TEST_CASE("maps on the card give what the host gives: typical shapes", "", float, double) {
  NEEDS_A_CARD();
  CudaContext context;
  for_typical_cases([&](auto const& f, Case const& c) { check_case<TestType>(context, f, c); });
}

TEMPLATE_TEST_CASE("maps on the card give what the host gives: random shapes", "", float, double) {
  NEEDS_A_CARD();
  CudaContext context;
  for_random_cases(1500, [&](auto const& f, Case const& c) { check_case<TestType>(context, f, c); });
}

TEMPLATE_TEST_CASE("the scalar functions on the card give what the host gives", "", float, double) {
  NEEDS_A_CARD();
  std::vector<TestType> x;
  for (int i = -400; i <= 400; ++i) x.push_back(static_cast<TestType>(0.05 * i));
  double const tolerance = sizeof(TestType) == 4 ? 2e-6 : 1e-13;
  check_functions(Functions{}, x, tolerance);
  check_functions(MoreFunctions{}, x, tolerance);
}

TEST_CASE("a sum over nothing is 0, and leaves alone what it adds to") {
  NEEDS_A_CARD();
  CudaContext context;
  auto const out = full(context, {3}, 7.0f);
  Shape const none{0, 3};
  Shape const* shapes[] = {&none, &none, &none, &out.shape()};
  float const* in[] = {out.data(), out.data(), out.data()};
  Product const f;
  MapOutput<float> to[] = {{out.data(), true}};
  run_map(context, map_op<Product, float, Cuda, 0>, &f, plan_map(none, shapes, 4), in, to);
  CHECK(to_host(out) == std::vector<float>(3, 7.0f));
  to[0].accumulate = false;
  run_map(context, map_op<Product, float, Cuda, 0>, &f, plan_map(none, shapes, 4), in, to);
  CHECK(to_host(out) == std::vector<float>(3, 0.0f));
}

TEST_CASE("a sum has the same bits in every run") {
  NEEDS_A_CARD();
  CudaContext context;
  auto const x = randn<float>(context, {1000003});
  Shape const scalar;
  Shape const* shapes[] = {&x.shape(), &scalar, &scalar, &scalar};
  float const* in[] = {x.data(), x.data(), nullptr};
  std::vector<float> first;
  for (int run = 0; run < 5; ++run) {
    auto const out = zeros<float>(context, {});
    Product const f;
    MapOutput<float> to[] = {{out.data(), false}};
    run_map(context, map_op<Product, float, Cuda, 0>, &f, plan_map(x.shape(), shapes, 4), in, to);
    if (run == 0) first = to_host(out);
    CHECK(to_host(out) == first);
  }
}

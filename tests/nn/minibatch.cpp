/// Layers that show a discriminator the batch as a whole: Salimans et al. 2016, section 3.2, and Karras et al. 2018, section 3.
#include <gan/nn/activations.hpp>
#include <gan/nn/linear.hpp>
#include <gan/nn/minibatch_deviation.hpp>
#include <gan/nn/minibatch_discrimination.hpp>

#include "layer_check.hpp"

using namespace gan;
using namespace test;
using V = Var<double, Cpu>;
using Numbers = std::vector<double>;

namespace {
constexpr PassMode train{.training = true};

template <class Layer> V run(Layer const& layer, V const& x, std::vector<V> const& p = {}) {
  Flat<double> state;
  Pass<double, Cpu, 2> pass(x.context(), p, state, train);
  return evaluate(layer(x, pass));
}
V identity(Context<Cpu>& c, std::int64_t n) {
  Numbers values(static_cast<std::size_t>(n * n));
  for (std::int64_t i = 0; i < n; ++i) values[static_cast<std::size_t>(i * n + i)] = 1;
  return constant(from_host(c, {n, n}, values));
}
/// The rows of x in another order.
V permuted(V const& x, std::vector<int> const& order) {
  auto const values = to_host(x.value());
  std::size_t const each = values.size() / order.size();
  Numbers out;
  for (int i : order)
    out.insert(out.end(), values.begin() + i * static_cast<long>(each), values.begin() + (i + 1) * static_cast<long>(each));
  return constant(from_host(x.context(), x.shape(), out));
}
template <class Layer> void check_permutation(Layer const& layer, V const& x, std::vector<V> const& p) {
  std::vector<int> const order{3, 0, 4, 1, 2};
  require_near(to_host(run(layer, permuted(x, order), p).value()), to_host(permuted(run(layer, x, p), order).value()), 1e-13);
}
}  // namespace

TEST_CASE("minibatch discrimination: equal features pull at nothing, also where the samples weigh differently") {
  Context<Cpu> c;
  V const x = variable(full<double>(c, {4, 4}, 1.5)), weights = constant(randn<double>(c, {4, 2}));
  V const y = run(MinibatchDiscrimination{4, 2, 2}, x, {identity(c, 4)});
  for (double o : to_host(slice(y, 1, 4, 6).value())) CHECK(o == 4);
  for (double g : to_host(grad(sum(weights * slice(y, 1, 4, 6)), x).value())) CHECK(g == 0);
}

TEST_CASE("minibatch discrimination: a permuted batch gives the permuted output - far samples do not see each other") {
  Context<Cpu> c{Seed{2}};
  MinibatchDiscrimination const layer{6, 3, 4};
  V const x = constant(randn<double>(c, {5, 6}));
  V const t = constant(parameters_of<double>(c, layer).view(0));
  check_permutation(layer, x, {t});
  V const alone = run(layer, V(x * 1e6), {t});
  for (double o : to_host(slice(alone, 1, 6, 9).value())) CHECK(o == 1);
  V const single = run(layer, constant(randn<double>(c, {1, 6})), {t});
  for (double o : to_host(slice(single, 1, 6, 9).value())) CHECK(o == 1);
}

TEST_CASE("minibatch discrimination: gradients to second order in input and weight") {
  Context<Cpu> c;
  check_gradients<1>(c, MinibatchDiscrimination{3, 2, 3}, randn<double>(c, {4, 3}), train);
  check_gradients<1>(c, MinibatchDiscrimination{.features = 3, .kernels = 2, .dimensions = 1, .includes_self = false},
                     randn<double>(c, {3, 3}), train);
}

TEST_CASE("minibatch deviation: the mean of the elements' deviations over the batch, as one more feature") {
  // Variances 2/3, 2 and 14/3
  double const mean = (std::sqrt(2. / 3 + 1e-8) + std::sqrt(2 + 1e-8) + std::sqrt(14. / 3 + 1e-8)) / 3;
  CHECK(mean == Approx(1.463652351581).epsilon(1e-11));  // numpy
  Context<Cpu> c;
  Numbers const values{1, 2, 0, 3, 2, 4, 2, 5, -1};
  V const y = run(MinibatchDeviation{}, constant(from_host(c, {3, 3}, values)));
  require_near(to_host(y.value()), {1, 2, 0, mean, 3, 2, 4, mean, 2, 5, -1, mean}, 1e-14);
  V const maps = run(MinibatchDeviation{}, constant(from_host(c, {3, 3, 1, 1}, values)));
  CHECK(maps.shape() == Shape{3, 3, 1, 2});
  require_near(to_host(maps.value()), {1, mean, 2, mean, 0, mean, 3, mean, 2, mean, 4, mean, 2, mean, 5, mean, -1, mean},
               1e-14);
}

TEST_CASE("minibatch deviation: shifts and the order of samples do not matter, a scale does - equal samples have none") {
  Context<Cpu> c{Seed{3}};
  V const x = constant(randn<double>(c, {5, 2, 2, 3}));
  auto feature = [&](V const& batch) { return to_host(run(MinibatchDeviation{}, batch).value())[3]; };
  check_permutation(MinibatchDeviation{}, x, {});
  CHECK(feature(V(x + constant(randn<double>(c, {2, 2, 3})))) == Approx(feature(x)).epsilon(1e-12));
  CHECK(feature(V(3 * x)) == Approx(3 * feature(x)).epsilon(1e-7));
  CHECK(feature(constant(full<double>(c, {5, 2, 2, 3}, 7))) == Approx(1e-4));
  V const equal = variable(full<double>(c, {4, 2}, 7));
  for (double g : to_host(grad(sum(run(MinibatchDeviation{}, equal)), equal).value())) CHECK(g == 1);
}

TEST_CASE("minibatch deviation: gradients to second order") {
  Context<Cpu> c;
  check_gradients<0>(c, Sequential{MinibatchDeviation{}}, randn<double>(c, {4, 3}), train);
  check_gradients<2>(c, Sequential{MinibatchDeviation{}, Linear{4, 2}, Tanh{}}, randn<double>(c, {3, 3}), train);
  check_gradients<0>(c, Sequential{MinibatchDeviation{}}, randn<double>(c, {3, 2, 1, 2}), train);
}

TEST_CASE("layers of the whole batch say that they mix samples - sizes and shapes out of range are refused") {
  STATIC_REQUIRE(layer_mixes_samples<MinibatchDiscrimination>);
  STATIC_REQUIRE(layer_mixes_samples<MinibatchDeviation>);
  Declaration d;
  CHECK_THROWS_AS(MinibatchDiscrimination{}.declare(d), OptionError);
  CHECK_THROWS_AS((MinibatchDiscrimination{4, 0}.declare(d)), OptionError);
  Context<Cpu> c;
  CHECK_THROWS_AS(run(MinibatchDiscrimination{3}, constant(zeros<double>(c, {2, 4})), {identity(c, 3)}), ShapeError);
  CHECK_THROWS_AS(run(MinibatchDeviation{}, constant(zeros<double>(c, {2}))), ShapeError);
}

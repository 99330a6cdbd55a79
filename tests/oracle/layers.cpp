/// Layers: forward passes and gradients of given numbers. Those of the optimisers stand in optim/optimizers.cpp.
#include <gan/nn/activations.hpp>
#include <gan/nn/batch_norm.hpp>
#include <gan/nn/conv.hpp>
#include <gan/nn/dropout.hpp>
#include <gan/nn/maxout.hpp>
#include <gan/nn/minibatch_discrimination.hpp>
#include <gan/nn/spectral_norm.hpp>

#include "table.hpp"

using namespace oracle;

namespace {
constexpr PassMode training{.training = true, .updates_state = true};

/// A layer with chosen parameters and state.
template <class Layer> struct Bench {
  Layer layer;
  Context<Cpu> c{};
  std::vector<V> parameters{};
  FlatTensors<double, Cpu> state{};

  Bench(Layer l, std::vector<std::vector<double>> const& values) : layer(l) {
    Declaration d;
    if constexpr (requires { layer.declare(d); }) layer.declare(d);
    for (std::size_t i = 0; i < values.size(); ++i) parameters.push_back(tensor(c, d.parameters()[i].shape, values[i]));
    if (!d.state().empty()) state = FlatTensors<double, Cpu>(c, d.state(), random::Key{});
  }
  void set_state(std::size_t i, std::vector<double> const& values) {
    copy_from_host(c, values.data(), state.view(i).data(), static_cast<std::int64_t>(values.size()));
  }
  V operator()(V const& x, PassMode mode = training) {
    Pass<double, Cpu, 2> pass(c, parameters, state, mode);
    return evaluate(layer(x, pass));
  }
};

std::vector<double> counted(double from, int n) {
  std::vector<double> out;
  for (int i = 0; i < n; ++i) out.push_back(from + i);
  return out;
}
Numbers convolved() {
  Bench b(Conv2dNoBias{1, 1, 3, 2, 1}, {counted(1, 9)});
  return numbers(b(tensor(b.c, {1, 4, 4, 1}, counted(0, 16))));
}
Numbers convolved_back() {
  Bench b(ConvTransposed2dNoBias{1, 1, 3, 2, 1, 1}, {counted(1, 9)});
  return numbers(b(tensor(b.c, {1, 2, 2, 1}, counted(1, 4))));
}
double dot(Numbers const& x, std::vector<double> const& y) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] * y[i];
  return sum;
}

/// Gain 2, bias .5: y, dx, dgain, dbias, running mean and variance.
std::function<Numbers()> batch_norm(Shape const& shape) {
  return [=] {
    Bench b(BatchNorm{.channels = 1, .rate = 1}, {{2}, {.5}});
    V const x = tensor(b.c, shape, {1, 3, 2, 6}), dy = tensor(b.c, shape, {1, -2, .5, 0}), y = b(x);
    auto const [dx, dgain, dbias] = grad(sum(y * dy), {x, b.parameters[0], b.parameters[1]});
    return joined({numbers(y), numbers(dx), dgain.item(), dbias.item(), to_host(b.state.view(0)), to_host(b.state.view(1))});
  };
}

/// Our weights are {in, out}, so that W x of the papers is the layer with the transpose of W; as the norm of W is that of its
/// transpose, the weight here is W itself. u is the direction on the right, which starts as W^T (1, 0) of length 1.
struct SpectralBench : Bench<Spectral<LinearNoBias>> {
  SpectralBench() : Bench<Spectral<LinearNoBias>>({2, 2}, {{1, 2, 3, 4}}) {
    set_state(0, {1 / std::sqrt(5.), 2 / std::sqrt(5.)});
  }
};
V identity(Context<Cpu>& c) { return tensor(c, {2, 2}, {1, 0, 0, 1}); }
/// The estimates before any iteration of its own and after one, two and thirty.
Numbers spectral_estimates() {
  SpectralBench b;
  Numbers out;
  auto estimate = [&](PassMode mode) { return 1 / numbers(b(identity(b.c), mode))[0]; };
  out.push_back(estimate({}));
  for (int i = 0; i < 30; ++i)
    if (double const sigma = estimate(training); i < 2 || i == 29) out.push_back(sigma);
  return out;
}
Numbers spectral_gradient() {
  SpectralBench b;
  V const x = identity(b.c), g = tensor(b.c, {2, 2}, {.5, -1, 2, .1});
  for (int i = 0; i < 30; ++i) b(x);
  V const dw = grad(sum(b(x) * g), b.parameters[0]);
  return joined({numbers(dw), sum(dw * b.parameters[0]).item()});
}

/// Minibatch discrimination for given M, three samples of two kernels of two numbers: M and what is appended to it.
Numbers closeness(std::vector<double> const& m, bool includes_self) {
  Bench b(MinibatchDiscrimination{.features = 4, .kernels = 2, .dimensions = 2, .includes_self = includes_self},
          {{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}});
  return numbers(b(tensor(b.c, {3, 4}, m)));
}
Numbers closeness_gradient() {
  Bench b(MinibatchDiscrimination{.features = 4, .kernels = 2, .dimensions = 2},
          {{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}});
  V const m = tensor(b.c, {3, 4}, {0, 1, 2, 0, 1, 1.5, 2, 1, .2, 0, 0, 0}), total = sum(slice(b(m), 1, 4, 6));
  return joined({total.item(), numbers(grad(total, m))});
}

/// Value and derivative of an activation at -1, 0 and 2.
template <class Layer> std::function<Numbers()> activation(Layer layer) {
  return [=] {
    Bench b(layer, {});
    V const x = tensor(b.c, {3}, {-1, 0, 2}), y = b(x);
    return joined({numbers(y), numbers(grad(sum(y), x))});
  };
}
/// What dropout makes of a 1 that it keeps.
std::function<Numbers()> kept(float keep) {
  return [=] {
    Bench b(Dropout{keep}, {});
    Numbers const y = numbers(b(tensor(b.c, {1, 64}, std::vector<double>(64, 1)), {.training = true, .key = {}}));
    return *std::max_element(y.begin(), y.end());
  };
}
}  // namespace

TEST_CASE("convolution and its adjoint of given numbers") {
  check({
      {"derived", "0 .. 15 by 1 .. 9, stride 2, padding 1", {83, 178, 330, 528}, 0, convolved},
      {"derived",
       "the transposed convolution of 1 .. 4, output padding 1",
       {5, 14, 10, 12, 14, 36, 24, 30, 15, 34, 20, 24, 24, 55, 32, 36},
       0,
       convolved_back},
      {"derived",
       "<conv x, z> and <x, conv^T z>",
       {3541, 3541},
       0,
       [] {
         return Numbers{dot(convolved(), counted(1, 4)), dot(convolved_back(), counted(0, 16))};
       }},
      {"derived",
       "the convolution with a bias of .5",
       {83.5, 178.5, 330.5, 528.5},
       0,
       [] {
         Bench b(Conv2d{1, 1, 3, 2, 1}, {counted(1, 9), {.5}});
         return numbers(b(tensor(b.c, {1, 4, 4, 1}, counted(0, 16))));
       }},
  });
}

TEST_CASE("batch norm and spectral norm of given numbers") {
  Numbers const normalised{-1.6380868809, .5,          -.5690434404,  3.7071303213, .8208737326, -2.0044564508,
                           .4772520813,   .7063306369, -1.3363043006, -.5,          3,           4.6666666667};
  check({
      {"Ioffe and Szegedy 2015", "y, dx, dgain, dbias, running mean and unbiased variance of 1, 3, 2, 6", normalised, 6e-11,
       batch_norm({4, 1})},
      {"Ioffe and Szegedy 2015", "the same as an image of 2 x 2", normalised, 6e-11, batch_norm({1, 2, 2, 1})},
      {"Miyato et al. 2018, algorithm 1",
       "largest singular value of ((1, 2), (3, 4)): estimates 1, 2, 3, and the limit",
       {5.4037024344, 5.4649844507, 5.4649857042, 5.4649857042},
       6e-11,
       spectral_estimates},
      {"Miyato et al. 2018, eq. 12",
       "(G - <G, W / sigma> u v^T) / sigma, and that <dW, W> = 0",
       {.0532572536, -.2372377463, .2795355920, -.1043471343, 0},
       6e-11,
       spectral_gradient},
  });
}

TEST_CASE("minibatch discrimination of given numbers") {
  std::vector<double> const m{0, 1, 2, 0, 1, 1, 2, 1, 0, 0, 0, 0};
  check({
      {"Salimans et al. 2016, section 3.2",
       "features, then o with the sample itself",
       {0, 1, 2, 0, 1.7357588823, 1.5032147244, 1, 1, 2, 1, 1.5032147244, 1.4176665095, 0, 0, 0, 0, 1.5032147244, 1.1851223516},
       6e-11,
       [=] { return closeness(m, true); }},
      {"Salimans et al. 2016, code",
       "features, then o without it",
       {0, 1, 2, 0, .7357588823, .5032147244, 1, 1, 2, 1, .5032147244, .4176665095, 0, 0, 0, 0, .5032147244, .1851223516},
       6e-11,
       [=] { return closeness(m, false); }},
      // dL/dM_ibc = -sum_{j != i} (d_ib + d_jb) c_b(i, j) sign(M_ibc - M_jbc) with d = 1 and sign(0) = 0
      {"Salimans et al. 2016, section 3.2, derived",
       "the sum of o and its gradient",
       {8.3551700171, 1.0486487441, -.1561281035, -.2706705665, .7357588823, -.6467780077, -.6467780077, -.0995741367,
        -.8353330191, -.4018707364, .8029061113, .3702447032, .0995741367},
       6e-11,
       closeness_gradient},
  });
}

TEST_CASE("activations, maxout and dropout of given numbers") {
  double const e = std::exp(-1.0);
  check({
      {"Radford et al. 2016",
       "leaky ReLU .2 and its derivative at -1, 0, 2",
       {-.2, 0, 2, .2, 1, 1},
       1e-8,
       activation(LeakyRelu{})},
      {"Chen et al. 2016", "leaky ReLU .1", {-.1, 0, 2, .1, 1, 1}, 1e-8, activation(LeakyRelu{.1f})},
      {"Clevert et al. 2016", "ELU and its derivative at -1, 0, 2", {e - 1, 0, 2, e, 1, 1}, 1e-15, activation(Elu{})},
      {"Goodfellow et al. 2014", "ReLU and its derivative at -1, 0, 2", {0, 0, 2, 0, 0, 1}, 0, activation(Relu{})},
      {"Goodfellow et al. 2013", "maxout of the pieces (1, -1) and (-.5, 2) at (.3, .7)", 1.25, 1e-15,
       [] {
         Bench b(Maxout{2, 1, 2}, {{1, -.5, -1, 2}, {0, 0}});
         return numbers(b(tensor(b.c, {1, 2}, {.3, .7})));
       }},
      {"Goodfellow et al. 2014", "inverted dropout that keeps .8 multiplies by 1.25", 1.25, 1e-7, kept(.8f)},
      {"Goodfellow et al. 2014", "inverted dropout that keeps .5 multiplies by 2", 2., 0, kept(.5f)},
  });
}

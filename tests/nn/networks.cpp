#include <gan/nn/activations.hpp>
#include <gan/nn/batch_norm.hpp>
#include <gan/nn/conv.hpp>
#include <gan/nn/dropout.hpp>
#include <gan/nn/layer_norm.hpp>
#include <gan/nn/linear.hpp>
#include <gan/nn/maxout.hpp>
#include <gan/nn/reshape.hpp>

#include "layer_check.hpp"

using namespace gan;
using namespace test;

TEST_CASE("parameters lie in one flat buffer, in the order of the layers, by name and on 16 elements") {
  Context<Cpu> c;
  Sequential network{Linear{3, 5}, BatchNorm{5}, Relu{}, Sequential{LinearNoBias{5, 2}, Tanh{}}};
  auto p = parameters_of<float>(c, network);
  std::vector<std::string> names;
  for (auto const& entry : p.entries()) {
    names.push_back(entry.name);
    CHECK(entry.begin % 16 == 0);
  }
  CHECK(names == std::vector<std::string>{"0.weight", "0.bias", "1.gain", "1.bias", "3.0.weight"});
  CHECK(p.count() == 15 + 5 + 5 + 5 + 10);
  CHECK(p.values().count() == 5 * 16);
  auto flat = to_host(p.values());
  for (std::size_t gap : {15u, 16u + 5, 31u, 32u + 5, 64u + 10, 79u}) CHECK(flat[gap] == 0);
  for (std::size_t i = 32; i < 37; ++i) CHECK(flat[i] == 1);
  auto s = state_of<float>(c, network);
  CHECK(s.entries()[0].name == "1.running_mean");
  CHECK(s.entries()[1].name == "1.running_variance");
}

TEST_CASE("a whole network: gradients to second order in its input and all parameters") {
  Context<Cpu> c;
  Sequential network{Conv2d{1, 2, 3, 1, 1}, LeakyRelu{}, Flatten{}, Dropout{.9f}, Linear{32, 2}, Tanh{}, LinearNoBias{2, 1}};
  check_gradients<5>(c, network, randn<double>(c, {2, 4, 4, 1}),
                     {.training = true, .key = random::key(Seed{9}, Stream::dropout)});
}

TEST_CASE("a network of order 1 gives the gradients of order 2, written straight into the flat buffer") {
  Context<Cpu> c;
  Sequential network{Conv2dNoBias{1, 3, 3, 2, 1},
                     BatchNorm{3},
                     LeakyRelu{},
                     Flatten{},
                     LayerNorm{12},
                     Maxout{12, 4, 3},
                     Dropout{.8f},
                     Linear{4, 1}};
  auto p = parameters_of<double>(c, network), state = state_of<double>(c, network);
  auto x = randn<double>(c, {5, 4, 4, 1});
  PassMode const mode{.training = true, .key = random::key(Seed{9}, Stream::dropout)};

  auto flat = full<double>(c, p.values().shape(), 7.0);  // what stood there before is overwritten
  std::vector<Var<double, Cpu, 1>> leaves;
  for (std::size_t i = 0; i < p.size(); ++i)
    leaves.push_back({Node<double, Cpu>::make<Leaf<double, Cpu>>(c, p.view(i), true, p.view_of(flat, i)), 0});
  Pass<double, Cpu, 1> pass(c, leaves, state, mode);
  auto y = sum(square(network(constant<1>(x), pass)));
  Sweep<double, Cpu> sweep(c, false, true);
  sweep.start(y);
  sweep.run(leaves.data(), leaves.size());

  std::vector<Var<double, Cpu>> variables;
  for (std::size_t i = 0; i < p.size(); ++i) variables.push_back(variable(p.view(i)));
  Pass<double, Cpu, 2> second(c, variables, state, mode);
  auto z = sum(square(network(constant(x), second)));
  for (std::size_t i = 0; i < p.size(); ++i) {
    INFO(p.entries()[i].name);
    require_near(to_host(p.view_of(flat, i)), to_host(grad(z, variables[i], create_graph).value()), 1e-10);
  }
}

TEST_CASE("a network with every layer gives the same bits at any number of threads") {
  auto run = [](int threads) {
    Context<Cpu> c(Cpu{.threads = threads}, Seed{1});
    Sequential network{
        Conv2d{3, 16, 5, 2, 2}, BatchNorm{16}, LeakyRelu{},  ConvTransposed2d{16, 8, 4, 2, 1}, LayerNorm{8}, Elu{}, Flatten{},
        Maxout{8 * 256, 30, 3}, Dropout{},     Linear{30, 1}};
    auto p = parameters_of<float>(c, network), state = state_of<float>(c, network);
    auto x = variable<1>(normal<float>(c, {32, 16, 16, 3}, random::key(Seed{2}, Stream::check), 0, 1));
    std::vector<Var<float, Cpu, 1>> leaves;
    for (std::size_t i = 0; i < p.size(); ++i) leaves.push_back(variable<1>(p.view(i)));
    Pass<float, Cpu, 1> pass(c, leaves, state, {true, true, random::key(Seed{9}, Stream::dropout)});
    auto y = sum(network(x, pass));
    auto out = to_host(grad(y, x).value());
    for (auto const& more : {to_host(grad(y, leaves[0]).value()), to_host(state.values())})
      out.insert(out.end(), more.begin(), more.end());
    return out;
  };
  auto one = run(1);
  CHECK(run(2) == one);
  CHECK(run(3) == one);
}

TEST_CASE("initial values have the moments of their distributions and do not depend on other layers") {
  Context<Cpu> c;
  struct Row {
    char const* source;
    Init init;
    double mean, deviation, bound;  // bound 0: none
  };
  double const glorot = std::sqrt(6.0 / (400 + 100));
  Row const rows[] = {{"constant", Fill{2.5f}, 2.5, 0, 0},
                      {"constant", Zeros{}, 0, 0, 0},
                      {"Radford et al. 2016", Normal{.02f}, 0, .02, 0},
                      {"Radford et al. 2016, batch norm gain", Normal{.02f, 1}, 1, .02, 0},
                      {"Goodfellow et al. 2014", Uniform{.05f}, 0, .05 / std::sqrt(3.0), .05},
                      {"He et al. 2015", He{}, 0, std::sqrt(2.0 / 400), 0},
                      {"Glorot and Bengio 2010", Glorot{}, 0, glorot / std::sqrt(3.0), glorot}};
  for (auto const& row : rows) {
    INFO(row.source);
    auto v =
        to_host(initial_values<double>(c, {400, 100}, row.init, 400, 100, random::key(Seed{1}, Stream::initial_parameters), 2));
    double mean = 0, square = 0, n = static_cast<double>(v.size());
    for (double x : v) mean += x / n;
    for (double x : v) {
      square += (x - mean) * (x - mean) / n;
      if (row.bound > 0) REQUIRE(std::abs(x) <= row.bound * (1 + 1e-7));
    }
    CHECK(std::abs(mean - row.mean) <= 4 * row.deviation / std::sqrt(n) + 1e-6);
    CHECK(std::sqrt(square) == Approx(row.deviation).epsilon(0.02).margin(1e-6));
  }
  auto a = parameters_of<float>(c, Sequential{Linear{3, 4}, Linear{4, 5}}),
       b = parameters_of<float>(c, Sequential{Linear{3, 4}, Linear{4, 50}});
  CHECK(to_host(a.view(0)) == to_host(b.view(0)));
  CHECK(to_host(a.view(0)) != to_host(parameters_of<float>(c, Linear{3, 4}, Seed{4}).view(0)));
}

TEST_CASE("fan sizes count what a neuron sums: for a transposed convolution the kernel over the stride") {
  struct Row {
    char const* what;
    Declaration d;
    double fan_in;
  };
  auto declared = [](auto const& layer) {
    Declaration d;
    layer.declare(d);
    return d;
  };
  for (Row const& row :
       {Row{"linear", declared(Linear{7, 3}), 7}, Row{"convolution", declared(Conv2d{4, 8, 5, 2, 2}), 100},
        Row{"transposed", declared(ConvTransposed2d{16, 8, 4, 2, 1}), 64}, Row{"maxout", declared(Maxout{9, 3, 5}), 9}}) {
    INFO(row.what);
    CHECK(row.d.parameters()[0].fan_in == row.fan_in);
  }
}

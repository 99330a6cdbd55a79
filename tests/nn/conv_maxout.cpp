/// Max pooling and maxout convolutions against naive loops, and the convolutional networks of 2014 made of them.
#include <gan/core/sample.hpp>
#include <gan/network/conv_maxout.hpp>
#include <gan/nn/network.hpp>

#include "layer_check.hpp"

using namespace test;

namespace {
using Numbers = std::vector<double>;

template <class Layer> Numbers run(Layer const& layer, Shape const& shape, Numbers const& x, Shape* out = nullptr) {
  Context<Cpu> context;
  auto const parameters = parameters_of<double>(context, layer);
  auto const state = state_of<double>(context, layer);
  std::vector<Var<double, Cpu>> leaves;
  for (std::size_t i = 0; i < parameters.size(); ++i) leaves.push_back(constant(parameters.view(i)));
  Pass<double, Cpu, 2> pass(context, leaves, state, {});
  Var<double, Cpu> const y = evaluate(layer(constant(from_host(context, shape, x)), pass));
  if (out) *out = y.shape();
  return to_host(y.value());
}
Numbers random_numbers(Shape const& shape, unsigned step) {
  Context<Cpu> context;
  return to_host(normal<double>(context, shape, random::key(Seed{4}, Stream::check, step), 0., 1.));
}
}  // namespace

TEST_CASE("max pooling takes the maximum of every window that lies inside") {
  for (int window : {2, 4})
    for (auto const& s : {Shape{2, 4, 4, 3}, Shape{1, 7, 10, 2}, Shape{2, 5, 6, 1}, Shape{1, 33, 33, 1}}) {
      auto const x = random_numbers(s, 1);
      std::int64_t const height = (s[1] - window) / 2 + 1, width = (s[2] - window) / 2 + 1;
      Numbers expected;
      for (std::int64_t n = 0; n < s[0]; ++n)
        for (std::int64_t i = 0; i < height; ++i)
          for (std::int64_t j = 0; j < width; ++j)
            for (std::int64_t c = 0; c < s[3]; ++c) {
              double best = -1e9;
              for (std::int64_t p = 0; p < window; ++p)
                for (std::int64_t q = 0; q < window; ++q)
                  best = std::max(best, x[static_cast<std::size_t>(((n * s[1] + 2 * i + p) * s[2] + 2 * j + q) * s[3] + c)]);
              expected.push_back(best);
            }
      Shape shape;
      CHECK(run(MaxPool{window}, s, x, &shape) == expected);
      CHECK(shape == Shape{s[0], height, width, s[3]});
    }
  CHECK_THROWS_WITH(run(MaxPool{4}, {1, 3, 8, 1}, Numbers(24)), Catch::Contains("{1, 3, 8, 1}"));
  CHECK_THROWS_WITH(run(MaxPool{3}, {1, 4, 4, 1}, Numbers(16)), Catch::Contains("not 3"));
}

TEST_CASE("a maxout convolution is the largest of its pieces") {
  Shape const s{2, 5, 4, 3};
  auto const x = random_numbers(s, 2);
  ConvMaxout const layer{3, 2, 3, 3, 1, 1};
  Context<Cpu> context;
  auto const w = to_host(parameters_of<double>(context, layer).view(0));  // {3, 3, 3, 6}
  Numbers expected;
  for (std::int64_t n = 0; n < 2; ++n)
    for (std::int64_t i = 0; i < 5; ++i)
      for (std::int64_t j = 0; j < 4; ++j)
        for (std::int64_t o = 0; o < 2; ++o) {
          double best = -1e9;
          for (std::int64_t piece = 0; piece < 3; ++piece) {
            double sum = 0;
            for (std::int64_t p = 0; p < 3; ++p)
              for (std::int64_t q = 0; q < 3; ++q) {
                std::int64_t const y = i + p - 1, z = j + q - 1;
                if (y < 0 || y >= 5 || z < 0 || z >= 4) continue;
                for (std::int64_t c = 0; c < 3; ++c)
                  sum += x[static_cast<std::size_t>(((n * 5 + y) * 4 + z) * 3 + c)] *
                         w[static_cast<std::size_t>(((p * 3 + q) * 3 + c) * 6 + piece * 2 + o)];
              }
            best = std::max(best, sum);
          }
          expected.push_back(best);
        }
  require_near(run(layer, s, x), expected, 1e-12);
}

TEST_CASE("max pooling and maxout convolutions have derivatives of both orders") {
  Context<Cpu> context;
  check_gradients<0>(context, Sequential{MaxPool{4}, Tanh{}}, off_kinks(context, {2, 6, 5, 2}), {});
  check_gradients<2>(context, Sequential{ConvMaxout{2, 3, 2, 3, 1, 1}, MaxPool{2}, Tanh{}}, off_kinks(context, {2, 4, 5, 2}),
                     {});
}

TEST_CASE("the convolutional networks of 2014 have the published sizes") {
  using Cifar = Image<3, 32, 32>;
  auto const d = ConvMaxoutD{}.layers(Cifar{});
  Declaration declared;
  declared.part("", d);
  // Maps of 15, 6 and 4 pixels a side; the last 4 x 4 x 192 go into 500 units of 5 pieces.
  std::int64_t const weights[] = {8 * 8 * 3 * 64, 8 * 8 * 32 * 64, 5 * 5 * 32 * 384, 4 * 4 * 192 * 2500, 500};
  std::size_t layer = 0;
  for (auto const& p : declared.parameters())
    if (p.name.find("weight") != std::string::npos) CHECK(p.shape.count() == weights[layer++]);
  CHECK(layer == 5);
  Context<Cpu> context;
  using Small = Image<1, 20, 17>;
  Network<float, Cpu, 1, decltype(ConvMaxoutD{}.layers(Small{}))> small(
      context, ConvMaxoutD{.width = 2, .units = 3}.layers(Small{}), random::key(Seed{1}, Stream::initial_parameters));
  auto const scored = small(constant<1>(full(context, Small::shape(3), 0.5f)), {});
  CHECK(scored.score.shape() == Shape{3, 1});
  CHECK(scored.features.shape() == Shape{3, 3});
  ConvMaxoutGenerator const g{.latent = 5, .hidden = 7, .maps = 2};
  Network<float, Cpu, 1, decltype(g.layers(Small{}))> made(context, g.layers(Small{}),
                                                           random::key(Seed{1}, Stream::initial_parameters));
  CHECK(Var<float, Cpu, 1>(evaluate(made(constant<1>(full(context, {2, 5}, 0.5f)), {}))).shape() == Small::shape(2));
}

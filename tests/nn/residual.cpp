/// Doubling, halving and residual blocks, and the residual networks made of them.
#include <gan/data/in_memory.hpp>
#include <gan/loss/wasserstein.hpp>
#include <gan/network/resnet.hpp>
#include <gan/regularizer/gradient_penalty.hpp>
#include <gan/train/trainer.hpp>

#include "layer_check.hpp"

using namespace test;

namespace {
template <class Layer> std::vector<double> run(Layer const& layer, Shape const& shape, std::vector<double> const& x) {
  Context<Cpu> context;
  auto const none = state_of<double>(context, Residual{layer, SameShape{}});
  Pass<double, Cpu, 2> pass(context, {}, none, {});
  return to_host(Var<double, Cpu>(evaluate(layer(variable(from_host(context, shape, x)), pass))).value());
}
}  // namespace

TEST_CASE("doubling repeats pixels and halving takes their mean") {
  // Two channels: pixel (y, x) of channel c.
  CHECK(run(UpsampleNearest{}, {1, 1, 2, 2}, {1, -1, 2, -2}) ==
        std::vector<double>{1, -1, 1, -1, 2, -2, 2, -2, 1, -1, 1, -1, 2, -2, 2, -2});
  CHECK(run(MeanPool{}, {1, 2, 4, 1}, {1, 2, 3, 4, 5, 8, 7, -2}) == std::vector<double>{4, 3});
  CHECK(run(GlobalMeanPool{}, {2, 1, 2, 2}, {1, 2, 3, 6, -1, 0, 1, 0}) == std::vector<double>{2, 4, 0, 0});
  CHECK_THROWS_WITH(run(MeanPool{}, {1, 2, 3, 1}, {1, 2, 3, 4, 5, 6}),
                    Catch::Contains("even sides") && Catch::Contains("{1, 2, 3, 1}"));
  CHECK_THROWS_AS(run(UpsampleNearest{}, {2, 3}, {1, 2, 3, 4, 5, 6}), ShapeError);
}

TEST_CASE("a residual block adds its shortcut, and has derivatives of both orders") {
  Context<Cpu> context;
  check_gradients<3>(
      context, Residual{Sequential{MeanPool{}, Conv2dNoBias{2, 3, 1}}, Sequential{Conv2d{2, 3, 3, 1, 1}, Tanh{}, MeanPool{}}},
      off_kinks(context, {2, 4, 4, 2}), {});
  check_gradients<2>(context, Residual{SameShape{}, Sequential{UpsampleNearest{}, Conv2d{2, 2, 4, 2, 1}, Tanh{}}},
                     off_kinks(context, {2, 2, 2, 2}), {});
}

TEST_CASE("the residual networks of 32 pixels have the published blocks and numbers of parameters") {
  auto count = [](auto const& layers) {
    Declaration d;
    d.part("", layers);
    std::int64_t n = 0;
    for (auto const& p : d.parameters()) n += p.shape.count();
    return n;
  };
  using Cifar = Image<3, 32, 32>;
  std::int64_t const m = 128, conv3 = 9 * m * m + m, conv1 = m * m + m, norm = 2 * m;
  CHECK(count(ResNetGenerator{}.layers(Cifar{})) ==
        128 * 16 * m + 16 * m + 3 * (conv1 + 2 * conv3 + 2 * norm) + norm + 9 * m * 3 + 3);
  CHECK(count(ResNetCritic{}.layers(Cifar{})) ==
        (3 * m + m) + (9 * 3 * m + m) + conv3 + (conv1 + 2 * conv3) + 2 * 2 * conv3 + m + 1);
}

TEST_CASE("one WGAN-GP step of residual networks") {
  std::vector<float> images(8 * 3 * 16 * 16);
  for (std::size_t i = 0; i < images.size(); ++i) images[i] = static_cast<float>(std::sin(static_cast<double>(i)));
  using Small = Image<3, 16, 16>;
  Model model{Gan{ResNetGenerator{.latent = 4, .width = 6}, ResNetCritic{.width = 6}, Wasserstein{}, GradientPenalty{}},
              Small{}, Cpu{}, Seed{1}};
  CHECK(model.generate(3).shape() == Small::shape(3));
  double discriminator = 0, generator = 0;
  train(model, data::in_memory<Small>(images), {.batch = 4, .steps = 2, .discriminator_steps = 2}, [&](auto const& event) {
    discriminator = event.discriminator_loss();
    generator = event.generator_loss();
  });
  CHECK(std::isfinite(discriminator));
  CHECK(std::isfinite(generator));
}

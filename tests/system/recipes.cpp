/// Every named system takes a step of its recipe with narrow networks on images of its kind.
#include <gan/backend/cpu/backend.hpp>
#include <gan/data/in_memory.hpp>
#include <gan/system/all_conditionals.hpp>
#include <gan/system/conditional_gan.hpp>
#include <gan/system/dcgan.hpp>
#include <gan/system/ebgan.hpp>
#include <gan/system/ebgan_ladder.hpp>
#include <gan/system/f_gan.hpp>
#include <gan/system/inference.hpp>
#include <gan/system/lsgan.hpp>
#include <gan/system/original_gan.hpp>
#include <gan/system/wgan.hpp>
#include <gan/system/wgan_gp.hpp>
#include <gan/train/inference_update.hpp>
#include <gan/train/trainer.hpp>

#include "../catch.hpp"

using namespace gan;

namespace {
template <class Sample> auto images() {
  std::vector<float> values(static_cast<std::size_t>(12 * Sample::size));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(std::sin(.37 * static_cast<double>(i)));
  return data::in_memory<Sample, 10>(values, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2});
}

/// Two steps: losses are finite, both networks move, and samples have their shape and range.
template <class Sample, class R> void check_steps(R recipe) {
  Model model{recipe.gan, Sample{}, Cpu{}, Seed{1}};
  auto const g = to_host(model.generator().parameters().values()), d = to_host(model.discriminator().parameters().values());
  recipe.training.batch = 6;
  recipe.training.epochs = recipe.training.minutes = 0;
  recipe.training.steps = 2;
  train(model, images<Sample>(), recipe.training, [](auto const& event) {
    CHECK(std::isfinite(event.discriminator_loss()));
    CHECK(std::isfinite(event.generator_loss()));
  });
  CHECK(to_host(model.generator().parameters().values()) != g);
  CHECK(to_host(model.discriminator().parameters().values()) != d);
  auto const samples = model.generate(3);
  CHECK(samples.shape() == Sample::shape(3));
  for (float x : to_host(samples)) CHECK(std::abs(x) <= 1);
}

using Digit = Image<1, 28, 28>;
using Small = Image<3, 16, 16>;
}  // namespace

TEST_CASE("the original GAN steps, dense and convolutional, with either loss") {
  auto dense = systems::original_gan(Minimax{});
  dense.gan.generator.hidden = {16};
  dense.gan.discriminator.units = 8;
  check_steps<Digit>(dense);
  auto convolutional = systems::original_gan_cifar10();
  convolutional.gan.generator.hidden = 12;
  convolutional.gan.generator.maps = 2;
  convolutional.gan.discriminator.width = 2;
  convolutional.gan.discriminator.units = 4;
  check_steps<Image<3, 32, 32>>(convolutional);
}

TEST_CASE("DCGAN steps at 28, 32 and 64 pixels in both flavours") {
  check_steps<Digit>(systems::dcgan(4, 5));
  check_steps<Image<3, 32, 32>>(systems::dcgan(4, 4));
  check_steps<Image<3, 64, 64>>(systems::dcgan(2, 5));
}

TEST_CASE("the conditional GAN steps, convolutional and dense") {
  check_steps<Digit>(systems::conditional_gan(4));
  auto dense = systems::conditional_gan_mlp();
  dense.gan.generator.generator.hidden = {16};
  dense.gan.discriminator.discriminator.units = 8;
  check_steps<Digit>(dense);
}

TEST_CASE("f-GAN steps by its single-step method and by a double loop") {
  auto recipe = systems::f_gan<PearsonChiSquared>();
  recipe.gan.generator.hidden = {12, 12};
  recipe.gan.discriminator.hidden = {8};
  check_steps<Digit>(recipe);
  recipe.training.simultaneous = false;
  recipe.training.discriminator_steps = 3;
  check_steps<Digit>(recipe);
}

TEST_CASE("LSGAN, WGAN and WGAN-GP step, the last with either critic") {
  auto ls = systems::lsgan();
  ls.gan.generator.latent = 8;
  ls.gan.generator.width = ls.gan.discriminator.width = 4;
  check_steps<Digit>(ls);
  auto w = systems::wgan();
  w.gan.generator.width = w.gan.discriminator.width = 4;
  check_steps<Digit>(w);
  auto gp = systems::wgan_gp();
  gp.gan.generator.width = gp.gan.discriminator.width = 4;
  check_steps<Digit>(gp);
  check_steps<Small>(systems::wgan_gp_resnet(4));
}

TEST_CASE("EBGAN steps, convolutional and dense, with pulling-away and without") {
  auto plain = systems::ebgan();
  plain.gan.generator.width = plain.gan.discriminator.width = 4;
  check_steps<Digit>(plain);
  auto pt = systems::ebgan_pt();
  pt.gan.generator.width = pt.gan.discriminator.width = 4;
  check_steps<Digit>(pt);
  auto dense = systems::ebgan_mlp();
  dense.gan.generator.hidden = {12, 12};
  dense.gan.discriminator.hidden = {16, 12};
  dense.gan.discriminator.code = 10;
  check_steps<Digit>(dense);
}

TEST_CASE("EBGAN steps with a ladder and its labels") {
  auto recipe = systems::ebgan_ladder();
  recipe.gan.generator.hidden = {12};
  recipe.gan.discriminator.hidden = {16, 12};
  check_steps<Digit>(recipe);
}

TEST_CASE("one network for all conditionals steps with each of the masks") {
  check_steps<Digit>(systems::all_conditionals(RandomPixels{}, 4));
  check_steps<Digit>(systems::all_conditionals(MissingRectangle{}, 4));
  check_steps<Image<3, 32, 32>>(systems::all_conditionals<Image<3, 32, 32>>(LeftHalf{}, 4));
}

TEST_CASE("the inference network of a generator steps") {
  auto recipe = systems::inference(MlpGenerator{.latent = 5, .hidden = {8}});
  recipe.gan.encoder.hidden = {8};
  recipe.training.epochs = 0;
  recipe.training.steps = 2;
  Model model{recipe.gan, Digit{}, Cpu{}, Seed{1}};
  take_generator(model,
                 Model{Gan{recipe.gan.generator, MlpDiscriminator{.hidden = {2}}, NonSaturating{}}, Digit{}, Cpu{}, Seed{2}});
  auto const before = to_host(model.encoder().parameters().values());
  train(model, images<Digit>(), recipe.training, [](auto const& event) { CHECK(std::isfinite(event.losses()[0].second)); });
  CHECK(to_host(model.encoder().parameters().values()) != before);
  CHECK(model.infer(model.generate_from(zeros<float>(model.context(), {3, 5}))).shape() == Shape{3, 5});
}

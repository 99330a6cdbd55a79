/// The variational auto-encoder of the paper, as its recipe has it.
#include <gan/backend/cpu/backend.hpp>
#include <gan/data/drawn_digits.hpp>
#include <gan/system/vae.hpp>
#include <gan/train/trainer.hpp>

#include "../catch.hpp"

using namespace gan;

namespace {
double mean_of(Tensor<float, Cpu> const& t) {
  double sum = 0;
  for (float v : to_host(t)) sum += static_cast<double>(v);
  return sum / static_cast<double>(t.count());
}
}  // namespace

TEST_CASE("the variational auto-encoder steps by its recipe") {
  auto recipe = systems::vae(5);
  recipe.training.epochs = 0;
  recipe.training.steps = 20;
  auto const digits = data::drawn_digits();
  Model model{recipe.gan, Image<1, 28, 28>{}, Cpu{}, Seed{1}};
  std::vector<float> values(50 * 784);
  data::copy_batch(digits, Seed{}, 100'000, 50, values.data());
  auto const x = from_host(model.context(), Shape{50, 28, 28, 1}, values);
  double const before = mean_of(model.bound(x));
  train(model, digits, recipe.training);
  CHECK(mean_of(model.bound(x)) > before + 100);
  CHECK(model.generate(3).shape() == Shape{3, 28, 28, 1});
  for (float v : to_host(model.generate(3))) CHECK(std::abs(v) <= 1);
}

TEST_CASE("the variational auto-encoder knows more of digits than their mean picture", "[.long]") {
  auto recipe = systems::vae();
  recipe.training.epochs = 0;
  recipe.training.steps = 2000;
  auto const digits = data::drawn_digits();
  Model model{recipe.gan, Image<1, 28, 28>{}, Cpu{.threads = 2}, Seed{1}};
  std::size_t const n = 1000;
  std::vector<float> values(n * 784), others(n * 784);
  data::copy_batch(digits, Seed{}, 1'000'000, n, values.data());
  data::copy_batch(digits, Seed{}, 2'000'000, n, others.data());
  // The log-likelihood of independent pixels with the means of other digits: what a decoder reaches that ignores its code.
  double independent = 0;
  for (std::size_t pixel = 0; pixel < 784; ++pixel) {
    double mean = 1e-3;
    for (std::size_t i = 0; i < n; ++i) mean += (1 - 2e-3) * (others[784 * i + pixel] + 1) / 2 / static_cast<double>(n);
    for (std::size_t i = 0; i < n; ++i) {
      double const x = (values[784 * i + pixel] + 1) / 2;
      independent += (x * std::log(mean) + (1 - x) * std::log(1 - mean)) / static_cast<double>(n);
    }
  }
  auto const x = from_host(model.context(), Shape{static_cast<std::int64_t>(n), 28, 28, 1}, values);
  train(model, digits, recipe.training);
  double const bound = mean_of(model.bound(x));
  INFO("bound " << bound << ", independent pixels " << independent);
  CHECK(bound > independent + 40);
}

/// ss-InfoGAN (Spurr et al. 2017). Its terms stand in regularizer/information.cpp.
#include <gan/core/sample.hpp>
#include <gan/network/labelled_code_head.hpp>
#include <gan/network/mlp.hpp>

#include "table.hpp"

using namespace oracle;

namespace {
/// An MlpDiscriminator in the place of the paper's trunk, which has batch norm.
struct Trunk : MlpDiscriminator {
  static constexpr bool mixes_samples = true;
};
}  // namespace

TEST_CASE("the heads of ss-InfoGAN") {
  LabelledCodeHead<Trunk> const head{.discriminator = {{.hidden = {1024}}}, .codes = {.categorical = {10}, .continuous = 2}};
  auto const guess = head.layers(Image<1, 28, 28>{}).guess;
  check({
      {"Spurr et al. 2017, code", "Q_ss: 1024 - 10", 10'250., 0, [=] { return parameter_count(guess.label); }},
      {"Spurr et al. 2017, code", "Q_us: 1024 - 128 - 2, less 128 biases before its batch norm", 131'714. - 128, 0,
       [=] { return parameter_count(guess.others); }},
  });
}

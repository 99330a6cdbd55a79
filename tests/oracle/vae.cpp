/// VAE-GAN (Larsen et al. 2016). The terms of auto-encoders stand in loss/variational.cpp.
#include <gan/nn/batch_norm.hpp>
#include <gan/nn/conv.hpp>
#include <gan/nn/gaussian_head.hpp>
#include <gan/nn/sequential.hpp>

#include "table.hpp"

using namespace oracle;

namespace {
double encoder_count(int hidden) {
  return parameter_count(Sequential{Conv2dNoBias{3, 64, 5, 2, 2}, BatchNorm{64}, Conv2dNoBias{64, 128, 5, 2, 2}, BatchNorm{128},
                                    Conv2dNoBias{128, 256, 5, 2, 2}, BatchNorm{256}, LinearNoBias{256 * 8 * 8, hidden},
                                    BatchNorm{hidden}}) +
         parameter_count(GaussianHead{hidden, 128});
}
}  // namespace

TEST_CASE("the networks of VAE-GAN at 64 pixels") {
  char const* const source = "Larsen et al. 2016, table 4";
  Sequential const decoder{LinearNoBias{128, 256 * 8 * 8},
                           BatchNorm{256 * 8 * 8},
                           ConvTransposed2dNoBias{256, 256, 5, 2, 2, 1},
                           BatchNorm{256},
                           ConvTransposed2dNoBias{256, 128, 5, 2, 2, 1},
                           BatchNorm{128},
                           ConvTransposed2dNoBias{128, 32, 5, 2, 2, 1},
                           BatchNorm{32},
                           Conv2d{32, 3, 5, 1, 2}};
  Sequential const discriminator{Conv2d{3, 32, 5, 1, 2}, Conv2dNoBias{32, 128, 5, 2, 2},
                                 BatchNorm{128},         Conv2dNoBias{128, 256, 5, 2, 2},
                                 BatchNorm{256},         Conv2dNoBias{256, 256, 5, 2, 2},
                                 BatchNorm{256},         LinearNoBias{256 * 8 * 8, 512},
                                 BatchNorm{512},         Linear{512, 1}};
  check({
      {source, "encoder 3 - 64 - 128 - 256 maps - 2048 - mean and log variance of 128", 35'112'768., 0,
       [] { return encoder_count(2048); }},
      {"Larsen et al. 2016, code", "the same with 1024 units", 18'071'360., 0, [] { return encoder_count(1024); }},
      {source, "decoder 128 - 8 x 8 x 256 - 256 - 128 - 32 - 3 maps", 4'693'155., 0, [=] { return parameter_count(decoder); }},
      {source, "discriminator 3 - 32 - 128 - 256 - 256 maps - 512 - 1", 10'953'857., 0,
       [=] { return parameter_count(discriminator); }},
  });
}

/// InfoGAN (Chen et al. 2016). Its likelihoods, entropies and bounds stand in regularizer/information.cpp.
#include <gan/core/sample.hpp>
#include <gan/loss/code_likelihood.hpp>
#include <gan/network/code_head.hpp>
#include <gan/nn/conv.hpp>
#include <gan/nn/reshape.hpp>

#include "table.hpp"

using namespace oracle;

namespace {
/// Discriminator and trunk of the paper on MNIST.
struct Trunk {
  using score = Logit;
  static constexpr bool mixes_samples = true;
  template <class Sample> auto layers(Sample) const {
    return TrunkAndHead{Sequential{Conv2d{1, 64, 4, 2, 1}, LeakyRelu{.1f}, Conv2dNoBias{64, 128, 4, 2, 1}, BatchNorm{128},
                                   LeakyRelu{.1f}, Flatten{}, LinearNoBias{6272, 1024}, BatchNorm{1024}, LeakyRelu{.1f}},
                        1024, Linear{1024, 1}};
  }
};
Codes const digits{.categorical = {10}, .continuous = 2};
}  // namespace

TEST_CASE("the networks of InfoGAN, and what its code logs") {
  using Digit = Image<1, 28, 28>;
  char const* const source = "Chen et al. 2016, appendix C.1";
  Sequential const generator{LinearNoBias{74, 1024},
                             BatchNorm{1024},
                             Relu{},
                             LinearNoBias{1024, 6272},
                             BatchNorm{6272},
                             Relu{},
                             ToMaps{7, 7, 128},
                             ConvTransposed2dNoBias{128, 64},
                             BatchNorm{64},
                             Relu{},
                             ConvTransposed2d{64, 1}};
  auto const layers = Trunk{}.layers(Digit{});
  // The paper's biases before a batch norm do nothing, ours are left out.
  check({
      {source, "generator 74 - 1024 - 7 x 7 x 128 - 14 x 14 x 64 - 28 x 28, less 1024 + 6272 + 64 biases",
       6'652'481. - (1024 + 6272 + 64), 0, [=] { return parameter_count(generator); }},
      {source, "trunk, less 128 + 1024 biases", 6'558'144. - (128 + 1024), 0, [=] { return parameter_count(layers.trunk); }},
      {source, "head of the score", 1025., 0, [=] { return parameter_count(layers.head); }},
      {source, "head of the codes with two learned deviations, 14 outputs, less 128 biases", 133'262. - 128, 0,
       [] {
         CodeHead<Trunk> const head{.codes = digits, .deviation = FlooredDeviation{}};
         return parameter_count(head.layers(Digit{}).guess);
       }},
      {source, "head of the codes with fixed deviations, 12 outputs, less 128 biases", 133'004. - 128, 0,
       [] { return parameter_count(CodeHead<Trunk>{.codes = digits}.layers(Digit{}).guess); }},
      // -log N(c; 0, 1) is a polynomial of degree 2, for which the rule of the two nodes +-1/sqrt(3) is exact
      {"Chen et al. 2016, code, derived", "what the code logs as the entropy of a uniform code: log(2 pi) / 2 + 1/6",
       1.0856051999, 6e-11,
       [] {
         Context<Cpu> c;
         double const node = 1 / std::sqrt(3.);
         return V(mean(gaussian_nll(tensor(c, {2, 1}, {-node, node}), tensor(c, {2, 1}, {0, 0})))).item();
       }},
  });
}

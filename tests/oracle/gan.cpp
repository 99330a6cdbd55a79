/// Generative adversarial nets (Goodfellow et al. 2014).
#include <gan/core/sample.hpp>
#include <gan/loss/divergence/jensen_shannon.hpp>
#include <gan/loss/minimax.hpp>
#include <gan/loss/non_saturating.hpp>
#include <gan/network/dc.hpp>
#include <gan/network/maxout.hpp>
#include <gan/network/mlp.hpp>
#include <gan/nn/conv.hpp>

#include "table.hpp"

using namespace oracle;

namespace {
double const sp1 = 1.313261687518, sp_1 = .313261687518, sigmoid1 = .7310585786300049;

/// C(G) = max_D V = -L_D at the optimal logit log p - log q.
double criterion(double mu) {
  Normal1 const p{0, 1}, q{mu, 1};
  return -objectives(Minimax{}, p, q, [=](double x) { return p.log(x) - q.log(x); }).discriminator;
}
double jsd(double mu) { return divergence_of(JensenShannon{}, {0, 1}, {mu, 1}) / 2; }
double probability(double logit) { return static_cast<double>(sigmoid(P{logit}).v); }
}  // namespace

TEST_CASE("the original game at one score") {
  check({
      {"Goodfellow et al. 2014, eq. 1", "-log D at s = 1", {sp_1, sigmoid1 - 1}, 1e-12, at(Minimax{}, Term::real, 1)},
      {"Goodfellow et al. 2014, eq. 1", "-log(1 - D) at s = 1", {sp1, sigmoid1}, 1e-12, at(Minimax{}, Term::fake, 1)},
      {"Goodfellow et al. 2014, eq. 1", "log(1 - D) at s = 1", {-sp1, -sigmoid1}, 1e-12, at(Minimax{}, Term::generator, 1)},
      {"Goodfellow et al. 2014, section 3",
       "-log D at s = 1",
       {sp_1, sigmoid1 - 1},
       1e-12,
       at(NonSaturating{}, Term::generator, 1)},
      {"Goodfellow et al. 2014, section 3",
       "-log D on data at s = -1",
       {sp1, -sigmoid1},
       1e-12,
       at(NonSaturating{}, Term::real, -1)},
      {"Goodfellow et al. 2014, section 3",
       "-log(1 - D) on fakes at s = -1",
       {sp_1, 1 - sigmoid1},
       1e-12,
       at(NonSaturating{}, Term::fake, -1)},
      {"Goodfellow et al. 2014, section 3",
       "the minimax gradient vanishes: -sigmoid(-10)",
       {-4.53988992169e-5, -4.53978687e-5},
       1e-14,
       at(Minimax{}, Term::generator, -10)},
      {"Goodfellow et al. 2014, section 3",
       "the other stays strong: -sigmoid(10)",
       {10 + 4.53988992169e-5, -.9999546021},
       1e-10,
       at(NonSaturating{}, Term::generator, -10)},
      {"derived", "softplus(-40) keeps its digits", {4.248354255e-18, 4.248354255e-18}, 1e-27, at(Minimax{}, Term::fake, -40)},
      {"derived", "softplus(40)", {40, -1}, 1e-15, at(Minimax{}, Term::real, -40)},
      {"derived", "softplus(10000) does not overflow", {1e4, -1}, 0, at(NonSaturating{}, Term::real, -1e4)},
      {"Goodfellow et al. 2014, theorem 1", "L_D where D = 1/2 everywhere: 2 log 2", 1.3862943611, 5e-11,
       [] { return value(Minimax{}, Term::real, 0) + value(Minimax{}, Term::fake, 0); }},
  });
}

TEST_CASE("the original game at its optimal discriminator") {
  std::vector<Row> rows;
  struct Pair {
    double mu, jsd, criterion;
  };
  for (auto [mu, divergence, cost] :
       {Pair{0, 0, -1.3862943611}, Pair{.5, .0303113005, -1.3256717601}, Pair{1, .1114214822, -1.1634513968},
        Pair{2, .3368308203, -.7126327204}, Pair{3, .5267773065, -.3327397481}, Pair{4, .6327201937, -.1208539736},
        Pair{6, .6892979330, -.0076984951}}) {
    std::string const pair = " of N(0, 1) and N(" + std::to_string(mu) + ", 1)";
    rows.push_back({"derived", "Jensen-Shannon divergence" + pair, divergence, 6e-11, [mu = mu] { return jsd(mu); }});
    rows.push_back({"Goodfellow et al. 2014, theorem 1", "C(G)" + pair, cost, 2e-10, [mu = mu] { return criterion(mu); }});
  }
  rows.push_back(
      {"Goodfellow et al. 2014, proposition 1", "D*(0) = p / (p + q) of N(0, 1) and N(1, 1)", .6224593312, 6e-11, [] {
         return probability(best_score(Minimax{}, Normal1{0, 1}(0), Normal1{1, 1}(0)));
       }});
  rows.push_back(
      {"Goodfellow et al. 2014, proposition 1", "a log y + b log(1 - y) is greatest at a / (a + b)", {.25, .6, .99}, 1e-12, [] {
         return Numbers{probability(best_score(Minimax{}, 1, 3)), probability(best_score(Minimax{}, .3, .2)),
                        probability(best_score(NonSaturating{}, 9.9, .1))};
       }});
  // Data and generated samples that never meet: the logit goes to +-infinity, 800 is as good in double.
  rows.push_back({"Goodfellow et al. 2014, theorem 1", "disjoint supports: C(G) = 0", 0., 0,
                  [] { return -(value(Minimax{}, Term::real, 800) + value(Minimax{}, Term::fake, -800)); }});
  rows.push_back({"Goodfellow et al. 2014, theorem 1", "disjoint supports: the divergence is log 2", .6931471806, 5e-11, [] {
                    FDivergence<JensenShannon> const loss;
                    return -(value(loss, Term::real, 800) + value(loss, Term::fake, -800)) / 2;
                  }});
  check(rows);
}

TEST_CASE("parameters of the networks of the original paper and of DCGAN") {
  using Digit = Image<1, 28, 28>;
  using Photo = Image<3, 64, 64>;
  // Radford et al. 2016 in the sizes of its implementation in Torch, layer by layer: no biases anywhere
  Sequential const torch_g{ConvTransposed2dNoBias{100, 512, 4, 1, 0},
                           BatchNorm{512},
                           ConvTransposed2dNoBias{512, 256},
                           BatchNorm{256},
                           ConvTransposed2dNoBias{256, 128},
                           BatchNorm{128},
                           ConvTransposed2dNoBias{128, 64},
                           BatchNorm{64},
                           ConvTransposed2dNoBias{64, 3}};
  Sequential const torch_d{Conv2dNoBias{3, 64, 4, 2, 1},
                           Conv2dNoBias{64, 128, 4, 2, 1},
                           BatchNorm{128},
                           Conv2dNoBias{128, 256, 4, 2, 1},
                           BatchNorm{256},
                           Conv2dNoBias{256, 512, 4, 2, 1},
                           BatchNorm{512},
                           Conv2dNoBias{512, 1, 4, 1, 0}};
  auto count = [](auto const& layers) { return [=] { return parameter_count(layers); }; };
  check({
      {"Goodfellow et al. 2014, MNIST", "generator 100-1200-1200-784", 2'503'984., 0,
       count(MlpGenerator{.latent = 100, .hidden = {1200, 1200}}.layers(Digit{}))},
      {"Goodfellow et al. 2014, MNIST", "maxout discriminator, twice 240 units of 5 pieces", 1'231'441., 0,
       count(MaxoutD{}.layers(Digit{}))},
      {"Radford et al. 2016, in Torch", "generator", 3'576'704., 0, count(torch_g)},
      {"Radford et al. 2016, in Torch", "discriminator", 2'765'568., 0, count(torch_d)},
      // Ours has a bias where no normalisation follows: the last layer of the generator; the first and the last of the
      // discriminator.
      {"Radford et al. 2016, in Torch", "DCGenerator: and 3 biases of the last layer", 3'576'704. + 3, 0,
       count(DCGenerator{}.layers(Photo{}))},
      {"Radford et al. 2016, in Torch", "DCDiscriminator: and 64 + 1 biases of the first and the last layer", 2'765'568. + 65,
       0, count(DCDiscriminator{}.layers(Photo{}))},
      {"Radford et al. 2016, fig. 1", "DCGenerator of 128 maps and kernels of 5: and 3 biases of the last layer",
       18'855'040. + 3, 0, count(DCGenerator{.width = 128, .kernel = 5}.layers(Photo{}))},
      {"Radford et al. 2016, in Theano", "the same, batch norm of the projection per unit: 16384 pairs and not 1024",
       18'885'760. + 3, 0,
       [] {
         return parameter_count(DCGenerator{.width = 128, .kernel = 5}.layers(Photo{})) - parameter_count(BatchNorm{1024}) +
                parameter_count(BatchNorm{16384});
       }},
      {"Radford et al. 2016, fig. 1", "DCDiscriminator of 128 maps and kernels of 5: and 128 + 1 biases", 17'232'768. + 129, 0,
       count(DCDiscriminator{.width = 128, .kernel = 5}.layers(Photo{}))},
  });
}

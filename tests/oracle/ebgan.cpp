/// Energy-based GAN with its pulling-away term (Zhao, Mathieu and LeCun 2017).
#include <gan/core/sample.hpp>
#include <gan/loss/margin.hpp>
#include <gan/network/autoencoder_energy.hpp>
#include <gan/regularizer/pulling_away.hpp>

#include "table.hpp"

using namespace oracle;

namespace {
using Codes = std::vector<std::vector<double>>;
Codes const four{{1, 2, 0}, {0, 1, -1}, {2, .5, 1}, {-1, 1, 1}};

/// The codes in rows of this width, padded with zeros.
V code_batch(Context<Cpu>& c, Codes const& codes, std::size_t width) {
  std::vector<double> values;
  for (auto row : codes) {
    row.resize(width);
    values.insert(values.end(), row.begin(), row.end());
  }
  return tensor(c, {static_cast<std::int64_t>(codes.size()), static_cast<std::int64_t>(width)}, values);
}
std::function<Numbers()> pulling(Codes const& codes) {
  return [=] {
    Context<Cpu> c;
    return pulling_away(code_batch(c, codes, codes[0].size())).item();
  };
}
/// Value and gradient; through H^T H where there are more codes than dimensions, else through H H^T.
std::function<Numbers()> pulling_gradient(std::size_t width) {
  return [=] {
    Context<Cpu> c;
    V const s = code_batch(c, four, width), value = pulling_away(s);
    return joined({value.item(), numbers(slice(grad(value, s), 1, 0, 3))});
  };
}
std::function<Numbers()> energies(EnergyNorm norm) {
  return [=] {
    Context<Cpu> c;
    return numbers(residual_energy(tensor(c, {2, 3}, {1, 0, 0, 0, 3, 4}), norm));
  };
}
/// L_D and L_G at D* = m where p < q, else 0.
std::function<Numbers()> equilibrium(float margin, double mu) {
  return [=] {
    Normal1 const p{0, 1}, q{mu, 1};
    auto energy = [&](double x) { return p.log(x) < q.log(x) ? static_cast<double>(margin) : 0.; };
    auto const o = objectives(MarginLoss{margin}, p, q, energy, {mu / 2});
    return Numbers{o.discriminator, o.generator};
  };
}
}  // namespace

TEST_CASE("the margin loss at one energy") {
  char const *const eq1 = "Zhao et al. 2017, eq. 1", *const eq2 = "Zhao et al. 2017, eq. 2";
  check({
      {eq1, "the energy of data", {9, 1}, 0, at(MarginLoss{10}, Term::real, 9)},
      {eq1, "[m - E]^+ at E = m - 1", {1, -1}, 0, at(MarginLoss{10}, Term::fake, 9)},
      {eq1, "the subgradient is 0 at E = m", {0, 0}, 0, at(MarginLoss{10}, Term::fake, 10)},
      {eq1, "[m - E]^+ above m", {0, 0}, 0, at(MarginLoss{10}, Term::fake, 11)},
      {eq2, "the generator's gradient goes on above m", {11, 1}, 0, at(MarginLoss{10}, Term::generator, 11)},
  });
}

TEST_CASE("the margin loss at its optimal energy") {
  char const* const source = "Zhao et al. 2017, theorem 1";
  std::vector<Row> rows{
      {source, "V = m (1 - TV) and U, m = 10, of N(0, 1) and N(1, 1)", {6.170750775, 6.914624613}, 6e-10, equilibrium(10, 1)},
      {source, "V and U, m = 10, of N(0, 1) and N(2, 1)", {3.173105079, 8.413447461}, 6e-10, equilibrium(10, 2)},
      // D* = 0 where neither density is greater
      {source, "V = m and U = 0 of one density, D* = 0", {10, 0}, 1e-12, equilibrium(10, 0)},
  };
  for (double gamma : {3., 7.5, 10.})
    rows.push_back(
        {"Zhao et al. 2017, theorem 2", "V = m of one density at a constant energy up to m", {10, gamma}, 1e-12, [=] {
           auto const o = objectives(MarginLoss{10}, {0, 1}, {0, 1}, [=](double) { return gamma; });
           return Numbers{o.discriminator, o.generator};
         }});
  check(rows);
}

TEST_CASE("the pulling-away term") {
  char const* const source = "Zhao et al. 2017, section 2.4";
  // df/dS_i = 4 / (N (N - 1) |S_i|) (sum_j c_ij h_j - sum_j c_ij^2 h_i)
  Numbers const with_gradient{.1415343915, 0,           0,           -.0063492063, .0349206349,
                              .0547619048, .0547619048, .0001007811, .0375913328,  -.0189972285,
                              .0102292769, .0299823633, -.0197530864};
  check({
      {source, "orthogonal codes", 0., 1e-16, pulling({{1, 0, 0}, {0, 2, 0}, {0, 0, -3}})},
      {source, "identical codes", 1., 1e-15, pulling({{1, 2, 3}, {1, 2, 3}, {1, 2, 3}})},
      {source, "a code and its negative: the cosine is squared", 1., 1e-15, pulling({{1, 2, 3}, {-1, -2, -3}})},
      {source, "multiples of one code", 1., 1e-15, pulling({{1, -1}, {2, -2}, {-.01, .01}})},
      {source, "an angle of 45 degrees", .5, 1e-15, pulling({{1, 0}, {1, 1}})},
      {source, "a tetrahedron meets the bound of Welch, (N - s) / (s (N - 1)) = 1/9", 1. / 9, 1e-15,
       pulling({{1, 1, 1}, {1, -1, -1}, {-1, 1, -1}, {-1, -1, 1}})},
      {"derived", "a single code", 0., 0, pulling({{1, 2}})},
      {source, "four codes and the gradient, with H^T H; without the square it were .1993171597", with_gradient, 6e-11,
       pulling_gradient(3)},
      {source, "the same with H H^T", with_gradient, 6e-11, pulling_gradient(9)},
  });
}

TEST_CASE("energies of given residuals, and parameters of the networks") {
  using Side64 = Image<3, 64, 64>;
  using Side32 = Image<3, 32, 32>;
  check({
      {"Zhao et al. 2017, eq. 13", "|r| of (1, 0, 0) and (0, 3, 4)", {1, 5}, 1e-15, energies(EnergyNorm::L2)},
      {"derived", "|r|^2 of the same", {1, 25}, 1e-14, energies(EnergyNorm::SumSq)},
      {"Zhao et al. 2017, fig. 1",
       "the mean of the squares of the same",
       {1. / 3, 25. / 3},
       1e-14,
       energies(EnergyNorm::MeanSq)},
      {"derived",
       "the greatest energy of an image in [-1, 1]: |r| is 2 sqrt(d), the mean of the squares 4",
       {56, 64, 4},
       1e-12,
       [] {
         Context<Cpu> c;
         auto greatest = [&](std::int64_t size, EnergyNorm norm) {
           return numbers(residual_energy(V(constant(full<double>(c, {1, size}, 2))), norm))[0];
         };
         return Numbers{greatest(784, EnergyNorm::L2), greatest(1024, EnergyNorm::L2), greatest(784, EnergyNorm::MeanSq)};
       }},
      // The paper's biases before a batch norm do nothing, ours are left out.
      {"Zhao et al. 2017, appendix C", "generator 100 - 1024 - 512 - 256 - 128 - 3 maps, less 1024 + 512 + 256 + 128 biases",
       12'660'355. - (1024 + 512 + 256 + 128), 0, [] { return parameter_count(DCGenerator{.width = 128}.layers(Side64{})); }},
      // The counts of convolutions do not depend on the side; three levels of halving belong to a side of 32 here.
      {"Zhao et al. 2017, appendix C", "auto-encoder 3 - 64 - 128 - 256 - 128 - 64 - 3 maps, less 128 + 256 + 128 + 64 biases",
       1'318'659. - (128 + 256 + 128 + 64), 0, [] { return parameter_count(AutoencoderEnergyD{}.layers(Side32{})); }},
  });
}

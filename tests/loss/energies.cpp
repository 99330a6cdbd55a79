/// Energies of reconstructions (Zhao et al. 2017, eq. 13) and the margin loss on them: values and gradients in closed form, both orders
/// against central differences, and the same from a residual that is evaluated first.
#include <cmath>

#include <gan/autodiff/gradcheck.hpp>
#include <gan/backend/cpu/backend.hpp>
#include <gan/loss/margin.hpp>
#include <gan/network/autoencoder_energy.hpp>

#include "../catch.hpp"

using namespace gan;
using V = Var<double, Cpu>;
using Values = std::vector<double>;

namespace {

constexpr EnergyNorm norms[] = {EnergyNorm::L2, EnergyNorm::SumSq, EnergyNorm::MeanSq};

/// dE_i / dr_i by the definition; 0 where |r| is.
Values slopes(Values r, std::size_t n, EnergyNorm norm) {
  std::size_t const size = r.size() / n;
  for (std::size_t i = 0; i < n; ++i) {
    double sum = 0;
    for (std::size_t k = 0; k < size; ++k) sum += r[i * size + k] * r[i * size + k];
    double const length = std::sqrt(sum);
    for (std::size_t k = 0; k < size; ++k)
      r[i * size + k] *= norm == EnergyNorm::L2      ? length > 0 ? 1 / length : 0
                         : norm == EnergyNorm::SumSq ? 2
                                                     : 2 / static_cast<double>(size);
  }
  return r;
}

void check_near(Values const& got, Values const& expected) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) CHECK(got[i] == Approx(expected[i]).epsilon(1e-13).margin(1e-15));
}

}  // namespace

TEST_CASE("gradients of energies reach the reconstruction and, turned round, the input - a residual of 0 has none") {
  Context<Cpu> c;
  for (auto norm : norms)
    for (Shape const& shape : {Shape{4, 3}, Shape{3, 4, 5, 2}, Shape{2, 1}}) {
      INFO("norm " << static_cast<int>(norm) << ", shape " << shape.text());
      auto const n = static_cast<std::size_t>(shape[0]);
      auto values = to_host(randn<double>(c, shape)), input = to_host(randn<double>(c, shape));
      for (std::size_t k = 0; k < values.size() / n; ++k) values[k] = input[k];
      V x = variable(from_host(c, shape, input)), y = variable(from_host(c, shape, values));
      V const energy = residual_energy(y - x, norm), weights = constant(randn<double>(c, {shape[0], 1}));
      CHECK(energy.shape() == Shape{shape[0], 1});
      auto const [gy, gx] = grad(sum(energy * weights), {y, x});
      Values residual(values.size());
      for (std::size_t k = 0; k < values.size(); ++k) residual[k] = values[k] - input[k];
      auto expected = slopes(residual, n, norm);
      for (std::size_t k = 0; k < values.size(); ++k) expected[k] *= to_host(weights.value())[k / (values.size() / n)];
      check_near(to_host(gy.value()), expected);
      for (double& e : expected) e = -e;
      check_near(to_host(gx.value()), expected);
      V const again = grad(sum(energy), y, create_graph);
      CHECK(to_host(again.value()) == to_host(grad(sum(energy), y).value()));
      for (double v : to_host(grad(sum(again * again), y).value())) CHECK(std::isfinite(v));
    }
}

TEST_CASE("energies of a difference are those of the evaluated residual, in value, first and second order") {
  Context<Cpu> c;
  auto const a = randn<double>(c, {5, 6}), b = randn<double>(c, {5, 6}), direction = randn<double>(c, {5, 6});
  for (auto norm : norms)
    for (float margin : {1.0f, 3.0f, 10.0f, 30.0f}) {  // the hinge is off for some energies and on for others
      INFO("norm " << static_cast<int>(norm) << ", margin " << margin);
      auto jet = [&](bool stored) {
        V x = variable(a), y = variable(b);
        auto energy_of = [&](auto const& r) { return residual_energy(r, norm); };
        V const e = stored ? energy_of(V(y - x)) : energy_of(y - x);
        MarginLoss const loss{margin};
        V const objective = fake_term(loss, e) + 2 * real_term(loss, e * 0.5);
        auto out = to_host(objective.value());
        V const recorded = grad(objective, y, create_graph);
        for (V const& g :
             {V(grad(objective, y)), V(grad(objective, x)), recorded, V(grad(sum(recorded * constant(direction)), x))})
          for (double v : to_host(g.value())) out.push_back(v);
        return out;
      };
      check_near(jet(false), jet(true));
    }
}

TEST_CASE("energies and the margin loss on them agree with central differences, both orders") {
  Context<Cpu> c{Seed{3}};
  auto const y = randn<double>(c, {3, 4}), x = randn<double>(c, {3, 4});
  for (auto norm : norms) {
    INFO("norm " << static_cast<int>(norm));
    auto energy = [=](auto const& r, auto const& s) { return residual_energy(r - s, norm); };
    auto margin = [=](auto const& r, auto const& s) { return fake_term(MarginLoss{2.7f}, residual_energy(r - s, norm)); };
    gradcheck(energy, y, x);
    gradgradcheck(energy, y, x);
    gradcheck(margin, y, x);
    gradgradcheck(margin, y, x);
  }
}

/// The cost of energies with its gradient in one pass on the card: against plain loops.
#include "card.hpp"

#include <cmath>

#include <gan/autodiff/grad.hpp>
#include <gan/network/energy_term.hpp>

using namespace gan;

namespace {
/// E^2 / 2 + 3 E.
struct CurvedCost {
  template <class S> GAN_HD auto operator()(S const& s) const { return 0.5f * s * s + 3 * s; }
};
}  // namespace

TEST_CASE("the mean cost of energies on the card and its gradients are those of plain loops, in the same bits every time") {
  NEEDS_A_CARD();
  CudaContext c;
  for (auto norm : {EnergyNorm::L2, EnergyNorm::SumSq, EnergyNorm::MeanSq})
    for (Shape const& shape : {Shape{1, 1}, Shape{5, 2}, Shape{3, 7, 5, 3}, Shape{70, 784}, Shape{5000, 33}, Shape{2, 40000}}) {
      INFO("norm " << static_cast<int>(norm) << ", shape " << shape.text());
      auto const n = static_cast<std::size_t>(shape[0]), size = static_cast<std::size_t>(shape.count()) / n;
      auto const r = to_host(randn<double>(c, shape)), x = to_host(randn<double>(c, shape));
      double mean = 0;
      std::vector<double> gradient(r.size());
      for (std::size_t i = 0; i < n; ++i) {
        double sum = 0;
        for (std::size_t k = i * size; k < (i + 1) * size; ++k) sum += (r[k] - x[k]) * (r[k] - x[k]);
        double energy = sum, slope = 2;
        if (norm == EnergyNorm::L2) energy = std::sqrt(sum), slope = 1 / energy;
        if (norm == EnergyNorm::MeanSq) energy = sum / static_cast<double>(size), slope = 2 / static_cast<double>(size);
        mean += (energy * energy / 2 + 3 * energy) / static_cast<double>(n);
        for (std::size_t k = i * size; k < (i + 1) * size; ++k)
          gradient[k] = (energy + 3) / static_cast<double>(n) * slope * (r[k] - x[k]);
      }
      auto const a = variable<1>(from_host(c, shape, r)), b = variable<1>(from_host(c, shape, x));
      auto const term = energy_term(CurvedCost{}, a, b, norm);
      CHECK(term.item() == Approx(mean).epsilon(1e-12));
      CHECK(energy_term(CurvedCost{}, a, b, norm).item() == term.item());
      CHECK(energy_term(CurvedCost{}, detach(a), detach(b), norm).item() == term.item());
      auto const [ga, gb] = grad(term, {a, b});
      auto const of_a = to_host(ga.value()), of_b = to_host(gb.value());
      double worst = 0;
      for (std::size_t k = 0; k < r.size(); ++k)
        worst = std::max({worst, std::abs(of_a[k] - gradient[k]), std::abs(of_b[k] + gradient[k])});
      CHECK(worst < 1e-12 * (1 + mean));
    }
}

TEST_CASE("a residual of 0 on the card has no gradient") {
  NEEDS_A_CARD();
  CudaContext c;
  auto const a = variable<1>(full(c, Shape{3, 5}, 2.0f)), b = constant<1>(full(c, Shape{3, 5}, 2.0f));
  auto const term = energy_term(CurvedCost{}, a, b, EnergyNorm::L2);
  for (float g : to_host(grad(term, a).value())) CHECK(g == 0);
}

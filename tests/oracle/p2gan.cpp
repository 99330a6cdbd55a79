/// P2GAN (Zhang et al. 2021) as LSGAN: with optimal posteriors both minimise one divergence, which the squared distance of the
/// priors scales. Numbers of single posteriors and of one pair of priors stand in loss/distribution_least_squares.cpp.
#include <gan/loss/distribution_least_squares.hpp>
#include <gan/loss/least_squares.hpp>

#include "table.hpp"

using namespace oracle;

namespace {
/// A posterior whose parameters mix those of the priors as the densities mix, as a loss on the weight w = p / (p + q) of data.
struct AtMixture {
  DistributionLeastSquares loss;
  template <class S> auto mean(S w) const { return w * loss.real_prior.mean + (1 - w) * loss.fake_prior.mean; }
  template <class S> auto deviation(S w) const { return w * loss.real_prior.deviation + (1 - w) * loss.fake_prior.deviation; }
  template <class S> auto real(S w) const { return loss.real(mean(w), deviation(w)); }
  template <class S> auto fake(S w) const { return loss.fake(mean(w), deviation(w)); }
  template <class S> auto generator(S w) const { return loss.generator(mean(w), deviation(w)); }
};
struct Costs {
  double twice_criterion, discriminator;
};
/// At a score or posterior s(w) of the weight of data in N(0, 1) and N(mu, 1).
template <class L, class S> Costs costs(L const& loss, double mu, S const& s) {
  Normal1 const p{0, 1}, q{mu, 1};
  auto const o = objectives(loss, p, q, [&](double x) { return s(1 / (1 + std::exp(q.log(x) - p.log(x)))); });
  return {2 * (o.generator + o.generator_on_real), o.discriminator};
}
}  // namespace

TEST_CASE("P2GAN minimises LSGAN's divergence times the squared distance of its priors over 4") {
  std::vector<Row> rows;
  for (double mu : {0., 1., 2.5})
    for (auto [fake, real] : {std::pair{GaussianPrior{-1, 1}, GaussianPrior{1, .5f}}, {{0, 2}, {.5f, 1}}, {{2, 1}, {-2, 1}}}) {
      double const dm = real.mean - fake.mean, ds = real.deviation - fake.deviation, factor = (dm * dm + ds * ds) / 4;
      auto const least_squares = costs(LeastSquares{-1, 1, 0}, mu, [](double w) { return 2 * w - 1; });
      rows.push_back({"Zhang et al. 2021, derived",
                      "2 C(G) and L_D* of N(0, 1) and N(" + std::to_string(mu) + ", 1)",
                      {factor * least_squares.twice_criterion, factor * least_squares.discriminator},
                      1e-12,
                      [=, fake = fake, real = real] {
                        AtMixture const loss{{.fake_prior = fake, .real_prior = real}};
                        auto const c = costs(loss, mu, [](double w) { return w; });
                        return Numbers{c.twice_criterion, c.discriminator};
                      }});
    }
  check(rows);
}

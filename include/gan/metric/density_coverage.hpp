#pragma once
#include <gan/metric/distances.hpp>

namespace gan::metric {

struct DensityCoverageOptions {
  std::int64_t k = 5;      ///< neighbours that decide the radius of a ball
  Progress progress = {};  ///< called while it runs
};

struct DensityCoverage {
  double density =
      0;  ///< how many balls of real samples a generated one lies in, over k; >= 0, 1 expected for equal distributions
  double coverage = 0;   ///< part of the real samples with a generated one in their ball, in [0, 1]
  std::string features;  ///< the extractor
};

/// Density and coverage (Naeem et al. 2020, section 3): with closed balls around the real samples that reach to their k-th
/// nearest other real one, density = 1/(k m) sum_j #{balls that hold fake_j}, coverage = 1/n #{balls that hold any fake}. For n
/// and m samples of one continuous distribution E density = 1, E coverage = 1 - prod_{i=1..k} (n - i) / (n + m - i). Unlike
/// recall, an outlier among the generated samples changes little. Throws where the sets do not fit one another or have fewer
/// than k + 1 samples.
template <class Device>
DensityCoverage density_coverage(Context<Device>& context, Features const& real, Features const& fake,
                                 DensityCoverageOptions const& options = {}) {
  detail::require_neighbours("density and coverage", real, fake, options.k);
  detail::RowCount rows(options.progress, 2 * real.count() + fake.count());
  auto const radii = detail::neighbour_squares(context, real, options.k, rows);
  std::int64_t inside = 0, covered = 0;
  for (std::int64_t balls : detail::balls_around(context, fake, real, radii, rows)) inside += balls;
  auto const nearest = detail::nearest_squares(context, real, fake, rows);
  for (std::size_t i = 0; i < radii.size(); ++i) covered += nearest[i] <= radii[i];
  return {static_cast<double>(inside) / static_cast<double>(options.k * fake.count()),
          static_cast<double>(covered) / static_cast<double>(real.count()), real.name};
}

}  // namespace gan::metric

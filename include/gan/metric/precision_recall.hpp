#pragma once
#include <gan/metric/distances.hpp>

namespace gan::metric {

struct PrecisionRecallOptions {
  std::int64_t k = 3;      ///< neighbours that decide the radius of a ball
  Progress progress = {};  ///< called while it runs
};

struct PrecisionRecall {
  double precision = 0;  ///< part of the generated samples that look real, in [0, 1]
  double recall = 0;     ///< part of the real samples that could be generated, in [0, 1]
  std::string features;  ///< the extractor
};

/// Improved precision and recall (Kynkäänniemi et al. 2019, section 2): the manifold of a set is the union of the closed balls
/// around its samples that reach to their k-th nearest other sample; precision is the part of `fake` in the manifold of `real`,
/// recall the part of `real` in that of `fake`. Throws where the sets do not fit one another or have fewer than k + 1 samples.
template <class Device>
PrecisionRecall precision_recall(Context<Device>& context, Features const& real, Features const& fake,
                                 PrecisionRecallOptions const& options = {}) {
  detail::require_neighbours("precision and recall", real, fake, options.k);
  detail::RowCount rows(options.progress, 2 * (real.count() + fake.count()));
  auto part = [&](Features const& points, Features const& centres) {
    auto const radii = detail::neighbour_squares(context, centres, options.k, rows);
    auto const balls = detail::balls_around(context, points, centres, radii, rows);
    return 1 - static_cast<double>(std::count(balls.begin(), balls.end(), 0)) / static_cast<double>(points.count());
  };
  return {part(fake, real), part(real, fake), real.name};
}

}  // namespace gan::metric

#pragma once
#include <gan/metric/distances.hpp>

namespace gan::metric {

struct MemorisationOptions {
  double ratio = 1. / 3;  ///< a sample is a copy where its nearest training sample is nearer than this times the second nearest
  Progress progress = {};  ///< called while it runs
};

/// How near generated samples are to the training set, and whether nearer than samples that nobody has seen.
struct Memorisation {
  std::vector<std::int64_t> nearest;  ///< the nearest training sample of each generated one, to look at side by side
  std::vector<double> distance;       ///< |x - nearest|
  std::vector<double> ratio;          ///< |x - nearest| / |x - second nearest| in [0, 1]; 1 where both are 0
  double copies = 0;                  ///< part of the generated samples with a ratio below the option's
  /// Probability that a generated sample is nearer to the training set than a held-out one, ties half: .5 for unseen data, 1
  /// where all are nearer (copies), 0 where all are farther away (underfit).
  double percentile = 0;
  std::string features;  ///< the extractor
};

/// The nearest neighbours of `fake` in the training set `train`, compared with those of `held_out`, real samples that were not
/// trained on. The ratio of two nearest distances as in Yoon et al. 2023; the percentile is the Mann-Whitney statistic of the
/// distances (Meehan et al. 2020, on the whole space as one cell). Throws where the sets do not fit one another or `train` has
/// fewer than 2 samples.
template <class Device>
Memorisation memorisation(Context<Device>& context, Features const& train, Features const& held_out, Features const& fake,
                          MemorisationOptions const& options = {}) {
  char const* const what = "the memorisation check";
  require<OptionError>(0 < options.ratio && options.ratio <= 1, what, " needs a ratio in (0, 1], not ", options.ratio);
  detail::require_comparable(what, train, fake, 1);
  detail::require_comparable(what, train, held_out, 1);
  detail::require_features(what, train, 2);
  detail::RowCount rows(options.progress, fake.count() + held_out.count());

  auto const n = static_cast<std::size_t>(fake.count());
  Memorisation out{std::vector<std::int64_t>(n), std::vector<double>(n), std::vector<double>(n), 0, 0, fake.name};
  detail::visit_distances(context, fake, train, rows, [&](std::int64_t i, double const* squares) {
    std::int64_t best = 0;
    double second = std::numeric_limits<double>::infinity();
    for (std::int64_t j = 1; j < train.count(); ++j)
      if (squares[j] < squares[best]) second = squares[best], best = j;
      else second = std::min(second, squares[j]);
    auto const at = static_cast<std::size_t>(i);
    out.nearest[at] = best;
    out.distance[at] = std::sqrt(squares[best]);
    out.ratio[at] = second > 0 ? std::sqrt(squares[best] / second) : 1;
  });
  for (double r : out.ratio) out.copies += r < options.ratio;
  out.copies /= static_cast<double>(n);

  auto unseen = detail::nearest_squares(context, held_out, train, rows);
  for (double& square : unseen) square = std::sqrt(square);
  std::sort(unseen.begin(), unseen.end());
  for (double distance : out.distance) {
    auto const [first, last] = std::equal_range(unseen.begin(), unseen.end(), distance);
    double const farther = static_cast<double>(unseen.end() - last), tied = static_cast<double>(last - first);
    out.percentile += farther + tied / 2;
  }
  out.percentile /= static_cast<double>(unseen.size()) * static_cast<double>(n);
  return out;
}

}  // namespace gan::metric

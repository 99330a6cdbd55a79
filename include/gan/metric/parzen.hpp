#pragma once
#include <gan/metric/distances.hpp>
#include <gan/metric/statistics.hpp>

namespace gan::metric {

struct ParzenOptions {
  /// Deviations to choose from: ten from .1 to 1 at equal ratios, for pixels in [0, 1] (Goodfellow et al. 2014).
  std::vector<double> sigmas = {.1,
                                .12915496650148839,
                                .16681005372000587,
                                .21544346900318834,
                                .27825594022071243,
                                .35938136638046275,
                                .46415888336127786,
                                .59948425031894093,
                                .77426368268112694,
                                1};
  Progress progress = {};  ///< called while it runs
};

/// A log-likelihood in nats under a Parzen window. It says little about samples in many dimensions (Theis et al. 2016) and is
/// here to be compared with published numbers.
struct ParzenLikelihood {
  double value = 0;           ///< mean of log p(x) over the test samples
  double standard_error = 0;  ///< deviation of log p(x) / sqrt(their number)
  double sigma = 0;           ///< the windows' deviation
  std::string features;       ///< the extractor
};

/// log p(x) of every point, for each sigma: p = 1/m sum_i N(x; centre_i, sigma^2 I) over m centres,
/// log p(x) = log mean_i exp(-|x - c_i|^2 / (2 sigma^2)) - d log(sigma sqrt(2 pi)). Rows of the result belong to the sigmas. No
/// distance is too large: the largest term is taken out of the sum.
template <class Device>
std::vector<std::vector<double>> parzen_log_likelihoods(Context<Device>& context, Features const& centres,
                                                        Features const& points, ParzenOptions const& options) {
  detail::require_comparable("the Parzen likelihood", centres, points, 1);
  require<OptionError>(!options.sigmas.empty(), "the Parzen likelihood needs at least one sigma");
  for (double sigma : options.sigmas)
    require<OptionError>(sigma > 0 && std::isfinite(sigma), "the Parzen likelihood needs positive sigmas, not ", sigma);
  std::vector<std::vector<double>> out(options.sigmas.size(), std::vector<double>(static_cast<std::size_t>(points.count())));
  detail::RowCount rows(options.progress, points.count());
  double const count = static_cast<double>(centres.count()), size = static_cast<double>(points.size);
  double const root_two_pi = 2.5066282746310005;
  detail::visit_distances(context, points, centres, rows, [&](std::int64_t i, double const* squares) {
    double const* const end = squares + centres.count();
    double const least = *std::min_element(squares, end);
    for (std::size_t s = 0; s < options.sigmas.size(); ++s) {
      double const sigma = options.sigmas[s], scale = -.5 / (sigma * sigma);
      double sum = 0;
      for (double const* square = squares; square != end; ++square) sum += std::exp((*square - least) * scale);
      out[s][static_cast<std::size_t>(i)] = least * scale + std::log(sum / count) - size * std::log(sigma * root_two_pi);
    }
  });
  return out;
}

/// Mean log-likelihood of `test` under windows of one deviation around the centres.
template <class Device>
ParzenLikelihood parzen_log_likelihood(Context<Device>& context, Features const& centres, Features const& test, double sigma,
                                       Progress progress = {}) {
  auto const each = parzen_log_likelihoods(context, centres, test, {{sigma}, std::move(progress)}).front();
  return {mean_of(each), deviation_of(each) / std::sqrt(static_cast<double>(each.size())), sigma, test.name};
}

/// The sigma of the options under which the validation samples are likeliest; the smaller one of two equal.
template <class Device>
double parzen_sigma(Context<Device>& context, Features const& centres, Features const& validation,
                    ParzenOptions const& options = {}) {
  auto const each = parzen_log_likelihoods(context, centres, validation, options);
  std::size_t best = 0;
  double most = -std::numeric_limits<double>::infinity();
  for (std::size_t s = 0; s < each.size(); ++s)
    if (double const mean = mean_of(each[s]); mean > most || (mean == most && options.sigmas[s] < options.sigmas[best]))
      most = mean, best = s;
  return options.sigmas[best];
}

/// The protocol of Goodfellow et al. 2014, section 5: windows around generated samples (10 000), sigma chosen on (1000)
/// validation samples, mean and standard error over the test set. The paper's pixels are in [0, 1]: see `UnitPixels`.
template <class Device>
ParzenLikelihood parzen_log_likelihood(Context<Device>& context, Features const& fake, Features const& validation,
                                       Features const& test, ParzenOptions const& options = {}) {
  return parzen_log_likelihood(context, fake, test, parzen_sigma(context, fake, validation, options), options.progress);
}

}  // namespace gan::metric

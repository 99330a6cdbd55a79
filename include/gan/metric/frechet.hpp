#pragma once
/// The Frechet distance of normal distributions fitted to two sets of features (Heusel et al. 2017; of Inception's: the FID).
#include <algorithm>
#include <limits>

#include <gan/metric/features.hpp>

namespace gan::metric {

/// A normal distribution fitted to features: mean {size} and covariance {size, size}, the latter divided by count - 1.
struct GaussianFit {
  std::string features;    ///< the extractor
  std::int64_t count = 0;  ///< samples that it was fitted to
  std::vector<double> mean, covariance;

  std::int64_t size() const { return static_cast<std::int64_t>(mean.size()); }
};

/// Mean and covariance of features that come batch by batch, in double. What was added is summed up in blocks of 256 samples
/// around their own mean, so the result has the same bits however the samples were cut into batches, and a large mean costs no
/// digits.
template <class Device> class FeatureMoments {
 public:
  explicit FeatureMoments(Context<Device>& context) : context_(&context) {}

  /// Adds samples; the first call decides extractor and size. Throws OptionError or ShapeError for others, NumericalError.
  void add(Features const& batch) {
    detail::require_features("the fit of a normal distribution", batch, 1);
    if (pending_.size == 0) {
      pending_ = {batch.name, batch.size, {}};
      sums_.mean.assign(static_cast<std::size_t>(batch.size), 0);
      sums_.scatter = zeros<double>(*context_, {batch.size, batch.size});
    }
    detail::require_same_extractor("the fit of a normal distribution", pending_.name, pending_.size, batch.name, batch.size);
    for (std::int64_t i = 0; i < batch.count(); ++i) {
      pending_.values.insert(pending_.values.end(), batch.row(i), batch.row(i) + batch.size);
      if (pending_.count() == block) absorb(sums_), pending_.values.clear();
    }
  }
  std::int64_t count() const { return sums_.count + pending_.count(); }

  /// The distribution of what was added so far; throws ShapeError before there are 2 samples.
  GaussianFit fit() const {
    require<ShapeError>(count() >= 2, "the fit of a normal distribution needs at least 2 samples, not ", count());
    Sums all = sums_;
    all.scatter = Tensor<double, Device>(*context_, sums_.scatter.shape());
    copy(*context_, sums_.scatter.data(), all.scatter.data(), all.scatter.count());
    absorb(all);
    GaussianFit out{pending_.name, all.count, all.mean, to_host(all.scatter)};
    for (double& c : out.covariance) c /= static_cast<double>(all.count - 1);
    return out;
  }

 private:
  static constexpr std::int64_t block = 256;
  struct Sums {
    std::int64_t count = 0;
    std::vector<double> mean;
    Tensor<double, Device> scatter;  // sum of (x - mean) (x - mean)^T
  };

  /// Joins the pending samples to the sums. The scatter of a union is that of its parts and n m / (n + m) d d^T, d the
  /// difference of the means (Chan et al. 1979): one more row of the product.
  void absorb(Sums& sums) const {
    std::int64_t const n = pending_.count(), size = pending_.size;
    if (n == 0) return;
    std::vector<double> mean(static_cast<std::size_t>(size)), rows = pending_.values;
    for (std::size_t i = 0; i < rows.size(); ++i) mean[i % mean.size()] += rows[i] / static_cast<double>(n);
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] -= mean[i % mean.size()];
    double const before = static_cast<double>(sums.count), added = static_cast<double>(n), all = before + added;
    for (std::size_t k = 0; k < mean.size(); ++k) {
      double const away = mean[k] - sums.mean[k];
      rows.push_back(std::sqrt(before * added / all) * away);
      sums.mean[k] += away * added / all;
    }
    auto const x = from_host(*context_, {n + 1, size}, rows);
    gemm(*context_, true, false, size, size, n + 1, x.data(), x.data(), sums.scatter.data(), true);
    sums.count += n;
  }

  Context<Device>* context_;
  Sums sums_;
  Features pending_;
};

/// The normal distribution of a set of at least 2 samples.
template <class Device> GaussianFit gaussian_fit(Context<Device>& context, Features const& set) {
  FeatureMoments<Device> moments(context);
  moments.add(set);
  return moments.fit();
}

/// A Frechet distance, its two parts, and what it was measured with. It is biased upwards where there are few samples: at least
/// twice as many as numbers of a sample, and 10 000, are usual.
struct FrechetDistance {
  double value = 0;        ///< >= 0, 0 for equal means and covariances
  double means = 0;        ///< |m1 - m2|^2
  double covariances = 0;  ///< tr(C1 + C2 - 2 (C1 C2)^(1/2))
  std::string features;    ///< the extractor
  std::int64_t first_count = 0, second_count = 0;
};

namespace detail {

template <class Device> constexpr bool has_eigen_symmetric() {
  return requires(Context<Device> & context, double const* a, double* out) {
    eigen_symmetric(context, std::int64_t{}, a, out, out);
  };
}

/// tr (C1 C2)^(1/2) = sum of the roots of the eigenvalues of F^T C2 F, where C1 = F F^T. F has the columns that C1's rank
/// needs, so that rounding noise in the null space of a deficient covariance adds nothing.
template <class Device>
double trace_of_root(Context<Device>& context, std::int64_t n, std::vector<double> const& c1, std::vector<double> const& c2) {
  static_assert(has_eigen_symmetric<Device>(), "the Frechet distance needs a symmetric eigensolver: include <gan/metrics.hpp>");
  auto const first = from_host(context, {n, n}, c1), second = from_host(context, {n, n}, c2);
  Tensor<double, Device> values(context, {n}), vectors(context, {n, n});
  eigen_symmetric(context, n, first.data(), values.data(), vectors.data());
  auto const eigenvalues = to_host(values), basis = to_host(vectors);
  double const noise = static_cast<double>(n) * std::numeric_limits<double>::epsilon() * eigenvalues.back();
  std::int64_t const null =
      std::count_if(eigenvalues.begin(), eigenvalues.end(), [&](double v) { return !(v > std::max(noise, 0.0)); });
  std::int64_t const rank = n - null;
  if (rank == 0) return 0;
  std::vector<double> factor;
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t k = null; k < n; ++k)
      factor.push_back(basis[static_cast<std::size_t>(i * n + k)] * std::sqrt(eigenvalues[static_cast<std::size_t>(k)]));
  auto const f = from_host(context, {n, rank}, factor);
  Tensor<double, Device> right(context, {n, rank}), inner(context, {rank, rank}), roots(context, {rank});
  gemm(context, false, false, n, rank, n, second.data(), f.data(), right.data(), false);
  gemm(context, true, false, rank, rank, n, f.data(), right.data(), inner.data(), false);
  eigen_symmetric(context, rank, inner.data(), roots.data(), static_cast<double*>(nullptr));
  double trace = 0;
  for (double v : to_host(roots)) trace += std::sqrt(std::max(v, 0.0));
  return trace;
}

inline void require_fit(GaussianFit const& fit) {
  auto finite = [](std::vector<double> const& x) {
    return std::all_of(x.begin(), x.end(), [](double v) { return std::isfinite(v); });
  };
  require<ShapeError>(!fit.mean.empty() && fit.covariance.size() == fit.mean.size() * fit.mean.size(),
                      "a normal distribution needs a mean of n numbers and a covariance of n x n, not of ", fit.mean.size(),
                      " and ", fit.covariance.size());
  require<NumericalError>(finite(fit.mean) && finite(fit.covariance), "a normal distribution of the features '", fit.features,
                          "' has a mean or a covariance that is not finite");
}

inline FrechetDistance frechet_without_root(GaussianFit const& a, GaussianFit const& b) {
  require_same_extractor("the Frechet distance", a.features, a.size(), b.features, b.size());
  require_fit(a);
  require_fit(b);
  FrechetDistance out{.features = a.features, .first_count = a.count, .second_count = b.count};
  for (std::size_t k = 0; k < a.mean.size(); ++k) out.means += (a.mean[k] - b.mean[k]) * (a.mean[k] - b.mean[k]);
  return out;
}

}  // namespace detail

/// |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)), the squared Wasserstein-2 distance of two normal distributions. By symmetric
/// eigenvalues only: real and finite for covariances of any rank. Throws OptionError for two extractors, ShapeError for two
/// sizes.
template <class Device> FrechetDistance frechet_distance(Context<Device>& context, GaussianFit const& a, GaussianFit const& b) {
  FrechetDistance out = detail::frechet_without_root(a, b);
  std::size_t const n = a.mean.size();
  for (std::size_t k = 0; k < n; ++k) out.covariances += a.covariance[k * n + k] + b.covariance[k * n + k];
  // The set with fewer samples has the lower rank, as a rule.
  GaussianFit const &first = b.count < a.count ? b : a, &second = b.count < a.count ? a : b;
  out.covariances -= 2 * detail::trace_of_root(context, a.size(), first.covariance, second.covariance);
  out.covariances = std::max(out.covariances, 0.0);  // it is, but for rounding
  out.value = out.means + out.covariances;
  return out;
}

/// The Frechet distance of two sets, each of at least 2 samples.
template <class Device> FrechetDistance frechet_distance(Context<Device>& context, Features const& a, Features const& b) {
  detail::require_comparable("the Frechet distance", a, b, 2);
  return frechet_distance(context, gaussian_fit(context, a), gaussian_fit(context, b));
}

/// The same with all correlations left out: sum (m1 - m2)^2 + (s1 - s2)^2 over the features, s their deviations.
inline FrechetDistance diagonal_frechet_distance(GaussianFit const& a, GaussianFit const& b) {
  FrechetDistance out = detail::frechet_without_root(a, b);
  std::size_t const n = a.mean.size();
  for (std::size_t k = 0; k < n; ++k) {
    double const away = std::sqrt(std::max(a.covariance[k * n + k], 0.0)) - std::sqrt(std::max(b.covariance[k * n + k], 0.0));
    out.covariances += away * away;
  }
  out.value = out.means + out.covariances;
  return out;
}

}  // namespace gan::metric

#pragma once
#include <gan/metric/features.hpp>
#include <gan/metric/statistics.hpp>

namespace gan::metric {

/// A score of class probabilities: its mean and deviation over splits of the samples.
struct ClassScore {
  double value = 0;
  double deviation = 0;  ///< of the splits' values (divided by their number)
  std::string features;  ///< the classifier
};

namespace detail {

inline void require_probabilities(char const* what, Features const& p, std::int64_t splits) {
  require<OptionError>(splits >= 1, what, " needs at least 1 split, not ", splits);
  require_features(what, p, splits);
  for (std::int64_t i = 0; i < p.count(); ++i) {
    double sum = 0;
    for (std::int64_t k = 0; k < p.size; ++k) {
      require<OptionError>(p.row(i)[k] >= 0, what, " needs class probabilities, but that of class ", k, " of sample ", i,
                           " is ", p.row(i)[k]);
      sum += p.row(i)[k];
    }
    require<OptionError>(std::abs(sum - 1) < 1e-3, what, " needs class probabilities that sum to 1, but those of sample ", i,
                         " sum to ", sum);
  }
}

/// mean over samples of term(p(y|x), p(y)) summed over classes y, p(y) the mean of p(y|x) in the split; one value per split.
template <class Term> std::vector<double> class_scores(Features const& p, std::int64_t splits, Term term) {
  std::vector<double> out;
  for (std::int64_t s = 0; s < splits; ++s) {
    std::int64_t const begin = s * p.count() / splits, end = (s + 1) * p.count() / splits;
    std::vector<double> marginal(static_cast<std::size_t>(p.size));
    for (std::int64_t i = begin; i < end; ++i)
      for (std::size_t k = 0; k < marginal.size(); ++k) marginal[k] += p.row(i)[k] / static_cast<double>(end - begin);
    double sum = 0;
    for (std::int64_t i = begin; i < end; ++i)
      for (std::size_t k = 0; k < marginal.size(); ++k) sum += term(p.row(i)[k], marginal[k]);
    out.push_back(sum / static_cast<double>(end - begin));
  }
  return out;
}

}  // namespace detail

/// exp(E_x KL(p(y|x) | p(y))) of class probabilities {n, K} (Salimans et al. 2016; with Inception's classes the inception
/// score, with a classifier of digits the MNIST score), in [1, K]: 1 where all samples have the same probabilities, K where
/// each is sure and all classes are equally frequent. p(y) is the mean within a split of consecutive samples; the score depends
/// on the number of splits. Throws ShapeError for fewer samples than splits, OptionError for what is no probability.
inline ClassScore inception_score(Features const& probabilities, std::int64_t splits = 10) {
  detail::require_probabilities("the inception score", probabilities, splits);
  auto scores =
      detail::class_scores(probabilities, splits, [](double p, double mean) { return p > 0 ? p * std::log(p / mean) : 0; });
  for (double& score : scores) score = std::exp(score);
  return {mean_of(scores), deviation_of(scores), probabilities.name};
}

/// E_x KL(p(y) | p(y|x)), the variant I' of Zhao et al. 2017 (EBGAN, section 4.1), not exponentiated and with the arguments
/// reversed; >= 0. Probabilities below 1e-16 count as that, so a sure classifier gives a large number and not infinity.
inline ClassScore reversed_class_score(Features const& probabilities, std::int64_t splits = 1) {
  detail::require_probabilities("the reversed class score", probabilities, splits);
  auto const scores = detail::class_scores(
      probabilities, splits, [](double p, double mean) { return mean > 0 ? mean * std::log(mean / std::max(p, 1e-16)) : 0; });
  return {mean_of(scores), deviation_of(scores), probabilities.name};
}

}  // namespace gan::metric

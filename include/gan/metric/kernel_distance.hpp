#pragma once
#include <gan/metric/draws.hpp>
#include <gan/metric/features.hpp>
#include <gan/metric/statistics.hpp>

namespace gan::metric {

struct KernelDistanceOptions {
  std::int64_t subsets = 50;  ///< pairs of random subsets
  std::int64_t size = 1000;   ///< samples of each, drawn without repetition
  int degree = 3;             ///< of the polynomial
  Seed seed{};                ///< of the subsets
};

struct KernelDistance {
  double value = 0;      ///< mean over the subsets; may be negative
  double deviation = 0;  ///< of the subsets' values (divided by their number)
  std::string features;  ///< the extractor
};

namespace detail {

/// Sum of (a_i . b_j / size + 1)^degree over all pairs, those with i = j left out where asked.
template <class Device>
double kernel_sum(Context<Device>& context, Features const& a, Features const& b, int degree, bool without_diagonal) {
  constexpr std::int64_t block = 512;
  auto const right = from_host(context, {b.count(), b.size}, b.values);
  double total = 0;
  for (std::int64_t begin = 0; begin < a.count(); begin += block) {
    std::int64_t const rows = std::min(block, a.count() - begin);
    auto const left =
        from_host(context, {rows, a.size}, std::span<double const>(a.row(begin), static_cast<std::size_t>(rows * a.size)));
    Tensor<double, Device> products(context, {rows, b.count()});
    gemm(context, false, true, rows, b.count(), a.size, left.data(), right.data(), products.data(), false);
    auto const dots = to_host(products);
    for (std::int64_t i = 0; i < rows; ++i) {
      double sum = 0;
      for (std::int64_t j = 0; j < b.count(); ++j) {
        if (without_diagonal && j == begin + i) continue;
        double const base = dots[static_cast<std::size_t>(i * b.count() + j)] / static_cast<double>(a.size) + 1;
        double power = 1;
        for (int d = 0; d < degree; ++d) power *= base;
        sum += power;
      }
      total += sum;
    }
  }
  return total;
}

}  // namespace detail

/// The unbiased estimate of the squared maximum mean discrepancy with the kernel k(a, b) = (a . b / size + 1)^degree:
/// mean_{i != j} k(x_i, x_j) + mean_{i != j} k(y_i, y_j) - 2 mean k(x_i, y_j), over all samples, at least 2 of each.
template <class Device>
double kernel_discrepancy(Context<Device>& context, Features const& a, Features const& b, int degree = 3) {
  detail::require_comparable("the kernel distance", a, b, 2);
  require<OptionError>(degree >= 1, "the kernel distance needs a degree of at least 1, not ", degree);
  auto pairs = [](Features const& s) { return static_cast<double>(s.count()) * static_cast<double>(s.count() - 1); };
  return detail::kernel_sum(context, a, a, degree, true) / pairs(a) +
         detail::kernel_sum(context, b, b, degree, true) / pairs(b) -
         2 * detail::kernel_sum(context, a, b, degree, false) /
             (static_cast<double>(a.count()) * static_cast<double>(b.count()));
}

/// The kernel distance (Binkowski et al. 2018; with Inception features the KID): mean and deviation of `kernel_discrepancy`
/// over pairs of random subsets. Unbiased at any number of samples. Throws where the sets do not fit one another or are smaller
/// than a subset.
template <class Device>
KernelDistance kernel_distance(Context<Device>& context, Features const& a, Features const& b,
                               KernelDistanceOptions const& options = {}) {
  require<OptionError>(options.subsets >= 1 && options.size >= 2,
                       "the kernel distance needs at least 1 subset of at least 2 samples, not ", options.subsets, " of ",
                       options.size);
  detail::require_comparable("the kernel distance", a, b, 2);
  std::int64_t const fewer = std::min(a.count(), b.count());
  require<OptionError>(options.size <= fewer, "the kernel distance cannot draw subsets of ", options.size, " from ", fewer,
                       " samples; give a smaller size");
  auto subset = [&](Features const& set, std::int64_t number) {
    random::Permutation const order(detail::draw_key(options.seed, detail::Draw::subset, static_cast<std::uint64_t>(number)),
                                    static_cast<std::uint64_t>(set.count()));
    std::vector<std::int64_t> samples;
    for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(options.size); ++i)
      samples.push_back(static_cast<std::int64_t>(order(i)));
    return set.select(samples);
  };
  std::vector<double> values;
  for (std::int64_t s = 0; s < options.subsets; ++s)
    values.push_back(kernel_discrepancy(context, subset(a, 2 * s), subset(b, 2 * s + 1), options.degree));
  return {mean_of(values), deviation_of(values), a.name};
}

}  // namespace gan::metric

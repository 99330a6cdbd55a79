#pragma once
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <gan/tensor/tensor.hpp>

namespace gan::metric {

/// A set of samples as vectors of numbers {n, size}, in double and on the host, and the name of what extracted them. Numbers of
/// a metric can be compared within one extractor only, so the name goes into every result, and sets of two names are refused.
struct Features {
  std::string name;            ///< of the extractor with all that decides its values: "raw pixels", "my classifier, epoch 5"
  std::int64_t size = 0;       ///< numbers of one sample
  std::vector<double> values;  ///< sample after sample

  std::int64_t count() const { return size > 0 ? static_cast<std::int64_t>(values.size()) / size : 0; }
  double const* row(std::int64_t sample) const { return values.data() + sample * size; }
  double* row(std::int64_t sample) { return values.data() + sample * size; }

  /// Adds the samples of another set of the same extractor and size. Throws OptionError, ShapeError where they differ.
  void append(Features const& more);
  /// The samples of these numbers, which may repeat. Throws OptionError where there is no such sample.
  Features select(std::vector<std::int64_t> const& samples) const {
    Features out{name, size, {}};
    out.values.reserve(samples.size() * static_cast<std::size_t>(size));
    for (std::int64_t i : samples) {
      require<OptionError>(0 <= i && i < count(), "sample ", i, " was asked of ", count(), " features");
      out.values.insert(out.values.end(), row(i), row(i) + size);
    }
    return out;
  }
};

/// The values of a tensor {n, ...} as features: all but the first dimension make one vector.
template <class T, class Device> Features features(std::string name, Tensor<T, Device> const& tensor) {
  Shape const& shape = tensor.shape();
  require<ShapeError>(shape.rank() >= 1 && tensor.count() > 0,
                      "features are made from samples {n, ...}, not from a tensor of shape ", shape);
  auto const host = to_host(tensor);
  return {std::move(name), tensor.count() / shape[0], {host.begin(), host.end()}};
}

namespace detail {

/// Throws unless the set has whole samples, at least `least` of them, and all values are finite.
inline void require_features(char const* what, Features const& set, std::int64_t least) {
  require<ShapeError>(set.size > 0 && set.values.size() % static_cast<std::size_t>(set.size) == 0, what,
                      " needs features with at least 1 number per sample, not ", set.values.size(), " values in samples of ",
                      set.size);
  require<ShapeError>(set.count() >= least, what, " needs at least ", least, least == 1 ? " sample" : " samples", ", not ",
                      set.count(), " (features '", set.name, "')");
  for (std::size_t i = 0; i < set.values.size(); ++i)
    require<NumericalError>(std::isfinite(set.values[i]), "number ", i % static_cast<std::size_t>(set.size), " of sample ",
                            i / static_cast<std::size_t>(set.size), " of the features '", set.name, "' is ", set.values[i],
                            ", but ", what, " needs finite ones");
}

/// Throws unless both are of one extractor and one size.
inline void require_same_extractor(char const* what, std::string const& a, std::int64_t a_size, std::string const& b,
                                   std::int64_t b_size) {
  require<OptionError>(a == b, what, " compares features of one extractor, not of '", a, "' and '", b, "'");
  require<ShapeError>(a_size == b_size, what, " compares features of one size, not of ", a_size, " and ", b_size,
                      " numbers (both '", a, "')");
}

inline void require_comparable(char const* what, Features const& a, Features const& b, std::int64_t least) {
  require_same_extractor(what, a.name, a.size, b.name, b.size);
  require_features(what, a, least);
  require_features(what, b, least);
}

}  // namespace detail

inline void Features::append(Features const& more) {
  detail::require_same_extractor("a set", name, size, more.name, more.size);
  values.insert(values.end(), more.values.begin(), more.values.end());
}

}  // namespace gan::metric

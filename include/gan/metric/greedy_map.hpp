#pragma once
#include <cmath>

#include <gan/tensor/tensor.hpp>

namespace gan::metric {

/// A bijective map of rows to columns of a square matrix {k, k}, such as the mean prediction for each synthetic class: the
/// largest entry decides first, its row and column are removed, and so on (Spurr et al. 2017). Element r is the
/// column of row r; of equal entries the first in row order wins. Throws ShapeError where the matrix is not square,
/// NumericalError where an entry is not finite.
inline std::vector<int> greedy_map(std::vector<double> const& matrix) {
  auto const k = static_cast<std::size_t>(std::llround(std::sqrt(static_cast<double>(matrix.size()))));
  require<ShapeError>(k > 0 && k * k == matrix.size(), "a map of classes needs a square matrix, not one of ", matrix.size(),
                      " numbers");
  for (double entry : matrix) require<NumericalError>(std::isfinite(entry), "an entry of a matrix of classes is ", entry);
  std::vector<int> out(k, -1);
  std::vector<char> taken(k, 0);
  for (std::size_t round = 0; round < k; ++round) {
    std::size_t row = k, column = k;
    for (std::size_t r = 0; r < k; ++r)
      for (std::size_t c = 0; c < k && out[r] < 0; ++c)
        if (!taken[c] && (row == k || matrix[r * k + c] > matrix[row * k + column])) row = r, column = c;
    out[row] = static_cast<int>(column);
    taken[column] = 1;
  }
  return out;
}

/// Mean prediction for each class, row by row {classes, classes}: row r is the mean of predictions {n, classes} over the
/// samples of class r, such as a classifier's probabilities for generated samples of code r; zeros for a class without samples.
/// Throws ShapeError or OptionError where the classes do not fit.
template <class T, class Device>
std::vector<double> mean_predictions(Tensor<T, Device> const& predictions, std::vector<int> const& classes) {
  Shape const shape = predictions.shape();
  require<ShapeError>(shape.rank() == 2 && shape[0] == static_cast<std::int64_t>(classes.size()),
                      "mean predictions need one class for each row of predictions {n, classes}, not ", classes.size(),
                      " for a shape ", shape);
  auto const k = static_cast<std::size_t>(shape[1]);
  auto const values = to_host(predictions);
  std::vector<double> out(k * k);
  std::vector<double> count(k);
  for (std::size_t i = 0; i < classes.size(); ++i) {
    require<OptionError>(classes[i] >= 0 && classes[i] < shape[1], "class ", i, " is ", classes[i], ", but must be in 0 ... ",
                         shape[1] - 1);
    auto const row = static_cast<std::size_t>(classes[i]);
    ++count[row];
    for (std::size_t c = 0; c < k; ++c) out[row * k + c] += static_cast<double>(values[i * k + c]);
  }
  for (std::size_t i = 0; i < out.size(); ++i) out[i] /= std::max(count[i / k], 1.0);
  return out;
}

/// The part of the samples whose predicted class is not the mapped one. Throws ShapeError where the two have not as many, at
/// least one.
inline double mapped_error(std::vector<int> const& map, std::vector<int> const& classes, std::vector<int> const& predicted) {
  require<ShapeError>(!classes.empty() && classes.size() == predicted.size(),
                      "an error needs as many predictions as classes, not ", predicted.size(), " for ", classes.size());
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    require<OptionError>(classes[i] >= 0 && static_cast<std::size_t>(classes[i]) < map.size(), "class ", i, " is ", classes[i],
                         ", but the map has ", map.size(), " classes");
    wrong += map[static_cast<std::size_t>(classes[i])] != predicted[i];
  }
  return static_cast<double>(wrong) / static_cast<double>(classes.size());
}

}  // namespace gan::metric

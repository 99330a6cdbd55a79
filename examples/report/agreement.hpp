#pragma once
#include <vector>

#include <gan/metric/greedy_map.hpp>

/// The part of the samples that are read as the class which their code's value stands for, codes being given to classes greedily by how
/// often they meet. Codes and classes are 0 ... count - 1.
inline double greedy_agreement(std::vector<int> const& codes, std::vector<int> const& classes, int count) {
  auto const k = static_cast<std::size_t>(count);
  std::vector<double> matrix(k * k);
  for (std::size_t i = 0; i < codes.size(); ++i)
    matrix[static_cast<std::size_t>(codes[i]) * k + static_cast<std::size_t>(classes[i])] += 1;
  return 1 - gan::metric::mapped_error(gan::metric::greedy_map(matrix), codes, classes);
}

#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include <gan/metric/features.hpp>

namespace gan::metric {

/// What the last layer of a trained classifier sees, as features for distances between sets. `name` says which classifier it is.
template <class Model> struct ClassifierFeatures {
  Model const* model;
  std::string label;
  std::string name() const { return "features of " + label; }
  template <class T, class Device> Features operator()(Tensor<T, Device> const& samples) const {
    return features(name(), model->features(samples));
  }
};

/// Its probabilities of the classes, for scores of classes.
template <class Model> struct ClassProbabilities {
  Model const* model;
  std::string label;
  std::string name() const { return "probabilities of " + label; }
  template <class T, class Device> Features operator()(Tensor<T, Device> const& samples) const {
    return features(name(), model->classify(samples));
  }
};

template <class Model> ClassifierFeatures<Model> classifier_features(Model const& model, std::string label) {
  return {&model, std::move(label)};
}
template <class Model> ClassProbabilities<Model> class_probabilities(Model const& model, std::string label) {
  return {&model, std::move(label)};
}

/// The most probable class of each sample.
inline std::vector<int> most_probable(Features const& probabilities) {
  std::vector<int> out;
  for (std::int64_t i = 0; i < probabilities.count(); ++i) {
    double const* row = probabilities.row(i);
    out.push_back(static_cast<int>(std::max_element(row, row + probabilities.size) - row));
  }
  return out;
}

/// The part of the samples whose most probable class is their label, in [0, 1]. Throws ShapeError where there is not one label each.
inline double accuracy(Features const& probabilities, std::vector<int> const& labels) {
  auto const classes = most_probable(probabilities);
  require<ShapeError>(!labels.empty() && labels.size() == classes.size(), "an accuracy needs a label for each of ",
                      classes.size(), " samples, not ", labels.size());
  std::size_t right = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) right += classes[i] == labels[i];
  return static_cast<double>(right) / static_cast<double>(labels.size());
}

}  // namespace gan::metric

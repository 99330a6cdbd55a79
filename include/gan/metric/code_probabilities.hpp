#pragma once
#include <algorithm>
#include <cmath>

#include <gan/metric/features.hpp>
#include <gan/network/code_head.hpp>
#include <gan/network/coded.hpp>

namespace gan::metric {

/// What a discriminator's head thinks the first categorical code of samples is: the probabilities Q(c | x) = softmax of its guess, in
/// evaluation mode. Of real samples with labels it tells how well the code has found the classes (Spurr et al. 2017).
template <class Model> struct CodeProbabilities {
  static_assert(has_codes<typename Model::gan_type::generator_type> &&
                    guesses_codes<typename Model::gan_type::discriminator_type>,
                "probabilities of codes need a discriminator that guesses the codes of its generator: a CodeHead, and a Coded");
  Model const* model;
  std::string label;
  std::string name() const { return "code probabilities of " + label; }

  template <class T, class Device> Features operator()(Tensor<T, Device> const& samples) const {
    auto const& codes = model->gan().discriminator.codes;
    require<OptionError>(!codes.categorical.empty(), "probabilities of codes need a categorical code, and ", label,
                         " has none");
    NoRecording<Device> off(model->context());
    auto const x = constant<Model::discriminator_order>(samples);
    using V = std::decay_t<decltype(x)>;
    V const guess = as_scored<V, typename Model::gan_type::discriminator_type::score>(model->discriminator()(x, {})).guess;
    Features out = features(name(), evaluate(slice(guess, 1, 0, codes.categorical.front())).value());
    for (std::int64_t i = 0; i < out.count(); ++i) softmax(out.values.data() + i * out.size, out.size);
    return out;
  }

 private:
  static void softmax(double* row, std::int64_t size) {
    double const most = *std::max_element(row, row + size);
    double sum = 0;
    for (std::int64_t k = 0; k < size; ++k) sum += row[k] = std::exp(row[k] - most);
    for (std::int64_t k = 0; k < size; ++k) row[k] /= sum;
  }
};

template <class Model> CodeProbabilities<Model> code_probabilities(Model const& model, std::string label) {
  return {&model, std::move(label)};
}

}  // namespace gan::metric

#pragma once
#include <gan/network/code_head.hpp>

namespace gan {

namespace detail {
/// The logits of the first categorical code from a head of their own, and what the other head says of the other codes, if there
/// are any.
template <class Others> struct LabelAndOthers {
  static constexpr bool mixes_samples = layer_mixes_samples<Others>;
  Linear label;
  Others others;
  bool has_others;

  void declare(Declaration& d) const {
    d.part("label", label);
    if (has_others) d.part("others", others);
  }
  template <class X, class P> auto operator()(X const& rows, P& pass) const {
    X const logits(evaluate(label(rows, pass)));
    return has_others ? X(concatenate(1, logits, X(evaluate(others(rows, pass))))) : logits;
  }
};
template <class Others> LabelAndOthers(Linear, Others, bool) -> LabelAndOthers<Others>;
}  // namespace detail

/// A CodeHead whose first categorical code c_ss stands for the classes of a data set (Spurr et al. 2017): it has a head Q_ss of
/// its own, linear in the trunk's features, so that labels can train it alone; the hidden layer belongs to Q_us, the head of
/// the other codes.
template <class D> struct LabelledCodeHead {
  using score = typename D::score;
  static constexpr bool mixes_samples = D::mixes_samples, has_features = true, guesses_codes = true, guesses_labels = true,
                        dense = is_dense<D>;
  static constexpr bool needs_image = requires { requires D::needs_image; };
  static constexpr int divides = detail::divides_of<D>();
  D discriminator = {};
  Codes codes = {};
  CodeRouting routing = CodeRouting::trunk_and_head;
  CodeDeviation deviation = FixedDeviation{};
  int hidden = 128;  ///< units of Q_us's hidden layer; 0: it is linear as well
  float slope = 0.1f;
  Init init = Normal{.02f};

  template <class Sample> auto layers(Sample) const {
    codes.validate();
    validate(deviation);
    require<OptionError>(!codes.categorical.empty(), "a head of labels needs a categorical code with one value for each class");
    return detail::with_guess(discriminator, Sample{}, routing, [this](int features) {
      int const classes = codes.categorical[0], others = guess_size(codes, deviation) - classes;
      return detail::LabelAndOthers{Linear{features, classes, init},
                                    detail::guess_layers<mixes_samples>(features, hidden, slope, init, others), others > 0};
    });
  }
};
template <class D, class... Options> LabelledCodeHead(D, Codes, Options...) -> LabelledCodeHead<D>;

}  // namespace gan

#pragma once
#include <cmath>
#include <string>

#include <gan/autodiff/update.hpp>
#include <gan/loss/code_likelihood.hpp>

namespace gan {

/// What a continuous code is drawn from: U(-1, 1), or N(0, 1).
enum class CodePrior { uniform, normal };

/// The codes of a generator's input beside its noise (Chen et al. 2016): what a head of the discriminator shall
/// recover from the samples. They lie one after another: each categorical code of K values as K numbers with a 1 at a uniformly
/// drawn value, then the continuous codes. MNIST in the paper: Codes{.categorical = {10}, .continuous = 2}.
struct Codes {
  std::vector<int> categorical = {};  ///< number of values of each categorical code
  int continuous = 0;                 ///< number of continuous codes
  CodePrior prior = CodePrior::uniform;

  friend bool operator==(Codes const&, Codes const&) = default;

  /// Numbers that the categorical codes take.
  int classes() const {
    int sum = 0;
    for (int k : categorical) sum += k;
    return sum;
  }
  /// Numbers that all codes take.
  int size() const { return classes() + continuous; }

  /// H(c) in nats: log K for a categorical code; log 2 for each continuous code from U(-1, 1), log(2 pi e) / 2 from N(0, 1).
  double entropy() const {
    double sum = continuous * (prior == CodePrior::uniform ? std::log(2.0) : 1.4189385332046727);
    for (int k : categorical) sum += std::log(static_cast<double>(k));
    return sum;
  }

  /// Throws OptionError where there is no code, or a categorical one of less than 2 values.
  void validate() const {
    for (int k : categorical) require<OptionError>(k >= 2, "a categorical code needs at least 2 values, not ", k);
    require<OptionError>(continuous >= 0, "there cannot be ", continuous, " continuous codes");
    require<OptionError>(size() > 0, "a generator with codes needs at least one: Codes{.categorical = {10}, .continuous = 2}");
  }

  /// Such as "categorical {10, 10} and 2 uniform continuous codes".
  std::string text() const {
    std::string out = "categorical {";
    for (std::size_t i = 0; i < categorical.size(); ++i) out += (i ? ", " : "") + std::to_string(categorical[i]);
    return out + "} and " + std::to_string(continuous) + (prior == CodePrior::uniform ? " uniform" : " normal") +
           " continuous codes";
  }
};

/// A generator policy that draws codes has `codes` and says `static constexpr bool has_codes = true`; a discriminator policy
/// whose output has a guess of them has `codes` too and says `guesses_codes`, and `guesses_labels` where the first categorical
/// code has a head of its own.
template <class G> inline constexpr bool has_codes = requires { requires G::has_codes; };
template <class D> inline constexpr bool guesses_codes = requires { requires D::guesses_codes; };
template <class D> inline constexpr bool guesses_labels = requires { requires D::guesses_labels; };

/// Throws OptionError where a head guesses other codes than the generator draws.
template <class G, class D> void require_same_codes(G const& generator, D const& discriminator) {
  if constexpr (has_codes<G> && guesses_codes<D>)
    require<OptionError>(generator.codes == discriminator.codes, "the generator draws ", generator.codes.text(),
                         ", but the discriminator's head guesses ", discriminator.codes.text());
}

/// Numbers of a head's guess, in the order of the codes: a logit for each value of a categorical code, a mean for each
/// continuous one, and behind these their log variances where the deviation is learned.
inline int guess_size(Codes const& codes, CodeDeviation const& deviation) {
  return codes.size() + (std::holds_alternative<FlooredDeviation>(deviation) ? codes.continuous : 0);
}

namespace detail {

/// 1 in the column that a draw from [0, 1) falls into, 0 elsewhere. draw * classes stays below classes in float and in double.
struct OneHot {
  static constexpr int inputs = 2, outputs = 1;
  int classes;
  template <class S> GAN_HD auto operator()(S const& draw, S const& column) const {
    auto const at = draw * classes;
    using T = typename S::value_type;
    return select(at >= column, select(at < column + 1, S(T(1)), S(T(0))), S(T(0)));
  }
};

}  // namespace detail

/// `count` samples of the codes {count, size}; sample i is draw first + i of `key`, whatever the batch. Noise that is drawn
/// with the same key is independent of them.
template <class T, class Device>
Tensor<T, Device> draw_codes(Context<Device>& context, Codes const& codes, std::int64_t count, random::Key key,
                             std::int64_t first = 0) {
  codes.validate();
  Tensor<T, Device> out(context, Shape{count, codes.size()});
  auto put = [&](Tensor<T, Device> const& columns, std::int64_t at) {
    std::int64_t const width = columns.shape()[1];
    copy_runs(context, columns.data(), width, out.data() + at, out.shape()[1], count, width);
  };
  auto draws_of = [&](std::uint32_t kind) {
    random::Key own = key;
    own.stream += 0x01000000u * kind;
    return own;
  };
  std::int64_t at = 0;
  if (auto const groups = static_cast<std::int64_t>(codes.categorical.size()); groups > 0) {
    auto const draws = uniform<T>(context, Shape{count, groups}, draws_of(1), T(0), T(1), first);
    Tensor<T, Device> const columns(context, Shape{1, *std::max_element(codes.categorical.begin(), codes.categorical.end())});
    for (std::int64_t k = 0; k < columns.count(); ++k) fill(context, columns.data() + k, 1, static_cast<T>(k));
    Tensor<T, Device> const draw(context, Shape{count, 1});
    for (std::int64_t i = 0; i < groups; ++i) {
      int const classes = codes.categorical[static_cast<std::size_t>(i)];
      copy_runs(context, draws.data() + i, groups, draw.data(), 1, count, 1);
      Tensor<T, Device> const hot(context, Shape{count, classes});
      update(detail::OneHot{classes}, {draw, columns.view(0, Shape{1, classes})}, {hot});
      put(hot, at);
      at += classes;
    }
  }
  if (codes.continuous > 0) {
    Shape const shape{count, codes.continuous};
    put(codes.prior == CodePrior::uniform ? uniform<T>(context, shape, draws_of(2), T(-1), T(1), first)
                                          : normal<T>(context, shape, draws_of(2), T(0), T(1), first),
        at);
  }
  return out;
}

}  // namespace gan

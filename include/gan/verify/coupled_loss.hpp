#pragma once
#include <gan/verify/score_loss.hpp>

namespace gan::detail {

/// A loss over both batches' scores: its two objectives over batches of 1, 4 and 64.
template <class Loss, class Device> class CoupledCheck {
 public:
  using V = Var<double, Device>;

  CoupledCheck(Context<Device>& context, Loss const& loss, double least, std::string when, VerifyReport& report)
      : context_(context), loss_(loss), least_(least), when_(std::move(when)), report_(report) {
    objective("discriminator_loss", [this](auto const& r, auto const& f) { return evaluate(loss_.discriminator_loss(r, f)); });
    objective("generator_loss", [this](auto const& r, auto const& f) { return evaluate(loss_.generator_loss(r, f)); });
  }

 private:
  struct Values {
    double value;
    std::vector<double> by_real, by_fake;
  };

  std::vector<double> scores(std::int64_t n, std::uint32_t set, double reach = 4) const {
    std::vector<double> out;
    for (std::int64_t i = 0; i < n; ++i) out.push_back(drawn_score(least_, reach, set, static_cast<std::uint32_t>(i)));
    return out;
  }
  template <class T> Tensor<T, Device> column(std::vector<double> const& s) const {
    return from_host(context_, Shape{static_cast<std::int64_t>(s.size()), 1}, std::vector<T>(s.begin(), s.end()));
  }
  template <class T, class Of>
  Values all(Of const& of, std::vector<double> const& real, std::vector<double> const& fake) const {
    auto const r = variable(column<T>(real)), f = variable(column<T>(fake));
    auto const y = of(r, f);
    require<CheckFailed>(y.value().count() == 1, "an objective is one number, but this one has the shape ", y.shape());
    auto const g = grad(y, {r, f});
    auto doubles = [](auto const& x) {
      auto const host = to_host(x.value());
      return std::vector<double>(host.begin(), host.end());
    };
    return {static_cast<double>(y.item()), doubles(g[0]), doubles(g[1])};
  }
  static std::vector<double> repeated(std::vector<double> const& s, std::int64_t times) {
    std::vector<double> out;
    for (std::int64_t i = 0; i < times; ++i) out.insert(out.end(), s.begin(), s.end());
    return out;
  }

  template <class Of> void objective(std::string name, Of const& of) const {
    name += when_;
    for (std::int64_t n : checked_batches) {
      auto const r = scores(n, 40), f = scores(n, 41);
      auto const found = all<double>(of, r, f);
      std::string const quantity = sentence(name, " of two batches of ", n);
      require_finite(quantity, {found.value});
      auto const order = shuffled(n);
      auto const moved = all<double>(of, rows_of(r, 1, order), rows_of(f, 1, order));
      require_near(quantity + " in another order", moved.value, found.value, "the first order");
      require_near("the gradient by real scores of " + quantity + " in another order", moved.by_real,
                   rows_of(found.by_real, 1, order), "the first order");
      require_near("the gradient by fake scores of " + quantity + " in another order", moved.by_fake,
                   rows_of(found.by_fake, 1, order), "the first order");
      if (n < 64)
        require_near(sentence(name, " of two batches of 64, made of ", n, " samples each again and again"),
                     all<double>(of, repeated(r, 64 / n), repeated(f, 64 / n)).value, found.value,
                     sentence("a batch of ", n, " of them"));
      stated(quantity, of, r, f, found.value);
    }
    check_both_orders(name, of, [this](std::uint32_t attempt) {
      return std::array{column<double>(scores(4, 50 + attempt)), column<double>(scores(4, 60 + attempt))};
    });
    large_scores(name, of);
  }

  template <class Of>
  void stated(std::string const& quantity, Of const& of, std::vector<double> const& r, std::vector<double> const& f,
              double value) const {
    auto changed = [](std::vector<double> s, double factor, double shift) {
      for (double& one : s) one = factor * one + shift;
      return s;
    };
    if constexpr (requires { requires Loss::shift_invariant; })
      require_near(quantity + " after a shift of all scores by 3.7",
                   all<double>(of, changed(r, 1, 3.7), changed(f, 1, 3.7)).value, value, "the stated invariance");
    if constexpr (requires { requires Loss::scale_invariant; })
      require_near(quantity + " after a scale of all scores by 2.5",
                   all<double>(of, changed(r, 2.5, 0), changed(f, 2.5, 0)).value, value, "the stated invariance");
    if constexpr (requires { requires !Loss::mixes_samples; }) {
      double sum = 0;
      for (std::size_t i = 0; i < r.size(); ++i) sum += all<double>(of, {r[i]}, {f[i]}).value;
      require_near(quantity, value, sum / static_cast<double>(r.size()),
                   "the mean over its samples one by one, as mixes_samples = false says,");
    }
  }

  /// Scores up to 1e4 on either side: no NaN; from where on float overflows.
  template <class Of> void large_scores(std::string const& name, Of const& of) const {
    bool in_range = true;
    for (int i = 0; i <= 16; ++i) {
      double const reach = std::pow(10.0, i / 4.0);
      for (int signs = 0; signs < 4; ++signs) {
        auto r = scores(4, 70, reach), f = scores(4, 71, reach);
        for (double& s : r) s = std::max(least_, std::copysign(s, signs & 1 ? 1 : -1));
        for (double& s : f) s = std::max(least_, std::copysign(s, signs & 2 ? 1 : -1));
        auto const wide = all<double>(of, r, f), narrow = all<float>(of, r, f);
        auto no_nan = [&](std::string const& quantity, double value, char const* type) {
          require<CheckFailed>(!std::isnan(value), quantity, name, " at scores of the size ", reach, " is not a number in ",
                               type, ", but a number or an infinity was expected");
        };
        no_nan("", wide.value, "double"), no_nan("", narrow.value, "float");
        for (auto const* gradient : {&wide.by_real, &wide.by_fake})
          for (double g : *gradient) no_nan("the gradient of ", g, "double");
        for (auto const* gradient : {&narrow.by_real, &narrow.by_fake})
          for (double g : *gradient) no_nan("the gradient of ", g, "float");
        if (std::isfinite(narrow.value)) require_near(name + " in float", narrow.value, wide.value, "double", 1e-3);
        else if (std::exchange(in_range, false)) report_.overflows.push_back({name, reach});
      }
    }
  }

  Context<Device>& context_;
  Loss const& loss_;
  double least_;
  std::string when_;
  VerifyReport& report_;
};

template <class Loss, class Device>
void check_coupled_loss(Context<Device>& context, Loss const& policy, VerifyReport& report) {
  double const least = std::is_same_v<typename Loss::score, Energy> ? 0 : -1e4;
  at_all_times(policy, [&](auto const& loss, std::string const& when) {
    CoupledCheck<std::decay_t<decltype(loss)>, Device>(context, loss, least, when, report);
  });
  report.checks.push_back(
      "both objectives: first and second derivatives, any order of the samples, the same for batches of 1 and 4 and for 64 "
      "made "
      "of them, a number at all scores up to 1e4");
  if constexpr (requires { requires Loss::shift_invariant; })
    report.checks.push_back("both objectives do not change with a shift of all scores");
  if constexpr (requires { requires Loss::scale_invariant; })
    report.checks.push_back("both objectives do not change with the scale of all scores");
  if constexpr (requires { requires !Loss::mixes_samples; })
    report.checks.push_back("the objective of a batch is the mean of those of its samples");
}

}  // namespace gan::detail

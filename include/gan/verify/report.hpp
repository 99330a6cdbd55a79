#pragma once
#include <cmath>
#include <string>
#include <vector>

#include <gan/autodiff/gradcheck.hpp>

namespace gan {

/// What `verify` checked, and what it found where nothing was wrong.
struct VerifyReport {
  /// From `score` on, away from 0, this quantity leaves the range of float. That is no failure, but training stops there.
  struct Overflow {
    std::string quantity;
    double score;
  };
  std::int64_t scores = 0;          ///< at so many each function of a loss was checked
  std::vector<std::string> checks;  ///< what holds, a line each
  std::vector<Overflow> overflows;

  std::string text() const {
    std::string out;
    if (scores > 0) out += sentence("values and derivatives agree at ", scores, " scores\n");
    for (auto const& line : checks) out += line + '\n';
    for (auto const& o : overflows) out += sentence(o.quantity, " overflows from score ", o.score, " on\n");
    if (!out.empty()) out.pop_back();
    return out;
  }
};

namespace detail {

inline constexpr std::int64_t checked_batches[] = {1, 4, 64};

inline bool is_near(double got, double expected, double tolerance) {
  return std::abs(got - expected) <= tolerance * (1 + std::abs(expected));
}
inline void require_finite(std::string const& quantity, std::vector<double> const& values) {
  for (std::size_t i = 0; i < values.size(); ++i)
    require<CheckFailed>(std::isfinite(values[i]), quantity, ", element ", i, ", is ", values[i],
                         ", but a finite number was expected");
}
inline void require_near(std::string const& quantity, double got, double expected, std::string const& why,
                         double tolerance = 1e-9) {
  require<CheckFailed>(is_near(got, expected, tolerance), quantity, " is ", got, ", but ", why, " gives ", expected);
}
inline void require_near(std::string const& quantity, std::vector<double> const& got, std::vector<double> const& expected,
                         std::string const& why, double tolerance = 1e-9) {
  require<CheckFailed>(got.size() == expected.size(), quantity, " has ", got.size(), " values, but ", why, " gives ",
                       expected.size());
  for (std::size_t i = 0; i < got.size(); ++i)
    require<CheckFailed>(is_near(got[i], expected[i], tolerance), quantity, ", element ", i, ", is ", got[i], ", but ", why,
                         " gives ", expected[i]);
}

/// Rows `who` of values that have `size` numbers per row.
inline std::vector<double> rows_of(std::vector<double> const& values, std::int64_t size, std::vector<std::int64_t> const& who) {
  std::vector<double> out;
  for (auto row : who) out.insert(out.end(), values.begin() + row * size, values.begin() + (row + 1) * size);
  return out;
}
/// 0 ... n-1, and the same numbers in another order.
inline std::vector<std::int64_t> in_order(std::int64_t n) {
  std::vector<std::int64_t> out;
  for (std::int64_t i = 0; i < n; ++i) out.push_back(i);
  return out;
}
inline std::vector<std::int64_t> shuffled(std::int64_t n) {
  random::Permutation const p(random::key(Seed{29}, Stream::check), static_cast<std::uint64_t>(n));
  std::vector<std::int64_t> out;
  for (std::int64_t i = 0; i < n; ++i) out.push_back(static_cast<std::int64_t>(p(static_cast<std::uint64_t>(i))));
  return out;
}

/// Runs a check that draws its numbers from try 0, 1, 2 until it passes: a draw may lie at a kink, where differences say nothing. A
/// wrong quantity passes at none; the first report is thrown on, behind `where`.
template <class Check> void check_off_kinks(std::string const& where, Check const& check) {
  std::string first;
  for (std::uint32_t attempt = 0; attempt < 3; ++attempt) try {
      check(attempt);
      return;
    } catch (CheckFailed const& error) {
      if (first.empty()) first = error.what();
    }
  throw CheckFailed(where.empty() ? first : where + ": " + first);
}

/// Gradient and gradient of the gradient of `f` at tensors that `draw(attempt)` gives as an array.
template <class F, class Draw> void check_both_orders(std::string const& what, F const& f, Draw const& draw) {
  auto with = [&](auto const& check) {
    check_off_kinks(what, [&](std::uint32_t attempt) {
      auto const x = draw(attempt);
      [&]<std::size_t... I>(std::index_sequence<I...>) { check(x[I]...); }
      (std::make_index_sequence<std::tuple_size_v<std::decay_t<decltype(x)>>>{});
    });
  };
  with([&](auto const&... x) { gradcheck(f, x...); });
  with([&](auto const&... x) { gradgradcheck(f, x...); });
}

}  // namespace detail
}  // namespace gan

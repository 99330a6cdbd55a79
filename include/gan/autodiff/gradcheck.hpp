#pragma once
/// Checks of gradients against central differences, for our own operations and for those of users. Use double: in float the
/// differences themselves are too coarse.
#include <cmath>
#include <string>

#include <gan/autodiff/grad.hpp>
#include <gan/autodiff/reduce.hpp>

namespace gan {

struct GradcheckOptions {
  double tolerance = 1e-6;                        ///< allowed |analytic - numeric| / (1 + |numeric|)
  std::array<double, 3> steps{1e-4, 1e-5, 1e-6};  ///< of the differences, relative to 1 + |x|; the best of them counts
  char const* what = "gradient";                  ///< the checked quantity's name in the report
};

/// The worst element of a check.
struct GradcheckReport {
  char const* what = "";
  std::size_t input = 0;
  std::int64_t element = 0, elements = 0;
  double analytic = 0, numeric = 0, error = 0, tolerance = 0;
  bool passed() const { return error <= tolerance; }
  std::string text() const {
    return sentence("the ", what, " ", passed() ? "agrees with" : "differs from", " central differences at ", elements,
                    " elements; the worst is element ", element, " of input ", input, ": ", analytic,
                    " where differences give ", numeric, " (error ", error, ", allowed ", tolerance, ")");
  }
};

namespace detail {
template <class T, class Device, std::size_t N> using Inputs = std::array<Var<T, Device, 2>, N>;

/// f's outputs, contracted with fixed weights where they are more than one number.
template <class F, class Values, std::size_t... I>
auto contracted(F const& f, Values const& values, std::index_sequence<I...>) {
  auto y = evaluate(f(values[I]...));
  if (y.value().count() == 1) return sum(y);
  using V = decltype(y);
  auto weights = normal<typename V::value_type>(y.context(), y.shape(), random::key(Seed{11}, Stream::check),
                                                typename V::value_type(0), typename V::value_type(1));
  return sum(y * constant(weights));
}

template <class T, class Device, std::size_t N, class Value, class Gradient>
GradcheckReport check(std::array<Tensor<T, Device>, N> const& x, Value const& value, Gradient const& gradient,
                      GradcheckOptions const& o) {
  GradcheckReport worst{o.what, 0, 0, 0, 0, 0, -1, o.tolerance};
  std::array<Tensor<T, Device>, N> const analytic = gradient(x);
  for (std::size_t k = 0; k < N; ++k) {
    auto const exact = to_host(analytic[k]);
    auto point = to_host(x[k]);
    for (std::size_t e = 0; e < point.size(); ++e) {
      double error = -1, numeric = 0, centre = static_cast<double>(point[e]);
      for (double step : o.steps) {
        double h = step * (1 + std::abs(centre));
        auto at = [&](double t) {
          point[e] = static_cast<T>(t);
          auto moved = x;
          moved[k] = from_host(x[k].context(), x[k].shape(), point);
          return static_cast<double>(value(moved));
        };
        double difference = (at(centre + h) - at(centre - h)) / (2 * h);
        double now = std::abs(static_cast<double>(exact[e]) - difference) / (1 + std::abs(difference));
        if (error < 0 || !(now >= error)) error = now, numeric = difference;
      }
      point[e] = static_cast<T>(centre);
      ++worst.elements;
      if (worst.error < 0 || !(error <= worst.error)) {
        worst.input = k;
        worst.element = static_cast<std::int64_t>(e);
        worst.analytic = static_cast<double>(exact[e]);
        worst.numeric = numeric;
        worst.error = error;
      }
    }
  }
  require<CheckFailed>(worst.passed(), worst.text());
  return worst;
}
}  // namespace detail

/// Compares the gradient of f(x...) with central differences at every element of every x; throws CheckFailed with the report when
/// they differ. `f` takes variables and returns one; several outputs are contracted with fixed weights.
template <class F, class T, class Device, class... Tensors>
GradcheckReport gradcheck_with(GradcheckOptions options, F const& f, Tensor<T, Device> const& first, Tensors const&... others) {
  constexpr std::size_t n = 1 + sizeof...(Tensors);
  std::array<Tensor<T, Device>, n> const x{first, others...};
  constexpr auto all = std::make_index_sequence<n>{};
  auto value = [&](auto const& at) {
    std::array<Var<T, Device>, n> v;
    for (std::size_t i = 0; i < n; ++i) v[i] = constant(at[i]);
    return detail::contracted(f, v, all).item();
  };
  auto gradient = [&](auto const& at) {
    Var<T, Device> v[n];
    for (std::size_t i = 0; i < n; ++i) v[i] = variable(at[i]);
    auto g = grad(detail::contracted(f, v, all), v);
    std::array<Tensor<T, Device>, n> out;
    for (std::size_t i = 0; i < n; ++i) out[i] = g[i].value();
    return out;
  };
  return detail::check(x, value, gradient, options);
}
template <class F, class T, class Device, class... Tensors>
GradcheckReport gradcheck(F const& f, Tensor<T, Device> const& first, Tensors const&... others) {
  return gradcheck_with({}, f, first, others...);
}

/// The same for the second order: contracts the gradient of f with fixed directions and compares the gradient of that with central
/// differences of the first gradient.
template <class F, class T, class Device, class... Tensors>
GradcheckReport gradgradcheck_with(GradcheckOptions options, F const& f, Tensor<T, Device> const& first,
                                   Tensors const&... others) {
  constexpr std::size_t n = 1 + sizeof...(Tensors);
  std::array<Tensor<T, Device>, n> const x{first, others...};
  constexpr auto all = std::make_index_sequence<n>{};
  std::array<Tensor<T, Device>, n> direction;
  for (std::size_t i = 0; i < n; ++i)
    direction[i] = normal<T>(x[i].context(), x[i].shape(), random::key(Seed{13}, Stream::check, i), T(0), T(1));
  auto along = [&](Var<T, Device> const(&v)[n]) {
    auto g = grad(detail::contracted(f, v, all), v, create_graph);
    auto total = sum(g[0] * constant(direction[0]));
    for (std::size_t i = 1; i < n; ++i) total = total + sum(g[i] * constant(direction[i]));
    return total;
  };
  auto value = [&](auto const& at) {
    Var<T, Device> v[n];
    for (std::size_t i = 0; i < n; ++i) v[i] = variable(at[i]);
    return along(v).item();
  };
  auto gradient = [&](auto const& at) {
    Var<T, Device> v[n];
    for (std::size_t i = 0; i < n; ++i) v[i] = variable(at[i]);
    auto g = grad(along(v), v);
    std::array<Tensor<T, Device>, n> out;
    for (std::size_t i = 0; i < n; ++i) out[i] = g[i].value();
    return out;
  };
  options.what = "gradient of the gradient";
  return detail::check(x, value, gradient, options);
}
template <class F, class T, class Device, class... Tensors>
GradcheckReport gradgradcheck(F const& f, Tensor<T, Device> const& first, Tensors const&... others) {
  return gradgradcheck_with({}, f, first, others...);
}

}  // namespace gan

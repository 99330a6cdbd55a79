#pragma once
#include <cstddef>
#include <cstdio>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace gan {

namespace detail {

/// Converts to the type of any field; never called.
struct AnyField {
  template <class T> operator T() const;
};

template <class T, std::size_t... I> constexpr bool takes_fields(std::index_sequence<I...>) {
  return requires { T{((void)I, AnyField{})...}; };
}
/// The number of fields of an aggregate: the most initialisers it takes.
template <class T, std::size_t N = 12> constexpr std::size_t field_count() {
  if constexpr (N == 0) return 0;
  else if constexpr (takes_fields<T>(std::make_index_sequence<N>{})) return N;
  else return field_count<T, N - 1>();
}

// clang-format off
template <class T, class F> void with_fields(T const& v, F const& f) {
  constexpr std::size_t n = field_count<T>();
  if constexpr (n == 0) f();
  else if constexpr (n == 1) { auto const& [a] = v; f(a); }
  else if constexpr (n == 2) { auto const& [a, b] = v; f(a, b); }
  else if constexpr (n == 3) { auto const& [a, b, c] = v; f(a, b, c); }
  else if constexpr (n == 4) { auto const& [a, b, c, d] = v; f(a, b, c, d); }
  else if constexpr (n == 5) { auto const& [a, b, c, d, e] = v; f(a, b, c, d, e); }
  else if constexpr (n == 6) { auto const& [a, b, c, d, e, g] = v; f(a, b, c, d, e, g); }
  else if constexpr (n == 7) { auto const& [a, b, c, d, e, g, h] = v; f(a, b, c, d, e, g, h); }
  else if constexpr (n == 8) { auto const& [a, b, c, d, e, g, h, i] = v; f(a, b, c, d, e, g, h, i); }
}
// clang-format on

template <class T> struct IsVector { static constexpr bool value = false; };
template <class T> struct IsVector<std::vector<T>> { static constexpr bool value = true; };
template <class T> struct IsVariant { static constexpr bool value = false; };
template <class... T> struct IsVariant<std::variant<T...>> { static constexpr bool value = true; };

}  // namespace detail

/// The values of a policy's fields as text, such as "(100, 64, #1(1))"; a variant shows which alternative it holds. It depends on the
/// values alone, never on type names, so that it is the same with every compiler. Values of other kinds are left out.
template <class T> std::string field_text(T const& value) {
  if constexpr (std::is_enum_v<T>) return std::to_string(static_cast<long long>(value));
  else if constexpr (std::is_floating_point_v<T>) {
    char out[40];
    std::snprintf(out, sizeof out, "%.9g", static_cast<double>(value));
    return out;
  } else if constexpr (std::is_integral_v<T>) return std::to_string(static_cast<long long>(value));
  else if constexpr (detail::IsVector<T>::value) {
    std::string out = "[";
    for (auto const& element : value) out += (out.size() > 1 ? ", " : "") + field_text(element);
    return out + "]";
  } else if constexpr (detail::IsVariant<T>::value) {
    return "#" + std::to_string(value.index()) + std::visit([](auto const& held) { return field_text(held); }, value);
  } else if constexpr (std::is_aggregate_v<T> && detail::field_count<T>() <= 8) {
    std::string out = "(";
    detail::with_fields(value,
                        [&](auto const&... fields) { ((out += (out.size() > 1 ? ", " : "") + field_text(fields)), ...); });
    return out + ")";
  } else {
    return "";
  }
}

}  // namespace gan

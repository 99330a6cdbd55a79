#pragma once
/// Walks through a generator's inputs, as samples row by row for a picture of `columns` columns:
///   save_image_grid("walk.png", interpolate(model, 8, 10), 10);
#include <cmath>

#include <gan/model/model.hpp>

namespace gan {

namespace detail {
inline void require_grid(int rows, int columns) {
  require<OptionError>(rows >= 1 && columns >= 2, "a walk needs at least 1 row and 2 columns, not ", rows, " and ", columns);
}
}  // namespace detail

/// Samples between two inputs a and b per row, at `columns` equal steps t from 0 to 1: b t + a (1 - t). Where the noise is normal, on the
/// arc sin((1 - t) w) / sin w a + sin(t w) / sin w b with the angle w between them, whose points are as far out as a and b
/// (White 2016). {rows * columns, ...}.
template <class M> auto interpolate(M const& model, int rows, int columns, Seed seed = {}) {
  detail::require_grid(rows, columns);
  using T = typename M::value_type;
  auto const ends = model.noise(2 * rows, random::key(seed, Stream::generated_latent));
  auto const values = to_host(ends);
  auto const size = static_cast<std::size_t>(ends.shape()[1]);
  bool normal = true;
  if constexpr (requires { model.gan().generator.noise; })
    normal = std::holds_alternative<NormalNoise>(model.gan().generator.noise);
  std::vector<T> path;
  for (int row = 0; row < rows; ++row) {
    T const *a = values.data() + 2 * static_cast<std::size_t>(row) * size, *b = a + size;
    double ab = 0, aa = 0, bb = 0;
    for (std::size_t i = 0; i < size; ++i) {
      ab += static_cast<double>(a[i]) * static_cast<double>(b[i]);
      aa += static_cast<double>(a[i]) * static_cast<double>(a[i]);
      bb += static_cast<double>(b[i]) * static_cast<double>(b[i]);
    }
    double const cosine = ab / std::sqrt(aa * bb), angle = std::acos(std::min(1.0, std::max(-1.0, cosine)));
    bool const on_arc = normal && std::abs(cosine) < 0.9999;
    for (int column = 0; column < columns; ++column) {
      double const t = static_cast<double>(column) / (columns - 1);
      double const of_a = on_arc ? std::sin((1 - t) * angle) / std::sin(angle) : 1 - t,
                   of_b = on_arc ? std::sin(t * angle) / std::sin(angle) : t;
      for (std::size_t i = 0; i < size; ++i)
        path.push_back(static_cast<T>(of_a * static_cast<double>(a[i]) + of_b * static_cast<double>(b[i])));
    }
  }
  return model.generate_from(from_host(model.context(), Shape{std::int64_t{rows} * columns, ends.shape()[1]}, path));
}

/// What one code does (Chen et al. 2016, figure 2): all columns of a row have the same noise and other codes. A categorical
/// code takes its values one after the other, whatever `columns` is; a continuous one goes from `low` to `high` in `columns`
/// equal steps, beyond what it was drawn from in training. `code` counts the categorical codes first. {rows * columns, ...}.
/// Throws OptionError for a code there is not.
template <class M>
auto traverse_code(M const& model, int code, int rows, int columns = 10, double low = -2, double high = 2, Seed seed = {}) {
  static_assert(has_codes<typename M::gan_type::generator_type>,
                "codes are traversed by a generator that draws them: Coded{generator, Codes{.categorical = {10}}}");
  using T = typename M::value_type;
  Codes const& codes = model.gan().generator.codes;
  int const groups = static_cast<int>(codes.categorical.size());
  require<OptionError>(code >= 0 && code < groups + codes.continuous, "code ", code, " was asked of ", codes.text());
  bool const categorical = code < groups;
  if (categorical) columns = codes.categorical[static_cast<std::size_t>(code)];
  detail::require_grid(rows, columns);
  auto const start = model.noise(rows, random::key(seed, Stream::generated_latent));
  auto const values = to_host(start);
  auto const size = static_cast<std::size_t>(start.shape()[1]);
  std::size_t at = size - static_cast<std::size_t>(codes.size());  // the code's first number
  for (int i = 0; i < std::min(code, groups); ++i)
    at += static_cast<std::size_t>(codes.categorical[static_cast<std::size_t>(i)]);
  if (!categorical) at += static_cast<std::size_t>(code - groups);
  std::vector<T> walk;
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      std::size_t const begin = walk.size();
      walk.insert(walk.end(), values.begin() + row * static_cast<std::ptrdiff_t>(size),
                  values.begin() + (row + 1) * static_cast<std::ptrdiff_t>(size));
      if (!categorical) walk[begin + at] = static_cast<T>(low + (high - low) * column / (columns - 1));
      else
        for (int k = 0; k < columns; ++k) walk[begin + at + static_cast<std::size_t>(k)] = static_cast<T>(k == column);
    }
  return model.generate_from(from_host(model.context(), Shape{std::int64_t{rows} * columns, start.shape()[1]}, walk));
}

}  // namespace gan

#pragma once
/// What a pass over reconstructions and their targets computes of each row, on every device.
#include <cstdint>

#include <gan/scalar/dual.hpp>
#include <gan/scalar/functions.hpp>

namespace gan {

/// How a reconstruction's residual r becomes an energy: |r|, |r|^2, or the mean of its squares. Margins of 10 to 80 belong to the
/// first two; with mean squares on images in [-1, 1] the energy stays below 4.
enum class EnergyNorm { L2, SumSq, MeanSq };

/// Rows of a reconstruction and its target, and where the mean cost of their energies goes and, unless null, its gradient for each.
template <class T> struct EnergyRows {
  T const *reconstruction, *target;
  std::int64_t rows, size;
  EnergyNorm norm;
  T* value;
  T* gradient[2] = {};
};

namespace detail {

/// Residuals shorter than 1e-12 are taken for that long.
inline constexpr float least_squares_of_residual = 1e-24f;

/// A row's part of the mean; slope times its residual is the gradient for its reconstruction.
template <class T> struct RowCost { T value, slope; };

/// `op` gives the cost of an energy and is generic in its scalar; `squares` is the sum over the row's residual.
template <class Op, class T> GAN_HD RowCost<T> row_cost(Op const& op, EnergyRows<T> const& e, T squares) {
  using P = Pack<T, 1>;
  T const least = static_cast<T>(least_squares_of_residual);
  T energy = squares, slope = 2;  // dE/dr is slope * r
  if (e.norm == EnergyNorm::L2) {
    bool const raised = squares < least;
    energy = sqrt(P(raised ? least : squares)).v;
    slope = raised ? T(0) : 1 / energy;
  } else if (e.norm == EnergyNorm::MeanSq) {
    energy = squares / static_cast<T>(e.size);
    slope = 2 / static_cast<T>(e.size);
  }
  auto const cost = op(make_dual(P(energy), One{}));
  T const weight = 1 / static_cast<T>(e.rows);
  return {to_pack<P>(value_of(cost)).v * weight, to_pack<P>(partial<0>(cost)).v * slope * weight};
}

}  // namespace detail

}  // namespace gan

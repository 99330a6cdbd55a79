#pragma once
#include <gan/autodiff/matmul.hpp>
#include <gan/autodiff/update.hpp>
#include <gan/nn/pass.hpp>

namespace gan {

namespace detail {
/// The best piece so far and its number, against one more piece; of equal ones the first stays.
struct BetterPiece {
  static constexpr int inputs = 4, outputs = 2;
  int number;
  template <class S> GAN_HD auto operator()(S const& best, S const& winner, S const& piece, S const& bias) const {
    auto value = piece + bias;
    return list(select(value > best, value, best),
                select(value > best, S(static_cast<typename S::value_type>(number)), winner));
  }
};
struct FirstPiece {
  static constexpr int inputs = 2, outputs = 1;
  template <class S> GAN_HD auto operator()(S const& piece, S const& bias) const { return piece + bias; }
};
/// A piece where it is the winner, 0 elsewhere; summed over the pieces this is the winner's value.
struct WinningPiece {
  template <class S, class B, class W, class N>
  GAN_HD auto operator()(S const& piece, B const& bias, W const& winner, N const& number) const {
    return select(winner == number, piece + bias, Zero{});
  }
};

/// For pieces {n, pieces, units} and a bias {pieces, units}: the number of the largest sum {n, 1, units}; no gradient.
template <class T, class Device> Tensor<T, Device> winning_pieces(Tensor<T, Device> const& a, Tensor<T, Device> const& bias) {
  auto& context = a.context();
  std::int64_t const n = a.shape()[0], pieces = a.shape()[1], units = a.shape()[2];
  Tensor<T, Device> const piece(context, Shape{n, 1, units}), best(context, piece.shape()),
      winner = zeros<T>(context, piece.shape());
  for (std::int64_t j = 0; j < pieces; ++j) {
    copy_runs(context, a.data() + j * units, pieces * units, piece.data(), units, n, units);
    auto const b = bias.view(j * units, Shape{units});
    if (j == 0) update(FirstPiece{}, {piece, b}, {best});
    else update(BetterPiece{static_cast<int>(j)}, {best, winner, piece, b}, {best, winner});
  }
  return winner;
}
}  // namespace detail

/// y_u = max over the pieces j of (W_j x + b_j)_u for x of shape {n, in} (Goodfellow et al. 2013). The gradient goes to the largest
/// piece alone, of equal ones to the first. W is {in, pieces * units}: one matrix product, piece by piece side by side.
struct Maxout {
  int in = 0, units = 0, pieces = 5;
  Init init = He{};

  void declare(Declaration& d) const {
    require<OptionError>(in > 0 && units > 0 && pieces > 0, "a maxout layer needs sizes of at least 1, not ", in, ", ", units,
                         " and ", pieces, " pieces");
    d.parameter("weight", {in, pieces * units}, init, in, units);
    d.parameter("bias", {pieces, units}, Zeros{});
  }
  template <class X, class P> auto operator()(X const& x, P& pass) const {
    using T = typename P::value_type;
    auto product = matmul(x, pass.parameter());
    std::int64_t const n = product.shape()[0];
    auto a = reshape(product, Shape{n, pieces, units});
    auto const& bias = pass.parameter();
    auto winner = constant<P::order>(detail::winning_pieces(a.value(), bias.value()));
    Tensor<T, typename P::device_type> numbers(pass.context(), Shape{pieces, 1});
    for (int j = 0; j < pieces; ++j) fill(pass.context(), numbers.data() + j, 1, static_cast<T>(j));
    auto chosen = apply(detail::WinningPiece{}, a, bias, winner, constant<P::order>(numbers));
    return reshape(evaluate(chosen, Shape{n, 1, units}), Shape{n, units});
  }
};

}  // namespace gan

#pragma once
#include <utility>
#include <vector>

#include <gan/nn/pass.hpp>

namespace gan {

namespace detail {
/// Layers side by side. A std::tuple would cost several times as much to compile, and every network has some.
template <std::size_t I, class Layer> struct LayerAt { Layer layer; };
template <class Places, class... Layers> struct LayerRow;
template <std::size_t... I, class... Layers> struct LayerRow<std::index_sequence<I...>, Layers...> : LayerAt<I, Layers>... {};

template <std::size_t I, class Layer> Layer const& layer_at(LayerAt<I, Layer> const& place) { return place.layer; }
}  // namespace detail

/// Layers one after the other: Sequential{Linear{2, 64}, Relu{}, Linear{64, 1}}.
template <class... Layers> struct Sequential {
  static constexpr bool mixes_samples = (false || ... || layer_mixes_samples<Layers>);
  detail::LayerRow<std::index_sequence_for<Layers...>, Layers...> layers;

  Sequential(Layers... l) : layers{{std::move(l)}...} {}

  void declare(Declaration& d) const { declare_from<0>(d); }
  template <class X, class P> auto operator()(X const& x, P& pass) const { return run_from<0>(x, pass); }

 private:
  template <std::size_t I> void declare_from(Declaration& d) const {
    if constexpr (I < sizeof...(Layers)) {
      d.part(std::to_string(I), detail::layer_at<I>(layers));
      declare_from<I + 1>(d);
    }
  }
  template <std::size_t I, class X, class P> auto run_from(X const& x, P& pass) const {
    if constexpr (I == sizeof...(Layers)) return x;
    else return run_from<I + 1>(detail::layer_at<I>(layers)(x, pass), pass);
  }
};

/// A number of layers of one type that is known at run time; a variable goes from one to the next.
template <class Layer> struct Stack {
  static constexpr bool mixes_samples = layer_mixes_samples<Layer>;
  std::vector<Layer> layers;

  void declare(Declaration& d) const {
    for (std::size_t i = 0; i < layers.size(); ++i) d.part(std::to_string(i), layers[i]);
  }
  template <class X, class P> auto operator()(X const& x, P& pass) const {
    typename P::Variable y = evaluate(x);
    for (auto const& layer : layers) y = evaluate(layer(y, pass));
    return y;
  }
};

}  // namespace gan

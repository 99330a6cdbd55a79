#pragma once
/// Networks from a sample with its mask to a whole sample, for MaskedGenerator. Such a policy has
///   template <class In, class Out> auto layers(In, Out) const
/// where In is the sample with its mask: of an image a further channel, of a vector as many dimensions more.
#include <gan/network/dc.hpp>
#include <gan/network/mlp.hpp>

namespace gan {

/// Fully connected: sample and mask -> hidden (ReLU) -> sample, with tanh at the end for an Image.
struct MlpCompleter {
  std::vector<int> hidden = {512, 512};
  Init init = He{};

  template <class In, class Out> auto layers(In, Out) const {
    return Sequential{Flatten{}, detail::hidden_layers(In::size, hidden, Relu{}, init),
                      Linear{detail::last_size(In::size, hidden), Out::size, init}, detail::OutputRange<Out>{}, Reshape<Out>{}};
  }
};

/// Convolutional: image and mask -> halved level by level as in a DCDiscriminator -> doubled again as in a DCGenerator -> image in
/// [-1, 1]. Nothing passes beside the small map.
struct DCCompleter {
  static constexpr bool needs_image = true;
  static constexpr int divides = 4;
  int width = 64;  ///< maps of the first level and of the last hidden one; each level between has twice as many
  int kernel = 4;

  template <class In, class Out> auto layers(In, Out) const {
    auto const in = detail::DcSizes<In>::of(width, kernel);
    auto const out = detail::DcSizes<Out>::of(width, kernel);
    return Sequential{detail::first_level(in),       LeakyRelu{},
                      detail::normalised_levels(in), detail::normalised_levels_up(out, Relu{}),
                      detail::last_level(out),       Tanh{}};
  }
};

}  // namespace gan

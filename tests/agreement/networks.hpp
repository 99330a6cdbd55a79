#pragma once
#include "layers.hpp"

namespace agreement {

/// What the layers of a discriminator see of a sample: with its classes or its mask, where there is a condition.
template <class D, class Sample> struct Seen { using type = Sample; };
template <class D, int Count, class Sample> struct Seen<ConditionalD<D, Count>, Sample> {
  using type = typename ConditionalD<D, Count>::template seen<Sample>;
};
template <class D, class Sample> struct Seen<MaskedD<D>, Sample> { using type = typename gan::detail::WithMask<Sample>::type; };

template <class Device> Records networks(Device device, double nudge) {
  Lab<double, Device> lab(device, nudge);
  policies::for_each(policies::discriminators(), [&](auto const& p) {
    using P = std::decay_t<decltype(p)>;
    Shape sample, batch = Seen<typename P::type, typename P::Sample>::type::shape(1);
    for (int i = 1; i < batch.rank(); ++i) sample.push_back(batch[i]);
    keep_layer(lab, p.name, p.value.layers(typename P::Sample{}), sample);
  });
  policies::for_each(policies::generators(), [&](auto const& p) {
    keep_layer(lab, p.name, p.value.layers(typename std::decay_t<decltype(p)>::Sample{}), Shape{latent_size(p.value)});
  });
  using Picture = Image<1, 8, 8>;
  keep_layer(lab, "MlpEncoder", MlpEncoder{.latent = 3, .hidden = {5}}.layers(Picture{}), {8, 8, 1});
  keep_layer(lab, "DCEncoder", DCEncoder{.latent = 3, .width = 2}.layers(Picture{}), {8, 8, 1});
  keep_layer(lab, "MlpDecoder", MlpDecoder{.latent = 3, .hidden = {5}}.layers(Picture{}), {3});
  return lab.records();
}

}  // namespace agreement

#pragma once
/// verify over lists of registered policies.
#include <gan/backend/cpu/backend.hpp>
#include <gan/verify/verify.hpp>

#include "../catch.hpp"
#include "../policies.hpp"

namespace test {
using namespace gan;

template <class List> void verify_all(List const& list) {
  policies::for_each(list, [](auto const& p) {
    INFO(p.name);
    try {
      CHECK_FALSE(verify(p.value).text().empty());
    } catch (Error const& error) {
      FAIL_CHECK(error.what());
    }
  });
}

/// Layers on the shape of samples that they are registered with.
template <class List> void verify_layers(List const& list) {
  policies::for_each(list, [](auto const& p) {
    INFO(p.name);
    try {
      auto const report = p.sample.rank() > 0 ? verify(p.value, p.sample) : verify(p.value);
      CHECK_FALSE(report.text().empty());
    } catch (Error const& error) {
      FAIL_CHECK(error.what());
    }
  });
}

/// What the layers of a discriminator see of a sample: with its classes, where there is a condition.
template <class D, class Sample> struct Seen { using type = Sample; };
template <class D, int Count, class Sample> struct Seen<ConditionalD<D, Count>, Sample> {
  using type = typename ConditionalD<D, Count>::template seen<Sample>;
};
template <class D, class Sample> struct Seen<MaskedD<D>, Sample> { using type = typename gan::detail::WithMask<Sample>::type; };

/// The networks that policies make of the samples that they are registered with. A discriminator says the same of its samples as its
/// layers do.
template <class List> void verify_discriminators(List const& list) {
  policies::for_each(list, [](auto const& p) {
    INFO(p.name);
    using Sample = typename std::decay_t<decltype(p)>::Sample;
    auto const layers = p.value.layers(Sample{});
    CHECK(layer_mixes_samples<std::decay_t<decltype(layers)>> == std::decay_t<decltype(p)>::type::mixes_samples);
    Shape sample, batch = Seen<typename std::decay_t<decltype(p)>::type, Sample>::type::shape(1);
    for (int i = 1; i < batch.rank(); ++i) sample.push_back(batch[i]);
    try {
      CHECK_FALSE(verify(layers, sample).text().empty());
    } catch (Error const& error) {
      FAIL_CHECK(error.what());
    }
  });
}
template <class List> void verify_generators(List const& list) {
  policies::for_each(list, [](auto const& p) {
    INFO(p.name);
    auto const layers = p.value.layers(typename std::decay_t<decltype(p)>::Sample{});
    try {
      CHECK_FALSE(verify(layers, Shape{latent_size(p.value)}).text().empty());
    } catch (Error const& error) {
      FAIL_CHECK(error.what());
    }
  });
}
}  // namespace test

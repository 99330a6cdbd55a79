#pragma once
/// One training step of a composition of registered policies on a tiny shape.
#include <gan/backend/cpu/backend.hpp>
#include <gan/train/update.hpp>

#include "../catch.hpp"
#include "../policies.hpp"

namespace test {
using namespace gan;

template <class T> bool all_finite(std::vector<T> const& values) {
  for (auto v : values)
    if (!std::isfinite(v)) return false;
  return true;
}

/// Trains both networks once on 4 drawn samples of 3 classes: all terms and all parameters stay finite, and both networks move where
/// something moves them.
template <class Sample, class G, class D, class L, class... R>
void step_once(bool generator_moves, G generator, D discriminator, L loss, R... regularizers) {
  using Composition = Gan<G, D, L, R...>;
  Model<Composition, Sample> model(Composition(generator, discriminator, loss, regularizers...), Sample{}, Cpu{}, Seed{3});
  using M = decltype(model);
  Updates<M> updates(model, {.batch = 4});
  auto& context = model.context();
  auto const real = uniform<float>(context, Sample::shape(4), random::key(Seed{4}, Stream::data), -1, 1);
  updates.set_labels(from_host(context, Shape{4, 3}, std::vector<float>{1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0}));
  auto const before_g = to_host(model.generator().parameters().values());
  auto const before_d = to_host(model.discriminator().parameters().values());
  Step<M> first(model, 0, 0, 0), second(model, 0, 0, 1);
  updates.discriminate(first, real, 1);
  updates.generate(second, 4, 1);
  for (auto const* terms : {&updates.discriminator_terms(), &updates.generator_terms()})
    for (auto const& term : *terms) {
      INFO("the term '" << term.name << "'");
      CHECK(std::isfinite(to_host(term.value)[0]));
    }
  auto const after_g = to_host(model.generator().parameters().values());
  auto const after_d = to_host(model.discriminator().parameters().values());
  CHECK(all_finite(after_g));
  CHECK(all_finite(after_d));
  CHECK((after_g != before_g) == generator_moves);
  CHECK(after_d != before_d);
}

template <class L> inline constexpr bool moves_generator = true;
template <class L> inline constexpr bool moves_generator<DiscriminatorOnly<L>> = false;

/// Every loss of a list with every discriminator of another that it fits; how many pairs these are.
template <class Losses, class Discriminators> int step_losses(Losses const& losses, Discriminators const& discriminators) {
  int pairs = 0;
  policies::for_each(discriminators, [&](auto const& d) {
    policies::for_each(losses, [&](auto const& l) {
      using D = typename std::decay_t<decltype(d)>::type;
      using L = typename std::decay_t<decltype(l)>::type;
      if constexpr (policies::loss_misfit<L, D> == Misfit::none) {
        INFO(l.name << " with " << d.name);
        step_once<typename std::decay_t<decltype(d)>::Sample>(moves_generator<L>, policies::generator_for<D>().value, d.value,
                                                              l.value);
        ++pairs;
      }
    });
  });
  return pairs;
}

/// Every regularizer of a list with every discriminator of another that it fits.
template <class Regularizers, class Discriminators>
int step_regularizers(Regularizers const& regularizers, Discriminators const& discriminators) {
  int pairs = 0;
  policies::for_each(discriminators, [&](auto const& d) {
    policies::for_each(regularizers, [&](auto const& r) {
      using D = typename std::decay_t<decltype(d)>::type;
      using R = typename std::decay_t<decltype(r)>::type;
      if constexpr (policies::regularizer_misfit<R, D> == Misfit::none) {
        INFO(r.name << " with " << d.name);
        step_once<typename std::decay_t<decltype(d)>::Sample>(true, policies::generator_for<D>().value, d.value,
                                                              policies::loss_for<D>().value, r.value);
        ++pairs;
      }
    });
  });
  return pairs;
}

/// Every generator of a list with the first discriminator that it fits.
template <class Generators> void step_generators(Generators const& generators) {
  policies::for_each(generators, [&](auto const& g) {
    auto const d = policies::discriminator_for<typename std::decay_t<decltype(g)>::type>();
    INFO(g.name << " with " << d.name);
    step_once<typename std::decay_t<decltype(g)>::Sample>(true, g.value, d.value,
                                                          policies::loss_for<typename std::decay_t<decltype(d)>::type>().value);
  });
}
}  // namespace test

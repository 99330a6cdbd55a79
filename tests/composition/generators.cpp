/// Every generator with the first discriminator that it fits, and every divergence as a loss, see step.hpp.
#include "step.hpp"

using namespace gan;

TEST_CASE("every generator steps once") { test::step_generators(policies::generators()); }

TEST_CASE("every divergence steps once as a loss, with either objective of the generator") {
  auto const d = policies::discriminator_for<MlpGenerator>();
  MlpGenerator const g{.latent = 3, .hidden = {5}};
  policies::for_each(policies::divergences(), [&](auto const& p) {
    INFO(p.name);
    using D = typename std::decay_t<decltype(p)>::type;
    test::step_once<Image<1, 8, 8>>(true, g, d.value, FDivergence<D>{p.value});
    test::step_once<Image<1, 8, 8>>(true, g, d.value, FDivergence<D, GeneratorObjective::alternative>{p.value});
  });
}

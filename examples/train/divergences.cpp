#include "run.hpp"

using namespace gan;

namespace {
constexpr char const* summary =
    "Nowozin et al. 2016: D: -E g(V(x)) + E f*(g(V(G(z)))), minus a bound of the divergence in the name; G: -E f*(g(V(G(z)))); "
    "one "
    "batch gives both gradients";
template <class Divergence> void train(Command const& c) {
  auto recipe = systems::f_gan<Divergence>();
  recipe.training.batch = 256;  // 4096 in the paper
  run(c, summary, recipe, digits_for(c));
}
}  // namespace

std::vector<System> divergence_systems() {
  return {
      {"f-gan-kl", "digits", summary, train<KullbackLeibler>},
      {"f-gan-pearson", "digits", summary, train<PearsonChiSquared>},
      {"f-gan-js", "digits", summary, train<JensenShannon>},
  };
}

// Prints which policies fit together, as Markdown: what `compatible` answers for every pair, without building a model.
// ctest:
#include <cstdio>
#include <gan/gan.hpp>

using namespace gan;

template <class T> struct Named {
  using type = T;
  char const* name;
};
#define NAMED(...) \
  Named<__VA_ARGS__> { #__VA_ARGS__ }

constexpr char const* word(Misfit misfit) {
  switch (misfit) {
    case Misfit::none:
      return "yes";
    case Misfit::loss_needs_energy:
      return "needs energies";
    case Misfit::loss_needs_logit:
      return "needs logits";
    case Misfit::regularizer_needs_code:
      return "needs a code";
    case Misfit::penalty_needs_independent_samples:
      return "needs independent samples";
    default:
      return "no";
  }
}

/// One row per element of `rows`, one column per element of `columns`; `cell` gives the misfit of a pair of types.
template <class Cell, class... Row, class... Column>
void print(char const* title, Cell cell, std::tuple<Row...> const& rows, std::tuple<Column...> const& columns) {
  std::printf("| %s |", title);
  std::apply([](auto... c) { (std::printf(" `%s` |", c.name), ...); }, columns);
  std::printf("\n|---|");
  std::apply([](auto... c) { (((void)c, std::printf("---|")), ...); }, columns);
  auto row = [&](auto r) {
    std::printf("\n| `%s` |", r.name);
    std::apply([&](auto... c) { (std::printf(" %s |", word(cell(r, c))), ...); }, columns);
  };
  std::apply([&](auto... r) { (row(r), ...); }, rows);
  std::printf("\n\n");
}

int main() {
  auto const discriminators =
      std::tuple{NAMED(MlpDiscriminator), NAMED(MaxoutD), NAMED(DCDiscriminator), NAMED(DCCritic), NAMED(AutoencoderEnergyD)};
  print(
      "loss", []<class L, class D>(Named<L>, Named<D>) { return compatible<MlpGenerator, D, L>; },
      std::tuple{NAMED(Minimax), NAMED(NonSaturating), NAMED(BlendedGenerator), NAMED(LeastSquares), NAMED(Wasserstein),
                 NAMED(Hinge), NAMED(MarginLoss), NAMED(RelativisticAverage<>), NAMED(LabelSmoothing<NonSaturating>),
                 NAMED(FDivergence<KullbackLeibler>), NAMED(FDivergence<PearsonChiSquared>), NAMED(FDivergence<JensenShannon>)},
      discriminators);
  print(
      "regularizer",
      []<class R, class D>(Named<R>, Named<D>) {
        using Loss = std::conditional_t<std::is_same_v<typename D::score, Energy>, MarginLoss, NonSaturating>;
        return compatible<MlpGenerator, D, Loss, R>;
      },
      std::tuple{NAMED(PullingAway), NAMED(GradientPenalty), NAMED(R1Penalty), NAMED(R2Penalty), NAMED(Dragan),
                 NAMED(WeightClipping), NAMED(MaxNorm), NAMED(GradientClipping), NAMED(GradientNormClipping),
                 NAMED(InstanceNoise)},
      discriminators);
}
